// The orders that this process changed or loaded a moment ago: what follows (a refund's submission,
// its report, the next refund) begins with them, without asking the database again.
import type { Command } from '../../core/command.ts';
import type { Aggregate } from '../../core/order.ts';
import type { FinderParts } from './list.ts';
import { createFinder, type Finder } from './find.ts';

/**
 * Another process may know better. So what is decided on one of these holds only when it is
 * committed, which the order's version guards; a refusal, or that there is nothing to do, does not.
 */
export type RecentOrders = {
  readonly recall: (account: number, key: number) => Aggregate | null;
  readonly remember: (account: number, aggregate: Aggregate) => void;
  readonly forget: (account: number, aggregate: Aggregate) => void;
  /** Where a command of this kind may look first. */
  readonly sources: Pick<FinderParts, 'store'> & { readonly finder: Finder };
};

const REMEMBERED_MS = 2000;
const REMEMBERED_MAX = 1000;

export const BEGINS_WITH_RECENT: ReadonlySet<Command['kind']> = new Set<Command['kind']>([
  'createRefund',
  'reportPayment',
  'reportRefund',
]);

export function createRecentOrders(parts: FinderParts, now: () => number): RecentOrders {
  const { store } = parts;
  // In the order of their ends.
  const recent = new Map<string, { readonly aggregate: Aggregate; readonly until: number }>();
  const recall: RecentOrders['recall'] = (account, key) => {
    const found = recent.get(`${account} ${key}`);
    return found !== undefined && found.until > now() ? found.aggregate : null;
  };
  const forget: RecentOrders['forget'] = (account, { order }) => {
    recent.delete(`${account} ${order.id.key}`);
  };
  const remember: RecentOrders['remember'] = (account, aggregate) => {
    const at = now();
    for (const [name, { until }] of recent) {
      if (until > at && recent.size < REMEMBERED_MAX) break;
      recent.delete(name);
    }
    forget(account, aggregate);
    recent.set(`${account} ${aggregate.order.id.key}`, { aggregate, until: at + REMEMBERED_MS });
  };
  const loadOrder: typeof store.loadOrder = async (account, key) => {
    const known = recall(account, key);
    if (known !== null) return known;
    const found = await store.loadOrder(account, key);
    if (found !== null && found.payments.length > 0) remember(account, found);
    return found;
  };
  const swift = { ...store, loadOrder };
  const sources = { store: swift, finder: createFinder({ ...parts, store: swift }) };
  return { recall, remember, forget, sources };
}
