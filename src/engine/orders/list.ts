// Pages of what an account has: orders, payments or refunds, the newest first.
import type { Account } from '../../core/account.ts';
import type { ListQuery } from '../../core/command.ts';
import type { Listing, Outcome } from '../../core/decision.ts';
import { asOf } from '../../core/expiry.ts';
import type { KeySpan, Store } from '../../store/store.ts';
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
 * Keys of what was made between two times on the account's clock. Keys follow the real time, and
 * that clock was only ever moved ahead of it.
 */
export function keysBetween(ids: Ids, account: Account, from: number, to: number): KeySpan {
  return [ids.firstKeyAt(from - account.clockOffsetMs), lastKeyAt(ids, to)];
}

/** Above the keys of what was made until then, whichever account's clock tells that. */
export function lastKeyAt(ids: Ids, to: number): number {
  return ids.firstKeyAt(Math.min(to, LAST_TIME) + KEYS_AHEAD_MS);
}

/** Newest first. */
export async function listPage(
  places: FinderParts,
  account: Account,
  query: ListQuery,
): Promise<Listing> {
  const { store, ids, nowOf } = places;
  const { kind: _, ...asked } = query;
  const from = query.from ?? 0;
  const to = query.to ?? Number.MAX_SAFE_INTEGER;
  const [fromKey, toKey] = keysBetween(ids, account, from, to);
  const rows = await store.listKeys(account.id, {
    ...asked,
    from,
    to,
    fromKey,
    toKey,
    now: nowOf(account) - account.clockOffsetMs,
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
  return { items: items.filter((item) => item !== null) };
}
