// The parts of a store, the same for every engine: named statements in, entities out.
import { setImmediate as turn } from 'node:timers/promises';
import type { Aggregate } from '../core/order.ts';
import type { StoredRecord } from '../core/record.ts';
import type { Refund } from '../core/refund.ts';
import { type Body, ORDER_BODY, PAYMENT_BODY, RECORD_BODY, REFUND_BODY, type Row } from './body.ts';
import { firstRecordAt, type Value } from './commit.ts';
import type { Database } from './database.ts';
import { readEventRow, readIdempotencyRow, readInstructionRow } from './row.ts';
import type { StatementName } from './statements.ts';
import type { EventRow, Page, Store } from './store.ts';

const LAST = Number.MAX_SAFE_INTEGER;

type OrderPart = Pick<
  Store,
  | 'loadOrder'
  | 'loadOrderByReference'
  | 'findPaymentSandbox'
  | 'findOrderAccount'
  | 'findPaymentOrder'
  | 'findRefund'
  | 'findRefundByReference'
  | 'listKeys'
  | 'listEvents'
>;

export function ordersOf({ get, all }: Database): OrderPart {
  const refundOf = (row: Row | undefined): Refund | null =>
    row === undefined ? null : REFUND_BODY.read(row);
  return {
    loadOrder: async (account, key) => aggregateOf(await all('loadOrder', account, key)),
    loadOrderByReference: async (account, reference) =>
      aggregateOf(await all('loadOrderByReference', account, reference)),
    findPaymentSandbox: async (key) => {
      const row = await get('findPaymentSandbox', key);
      return row === undefined ? null : Number(row['id']);
    },
    findOrderAccount: async (key) => {
      const row = await get('findOrderAccount', key);
      return row === undefined ? null : Number(row['id']);
    },
    findPaymentOrder: async (account, key) => {
      const row = await get('findPaymentOrder', account, key);
      return row === undefined ? null : Number(row['order_id']);
    },
    findRefund: async (account, key) => refundOf(await get('findRefund', account, key)),
    findRefundByReference: async (account, reference) =>
      refundOf(await get('findRefundByReference', account, reference)),
    listKeys: async (account, page) => {
      const isSearched = page.reference === null && page.states?.includes('created');
      const rows = await (isSearched ? searchCreated : walkPage)({ get, all }, account, page);
      return rows.map((row) => ({ key: Number(row['id']), orderKey: Number(row['order_id']) }));
    },
    listEvents: async (account, filter, limit) => {
      const { orderKey, since = 0, until = LAST, keys = [0, LAST] } = filter;
      const values = [account, since, until, limit];
      const rows =
        orderKey === undefined
          ? [await all('listEvents', ...values), await all('listCreated', ...values, ...keys)]
          : [
              await all('listEventsOfOrder', ...values, orderKey),
              await all('listCreatedOfOrder', ...values, orderKey),
            ];
      return rows.flat().map(readEventRow).sort(byAge).slice(0, limit);
    },
  };
}

/** The newest first; what one moment brought to one order in the order in which it did. */
function byAge(one: EventRow, other: EventRow): number {
  return (
    other.at - one.at ||
    other.orderKey - one.orderKey ||
    other.version - one.version ||
    (one.kind < other.kind ? -1 : 1)
  );
}

/** The rows of one statement, so that order, payments and refunds are of the same moment. */
function aggregateOf(rows: readonly Row[]): Aggregate | null {
  const [first] = rows.filter((row) => Number(row['part']) === 0);
  if (first === undefined) return null;
  const partOf = <E>(part: number, body: Body<E>): readonly E[] =>
    rows.filter((row) => Number(row['part']) === part).map((row) => body.read(row));
  const [payments, refunds] = [partOf(1, PAYMENT_BODY), partOf(2, REFUND_BODY)];
  return { order: ORDER_BODY.read(first), payments, refunds };
}

const LISTS = Object.freeze({
  order: ['listOrders', 'listOrdersOfState'],
  payment: ['listPayments', 'listPaymentsOfState'],
  refund: ['listRefunds', 'listRefundsOfState'],
  link: ['listLinks', 'listLinks'],
} as const);

function listOf(account: number, page: Page): readonly [StatementName, ...Value[]] {
  const { of, fromKey, toKey, from, to, count, skip, reference, states, now } = page;
  const [plain, ofState] = LISTS[of];
  const span = [account, fromKey, toKey, from, to, count, skip];
  const wanted = states?.join() ?? '';
  if (of === 'link') {
    return reference === null
      ? ['listLinks', ...span]
      : ['listLinksOfReference', ...span, reference];
  }
  if (reference !== null) return ['listOrdersOfReference', ...span, wanted, now, reference];
  if (states === null) return [plain, ...span];
  return [ofState, ...span, wanted, ...(of === 'order' ? [now] : [])];
}

// A long way is gone in parts, each in a turn of its own, in which others get theirs.
const AT_ONCE = 2000;
type Reading = Pick<Database, 'get' | 'all'>;

async function walkPage({ all }: Reading, account: number, page: Page): Promise<readonly Row[]> {
  let { toKey, skip } = page;
  for (; skip > AT_ONCE; skip -= AT_ONCE) {
    const part = { ...page, toKey, skip: AT_ONCE - 1, count: 1 };
    const [last] = await all(...listOf(account, part));
    if (last === undefined) return [];
    toKey = Number(last['id']);
    await turn();
  }
  return all(...listOf(account, { ...page, toKey, skip }));
}

/** That an order is created only has no index, so that no create pays for one. */
async function searchCreated(
  { get, all }: Reading,
  account: number,
  page: Page,
): Promise<readonly Row[]> {
  const found: Row[] = [];
  const wanted = page.skip + page.count;
  for (let { toKey } = page; ; await turn()) {
    const edge = await get('findEdge', account, page.fromKey, toKey, AT_ONCE - 1);
    const fromKey = edge === undefined ? page.fromKey : Number(edge['id']);
    const part = { ...page, fromKey, toKey, skip: 0, count: wanted - found.length };
    found.push(...(await all(...listOf(account, part))));
    if (edge === undefined || found.length === wanted) return found.slice(page.skip);
    toKey = fromKey;
  }
}

type RecordPart = Pick<
  Store,
  'loadRecord' | 'findRecordByUniqueRef' | 'listRecords' | 'deleteRecord' | 'purgeRecords'
>;

export function recordsOf({ get, all, run, together }: Database): RecordPart {
  const recordOf = (row: Row | undefined): StoredRecord | null =>
    row === undefined ? null : RECORD_BODY.read(row);
  return {
    loadRecord: async (account, kind, key) => recordOf(await get('loadRecord', account, kind, key)),
    findRecordByUniqueRef: async (account, kind, uniqueRef) =>
      recordOf(await get('findRecordByUniqueRef', account, kind, uniqueRef)),
    listRecords: async (account, kind, skip, count) => {
      const rows = await all('listRecords', account, kind, count, skip);
      return rows.map(RECORD_BODY.read);
    },
    deleteRecord: async (account, kind, key) => {
      const remove = { name: 'removeRecord', values: [account, kind, key] } as const;
      const abandon = { name: 'abandonWebhooks', values: [account, key] } as const;
      const counts = await together(kind === 'endpoint' ? [abandon, remove] : [remove]);
      return counts.at(-1) === 1;
    },
    purgeRecords: (kind, beforeKey, limit) => run('purgeRecords', kind, beforeKey, limit),
  };
}

type WorkPart = Pick<
  Store,
  | 'findIdempotencyRecord'
  | 'purgeIdempotencyRecords'
  | 'leaseInstructions'
  | 'accountInstructions'
  | 'findInstruction'
  | 'bringForward'
  | 'markSent'
  | 'renewLease'
  | 'overdueOrders'
  | 'ping'
>;

export function workOf({ get, all, run, take }: Database): WorkPart {
  return {
    findIdempotencyRecord: async (account, key, now) => {
      const row = await get('findIdempotencyRecord', account, key, now);
      return row === undefined ? null : readIdempotencyRow(row);
    },
    purgeIdempotencyRecords: (before, limit) =>
      run('purgeIdempotencyRecords', firstRecordAt(before), limit),
    leaseInstructions: async (now, until, limit) => {
      const rows = await take('leaseInstructions', now, until, limit);
      return rows.map(readInstructionRow);
    },
    accountInstructions: async (account) =>
      (await all('accountInstructions', account)).map(readInstructionRow),
    findInstruction: async ({ account, id, kind }) => {
      const row = await get('findInstruction', account, id, kind);
      return row === undefined ? null : readInstructionRow(row);
    },
    bringForward: async (row, isExact) => {
      const { account, id, orderKey, kind, dueAt, sentAt, tries, key } = row;
      const values = [account, id, orderKey, kind, dueAt, sentAt, tries, key];
      const [kept] = await take('bringForward', ...values, isExact ? 1 : 0);
      return kept === undefined ? row : readInstructionRow(kept);
    },
    renewLease: async ({ account, id, kind, tries }, until) => {
      await run('renewLease', account, id, until, tries, kind);
    },
    markSent: async ({ account, id, kind }, now) =>
      (await run('markSent', account, id, now, kind)) === 1,
    overdueOrders: async (now, after, limit) => {
      const { dueAt, account, orderKey } = after ?? { dueAt: 0, account: 0, orderKey: 0 };
      const rows = await all('overdueOrders', now, dueAt, account, orderKey, limit);
      return rows.map((row) => ({
        account: Number(row['account']),
        orderKey: Number(row['id']),
        dueAt: Number(row['due_at']),
      }));
    },
    ping: async (name, now) => {
      await run('putSetting', name, String(now));
    },
  };
}
