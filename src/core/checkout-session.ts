// What a browser brought to one opening of a payment page: it is that session's and no other's.
//
// Whoever opens a page may know no more than a public key and an order's id, so nothing here is
// proved. Stored with the order it would send every customer's signed result to whatever address
// came last. The gateways mean one opening too: their hosted form and their script bring a way back
// for the checkout that they open (sources beside each parse).
import type { Failure } from './failure.ts';
import { type Aggregate, type Customer, type Order, type Returns, takesMethod } from './order.ts';
import { decisivePayment, type Method, type Payment } from './payment.ts';

export type CheckoutSession = {
  /** Where this browser goes back to; absent: as the order says. Never where servers are told. */
  readonly returns: Partial<Omit<Returns, 'notify'>>;
  /** Who pays, for the payments of this session. */
  readonly customer: Partial<Customer>;
  /** The notes of its payments; null: those of the order. */
  readonly notes: Readonly<Record<string, string>> | null;
  /** The origin of the page whose frame or window it is (or OPENER); null: it stands alone. */
  readonly embedder: string | null;
  /** What is paid for; absent: as the order says. */
  readonly description?: string;
  /** What the page offers of the order's methods; absent: all. */
  readonly methods?: readonly Method[];
  /** What the shop calls itself here; absent: the account's name. */
  readonly shop?: string;
};

/** Where a browser sees an order's page: in which session, and inside the page of which origin. */
export type Opening = { readonly session: string | null; readonly embedder: string | null };

/** Whether the payment was begun there. */
export function isBegunAt({ opening }: Payment, { session, embedder }: Opening): boolean {
  return (opening?.session ?? null) === session && (opening?.embedder ?? null) === embedder;
}

/**
 * Whether this opening may have the sealed result. The order's own page may, standing alone: its
 * name is the merchant's to hand out. Any other only for a payment of its own, as whoever opened it
 * may be anybody; and a session only where it was opened for.
 */
export function isEntitled(
  { payments }: Aggregate,
  opening: Opening,
  session: CheckoutSession | null,
): boolean {
  if (opening.session === null && opening.embedder === null) return true;
  if (session !== null && session.embedder !== opening.embedder) return false;
  const payment = decisivePayment(payments);
  return payment === null || isBegunAt(payment, opening);
}

/** Why nobody can pay there any more; null when somebody can. */
export function refuseCheckout(existing: Aggregate, dialect: string): Failure | null {
  const { order } = existing;
  // An order of another dialect goes back in another way.
  if (order.dialect !== dialect) return { failure: 'order_not_found' };
  if (order.status === 'paid') return { failure: 'order_paid', existing };
  if (order.status === 'cancelled') return { failure: 'order_cancelled', existing };
  if (order.status === 'expired') return { failure: 'order_expired', existing };
  return null;
}

/** The order as this session sees it. */
export function orderIn(order: Order, session: CheckoutSession | null): Order {
  if (session === null) return order;
  const returns = { ...order.returns, ...session.returns };
  const customer = { ...order.customer, ...session.customer };
  const { description = order.description, methods } = session;
  const seen = { ...order, returns, customer, description };
  if (methods === undefined) return seen;
  return { ...seen, methods: methods.filter((method) => takesMethod(order, method)) };
}
