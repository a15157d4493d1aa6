// What our books have of a connection, gathered for a reconciliation: the payments and refunds of
// some days, and those that single lines name.
import type { Account } from '../../core/account.ts';
import { dayAt } from '../../core/indian-day.ts';
import type { Aggregate } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import type { Booked, Books } from '../../core/reconciliation.ts';
import type { Refund } from '../../core/refund.ts';
import { TOKEN_PATTERN } from '../../core/id.ts';
import type { Store } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';
import { keysBetween } from '../orders/list.ts';

export type BookParts = { readonly store: Store; readonly ids: Ids; readonly now: () => number };

export type GatheredBooks = Books & {
  /** Everything that was begun between these moments. */
  readonly gather: (from: number, to: number) => Promise<void>;
  /** The orders of the payments that have these names of ours, whenever they were begun. */
  readonly findNamed: (names: Iterable<string>) => Promise<void>;
  /** These orders as they are by now. */
  readonly loadAgain: (orderKeys: readonly number[]) => Promise<void>;
};

const AT_ONCE = 50;
const PAGE = 500;

export function openBooks(parts: BookParts, account: Account, connection: number): GatheredBooks {
  const orders = new Set<number>();
  const byToken = new Map<string, Booked>();
  const byTheirs = new Map<string, Booked>();
  const byName = new Map<string, Booked[]>();
  const add = (aggregate: Aggregate): void => {
    for (const booked of bookedOf(aggregate, connection)) {
      byToken.set(`${booked.kind} ${booked.token}`, booked);
      if (booked.theirs !== null) byTheirs.set(`${booked.kind} ${booked.theirs}`, booked);
      if (booked.kind !== 'payment') continue;
      const others = (byName.get(booked.name) ?? []).filter(({ token }) => token !== booked.token);
      byName.set(booked.name, [...others, booked]);
    }
  };
  const load = async (keys: readonly number[]): Promise<void> => {
    const fresh = [...new Set(keys)].filter((key) => !orders.has(key));
    for (let at = 0; at < fresh.length; at += AT_ONCE) {
      const part = fresh.slice(at, at + AT_ONCE);
      const read = await Promise.all(part.map((key) => parts.store.loadOrder(account.id, key)));
      for (const aggregate of read) if (aggregate !== null) add(aggregate);
      for (const key of part) orders.add(key);
    }
  };
  return {
    all: { [Symbol.iterator]: () => byToken.values() },
    find: (kind, token) => byToken.get(`${kind} ${token}`),
    findTheirs: (kind, theirs) => byTheirs.get(`${kind} ${theirs}`),
    named: (name) => byName.get(name) ?? [],
    gather: async (from, to) => {
      for (const kind of ['payment', 'refund'] as const) {
        await walk(parts, account, kind, [from, to], load);
      }
    },
    loadAgain: async (keys) => {
      for (const key of keys) orders.delete(key);
      await load(keys);
    },
    findNamed: async (names) => {
      const wanted = [...names].filter((name) => TOKEN_PATTERN.test(name) && !byName.has(name));
      for (let at = 0; at < wanted.length; at += AT_ONCE) {
        const part = wanted.slice(at, at + AT_ONCE);
        const keys = await Promise.all(part.map((name) => findOrder(parts, account, name)));
        await load(keys.filter((key) => key !== null));
      }
    },
  };
}

/** Newest first, in pages that each begin where the one before ended. */
async function walk(
  { store, ids, now }: BookParts,
  account: Account,
  of: 'payment' | 'refund',
  [from, to]: readonly [from: number, to: number],
  load: (orderKeys: readonly number[]) => Promise<void>,
): Promise<void> {
  const [fromKey, first] = keysBetween(ids, account, from, to);
  const rest = { reference: null, states: null, skip: 0, count: PAGE, now: now() };
  for (let toKey = first; ; ) {
    const rows = await store.listKeys(account.id, { of, from, to, fromKey, toKey, ...rest });
    await load(rows.map(({ orderKey }) => orderKey));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    toKey = last.key;
  }
}

async function findOrder(
  { store, ids }: BookParts,
  { id }: Account,
  token: string,
): Promise<number | null> {
  const key = ids.keyOf({ by: 'token', token });
  return key === null ? null : store.findPaymentOrder(id, key);
}

function bookedOf({ order, payments, refunds }: Aggregate, connection: number): readonly Booked[] {
  return payments
    .filter((payment) => payment.connection === connection)
    .flatMap((payment) => {
      const name = payment.handover?.name ?? payment.id.token;
      const about = { orderKey: order.id.key, paymentKey: payment.id.key, name };
      const shared = { ...about, reference: order.reference, currency: payment.currency };
      const back = refunds.filter(({ paymentKey }) => paymentKey === payment.id.key);
      return [
        { ...shared, ...paymentOf(payment) },
        ...back.map((refund) => ({ ...shared, ...refundOf(refund) })),
      ];
    });
}

function paymentOf({ id, status, capturedMinor, processorReference, completedAt }: Payment) {
  return {
    kind: 'payment' as const,
    token: id.token,
    theirs: processorReference,
    amountMinor: capturedMinor,
    status,
    isMoved: status === 'captured',
    day: status === 'captured' && completedAt !== null ? dayAt(completedAt) : null,
  };
}

function refundOf({ id, status, amountMinor, processorReference, processedAt }: Refund) {
  return {
    kind: 'refund' as const,
    token: id.token,
    theirs: processorReference,
    amountMinor,
    status,
    isMoved: status === 'processed' || status === 'pending',
    day: status === 'processed' && processedAt !== null ? dayAt(processedAt) : null,
  };
}
