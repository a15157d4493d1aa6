// The closed union of what can be asked: commands change something, queries only look.
import type { Locator } from './id.ts';
import type { Customer, Order, Returns } from './order.ts';
import type { DeclineReason, Instrument } from './payment.ts';

/**
 * What to do when the account already has an order of this reference: `refuse` it; `accept` another one
 * that does not own the reference; `return` the existing one while it is unpaid and asks the same amount;
 * or `renew` it: return it with the details of the latest request, which must have proved whose it is.
 */
export type RepeatPolicy = 'refuse' | 'accept' | 'return' | 'renew';

export type CreateOrder = {
  readonly kind: 'createOrder';
  readonly dialect: string;
  readonly reference: string | null;
  readonly repeat: RepeatPolicy;
  readonly amountMinor: number;
  readonly currency: string;
  readonly amountText: string | null;
  readonly capture: Order['capture'];
  readonly description: string | null;
  readonly customer: Customer;
  readonly notes: Readonly<Record<string, string>>;
  readonly returns: Returns;
  readonly wire: Readonly<Record<string, unknown>>;
  readonly expiresAt: number | null;
};

/** A customer begins an attempt; the processor is asked to charge it unless it has already answered. */
export type StartPayment = {
  readonly kind: 'startPayment';
  readonly order: readonly Locator[];
  readonly instrument: Instrument;
};

export type CreateRefund = {
  readonly kind: 'createRefund';
  readonly order: readonly Locator[];
  readonly reference: string | null;
  /** As decimal text where the request names no currency: then the order's tells what it means. */
  readonly amount: { readonly minor: number } | { readonly text: string } | 'everything';
  readonly note: string | null;
  readonly notes: Readonly<Record<string, string>>;
  readonly wire: Readonly<Record<string, unknown>>;
};

/** The customer left our page without paying: a failed attempt, after which the order can still be paid. */
export type AbandonPayment = {
  readonly kind: 'abandonPayment';
  readonly order: readonly Locator[];
};

/** The merchant withdraws the order: it can no longer be paid. */
export type CancelOrder = { readonly kind: 'cancelOrder'; readonly order: readonly Locator[] };

/** The order's time is over. Refused while it is not, or while a payment is undecided. */
export type ExpireOrder = { readonly kind: 'expireOrder'; readonly orderKey: number };

/** What a processor says of a payment. `unknown`: it did not say, and must be asked again. */
export type PaymentReport = {
  readonly kind: 'reportPayment';
  readonly orderKey: number;
  readonly paymentKey: number;
  readonly state: 'pending' | 'authorized' | 'captured' | 'failed' | 'unknown';
  readonly raw: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reference: string | null;
  readonly bankReference: string | null;
  readonly decline: DeclineReason | null;
};

/** What a processor says of a refund. */
export type RefundReport = {
  readonly kind: 'reportRefund';
  readonly orderKey: number;
  readonly refundKey: number;
  readonly state: 'pending' | 'processed' | 'failed' | 'cancelled' | 'unknown';
  readonly raw: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reference: string | null;
  readonly bankReference: string | null;
};

export type Command =
  | CreateOrder
  | StartPayment
  | AbandonPayment
  | CreateRefund
  | CancelOrder
  | ExpireOrder
  | PaymentReport
  | RefundReport;

export type FindOrder = { readonly kind: 'findOrder'; readonly order: readonly Locator[] };
export type FindRefund = {
  readonly kind: 'findRefund';
  readonly order: readonly Locator[];
  readonly refund: readonly Locator[];
};

export type Query = FindOrder | FindRefund;

export function isQuery(request: Command | Query): request is Query {
  return request.kind === 'findOrder' || request.kind === 'findRefund';
}
