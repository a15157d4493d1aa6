// Aggregates in every state, paid with every instrument, for whoever must be able to tell of them.
import type { FailureCode } from '../../src/core/failure.ts';
import type { Aggregate, Order, OrderStatus } from '../../src/core/order.ts';
import type { DeclineReason, Instrument, Payment, PaymentStatus } from '../../src/core/payment.ts';
import type { RefundStatus } from '../../src/core/refund.ts';
import { buildOrder, buildPayment, buildRefund } from '../support/call.ts';

const NETWORKS = ['visa', 'mastercard', 'rupay', 'amex', 'maestro', 'diners'] as const;
export const INSTRUMENTS: readonly (Instrument | null)[] = [
  null,
  ...NETWORKS.flatMap((network) =>
    (['credit', 'debit'] as const).map(
      (kind) => ({ method: 'card', network, kind, last4: '1111', holder: null }) as const,
    ),
  ),
  { method: 'card', network: 'visa', kind: 'credit', last4: '1111', holder: 'Asha | <Rao> "&"' },
  { method: 'upi', vpa: 'asha@upi' },
  { method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' },
  { method: 'wallet', wallet: 'phonepe' },
];

/** Where the ways to pay do not matter: the one with the most to tell. */
export const ONE_INSTRUMENT: typeof INSTRUMENTS = INSTRUMENTS.filter(
  (each) => each?.method === 'card' && each.holder !== null,
);

const ORDERS: readonly OrderStatus[] = ['created', 'attempted', 'paid', 'expired', 'cancelled'];
const PAYMENTS: readonly PaymentStatus[] = [
  'created',
  'pending',
  'authorized',
  'captured',
  'failed',
  'voided',
];
const DECLINES: readonly (DeclineReason | null)[] = [
  null,
  'declined',
  'insufficient_funds',
  'authentication_failed',
  'cancelled_by_customer',
  'timed_out',
  'processor_error',
];
const REFUNDS: readonly RefundStatus[] = ['pending', 'processed', 'failed', 'cancelled'];

function paymentsOf(status: PaymentStatus, instruments: typeof INSTRUMENTS): Payment[] {
  const captured = status === 'captured';
  const declines = status === 'failed' ? DECLINES : [null];
  return instruments.flatMap((instrument) =>
    declines.map((decline) =>
      buildPayment({
        status,
        instrument,
        decline,
        capturedMinor: captured ? 50050 : 0,
        completedAt: captured || decline !== null ? 1_705_295_100_000 : null,
        bankReference: instrument === null ? null : '123456789012',
        processorReference: instrument === null ? null : 'P1',
      }),
    ),
  );
}

/**
 * Also states that the rules do not reach: whoever renders must not fall over them. Every
 * instrument is there once with each state of a payment, under an order that is paid.
 */
export function aggregatesOf(changes: Partial<Order>, instruments = INSTRUMENTS): Aggregate[] {
  return ORDERS.flatMap((status) => {
    const amountPaidMinor = status === 'paid' ? 50050 : 0;
    const order = buildOrder({ status, amountPaidMinor, ...changes });
    const bare = { order, payments: [], refunds: [] };
    const some = status === 'paid' ? instruments : ONE_INSTRUMENT;
    const tried = PAYMENTS.flatMap((each) => paymentsOf(each, some)).map((payment) => ({
      order: { ...order, attempts: 1 },
      payments: [payment],
      refunds: [],
    }));
    return [bare, ...tried];
  });
}

export function refundedOf(changes: Partial<Order>, instruments = INSTRUMENTS): Aggregate[] {
  const order = buildOrder({
    status: 'paid',
    attempts: 1,
    refunds: 1,
    amountPaidMinor: 50050,
    ...changes,
  });
  return REFUNDS.flatMap((status) =>
    instruments.map((instrument) => ({
      order,
      payments: [buildPayment({ instrument, refundedMinor: 10000 })],
      refunds: [buildRefund({ status, reference: instrument === null ? null : 'r-1' })],
    })),
  );
}

/**
 * Money that came or went without us: surplus of an order that is paid, closed or open, beside
 * another payment and alone, with and without its way back; a refund of no dialect's.
 */
export function unaskedOf(changes: Partial<Order>): Aggregate[] {
  const second = { key: 92, number: 9_100_000_092, token: 'SURPLUS0000092' };
  const surplusOf = (more: Partial<Payment>): Payment =>
    buildPayment({ id: second, surplus: true, processorReference: 'P1-2', ...more });
  const back = { dialect: '', reference: null, ownsReference: false, notes: {}, wire: {} } as const;
  return ORDERS.flatMap((status) => {
    const isPaid = status === 'paid';
    const amountPaidMinor = isPaid ? 50050 : 0;
    const order = buildOrder({ ...changes, status, amountPaidMinor, attempts: 2, refunds: 1 });
    const others = isPaid ? [buildPayment()] : [];
    const given = surplusOf({ refundedMinor: 50050 });
    const returned = (refund: RefundStatus): Aggregate => ({
      order,
      payments: [...others, given],
      refunds: [
        buildRefund({ ...back, status: refund, paymentKey: second.key, amountMinor: 50050 }),
      ],
    });
    const elsewhere = {
      order,
      payments: [buildPayment({ refundedMinor: 10000 })],
      refunds: [buildRefund({ ...back, note: null, processorReference: 'E1' })],
    };
    return [
      ...(['captured', 'authorized', 'voided'] as const).map((each) => ({
        order,
        payments: [...others, surplusOf({ status: each })],
        refunds: [],
      })),
      ...REFUNDS.map(returned),
      // A success that was late stands before the payment that paid.
      { order, payments: [given, ...others], refunds: returned('pending').refunds },
      ...(isPaid ? [elsewhere] : []),
    ];
  });
}

/** Every code, held complete by the compiler. */
const CODES: Readonly<Record<FailureCode, true>> = {
  path_unknown: true,
  method_not_allowed: true,
  body_too_large: true,
  media_type_unsupported: true,
  body_malformed: true,
  version_missing: true,
  version_unknown: true,
  request_invalid: true,
  credentials_missing: true,
  credentials_wrong: true,
  rate_limited: true,
  account_inactive: true,
  idempotency_mismatch: true,
  idempotency_in_flight: true,
  order_not_found: true,
  payment_not_found: true,
  refund_not_found: true,
  order_reference_taken: true,
  order_paid: true,
  order_expired: true,
  order_cancelled: true,
  order_unpaid: true,
  payment_in_progress: true,
  payment_not_authorized: true,
  payment_not_captured: true,
  capture_amount_mismatch: true,
  currency_mismatch: true,
  payment_captured: true,
  record_not_found: true,
  record_taken: true,
  refund_reference_taken: true,
  refund_amount_invalid: true,
  refund_too_large: true,
  payment_fully_refunded: true,
  refund_not_pending: true,
  processor_unavailable: true,
  internal: true,
};
export const FAILURE_CODES = Object.keys(CODES) as FailureCode[];
