// Sums over orders and payments for whoever looks at all of them: bounded, and a part at a time.
import { setImmediate as turn } from 'node:timers/promises';
import type { Row } from './body.ts';
import type { Database } from './database.ts';
import type { StatementName } from './statements.ts';

/** Orders of one kind that were made in one slot of time, counted from the first. */
export type OrderSum = {
  readonly slot: number;
  readonly status: string;
  readonly dialect: string;
  readonly currency: string;
  readonly count: number;
  readonly paidMinor: number;
};

export type PaymentSum = {
  readonly status: string;
  readonly processor: string;
  /** Null: none was chosen here. */
  readonly method: string | null;
  readonly count: number;
};

/** From the first key on, and before the second; a slot has `slotKeys` of them. */
export type SumSpan = {
  readonly fromKey: number;
  readonly toKey: number;
  readonly slotKeys: number;
};

export type OverviewPart = {
  /** Of the newest `limit` and no others, about. The same kind may come several times. */
  readonly sumOrders: (
    account: number,
    span: SumSpan,
    limit: number,
  ) => Promise<readonly OrderSum[]>;
  readonly sumPayments: (
    account: number,
    span: Omit<SumSpan, 'slotKeys'>,
    limit: number,
  ) => Promise<readonly PaymentSum[]>;
};

/** So many are summed in one turn of the loop, in which others get theirs. */
const AT_ONCE = 1000;

export function overviewOf(database: Database): OverviewPart {
  return {
    sumOrders: async (account, { fromKey, toKey, slotKeys }, limit) => {
      const sum = (from: number, to: number) =>
        database.all('sumOrders', account, from, to, fromKey, slotKeys);
      const rows = await sumInParts(database, 'findEdge', { account, fromKey, toKey }, limit, sum);
      return rows.map((row) => ({
        slot: Number(row['slot']),
        status: String(row['status']),
        dialect: String(row['dialect']),
        currency: String(row['currency']),
        count: Number(row['total']),
        paidMinor: Number(row['paid']),
      }));
    },
    sumPayments: async (account, { fromKey, toKey }, limit) => {
      const sum = (from: number, to: number) => database.all('sumPayments', account, from, to);
      const span = { account, fromKey, toKey };
      const rows = await sumInParts(database, 'findPaymentEdge', span, limit, sum);
      return rows.map((row) => ({
        status: String(row['status']),
        processor: String(row['processor']),
        method: row['method'] === null ? null : String(row['method']),
        count: Number(row['total']),
      }));
    },
  };
}

type Keys = { readonly account: number; readonly fromKey: number; readonly toKey: number };

/** The newest part first, so that what is left out is the oldest. */
async function sumInParts(
  { get }: Database,
  findEdge: StatementName,
  { account, fromKey, toKey }: Keys,
  limit: number,
  sum: (from: number, to: number) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let until = toKey;
  for (let looked = 0; looked < limit; looked += AT_ONCE) {
    const edge = await get(findEdge, account, fromKey, until, AT_ONCE - 1);
    const from = edge === undefined ? fromKey : Number(edge['id']);
    rows.push(...(await sum(from, until)));
    if (edge === undefined) break;
    until = from;
    await turn();
  }
  return rows;
}

// What a body leaves out is as usual; SQLite reads JSON from a text as it is.
const BODY = 'CAST(body AS JSON)';

export const OVERVIEW = Object.freeze({
  // Keys follow the real time, whatever an account's clock says.
  sumOrders: `SELECT CAST((id - CAST($4 AS BIGINT)) / CAST($5 AS BIGINT) AS BIGINT) AS slot, status,
      ${BODY} ->> 'dialect' AS dialect, COALESCE(${BODY} ->> 'currency', 'INR') AS currency,
      COUNT(*) AS total,
      SUM(CAST(COALESCE(${BODY} ->> 'amountPaidMinor', '0') AS BIGINT)) AS paid
    FROM orders WHERE account = $1 AND id >= $2 AND id < $3 GROUP BY 1, 2, 3, 4`,
  sumPayments: `SELECT status, ${BODY} ->> 'processor' AS processor,
      ${BODY} -> 'instrument' ->> 'method' AS method, COUNT(*) AS total
    FROM payments WHERE account = $1 AND id >= $2 AND id < $3 GROUP BY 1, 2, 3`,
  findPaymentEdge: `SELECT id FROM payments WHERE account = $1 AND id >= $2 AND id < $3
    ORDER BY id DESC LIMIT 1 OFFSET $4`,
});
