// Has everything asked about that is open and that nobody asks about any more, whatever became of
// the instruction that should: payments that are not decided, money that is on its way back.
import type { Account } from '../../core/account.ts';
import { isHolding } from '../../core/payment.ts';
import type { InstructionRow, Store } from '../../store/store.ts';
import type { Accounts } from '../identity/account.ts';
import { askAgain } from './ask-again.ts';

type Parts = {
  readonly store: Store;
  readonly accounts: Pick<Accounts, 'list'>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

const ACCOUNTS_AT_ONCE = 100;
const PAGE = 500;
const OPEN_STATES = { payment: ['created', 'pending', 'authorized'], refund: ['pending'] } as const;
/** What has just begun has its instruction in the commit that follows. */
const FRESH_MS = 60_000;

/** How many payments are asked about that were not. */
export async function askAboutOpen(parts: Parts): Promise<number> {
  let asked = 0;
  for (let after = -1; ; ) {
    const accounts = await parts.accounts.list(after, ACCOUNTS_AT_ONCE);
    for (const account of accounts) {
      if (account.mode === 'live') asked += await askOf(parts, account);
    }
    const last = accounts.at(-1);
    if (last === undefined || accounts.length < ACCOUNTS_AT_ONCE) return asked;
    after = last.id;
  }
}

async function askOf(parts: Parts, account: Account): Promise<number> {
  let waiting: ReadonlySet<string> | null = null;
  const orders = new Set<number>();
  let asked = 0;
  for (const kind of ['payment', 'refund'] as const) {
    for (let toKey = Number.MAX_SAFE_INTEGER; ; ) {
      const rows = await listOpen(parts, account, kind, toKey);
      if (rows.length > 0) waiting ??= await listWaiting(parts, account);
      for (const { orderKey } of rows) {
        if (orders.has(orderKey)) continue;
        orders.add(orderKey);
        asked += await askOfOrder(parts, account, orderKey, waiting ?? new Set());
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) break;
      toKey = last.key;
    }
  }
  return asked;
}

function listOpen(
  { store, now }: Parts,
  account: Account,
  of: 'payment' | 'refund',
  toKey: number,
) {
  const at = now();
  const rest = { reference: null, skip: 0, count: PAGE, now: at, from: 0, to: at - FRESH_MS };
  return store.listKeys(account.id, { of, fromKey: 0, toKey, states: OPEN_STATES[of], ...rest });
}

async function listWaiting({ store }: Parts, { id }: Account): Promise<ReadonlySet<string>> {
  const rows = await store.accountInstructions(id);
  return new Set(rows.map(nameOf));
}

const nameOf = ({ kind, id }: Pick<InstructionRow, 'kind' | 'id'>): string => `${kind} ${id}`;

/**
 * By its payment, always: an inquiry tells of its refunds as well, and sends none. One of the
 * gateway's dashboard, which we never sent, has no instruction of its own.
 */
async function askOfOrder(
  parts: Parts,
  account: Account,
  orderKey: number,
  waiting: ReadonlySet<string>,
): Promise<number> {
  const aggregate = await parts.store.loadOrder(account.id, orderKey);
  const { payments = [], refunds = [] } = aggregate ?? {};
  const back = refunds.filter(
    ({ id, status }) =>
      status === 'pending' && !waiting.has(nameOf({ kind: 'refund', id: id.key })),
  );
  let asked = 0;
  for (const payment of payments) {
    const { key } = payment.id;
    const isOpen = isHolding(payment) || back.some(({ paymentKey }) => paymentKey === key);
    if (!isOpen || waiting.has(nameOf({ kind: 'charge', id: key }))) continue;
    if (await askAgain(parts, account, { paymentKey: key, orderKey })) asked += 1;
  }
  return asked;
}
