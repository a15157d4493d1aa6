// What `decide` returns: what changed, what is announced, and what is asked of the processor.
import type { Evidence } from './evidence.ts';
import type { Aggregate, Order } from './order.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';
import type { OpenedReview, Review } from './review.ts';

/**
 * The rows to write in one commit. `before` is the order's version that this rests on; null: a new
 * order.
 */
export type Changes = {
  readonly order: Order;
  readonly before: number | null;
  readonly payment: Payment | null;
  readonly refund: Refund | null;
  /** Whether the refund is new: then it takes its reference. */
  readonly refundIsNew: boolean;
  /** Whether the order is a payment link that is called otherwise from now on. */
  readonly renamesLink?: true;
};

/** A page of entities, each as the outcome of finding it. */
export type Listing = { readonly items: readonly Outcome[] };

export type EventKind =
  | 'order.created'
  | 'order.paid'
  | 'order.expired'
  | 'order.cancelled'
  | 'payment.pending'
  | 'payment.authorized'
  | 'payment.captured'
  | 'payment.failed'
  | 'payment.voided'
  | 'payment.mismatched'
  /** Money that was taken for nothing: it is given back. */
  | 'payment.surplus'
  /** Which connection a payment goes by and why, where the account has routes. */
  | 'payment.routed'
  | 'refund.created'
  | 'refund.processed'
  | 'refund.failed'
  | 'refund.cancelled'
  /** A processor said what cannot be true beside what is settled; see evidence.ts. */
  | 'evidence.contradicted'
  /** Somebody decided what no evidence could; see review.ts. */
  | 'review.decided';

/** Something that happened, told in the commit in which it happened. */
export type Event = {
  readonly kind: EventKind;
  readonly at: number;
  /** What a processor said; absent when it came of nothing that one said. */
  readonly evidence?: Evidence;
  /** Of `payment.routed`. */
  readonly routing?: RoutingNote;
  /** Of `refund.created`: the operator who asked for it, as he calls himself. */
  readonly by?: string;
};

/** Where a payment went, as a sentence. */
export type RoutingNote = {
  /** The token of the payment. */
  readonly payment: string;
  readonly reason: string;
};

/** What a processor shall do. Performed after the commit; its answer comes back as a report. */
export type Instruction =
  | { readonly kind: 'charge'; readonly payment: Payment; readonly order: Order }
  | { readonly kind: 'capture' | 'void'; readonly payment: Payment; readonly order: Order }
  | {
      readonly kind: 'refund';
      readonly refund: Refund;
      readonly payment: Payment;
      readonly order: Order;
    };

/** What the caller is told. */
export type Outcome = {
  readonly aggregate: Aggregate;
  /** The payment or refund that the request was about; null when it was about the order. */
  readonly payment: Payment | null;
  readonly refund: Refund | null;
  /** The token of the checkout session that was opened; absent: there is none. */
  readonly checkoutSession?: string;
};

export type Decision = {
  /** Null: nothing to write, as when a repeated request finds its work done. */
  readonly changes: Changes | null;
  readonly events: readonly Event[];
  readonly instruction: Instruction | null;
  readonly outcome: Outcome;
  /** What a person has to decide because of it: see `withReview`. */
  readonly reviews?: readonly OpenedReview[];
  /** The review that it decides, as it is then. */
  readonly decided?: Review;
};

/** Nothing to write: the request finds its work done. */
export function unchanged(
  aggregate: Aggregate,
  payment: Payment | null = null,
  refund: Refund | null = null,
): Decision {
  const outcome = { aggregate, payment, refund };
  return { changes: null, events: [], instruction: null, outcome };
}

/** These of an order's entities as they are now, and nothing asked of the processor. */
export function changed(
  existing: Aggregate,
  { order, payment, refund }: Pick<Changes, 'order' | 'payment' | 'refund'>,
  events: readonly Event[],
): Decision {
  const aggregate: Aggregate = {
    order,
    payments: existing.payments.map((each) =>
      payment !== null && each.id.key === payment.id.key ? payment : each,
    ),
    refunds: existing.refunds.map((each) =>
      refund !== null && each.id.key === refund.id.key ? refund : each,
    ),
  };
  return {
    changes: { order, before: existing.order.version, payment, refund, refundIsNew: false },
    events,
    instruction: null,
    outcome: { aggregate, payment, refund },
  };
}
