// An order: what a merchant wants to be paid for, in whichever dialect it was created.
import type { Id } from './id.ts';
import { hasTraits, type Instrument, type Method, type Payment, type Traits } from './payment.ts';
import type { PaymentLink } from './payment-link.ts';
import type { Refund } from './refund.ts';
import type { Transitions } from './transition.ts';

export type OrderStatus = 'created' | 'attempted' | 'paid' | 'expired' | 'cancelled';

export const ORDER_TRANSITIONS: Transitions<OrderStatus> = Object.freeze({
  created: ['attempted', 'expired', 'cancelled'],
  attempted: ['paid', 'expired', 'cancelled'],
  paid: [],
  expired: [],
  cancelled: [],
} as const);

export type Customer = {
  readonly id: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
};

export const NOBODY: Customer = Object.freeze({ id: null, name: null, email: null, phone: null });

/** Where the browser goes back to, and where the merchant's server is told; null when not given. */
export type Returns = {
  readonly success: string | null;
  readonly failure: string | null;
  readonly cancel: string | null;
  readonly notify: string | null;
};

export const NOWHERE: Returns = Object.freeze({
  success: null,
  failure: null,
  cancel: null,
  notify: null,
});

/** An instrument is one of `only`, where that is named, and none of `never`. */
export type Narrowing = { readonly only?: readonly Traits[]; readonly never?: readonly Traits[] };

/** A bank account, as its bank knows it. */
export type BankAccount = {
  readonly number: string;
  readonly ifsc: string;
  readonly holder: string;
};

export type Order = {
  readonly id: Id;
  /** The dialect that created it: its handback and webhooks speak it. */
  readonly dialect: string;
  readonly reference: string | null;
  /** Whether this order owns its reference; a second order of the same reference does not. */
  readonly ownsReference: boolean;
  readonly amountMinor: number;
  readonly currency: string;
  /**
   * The amount exactly as the merchant wrote it, for signatures over the text; null when it was an
   * integer.
   */
  readonly amountText: string | null;
  readonly status: OrderStatus;
  readonly capture: 'automatic' | 'manual';
  readonly description: string | null;
  readonly customer: Customer;
  readonly notes: Readonly<Record<string, string>>;
  /** What a browser noted for the payments to come; orders of before sessions may have it. */
  readonly paymentNotes?: Readonly<Record<string, string>>;
  readonly returns: Returns;
  /** What the creating dialect wants back untouched; opaque to everybody else. */
  readonly wire: Readonly<Record<string, unknown>>;
  /**
   * How long an authorized payment waits to be captured: then it is given up, and the order is
   * over. Absent: for ever.
   */
  readonly captureWithinMs?: number;
  /** A payment that took longer to be authorized is not captured by itself. */
  readonly autoCaptureMs?: number;
  /** What it may be paid with; absent: whatever the processor takes. */
  readonly methods?: readonly Method[];
  /** Within these methods: what it may be paid with. */
  readonly instruments?: Narrowing;
  /** The customer's account that alone may pay it; absent: each may. */
  readonly payerAccount?: BankAccount;
  /** Which of the account's secrets proved its creation; absent when none did. */
  readonly secretId?: number;
  /** It was asked for by somebody who proved nothing, and by nobody else since. */
  readonly unproved?: true;
  /** What makes it a payment link; absent: it is none. */
  readonly link?: PaymentLink;
  /**
   * Withdrawn while a payment was under way: no other can be begun, and when that one has not paid
   * it, it is cancelled.
   */
  readonly cancelRequested?: true;
  readonly attempts: number;
  readonly refunds: number;
  readonly amountPaidMinor: number;
  /** Milliseconds since 1970, on the account's clock. */
  readonly createdAt: number;
  readonly expiresAt: number | null;
  /** Grows by one with every change of the order, its payments or its refunds. */
  readonly version: number;
};

/** An order with everything that belongs to it; payments and refunds oldest first. */
export type Aggregate = {
  readonly order: Order;
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
};

/** Whether money may still arrive at this order. */
export function isOpen(order: Order): boolean {
  return order.status === 'created' || order.status === 'attempted';
}

/** Whether it may be paid so. */
export function takesMethod({ methods }: Order, method: Method): boolean {
  return methods === undefined || methods.includes(method);
}

/** Whether it may be paid with this. */
export function takesInstrument(order: Order, instrument: Instrument): boolean {
  const { only, never = [] } = order.instruments ?? {};
  const isOne = (traits: Traits): boolean => hasTraits(instrument, traits);
  return takesMethod(order, instrument.method) && (only?.some(isOne) ?? true) && !never.some(isOne);
}

/** The order as the processor of this payment shall see it: what its page is held to. */
export function orderFor(order: Order, { methods }: Pick<Payment, 'methods'>): Order {
  return methods === undefined ? order : { ...order, methods };
}

/** Who captures a payment that is authorized now. */
export function captureOf(
  { capture, autoCaptureMs }: Order,
  { createdAt }: Payment,
  now: number,
): Order['capture'] {
  const isLate = autoCaptureMs !== undefined && now > createdAt + autoCaptureMs;
  return isLate ? 'manual' : capture;
}

/** Who pays it: as the payment's own browser said, else as the order says. */
export function customerOf({ customer }: Order, payment: Payment | null): Customer {
  return { ...customer, ...payment?.customer };
}
