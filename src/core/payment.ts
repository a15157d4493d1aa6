// A payment: one attempt at an order, with one instrument.
import type { Opening } from './checkout-session.ts';
import type { Id } from './id.ts';
import type { Customer } from './order.ts';
import type { Transitions } from './transition.ts';

export type PaymentStatus = 'created' | 'pending' | 'authorized' | 'captured' | 'failed' | 'voided';

export const PAYMENT_TRANSITIONS: Transitions<PaymentStatus> = Object.freeze({
  created: ['pending', 'authorized', 'captured', 'failed'],
  pending: ['authorized', 'captured', 'failed'],
  authorized: ['captured', 'failed', 'voided'],
  captured: [],
  // A processor may learn late that the money was taken after all; no command can lift it.
  failed: ['authorized', 'captured'],
  voided: [],
} as const);

export type Method = 'card' | 'upi' | 'netbanking' | 'wallet';

/** What paid, as far as it may be kept: never a full card number, an expiry or a CVV. */
export type Instrument =
  | {
      readonly method: 'card';
      readonly network: CardNetwork;
      readonly kind: CardKind;
      readonly last4: string;
      readonly holder: string | null;
      /** Of a test card: what becomes of it, where its last digits do not tell. */
      readonly test?: string;
    }
  /** `vpa` is null where nobody said from which address. */
  | { readonly method: 'upi'; readonly vpa: string | null }
  /** `bankName` is null where nobody said what a customer calls the bank of this code. */
  | { readonly method: 'netbanking'; readonly bank: string; readonly bankName: string | null }
  | { readonly method: 'wallet'; readonly wallet: string };

/** A part of what an instrument is: all that is named must be so. */
export type Traits = Readonly<
  Partial<Record<'method' | 'kind' | 'network' | 'bank' | 'wallet', string>>
>;

export function hasTraits(instrument: Instrument, traits: Traits): boolean {
  const known: Traits = instrument;
  return Object.entries(traits).every(([name, value]) => known[name as keyof Traits] === value);
}

export type CardKind = 'credit' | 'debit';
export type CardNetwork = 'visa' | 'mastercard' | 'rupay' | 'amex' | 'maestro' | 'diners';

/**
 * What a customer typed or a merchant's server sent. Card data passes through and is kept nowhere.
 */
export type InstrumentInput = {
  readonly method: Method;
  readonly vpa?: string;
  readonly cardNumber?: string;
  readonly cardExpiry?: string;
  readonly cardCvv?: string;
  readonly cardName?: string;
  readonly bank?: string;
  readonly wallet?: string;
};

/** Why an attempt did not succeed. */
export type DeclineReason =
  | 'declined'
  | 'insufficient_funds'
  | 'authentication_failed'
  | 'cancelled_by_customer'
  | 'timed_out'
  | 'processor_error';

/** Where a payment is at the processor that carries it. */
export type Handover = {
  /** Under which name of ours it is there; absent: under its own token. */
  readonly name?: string;
  /** The processor's name for what was started; null where it gave none. */
  readonly theirOrder: string | null;
  /** Where the customer goes on, as the processor's code reads it; null once that is over. */
  readonly step: Readonly<Record<string, unknown>> | null;
  /** Nobody is paying there now, as far as is known: it may be left. */
  readonly isOpen: boolean;
  /** Its processor takes no more attempts at it, as it said itself, or as its time is over. */
  readonly isClosed?: true;
};

export type Payment = {
  readonly id: Id;
  readonly orderKey: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: PaymentStatus;
  /** Null when the customer gave up before choosing one, or chooses it at the processor. */
  readonly instrument: Instrument | null;
  readonly processor: string;
  /** The account's connection that carries it for ever, whatever is routed later; absent: none. */
  readonly connection?: number;
  /** What the processor's page shall be held to; absent: as the order says. */
  readonly methods?: readonly Method[];
  /** Where it is not taken, another connection is asked at once. */
  readonly goesOn?: true;
  /** Absent until the processor has given it: no customer can have seen it before. */
  readonly handover?: Handover;
  /** Taken although the order was over, or paid otherwise, by then: it is given back. */
  readonly surplus?: true;
  /** The processor's own name for this payment and its own word for the state, as it sent them. */
  readonly processorReference: string | null;
  readonly processorStatus: string | null;
  readonly bankReference: string | null;
  readonly decline: DeclineReason | null;
  /** What the processor was asked to do with an authorized payment and has not answered yet. */
  readonly requested: 'capture' | 'void' | null;
  /** How much of it that capture is to take, where the rest is let go; absent: all. */
  readonly capturingMinor?: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly notes: Readonly<Record<string, string>>;
  /** What its browser said of who pays; absent, or where it says nothing: the order's customer. */
  readonly customer?: Partial<Customer>;
  /** What its browser said is paid for; absent: as the order says. */
  readonly description?: string;
  /** Where its browser was; absent: at the order's own page, or nowhere that we know. */
  readonly opening?: Opening;
  readonly createdAt: number;
  /** When it was captured, failed or voided; null while it is open. */
  readonly completedAt: number | null;
};

/** What may still be given back: captured less everything refunded or on its way. */
export function refundableMinor(payment: Payment): number {
  return payment.capturedMinor - payment.refundedMinor;
}

/** Surplus that went back, or is on its way: it pays nothing, and was never the merchant's. */
export function isReturned(payment: Payment): boolean {
  return payment.surplus === true && payment.capturedMinor > 0 && refundableMinor(payment) === 0;
}

/** What a capture takes now. */
export function takenMinor({ requested, capturingMinor, amountMinor }: Payment): number {
  return requested === 'capture' ? (capturingMinor ?? amountMinor) : amountMinor;
}

/** Whether the processor has yet to decide. */
export function isUndecided(payment: Payment): boolean {
  return payment.status === 'created' || payment.status === 'pending';
}

/** Whether it was handed to a processor where nobody is paying: it may be left. */
export function isLeft(payment: Payment): boolean {
  return isUndecided(payment) && payment.handover?.isOpen === true;
}

/** Whether it keeps others from starting: undecided, or authorized and not yet captured. */
export function isHolding(payment: Payment): boolean {
  return isUndecided(payment) || (payment.status === 'authorized' && payment.surplus !== true);
}

/** Whether its money is for the order: surplus goes back, and pays nothing. */
export function paysOrder({ status, surplus }: Payment): boolean {
  return status === 'captured' && surplus !== true;
}

/** As it counts for its order: what is given back has paid nothing, as an attempt that failed. */
export function asAttempt(payment: Payment): Payment {
  if (payment.surplus !== true) return payment;
  const failed = { status: 'failed', decline: 'timed_out' } as const;
  return { ...payment, ...failed, capturedMinor: 0, refundedMinor: 0 };
}

/**
 * The attempt that tells the order's fate: the one that succeeded, else the newest; null if none.
 * What is given back has paid nothing: where there is nothing else, it has failed.
 */
export function decisivePayment(payments: readonly Payment[]): Payment | null {
  const own = payments.filter(({ surplus }) => surplus !== true);
  const counted = own.length > 0 ? own : payments.map(asAttempt);
  const good = counted.find((payment) => payment.status === 'captured');
  const held = counted.find((payment) => payment.status === 'authorized');
  return good ?? held ?? counted.at(-1) ?? null;
}
