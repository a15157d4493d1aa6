// Closes orders whose time is over, a page at a time, so that their end is announced unasked.
import type { OverdueOrder, Store } from '../../store/store.ts';
import type { Accounts } from '../identity/account.ts';
import type { Engine } from './engine.ts';

const PAGE = 200;

/**
 * Expires what is overdue at the real time; returns how many orders were looked at. An order that
 * cannot be closed stops no other: the errors are thrown together at the end.
 */
export async function expireOverdue(
  store: Store,
  engine: Engine,
  accounts: Accounts,
  now: number,
): Promise<number> {
  let seen = 0;
  let after: OverdueOrder | null = null;
  const errors: unknown[] = [];
  for (;;) {
    const page: readonly OverdueOrder[] = await store.overdueOrders(now, after, PAGE);
    for (const { account: id, orderKey } of page) {
      try {
        const known = await accounts.findById(id);
        // One with a payment under way is refused; it stays due and is looked at in a later sweep.
        if (known !== null) await engine.execute(known.account, { kind: 'expireOrder', orderKey });
      } catch (error) {
        errors.push(error);
      }
    }
    seen += page.length;
    after = page.at(-1) ?? null;
    if (after === null || page.length < PAGE) break;
  }
  if (errors.length > 0)
    throw new AggregateError(errors, `orders not expired: ${errors.join(', ')}`);
  return seen;
}
