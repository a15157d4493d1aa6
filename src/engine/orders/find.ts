// Finds what a request names: orders, payments and refunds, by any of their names.
import type { Account } from '../../core/account.ts';
import type {
  FindMany,
  FindPayment,
  FindRefund,
  ListQuery,
  Query,
  Target,
} from '../../core/command.ts';
import type { Listing, Outcome } from '../../core/decision.ts';
import { asOf } from '../../core/expiry.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { Locator } from '../../core/id.ts';
import { findNamed, isNamed, referencesFirst } from '../../core/name.ts';
import type { Aggregate } from '../../core/order.ts';
import { listPage, type FinderParts } from './list.ts';

export type Finder = {
  /**
   * The order that the first fitting locator names, references before our own names; null when
   * none does. An order that is a payment link may have another reference among the links.
   */
  readonly order: (
    account: Account,
    locators: readonly Locator[],
    referenceOf?: 'order' | 'link',
  ) => Promise<Aggregate | null>;
  readonly payment: (account: Account, locators: readonly Locator[]) => Promise<Aggregate | null>;
  readonly refund: (account: Account, locators: readonly Locator[]) => Promise<Aggregate | null>;
  readonly target: (account: Account, target: Target) => Promise<Aggregate | null>;
  readonly find: (account: Account, query: Query) => Promise<Outcome | Failure>;
  readonly list: (account: Account, query: ListQuery | FindMany) => Promise<Listing>;
};

export function createFinder(places: FinderParts): Finder {
  const order: Finder['order'] = (account, locators, referenceOf = 'order') =>
    first(locators, (locator) => orderOf(places, account.id, locator, referenceOf));
  const payment: Finder['payment'] = (account, locators) =>
    first(locators, (locator) => paymentOrder(places, account.id, locator));
  const refund: Finder['refund'] = (account, locators) =>
    first(locators, (locator) => refundOrder(places, account.id, locator));
  const finder: Finder = {
    order,
    payment,
    refund,
    target: (account, target) =>
      'order' in target ? order(account, target.order) : payment(account, target.payment),
    find: (account, query) => findOne(places, finder, account, query),
    list: (account, query) =>
      query.kind === 'list'
        ? listPage(places, account, query)
        : findMany(places, finder, account, query),
  };
  return finder;
}

async function first<T>(
  locators: readonly Locator[],
  look: (locator: Locator) => Promise<T | null>,
): Promise<T | null> {
  for (const locator of referencesFirst(locators)) {
    const found = await look(locator);
    if (found !== null) return found;
  }
  return null;
}

async function orderOf(
  { store, ids }: FinderParts,
  account: number,
  locator: Locator,
  referenceOf: 'order' | 'link',
): Promise<Aggregate | null> {
  if (locator.by === 'reference' && referenceOf === 'link') {
    const link = await store.findRecordByUniqueRef(account, 'link', locator.reference);
    return link && store.loadOrder(account, link.id.key);
  }
  if (locator.by === 'reference') return store.loadOrderByReference(account, locator.reference);
  const key = ids.keyOf(locator);
  const found = key === null ? null : await store.loadOrder(account, key);
  return found !== null && isNamed(found.order, locator) ? found : null;
}

async function paymentOrder(
  { store, ids, orderKeys }: FinderParts,
  account: number,
  locator: Locator,
): Promise<Aggregate | null> {
  const key = ids.keyOf(locator);
  const orderKey = key === null ? null : await orderKeys.ofPayment(account, key);
  const found = orderKey === null ? null : await store.loadOrder(account, orderKey);
  return found?.payments.some((payment) => isNamed(payment, locator)) ? found : null;
}

async function refundOrder(
  { store, ids }: FinderParts,
  account: number,
  locator: Locator,
): Promise<Aggregate | null> {
  const key = ids.keyOf(locator);
  const refund =
    locator.by === 'reference'
      ? await store.findRefundByReference(account, locator.reference)
      : key === null
        ? null
        : await store.findRefund(account, key);
  if (refund === null || (locator.by !== 'reference' && !isNamed(refund, locator))) return null;
  return store.loadOrder(account, refund.orderKey);
}

async function findOne(
  places: FinderParts,
  finder: Finder,
  account: Account,
  query: Query,
): Promise<Outcome | Failure> {
  const stored = await aggregateOf(finder, account, query);
  if (stored === null)
    return { failure: query.kind === 'findOrder' ? 'order_not_found' : missing(query) };
  const aggregate = asOf(stored, places.nowOf(account));
  if (query.kind === 'findOrder' && query.link === true && stored.order.link === undefined) {
    return { failure: 'order_not_found' };
  }
  if (query.kind === 'findOrder') return { aggregate, payment: null, refund: null };
  if (query.kind === 'findPayment') {
    const payment = findNamed(aggregate.payments, query.payment);
    if (payment === undefined) return { failure: 'payment_not_found', existing: aggregate };
    return { aggregate, payment, refund: null };
  }
  const refund = findNamed(aggregate.refunds, query.refund);
  if (refund === undefined) return { failure: 'refund_not_found', existing: aggregate };
  const payment = aggregate.payments.find((each) => each.id.key === refund.paymentKey) ?? null;
  return { aggregate, payment, refund };
}

function aggregateOf(finder: Finder, account: Account, query: Query): Promise<Aggregate | null> {
  if (query.kind === 'findOrder') {
    return finder.order(account, query.order, query.link === true ? 'link' : 'order');
  }
  if (query.order !== null) return finder.order(account, query.order);
  return query.kind === 'findPayment'
    ? finder.payment(account, query.payment)
    : finder.refund(account, query.refund);
}

/** What is missing when nothing was found: the order, when one was named. */
function missing(query: FindPayment | FindRefund): Failure['failure'] {
  if (query.order !== null) return 'order_not_found';
  return query.kind === 'findPayment' ? 'payment_not_found' : 'refund_not_found';
}

async function findMany(
  places: FinderParts,
  finder: Finder,
  account: Account,
  { orders, payments = [], refunds = [] }: FindMany,
): Promise<Listing> {
  const queries: readonly Query[] = [
    ...orders.map((order) => ({ kind: 'findOrder', order }) as const),
    ...payments.map((payment) => ({ kind: 'findPayment', order: null, payment }) as const),
    ...refunds.map((refund) => ({ kind: 'findRefund', order: null, refund }) as const),
  ];
  const found = await Promise.all(queries.map((query) => findOne(places, finder, account, query)));
  return { items: found.filter((each): each is Outcome => !isFailure(each)) };
}
