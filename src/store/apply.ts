// Writes one commit, inside a transaction that somebody else began and ends.
import { type Value, type Write, writesOf } from './commit.ts';
import { uniqueRefOf, type Row } from './row.ts';
import type { StatementName } from './statements.ts';
import type { Commit, Saved } from './store.ts';

export type Run = (name: StatementName, ...values: readonly Value[]) => number;
export type Get = (name: StatementName, ...values: readonly Value[]) => Row | undefined;

/**
 * Everything that can conflict is looked at before the first write, so that a refusal leaves
 * nothing behind in a transaction that others share.
 */
export function apply(commit: Commit, run: Run, get: Get): Saved {
  const { account, changes, record, reply, instruction } = commit;
  if (reply !== null && get('findIdempotencyRecord', account, reply.key, commit.now))
    return 'repeated';
  if (instruction !== null && get('findInstruction', account, instruction.id)) return 'conflict';
  if (changes !== null && !isFree(account, changes, get)) return 'conflict';
  const { swap } = commit;
  if (swap !== undefined && get('findSetting', swap.name)?.['value'] !== swap.from) {
    return 'conflict';
  }
  if (record !== null && !ownsUniqueRef(account, record.row, get)) return 'conflict';
  // The saved answer was looked for already; behind the others it leaves nothing when they refuse.
  const sorted = [...writesOf(commit)].sort((one, other) => rankOf(one) - rankOf(other));
  for (const { name, values, otherwise } of sorted) {
    if (run(name, ...values) === 0 && otherwise !== null) return otherwise;
  }
  return 'saved';
}

function rankOf({ otherwise }: Write): number {
  return otherwise === 'repeated' ? 1 : 0;
}

function isFree(
  account: number,
  { order, payment, refund, refundIsNew }: NonNullable<Commit['changes']>,
  get: Get,
): boolean {
  if (refund !== null && refundIsNew) {
    if (get('findRefund', account, refund.id.key)) return false;
    const uniqueRef = uniqueRefOf(refund);
    if (uniqueRef !== null && get('findRefundByReference', account, uniqueRef)) return false;
  }
  // Two processes may draw the same key; then one of them decides again, with another.
  const namesake = payment && get('findPaymentOrder', account, payment.id.key);
  return !namesake || Number(namesake['order_id']) === order.id.key;
}

function ownsUniqueRef(
  account: number,
  { id, kind, uniqueRef }: NonNullable<Commit['record']>['row'],
  get: Get,
): boolean {
  const owner =
    uniqueRef === null ? undefined : get('findRecordByUniqueRef', account, kind, uniqueRef);
  return owner === undefined || JSON.parse(String(owner['body'])).id.key === id.key;
}
