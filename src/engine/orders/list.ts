// Pages of what an account has: orders, payments or refunds, the newest first.
import type { Account } from '../../core/account.ts';
import type { ListQuery } from '../../core/command.ts';
import type { Listing, Outcome } from '../../core/decision.ts';
import { asOf } from '../../core/expiry.ts';
import type { Store } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';
import type { OrderKeys } from './order-key.ts';

/** Where entities are looked for, and what time it is for their account. */
export type FinderParts = {
  readonly store: Store;
  readonly ids: Ids;
  readonly nowOf: (account: Account) => number;
  readonly orderKeys: OrderKeys;
};

// A burst of new entities may take keys of the next moments; the exact times are compared as well.
const KEYS_AHEAD_MS = 60_000;
const LAST_TIME = Date.UTC(2090, 0, 1);

/**
 * Newest first. Keys follow the real time, so the span of keys is bounded by the clock's offset.
 */
export async function listPage(
  places: FinderParts,
  account: Account,
  query: ListQuery,
): Promise<Listing> {
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
  places: FinderParts,
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
