// Has a processor asked about payments once more, by the instruction that every inquiry is: what a
// report says changes nothing by itself.
import type { Account } from '../../core/account.ts';
import { findByKey } from '../../core/id.ts';
import type { Booked } from '../../core/reconciliation.ts';
import type { Commit, InstructionRow, Store } from '../../store/store.ts';

type Parts = { readonly store: Store; readonly now: () => number };
type Named = Pick<Booked, 'paymentKey' | 'orderKey'>;

/** Whether it will be: what was never handed over cannot have been paid, and is not asked about. */
export async function askAgain(parts: Parts, account: Account, about: Named): Promise<boolean> {
  const { store, now } = parts;
  const aggregate = await store.loadOrder(account.id, about.orderKey);
  const payment = findByKey(aggregate?.payments ?? [], about.paymentKey);
  if (payment?.handover === undefined || payment.connection === undefined) return false;
  const { id, orderKey, createdAt: sentAt } = payment;
  const at = now();
  const row: InstructionRow = {
    ...{ account: account.id, id: id.key, orderKey, kind: 'charge' },
    ...{ dueAt: at, sentAt, tries: 0, key: null },
  };
  if ((await save(store, account, at, { instruction: row })) === 'saved') return true;
  // It waits already: then it comes now.
  const answered = { id: id.key, kind: 'charge', againAt: at } as const;
  return (await save(store, account, at, { answered })) === 'saved';
}

function save(
  store: Store,
  { id, clockOffsetMs }: Account,
  now: number,
  what: Partial<Pick<Commit, 'instruction' | 'answered'>>,
): ReturnType<Store['save']> {
  const nothing = { changes: null, events: [], record: null, reply: null, webhooks: [] };
  const at = { now: now + clockOffsetMs, clockOffsetMs };
  return store.save({ account: id, ...nothing, instruction: null, answered: null, ...at, ...what });
}
