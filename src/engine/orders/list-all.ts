// Orders of one account or of all in one list, newest first, page by page from behind any of them.
import { setImmediate as turn } from 'node:timers/promises';
import type { Account } from '../../core/account.ts';
import { asOf } from '../../core/expiry.ts';
import type { Locator } from '../../core/id.ts';
import type { Order } from '../../core/order.ts';
import type { Store } from '../../store/store.ts';
import type { Accounts } from '../identity/account.ts';
import type { Ids } from '../identity/ids.ts';
import { mergeNewest, type Source } from '../merge-newest.ts';
import { keysBetween, lastKeyAt } from './list.ts';

export type Listed = { readonly account: Account; readonly order: Order };

/** Which orders; null matters not. Times on the accounts' clocks, both inclusive. */
export type Wanted = {
  readonly status: Order['status'] | null;
  readonly dialect: string | null;
  /** Only those that are older than this one. */
  readonly before: Locator | null;
  readonly from: number | null;
  readonly to: number | null;
};

type Found = {
  readonly orders: readonly Listed[];
  /** Whether there are older ones. */
  readonly more: boolean;
  /** So many were looked at in vain that the rest was not. */
  readonly isCut: boolean;
};

type Places = {
  readonly store: Store;
  readonly ids: Ids;
  readonly accounts: Pick<Accounts, 'findById'>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

const AT_ONCE = 100;
/** The database knows nothing of dialects by itself, so each order is looked at for its own. */
const LOOKED_AT_MAX = 20_000;

/** `account` null: of all. */
export async function listOrders(
  places: Places,
  account: Account | null,
  wanted: Wanted,
  count: number,
): Promise<Found> {
  const size = Math.min(count + 1, AT_ONCE);
  const sources = await sourcesOf(places, account, wanted, size);
  const next = mergeNewest(sources, size);
  const orders: Listed[] = [];
  for (let looked = 0; looked < LOOKED_AT_MAX; looked += 1) {
    // A long way is gone in turns, in which others get theirs.
    if (looked % AT_ONCE === AT_ONCE - 1) await turn();
    const newest = await next();
    if (newest === null) return { orders, more: false, isCut: false };
    if (orders.length === count) return { orders, more: true, isCut: false };
    const { key, row: owner } = newest;
    const stored = await places.store.loadOrder(owner.id, key);
    if (stored === null) continue;
    const { order } = asOf(stored, places.now() + owner.clockOffsetMs);
    if (wanted.dialect === null || order.dialect === wanted.dialect)
      orders.push({ account: owner, order });
  }
  return { orders, more: orders.length === count, isCut: orders.length < count };
}

/** Keys follow the real time, whatever each account's clock says. */
async function sourcesOf(
  places: Places,
  account: Account | null,
  wanted: Wanted,
  size: number,
): Promise<readonly Source<Account>[]> {
  const { store, ids, accounts } = places;
  const before = wanted.before === null ? null : ids.keyOf(wanted.before);
  const last = lastKeyAt(ids, wanted.to ?? Number.MAX_SAFE_INTEGER);
  const beforeKey = before === null ? last : Math.min(before, last);
  if (account !== null) {
    const load = (toKey: number) =>
      loadKeys(places, account, wanted, Math.min(toKey, beforeKey), size);
    return [{ bound: beforeKey, load }];
  }
  const newest = await store.listNewest({ of: 'order', state: wanted.status, beforeKey });
  return newest.map(({ account: id, key }) => ({
    bound: key,
    load: async (toKey) => {
      const known = await accounts.findById(id);
      if (known === null) return [];
      return loadKeys(places, known.account, wanted, Math.min(toKey, key + 1), size);
    },
  }));
}

async function loadKeys(
  { store, ids, now }: Places,
  account: Account,
  { from: since, to: until, status }: Wanted,
  toKey: number,
  size: number,
) {
  const [from, to] = [since ?? 0, until ?? Number.MAX_SAFE_INTEGER];
  const [fromKey] = keysBetween(ids, account, from, to);
  const states = status === null ? null : [status];
  const rows = await store.listKeys(account.id, {
    ...{ of: 'order', from, to, fromKey, toKey, reference: null, states },
    ...{ now: now(), skip: 0, count: size },
  });
  return rows.map(({ key }) => ({ key, row: account }));
}
