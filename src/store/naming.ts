// Which accounts have anything of a name: what a search through all of them begins with.
import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from './database.ts';

export type SoughtName = {
  /** As an order, a refund or a payment link may be called by its merchant. */
  readonly reference: string;
  /** Of orders, payments and refunds that the name may mean; KEYS_MAX of them at most. */
  readonly keys: readonly number[];
};

export type NamingPart = {
  /** All accounts that may know the name, in the order of their numbers. */
  readonly listNaming: (name: SoughtName) => Promise<readonly number[]>;
};

export const KEYS_MAX = 3;
/** Every index leads with the account, so it goes account by account, so many in one turn. */
const AT_ONCE = 1000;
/** The key of nothing. */
const NONE = -1;

export function namingOf({ all }: Database): NamingPart {
  return {
    listNaming: async ({ reference, keys }) => {
      const sought = [...keys, ...Array<number>(KEYS_MAX).fill(NONE)].slice(0, KEYS_MAX);
      const found: number[] = [];
      for (let after = -1; ; await turn()) {
        const rows = await all('listNaming', after, AT_ONCE, reference, ...sought);
        found.push(...rows.filter(({ knows }) => Number(knows) === 1).map(({ id }) => Number(id)));
        if (rows.length < AT_ONCE) return found;
        after = Number(rows.at(-1)?.['id']);
      }
    },
  };
}

function isIn(table: string, condition: string): string {
  return `EXISTS (SELECT 1 FROM ${table} n WHERE n.account = a.id AND ${condition})`;
}

const BY_KEY = 'n.id IN ($4, $5, $6)';
const BY_REFERENCE = 'n.unique_ref = $3';

export const NAMING = Object.freeze({
  listNaming: `SELECT a.id, CASE WHEN ${isIn('orders', BY_KEY)} OR ${isIn('orders', BY_REFERENCE)}
      OR ${isIn('payments', BY_KEY)} OR ${isIn('refunds', BY_KEY)}
      OR ${isIn('refunds', BY_REFERENCE)}
      OR ${isIn('records', `n.kind = 'link' AND ${BY_REFERENCE}`)} THEN 1 ELSE 0 END AS knows
    FROM accounts a WHERE a.id > $1 ORDER BY a.id LIMIT $2`,
});
