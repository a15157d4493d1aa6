// Finds what a request names: orders, payments and refunds by any of their names, pages of them,
// records.
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
import { isNamed, type Locator } from '../../core/id.ts';
import type { Aggregate } from '../../core/order.ts';
import { isRefundNamed } from '../../core/refund.ts';
import type { Store } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';

type Places = {
  readonly store: Store;
  readonly ids: Ids;
  readonly nowOf: (account: Account) => number;
};

export type Finder = {
  /** The order that the first fitting locator names; null when none does. */
  readonly order: (account: Account, locators: readonly Locator[]) => Promise<Aggregate | null>;
  readonly payment: (account: Account, locators: readonly Locator[]) => Promise<Aggregate | null>;
  readonly refund: (account: Account, locators: readonly Locator[]) => Promise<Aggregate | null>;
  readonly target: (account: Account, target: Target) => Promise<Aggregate | null>;
  readonly find: (account: Account, query: Query) => Promise<Outcome | Failure>;
  readonly list: (account: Account, query: ListQuery | FindMany) => Promise<Listing>;
};

export function createFinder(places: Places): Finder {
  const order: Finder['order'] = (account, locators) =>
    first(locators, (locator) => orderOf(places, account.id, locator));
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
  for (const locator of locators) {
    const found = await look(locator);
    if (found !== null) return found;
  }
  return null;
}

async function orderOf(
  { store, ids }: Places,
  account: number,
  locator: Locator,
): Promise<Aggregate | null> {
  if (locator.by === 'reference') return store.loadOrderByReference(account, locator.reference);
  const key = ids.keyOf(locator);
  const found = key === null ? null : await store.loadOrder(account, key);
  return found !== null && isNamed(found.order, locator) ? found : null;
}

async function paymentOrder(
  { store, ids }: Places,
  account: number,
  locator: Locator,
): Promise<Aggregate | null> {
  const key = ids.keyOf(locator);
  const orderKey = key === null ? null : await store.findPaymentOrder(account, key);
  const found = orderKey === null ? null : await store.loadOrder(account, orderKey);
  return found?.payments.some((payment) => isNamed(payment, locator)) ? found : null;
}

async function refundOrder(
  { store, ids }: Places,
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
  places: Places,
  finder: Finder,
  account: Account,
  query: Query,
): Promise<Outcome | Failure> {
  const stored = await aggregateOf(finder, account, query);
  if (stored === null)
    return { failure: query.kind === 'findOrder' ? 'order_not_found' : missing(query) };
  const aggregate = asOf(stored, places.nowOf(account));
  if (query.kind === 'findOrder') return { aggregate, payment: null, refund: null };
  if (query.kind === 'findPayment') {
    const payment = aggregate.payments.find((each) =>
      query.payment.some((name) => isNamed(each, name)),
    );
    if (payment === undefined) return { failure: 'payment_not_found', existing: aggregate };
    return { aggregate, payment, refund: null };
  }
  const refund = aggregate.refunds.find((each) =>
    query.refund.some((name) => isRefundNamed(each, name)),
  );
  if (refund === undefined) return { failure: 'refund_not_found', existing: aggregate };
  const payment = aggregate.payments.find((each) => each.id.key === refund.paymentKey) ?? null;
  return { aggregate, payment, refund };
}

function aggregateOf(finder: Finder, account: Account, query: Query): Promise<Aggregate | null> {
  if (query.kind === 'findOrder') return finder.order(account, query.order);
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
  places: Places,
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

// A burst of new entities may take keys of the next moments; the exact times are compared as well.
const KEYS_AHEAD_MS = 60_000;
const LAST_TIME = Date.UTC(2090, 0, 1);

/**
 * Newest first. Keys follow the real time, so the span of keys is bounded by the clock's offset.
 */
async function listPage(places: Places, account: Account, query: ListQuery): Promise<Listing> {
  const { states, skip, count } = query;
  if (states === null) return { items: (await readPage(places, account, query)).items };
  const items: Outcome[] = [];
  // States are not indexed: pages are read until enough fit, or nobody would wait any longer.
  for (let read = 0; read < READ_MAX && items.length < skip + count; read += READ_STEP) {
    const page = await readPage(places, account, { ...query, skip: read, count: READ_STEP });
    items.push(...page.items.filter((item) => states.includes(stateOf(item, query.of))));
    if (page.isLast) break;
  }
  return { items: items.slice(skip, skip + count) };
}

const READ_STEP = 100;
const READ_MAX = 20_000;

function stateOf({ aggregate, payment, refund }: Outcome, of: ListQuery['of']): string {
  const entity = { order: aggregate.order, payment, refund }[of];
  return entity?.status ?? '';
}

async function readPage(
  places: Places,
  account: Account,
  query: ListQuery,
): Promise<Listing & { readonly isLast: boolean }> {
  const { store, ids, nowOf } = places;
  const from = query.from ?? 0;
  const to = query.to ?? Number.MAX_SAFE_INTEGER;
  const rows = await store.listKeys(account.id, {
    of: query.of,
    from,
    to,
    fromKey: ids.firstKeyAt(from - account.clockOffsetMs),
    toKey: ids.firstKeyAt(Math.min(to, LAST_TIME) + KEYS_AHEAD_MS),
    reference: query.reference,
    skip: query.skip,
    count: query.count,
  });
  const items = await Promise.all(
    rows.map(async ({ key, orderKey }): Promise<Outcome | null> => {
      const stored = await store.loadOrder(account.id, orderKey);
      if (stored === null) return null;
      const aggregate = asOf(stored, nowOf(account));
      const refund = aggregate.refunds.find(({ id }) => id.key === key) ?? null;
      const paymentKey = refund?.paymentKey ?? key;
      const payment = aggregate.payments.find(({ id }) => id.key === paymentKey) ?? null;
      return { aggregate, payment, refund };
    }),
  );
  const isLast = rows.length < query.count;
  return { items: items.filter((item) => item !== null), isLast };
}
