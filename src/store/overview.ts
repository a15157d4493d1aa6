// Sums over orders and their payments for whoever looks at all of them, a bounded part at a time.
import type { Database } from './database.ts';

/** Orders of one kind that were made in one slot of time, counted from the origin. */
export type OrderSum = {
  readonly slot: number;
  readonly status: string;
  readonly dialect: string;
  readonly currency: string;
  readonly count: number;
  readonly paidMinor: number;
};

/** Payments of orders that were made in one slot. */
export type PaymentSum = {
  readonly slot: number;
  readonly status: string;
  readonly processor: string;
  /** Null: none was chosen here. */
  readonly method: string | null;
  readonly count: number;
};

/** From the first key on, and before the second. */
export type OrderKeys = { readonly fromKey: number; readonly toKey: number };

/** A slot has `slotKeys` keys; the first begins with `originKey`. */
export type SumSpan = OrderKeys & { readonly originKey: number; readonly slotKeys: number };

/** What cannot change without `count` or `versions` doing so: each commit of an order adds one. */
export type MeasuredOrders = {
  readonly count: number;
  readonly versions: number;
  /** Of the oldest among them; null: there is none. */
  readonly firstKey: number | null;
};

export type OverviewPart = {
  /** Of the newest `limit` and no others. */
  readonly measureOrders: (
    account: number,
    keys: OrderKeys,
    limit: number,
  ) => Promise<MeasuredOrders>;
  readonly sumOrders: (account: number, span: SumSpan) => Promise<readonly OrderSum[]>;
  readonly sumPayments: (account: number, span: SumSpan) => Promise<readonly PaymentSum[]>;
};

export function overviewOf({ get, all }: Database): OverviewPart {
  return {
    measureOrders: async (account, { fromKey, toKey }, limit) => {
      const row = await get('measureOrders', account, fromKey, toKey, limit);
      const first = row?.['first'] ?? null;
      return {
        count: Number(row?.['total'] ?? 0),
        versions: Number(row?.['versions'] ?? 0),
        firstKey: first === null ? null : Number(first),
      };
    },
    sumOrders: async (account, { fromKey, toKey, originKey, slotKeys }) => {
      const rows = await all('sumOrders', account, fromKey, toKey, originKey, slotKeys);
      return rows.map((row) => ({
        slot: Number(row['slot']),
        status: String(row['status']),
        dialect: String(row['dialect']),
        currency: String(row['currency']),
        count: Number(row['total']),
        paidMinor: Number(row['paid']),
      }));
    },
    sumPayments: async (account, { fromKey, toKey, originKey, slotKeys }) => {
      const rows = await all('sumPayments', account, fromKey, toKey, originKey, slotKeys);
      return rows.map((row) => ({
        slot: Number(row['slot']),
        status: String(row['status']),
        processor: String(row['processor']),
        method: row['method'] === null ? null : String(row['method']),
        count: Number(row['total']),
      }));
    },
  };
}

// What a body leaves out is as usual; SQLite reads JSON from a text as it is.
const BODY = 'CAST(body AS JSON)';

/** Keys follow the real time, whatever an account's clock says. */
function slotOf(key: string): string {
  return `CAST((${key} - CAST($4 AS BIGINT)) / CAST($5 AS BIGINT) AS BIGINT) AS slot`;
}

// What is summed is taken out of each body first: SQLite would else sort the bodies themselves.
export const OVERVIEW = Object.freeze({
  measureOrders: `SELECT COUNT(*) AS total, SUM(version) AS versions, MIN(id) AS first FROM
    (SELECT id, version FROM orders WHERE account = $1 AND id >= $2 AND id < $3
      ORDER BY id DESC LIMIT $4) counted`,
  sumOrders: `WITH counted AS MATERIALIZED (SELECT ${slotOf('id')}, status,
      ${BODY} ->> 'dialect' AS dialect, COALESCE(${BODY} ->> 'currency', 'INR') AS currency,
      CAST(COALESCE(${BODY} ->> 'amountPaidMinor', '0') AS BIGINT) AS paid
    FROM orders WHERE account = $1 AND id >= $2 AND id < $3)
    SELECT slot, status, dialect, currency, COUNT(*) AS total, SUM(paid) AS paid
    FROM counted GROUP BY 1, 2, 3, 4`,
  // By the orders' keys: with an order's version its payments are as they were.
  sumPayments: `WITH counted AS MATERIALIZED (SELECT ${slotOf('order_id')}, status,
      ${BODY} ->> 'processor' AS processor, ${BODY} -> 'instrument' ->> 'method' AS method
    FROM payments WHERE account = $1 AND order_id >= $2 AND order_id < $3)
    SELECT slot, status, processor, method, COUNT(*) AS total
    FROM counted GROUP BY 1, 2, 3, 4`,
});
