// Orders of several accounts in one list, newest first, page by page from behind any of them.
import { setImmediate as turn } from 'node:timers/promises';
import type { Account } from '../core/account.ts';
import { asOf } from '../core/expiry.ts';
import type { Locator } from '../core/id.ts';
import type { Order } from '../core/order.ts';
import { keysBetween } from '../engine/orders/list.ts';
import type { Sources } from './request.ts';

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

type Places = Pick<Sources, 'store' | 'ids' | 'now'>;
type Cursor = { readonly account: Account; keys: number[]; toKey: number; isOver: boolean };

const AT_ONCE = 100;
/** The database knows nothing of dialects by itself, so each order is looked at for its own. */
const LOOKED_AT_MAX = 20_000;

export async function listOrders(
  places: Places,
  accounts: readonly Account[],
  wanted: Wanted,
  count: number,
): Promise<Found> {
  const cursors = accounts.map((account) => beginAt(places, account, wanted));
  const orders: Listed[] = [];
  for (let looked = 0; looked < LOOKED_AT_MAX; looked += 1) {
    // A long way is gone in turns, in which others get theirs.
    if (looked % AT_ONCE === AT_ONCE - 1) await turn();
    const empty = cursors.filter(({ keys, isOver }) => keys.length === 0 && !isOver);
    await Promise.all(empty.map((each) => refill(places, each, wanted, count)));
    const newest = newestOf(cursors);
    if (newest === null) return { orders, more: false, isCut: false };
    if (orders.length === count) return { orders, more: true, isCut: false };
    const { account, keys } = newest;
    const key = keys.shift() ?? 0;
    const stored = await places.store.loadOrder(account.id, key);
    if (stored === null) continue;
    const { order } = asOf(stored, places.now() + account.clockOffsetMs);
    if (wanted.dialect === null || order.dialect === wanted.dialect)
      orders.push({ account, order });
  }
  return { orders, more: orders.length === count, isCut: orders.length < count };
}

function beginAt({ ids }: Places, account: Account, { from, to, before }: Wanted): Cursor {
  const [, end] = keysBetween(ids, account, from ?? 0, to ?? Number.MAX_SAFE_INTEGER);
  const last = before === null ? null : ids.keyOf(before);
  return { account, keys: [], toKey: Math.min(end, last ?? end), isOver: false };
}

async function refill(
  { store, ids, now }: Places,
  cursor: Cursor,
  { from: since, to: until, status }: Wanted,
  count: number,
): Promise<void> {
  const { account, toKey } = cursor;
  const [from, to] = [since ?? 0, until ?? Number.MAX_SAFE_INTEGER];
  const [fromKey] = keysBetween(ids, account, from, to);
  const states = status === null ? null : [status];
  const size = Math.min(count + 1, AT_ONCE);
  const rows = await store.listKeys(account.id, {
    ...{ of: 'order', from, to, fromKey, toKey, reference: null, states },
    ...{ now: now(), skip: 0, count: size },
  });
  cursor.keys = rows.map(({ key }) => key);
  cursor.toKey = cursor.keys.at(-1) ?? toKey;
  cursor.isOver = rows.length < size;
}

/** Keys follow the real time, whatever each account's clock says. */
function newestOf(cursors: readonly Cursor[]): Cursor | null {
  let newest: Cursor | null = null;
  for (const each of cursors) {
    const key = each.keys[0] ?? -1;
    if (key > (newest?.keys[0] ?? -1)) newest = each;
  }
  return newest;
}
