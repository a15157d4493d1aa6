// A payment link: an order whose page anybody may open who has its address. What it is beside an
// order: a name of its own among the links, and changes of it while nobody has paid.
import { changed, type Decision, unchanged } from './decision.ts';
import { asOf } from './expiry.ts';
import type { Failure } from './failure.ts';
import type { Locator } from './id.ts';
import type { Aggregate, Order } from './order.ts';
import type { State } from './state.ts';

export type PaymentLink = {
  /** How its merchant calls it: unique among the account's links, whatever orders are called. */
  readonly reference: string | null;
  /** When its merchant last changed or withdrew it; absent: not since it was made. */
  readonly changedAt?: number;
};

/** Changes a payment link that nobody has paid; what is absent stays as it was. */
export type EditLink = {
  readonly kind: 'editLink';
  readonly order: readonly Locator[];
  readonly reference?: string | null;
  readonly expiresAt?: number | null;
  readonly notes?: Readonly<Record<string, string>>;
  /** Beside what the creating dialect wants back already. */
  readonly wire?: Readonly<Record<string, unknown>>;
};

/** The order's link, changed now; nothing when the order is none. */
export function touchLink({ link }: Order, now: number): Pick<Order, 'link'> {
  return link === undefined ? {} : { link: { ...link, changedAt: now } };
}

/** Why an order can no longer be changed or withdrawn; null while it can. */
export function refuseOver(existing: Aggregate, now: number): Failure | null {
  const { status } = asOf(existing, now).order;
  if (status === 'paid') return { failure: 'order_paid', existing };
  if (status === 'cancelled') return { failure: 'order_cancelled', existing };
  return status === 'expired' ? { failure: 'order_expired', existing } : null;
}

export function decideEditLink(
  { linkTaken }: State,
  existing: Aggregate,
  command: EditLink,
  now: number,
): Decision | Failure {
  const { order } = existing;
  const { link } = order;
  if (link === undefined) return { failure: 'order_not_found' };
  const over = refuseOver(existing, now);
  if (over !== null) return over;
  if (linkTaken === true) return { failure: 'order_reference_taken', existing };
  const { reference = link.reference, expiresAt = order.expiresAt, notes = order.notes } = command;
  const wire = { ...order.wire, ...command.wire };
  const edited: Order = { ...order, link: { ...link, reference }, expiresAt, notes, wire };
  if (JSON.stringify(edited) === JSON.stringify(order)) return unchanged(existing);
  // After this point the link must be changed.
  const written: Order = { ...edited, ...touchLink(edited, now), version: order.version + 1 };
  const decision = changed(existing, { order: written, payment: null, refund: null }, []);
  const { changes } = decision;
  if (changes === null || reference === link.reference) return decision;
  return { ...decision, changes: { ...changes, renamesLink: true } };
}
