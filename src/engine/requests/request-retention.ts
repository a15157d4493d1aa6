// Forgets lines of the request log: after some days, what is too much of all, and a customer's.
import { setImmediate as turn } from 'node:timers/promises';
import type { RequestStore } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';
import { isOrderMark, type RequestMarks } from './request-mark.ts';

export type RequestBounds = { readonly days: number; readonly megabytes: number };

const DAY_MS = 24 * 3600 * 1000;
/** Deleting is short work each time: the road waits for it where the log is a file. */
const AT_ONCE = 200;
export const SUMS_KEPT_MS = 30 * DAY_MS;

/** `now` is the real time, which keys follow. Returns how many were forgotten. */
export async function deleteOldRequests(
  requests: Pick<RequestStore, 'purgeRequests' | 'findFullSince' | 'purgeSums'>,
  ids: Pick<Ids, 'firstKeyAt'>,
  { days, megabytes }: RequestBounds,
  now: number,
): Promise<number> {
  await requests.purgeSums(now - SUMS_KEPT_MS);
  const fullSince = await requests.findFullSince(megabytes * 1_000_000);
  const ms = Math.max(now - days * DAY_MS, fullSince ?? 0);
  const before = { key: ids.firstKeyAt(ms), ms };
  for (let purged = 0; ; ) {
    const count = await requests.purgeRequests(before, AT_ONCE);
    purged += count;
    if (count < AT_ONCE) return purged;
    await turn();
  }
}

/**
 * Deletes the lines in which a customer stands, and those about the same orders. Returns how many.
 */
export async function forgetCustomer(
  requests: Pick<RequestStore, 'forgetRequests' | 'listMarksBeside'>,
  marks: RequestMarks,
  customer: string,
): Promise<number> {
  const mark = marks.ofPerson(customer);
  const beside = await requests.listMarksBeside([mark]);
  const all = [mark, ...beside.filter(isOrderMark)];
  let forgotten = 0;
  for (let from = 0; from < all.length; from += AT_ONCE) {
    forgotten += await requests.forgetRequests(all.slice(from, from + AT_ONCE));
  }
  return forgotten;
}
