// An order with what a shop's checkout would add to it: addresses, cart, charges and offers; and
// what its merchant tells of the delivery.
// Source: cashfree.md §1.14: OrderExtendedDataEntity, UpdateOrderExtendedRequest.
import type { FindOrder } from '../../../../core/command.ts';
import { type Failure, invalid, isFailure } from '../../../../core/failure.ts';
import type { Aggregate } from '../../../../core/order.ts';
import type { Call } from '../../../dialect.ts';
import { isRecord, type Reading } from '../../../kit/read.ts';
import { orderName } from '../../ids.ts';
import { readRequest } from '../reading.ts';
import { amountOf } from '../render.ts';
import { formatInstant } from '../../time.ts';
import type { Spelling, Traits } from '../../version.ts';
import { viewCart } from './cart.ts';
import { readWord } from './change.ts';
import { parseNativeFindOrder } from './order.ts';
import { idOf, viewCustomer } from './view.ts';

export function viewExtended<I extends keyof Spelling>({ order }: Aggregate, traits: Traits<I>) {
  return {
    cf_order_id: idOf(order.id, traits),
    order_id: orderName(order),
    order_amount: amountOf(order.amountMinor, order.currency),
    order_currency: order.currency,
    created_at: formatInstant(order.createdAt),
    customer_details: viewCustomer(order, traits),
    ...viewCart({ wire: order.dialect === 'cashfree' ? order.wire : {} }),
    // One offer in the specification of 2025-01-01, a list of them in that of 2026-01-01.
    ...(traits.version < '2026-01-01' ? { offer: null } : { offers: [] }),
  };
}

const DELIVERY = [
  'AWAITING_PICKUP',
  'CANCELLED',
  'SELF_FULFILLED',
  'PICKED_UP',
  'SHIPPED',
  'IN_TRANSIT',
  'DELAY_COURIER_COMPANY_ISSUES',
  'DELAY_INCORRECT_ADDRESS',
  'DELAY_SELLER_ISSUES',
  'REACHED_DESTINATION_HUB',
  'OUT_FOR_DELIVERY',
  'DELIVERED',
  'POTENTIAL_RTO_DELIVERY_ATTEMPTED',
  'RTO',
  'LOST',
  'DAMAGED',
  'UNTRACKABLE_404',
  'MANUAL_INTERVENTION_BROKEN_URL',
  'ASSOCIATED_WITH_RETURN_PICKUP',
  'UNSERVICEABLE',
] as const;

/** Nothing of the gateway shows a delivery again: it is checked, told back, and decides nothing. */
export function parseDelivery(call: Call): FindOrder | Failure {
  const found = parseNativeFindOrder(call);
  if (isFailure(found)) return found;
  const read = readRequest(call.fields);
  readDelivery(read);
  return read.issues.length > 0 ? invalid(read.issues) : found;
}

const SHIPMENTS = 'shipment_details';
const STATUS = 'order_delivery_status';

function readDelivery(read: Reading) {
  const shipments = read.raw(SHIPMENTS) ?? null;
  if (shipments === null && !read.has(STATUS)) {
    read.refuse({ field: SHIPMENTS, rule: 'required', message: 'is missing' });
  }
  if (shipments !== null && !(Array.isArray(shipments) && shipments.every(isShipment))) {
    const message = 'should be a list of tracking_company, tracking_urls and tracking_numbers';
    read.refuse({ field: SHIPMENTS, rule: 'format', message });
  }
  const status = read.object(STATUS) === null ? null : readWord(read, `${STATUS}.status`, DELIVERY);
  const reason = read.text(`${STATUS}.reason`);
  return {
    ...(Array.isArray(shipments) ? { shipment_details: shipments.map(viewShipment) } : {}),
    ...(status === null ? {} : { order_delivery_status: { status, reason } }),
  };
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

function isShipment(value: unknown): boolean {
  if (!isRecord(value) || typeof value['tracking_company'] !== 'string') return false;
  return isTexts(value['tracking_urls'] ?? []) && isTexts(value['tracking_numbers'] ?? []);
}

function viewShipment(value: unknown) {
  const { tracking_company, tracking_urls, tracking_numbers } = isRecord(value) ? value : {};
  return { tracking_company, tracking_urls, tracking_numbers };
}

export function viewDelivery<I extends keyof Spelling>(
  { order }: Aggregate,
  traits: Traits<I>,
  { fields }: Call,
) {
  const told = readDelivery(readRequest(fields));
  return { cf_order_id: idOf(order.id, traits), order_id: orderName(order), ...told };
}
