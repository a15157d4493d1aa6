// Which accounts have something, and the newest of it: what a list of all accounts begins with.
import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from './database.ts';
import type { StatementName } from './statements.ts';

/** Which are looked at; `state` null: all of them. */
export type NewestFilter = {
  readonly of: 'order' | 'webhook';
  readonly state: string | null;
  readonly beforeKey: number;
};

export type Newest = { readonly account: number; readonly key: number };

export type NewestPart = {
  /**
   * Of each account that has one the newest key below `beforeKey`; the newest account first. Of a
   * state that no index has, the newest of all is told: none that fits is newer.
   */
  readonly listNewest: (filter: NewestFilter) => Promise<readonly Newest[]>;
};

/** Every index leads with the account, so it goes account by account, so many in one turn. */
const AT_ONCE = 2000;

/** States that an index has; the others are those that most orders and webhooks pass through. */
const INDEXED: Readonly<Record<NewestFilter['of'], readonly string[]>> = Object.freeze({
  // An order whose time is over counts as expired before that is written.
  order: ['attempted', 'paid', 'cancelled'],
  webhook: ['failed', 'held'],
});

const NAMES = Object.freeze({
  order: ['newestOrders', 'newestOrdersOfState'],
  webhook: ['newestWebhooks', 'newestWebhooksOfState'],
} as const satisfies Record<NewestFilter['of'], readonly [StatementName, StatementName]>);

export function newestOf({ all }: Database): NewestPart {
  return {
    listNewest: async ({ of, state, beforeKey }) => {
      const [plain, ofState] = NAMES[of];
      const indexed = state !== null && INDEXED[of].includes(state) ? state : null;
      const found: Newest[] = [];
      for (let after = -1; ; await turn()) {
        const values = [after, AT_ONCE, beforeKey];
        const rows =
          indexed === null ? await all(plain, ...values) : await all(ofState, ...values, indexed);
        for (const row of rows) {
          if (row['newest'] === null) continue;
          found.push({ account: Number(row['account']), key: Number(row['newest']) });
        }
        if (rows.length < AT_ONCE) break;
        after = Number(rows.at(-1)?.['account']);
      }
      return found.sort((one, other) => other.key - one.key);
    },
  };
}

function newestIn(table: string, more = ''): string {
  return `SELECT a.id AS account, (SELECT n.id FROM ${table} n
      WHERE n.account = a.id AND n.id < $3${more} ORDER BY n.id DESC LIMIT 1) AS newest
    FROM accounts a WHERE a.id > $1 ORDER BY a.id LIMIT $2`;
}

// The indexes are found by the very words of their conditions.
export const NEWEST = Object.freeze({
  newestOrders: newestIn('orders'),
  newestOrdersOfState: newestIn('orders', ` AND n.status = $4 AND n.status <> 'created'`),
  newestWebhooks: newestIn('webhooks'),
  newestWebhooksOfState: newestIn(
    'webhooks',
    ` AND n.state = $4 AND n.state IN ('failed', 'held')`,
  ),
});
