// Orders, payments and refunds as each native version shows them: unset fields are null, never left
// out. Return types are inferred: a test holds them against the SDKs' own.
// Source: cashfree.md §1.1, §1.5, §1.6 and §1.8; real bodies of 2025-01-01 where observed.
import type { Id } from '../../../../core/id.ts';
import { type Aggregate, type Customer, customerOf, type Order } from '../../../../core/order.ts';
import { type Instrument, isReturned, type Payment } from '../../../../core/payment.ts';
import type { Refund } from '../../../../core/refund.ts';
import type { Call } from '../../../dialect.ts';
import { bankCodeOf } from '../../banks.ts';
import { readWire } from '../../../kit/wire.ts';
import { orderName, refundName } from '../../ids.ts';
import { viewExtras } from './cart.ts';
import { amountOf, arrange } from '../render.ts';
import { formatInstant, formatInstantOrNull } from '../../time.ts';
import type { MetaKey, Spelling, Traits } from '../../version.ts';
import {
  AUTHORIZATION_ACTION,
  CARD_NETWORK,
  CARD_TYPE,
  ERROR_DETAILS,
  orderStatus,
  PAYMENT_MESSAGE,
  paymentStatus,
  providerOf,
  REFUND_DESCRIPTION,
  REFUND_STATUS,
  REQUESTED_ACTION,
  upiChannelOf,
} from '../../words.ts';

export type Body = Readonly<Record<string, unknown>>;

type Ids = keyof Spelling;

export function idOf<I extends Ids>({ number }: Id, { ids }: Traits<I>): Spelling[I] {
  const spelt: Spelling = { number, string: String(number) };
  return spelt[ids];
}

export function viewOrder<I extends Ids>(aggregate: Aggregate, traits: Traits<I>, call: Call) {
  const { order } = aggregate;
  return {
    cf_order_id: idOf(order.id, traits),
    order_id: orderName(order),
    entity: 'order',
    order_amount: amountOf(order.amountMinor, order.currency),
    order_currency: order.currency,
    order_status: orderStatus(order, traits.terminates),
    order_note: order.description,
    created_at: formatInstant(order.createdAt),
    order_expiry_time: formatInstantOrNull(order.expiresAt),
    ...viewOpening(aggregate, traits, call),
    customer_details: viewCustomer(order, traits),
    order_meta: viewMeta(order, traits),
    ...(traits.splits ? { order_splits: [] } : {}),
    order_tags: Object.keys(order.notes).length === 0 ? null : order.notes,
    ...(traits.cart ? viewExtras({ id: order.id, wire: keptOf(order) }) : {}),
    ...(traits.addresses ? viewAddresses(order, call) : {}),
  };
}

function viewOpening(aggregate: Aggregate, { opens }: Traits, { addresses }: Call) {
  const token = addresses.pageToken(aggregate);
  return opens === 'payment_session_id'
    ? { payment_session_id: `session_${token}` }
    : { order_token: `token_${token}`, payment_link: addresses.page(aggregate) };
}

// What another dialect keeps with its orders is not ours to read.
export function keptOf({ dialect, wire }: Order): Order['wire'] {
  return dialect === 'cashfree' ? wire : {};
}

function keptText(order: Order, name: string): string | null {
  const kept = keptOf(order)[name];
  return typeof kept === 'string' ? kept : null;
}

export function viewCustomer(order: Order, traits: Traits) {
  const { customer } = order;
  return {
    customer_id: customer.id,
    customer_name: customer.name,
    customer_email: customer.email,
    customer_phone: customer.phone,
    ...(traits.cart ? { customer_uid: keptText(order, 'customer_uid') } : {}),
  };
}

function viewMeta(order: Order, { metaKeys }: Traits) {
  const { returns } = order;
  const kept = keptOf(order);
  const more: { readonly [Key in MetaKey]?: object | null } = Object.fromEntries(
    metaKeys.map((key) => [key, kept[key] ?? null]),
  );
  return {
    return_url: returns.success,
    notify_url: returns.notify,
    payment_methods: keptText(order, 'payment_methods'),
    ...more,
  };
}

function viewAddresses(order: Order, { addresses, request }: Call) {
  const own = `${addresses.origin}${request.base}/orders/${encodeURIComponent(orderName(order))}`;
  return {
    payments: { url: `${own}/payments` },
    settlements: { url: `${own}/settlements` },
    refunds: { url: `${own}/refunds` },
  };
}

export function viewPayments<I extends Ids>({ order, payments }: Aggregate, traits: Traits<I>) {
  return arrange(payments).map((payment) => viewPayment(order, payment, traits));
}

export function viewPayment<I extends Ids>(order: Order, payment: Payment, traits: Traits<I>) {
  const { instrument } = payment;
  const status = paymentStatus(payment);
  return {
    cf_payment_id: idOf(payment.id, traits),
    order_id: orderName(order),
    entity: 'payment',
    payment_status: status,
    payment_amount: amountOf(payment.amountMinor, payment.currency),
    payment_currency: payment.currency,
    order_amount: amountOf(order.amountMinor, order.currency),
    ...(traits.gateway ? { order_currency: order.currency } : {}),
    payment_group: instrument === null ? null : groupOf(instrument),
    payment_method:
      instrument === null ? null : viewMethod(instrument, customerOf(order, payment), traits),
    payment_time: formatInstant(payment.createdAt),
    payment_completion_time: formatInstantOrNull(payment.completedAt),
    payment_message: PAYMENT_MESSAGE[status],
    bank_reference: payment.bankReference,
    is_captured: payment.status === 'captured' && !isReturned(payment),
    ...(traits.errorDetails ? { error_details: viewErrorDetails(payment) } : {}),
    ...(traits.gateway ? viewGateway() : {}),
    auth_id: null,
    authorization: order.capture === 'manual' ? viewAuthorization(payment) : null,
  };
}

// Present once the customer's bank holds the money for the merchant to take (cashfree.md §1.6).
function viewAuthorization(payment: Payment) {
  const { status, requested, completedAt } = payment;
  const wished = requested === null ? null : REQUESTED_ACTION[requested];
  const action = AUTHORIZATION_ACTION[status] ?? wished;
  if (status !== 'authorized' && action === null) return null;
  const captured = status === 'captured' ? payment.capturedMinor : 0;
  return {
    action,
    status: status === 'authorized' ? ('PENDING' as const) : ('SUCCESS' as const),
    captured_amount: amountOf(captured, payment.currency),
    start_time: null,
    end_time: null,
    approve_by: null,
    action_reference: completedAt === null ? null : payment.processorReference,
    action_time: formatInstantOrNull(completedAt),
  };
}

export function viewErrorDetails({ decline }: Payment) {
  const details = decline === null ? null : ERROR_DETAILS[decline];
  if (details === null) return null;
  const [error_code, error_description, error_reason, error_source] = details;
  return { error_code, error_description, error_reason, error_source };
}

function viewGateway() {
  return {
    payment_surcharge: { payment_surcharge_service_charge: 0, payment_surcharge_service_tax: 0 },
    payment_gateway_details: {
      gateway_name: 'CASHFREE',
      gateway_settlement: 'cashfree',
      gateway_order_id: null,
      gateway_payment_id: null,
      gateway_status_code: null,
    },
    international_payment: { international: false },
    payment_offers: null,
  };
}

// cashfree.md §1.6 has two lists of groups; the newer one also fits the older one's own example.
export function groupOf(instrument: Instrument): string {
  switch (instrument.method) {
    case 'card':
      return CARD_TYPE[instrument.kind].toLowerCase();
    case 'upi':
      return 'upi';
    case 'netbanking':
      return 'net_banking';
    case 'wallet':
      return 'wallet';
  }
}

export function viewMethod(instrument: Instrument, { phone }: Customer, traits: Traits) {
  switch (instrument.method) {
    case 'card':
      return {
        card: {
          channel: 'link',
          card_number: `XXXXXXXXXXXX${instrument.last4}`,
          card_network: CARD_NETWORK[instrument.network].toLowerCase(),
          card_type: CARD_TYPE[instrument.kind].toLowerCase(),
          ...(traits.cardSubType ? { card_sub_type: null } : {}),
          card_country: null,
          card_bank_name: null,
          card_network_reference_id: null,
          ...(traits.gateway ? { instrument_id: null } : {}),
        },
      };
    case 'upi':
      return { upi: { ...viewUpi(instrument.vpa), ...viewPayer(traits) } };
    case 'netbanking':
      return {
        netbanking: {
          channel: 'link',
          netbanking_bank_code: bankCodeOf(instrument.bank),
          netbanking_bank_name: instrument.bankName,
          ...(traits.gateway ? { netbanking_ifsc: '', netbanking_account_number: '' } : {}),
        },
      };
    case 'wallet':
      return {
        app: {
          channel: 'link',
          provider: providerOf(instrument.wallet),
          phone,
        },
      };
  }
}

function viewUpi(vpa: string | null) {
  const channel = upiChannelOf(vpa);
  return { channel, upi_id: channel === 'collect' ? vpa : null };
}

function viewPayer({ gateway }: Traits) {
  if (!gateway) return {};
  return {
    upi_instrument: 'UPI',
    upi_instrument_number: '',
    upi_payer_account_number: '',
    upi_payer_ifsc: '',
  };
}

export function viewRefund<I extends Ids, M extends Traits['refundMode']>(
  refund: Refund,
  aggregate: Aggregate,
  traits: Traits<I, M>,
) {
  const payment = aggregate.payments.find((each) => each.id.key === refund.paymentKey);
  return {
    cf_refund_id: `${traits.refundPrefix}${refund.id.number}`,
    cf_payment_id: payment === undefined ? null : idOf(payment.id, traits),
    refund_id: refundName(refund),
    order_id: orderName(aggregate.order),
    entity: 'refund' as const,
    refund_amount: amountOf(refund.amountMinor, refund.currency),
    refund_currency: refund.currency,
    refund_status: REFUND_STATUS[refund.status],
    status_description: REFUND_DESCRIPTION[refund.status],
    refund_note: refund.note,
    refund_type: 'MERCHANT_INITIATED' as const,
    refund_mode: traits.refundMode,
    ...(traits.refundSpeed ? { refund_speed: viewSpeed(refund) } : {}),
    created_at: formatInstant(refund.createdAt),
    processed_at: formatInstantOrNull(refund.processedAt),
    refund_arn: refund.bankReference,
    refund_charge: 0,
    refund_splits: [],
    metadata: null,
    ...(traits.gateway ? viewExchange(refund) : {}),
  };
}

// Whatever was requested is done at the standard speed, as in the sandbox (cashfree.md §1.8).
function viewSpeed(refund: Refund) {
  const asked = readWire(refund, 'cashfree')['refund_speed'];
  return {
    requested: asked === 'INSTANT' ? 'INSTANT' : 'STANDARD',
    accepted: 'STANDARD',
    processed: refund.status === 'processed' ? 'STANDARD' : null,
    message: null,
  };
}

function viewExchange(refund: Refund) {
  return {
    charges_currency: refund.currency,
    forex_conversion_rate: 0,
    forex_conversion_handling_charge: 0,
    forex_conversion_handling_tax: 0,
  };
}
