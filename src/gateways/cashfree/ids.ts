// How orders, payments and refunds are named on the wire, and how such names are read back.
import { type Locator, numberLocator, tokenLocator } from '../../core/id.ts';
import { ownReference } from '../../core/name.ts';
import type { Order } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { Refund } from '../../core/refund.ts';

export const PAYMENT_PREFIX = 'pay';
const ORDER_PREFIX = 'order';
const REFUND_PREFIX = 'rf';

/** Longest name that is looked up; other dialects allow longer references than this one. */
const NAME_MAX = 255;

export function orderToken(order: Order): string {
  return `${ORDER_PREFIX}_${order.id.token}`;
}

export function refundToken(refund: Refund): string {
  return `${REFUND_PREFIX}_${refund.id.token}`;
}

/** The merchant's own order_id; ours when it gave none, as an order of another dialect may. */
export function orderName(order: Order): string {
  return ownReference(order) ?? orderToken(order);
}

export function refundName(refund: Refund): string {
  return ownReference(refund) ?? refundToken(refund);
}

/** Every reading of a name in a path: the merchant's reference, our token, our number. */
function locate(name: string, prefix: string): readonly Locator[] | undefined {
  if (name === '' || name.length > NAME_MAX) return undefined;
  const ours = [tokenLocator(name, prefix), numberLocator(name)];
  return [
    { by: 'reference', reference: name } as const,
    ...ours.filter((locator) => locator !== undefined),
  ];
}

export function locateOrder(name: string): readonly Locator[] | undefined {
  return locate(name, ORDER_PREFIX);
}

// Version 2022-09-01 spells our number as refund_<digits>.
const PREFIXED = /^refund_(\d+)$/;

export function locateRefund(name: string): readonly Locator[] | undefined {
  const digits = PREFIXED.exec(name)?.[1];
  const number = digits === undefined ? undefined : numberLocator(digits);
  const readings = locate(name, REFUND_PREFIX);
  return number === undefined || readings === undefined ? readings : [...readings, number];
}

/** Payments have our names only: the native versions' number, the documented paths' token. */
export function locatePayment(name: string): readonly Locator[] | undefined {
  const locator = numberLocator(name) ?? tokenLocator(name, PAYMENT_PREFIX);
  return locator === undefined ? undefined : [locator];
}

const CUSTOMER_PREFIX = 'cust';

/** What the gateway calls a customer that the merchant told it of. */
export function customerName({ id }: Pick<StoredRecord, 'id'>): string {
  return `${CUSTOMER_PREFIX}_${id.token}`;
}

export function locateCustomer(name: string): readonly Locator[] | undefined {
  const locator = tokenLocator(name, CUSTOMER_PREFIX);
  return locator === undefined ? undefined : [locator];
}

const SIMULATION_PREFIX = 'sim';

/** A simulation is told apart by its payment: it has no life of its own. */
export function simulationName(payment: Payment): string {
  return `${SIMULATION_PREFIX}_${payment.id.token}`;
}

export function locateSimulation(name: string): readonly Locator[] | undefined {
  const locator = tokenLocator(name, SIMULATION_PREFIX);
  return locator === undefined ? undefined : [locator];
}
