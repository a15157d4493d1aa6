// Writes one commit, inside a transaction that somebody else began and ends.
import type { Row } from './body.ts';
import type { Value, Write } from './commit.ts';
import { uniqueRefOf } from './row.ts';
import type { StatementName } from './statements.ts';
import type { Commit, Saved } from './store.ts';

export type Run = (name: StatementName, ...values: readonly Value[]) => number;
export type Get = (name: StatementName, ...values: readonly Value[]) => Row | undefined;

/**
 * A refusal leaves nothing behind in a transaction that others share: the saved answer is written
 * first, and taken back when there is a conflict; what else can conflict is looked at before the
 * first of the other writes.
 */
export function apply(commit: Commit, writes: readonly Write[], run: Run, get: Get): Saved {
  const { account, reply } = commit;
  const [first, ...others] = writes;
  const isFirst = first?.otherwise === 'repeated';
  if (isFirst && run(first.name, ...first.values) === 0) return 'repeated';
  const saved = canWrite(commit, get) && writeAll(isFirst ? others : writes, run);
  if (saved) return 'saved';
  // What it replaced had expired.
  if (reply !== null) run('removeIdempotencyRecord', account, reply.key);
  return 'conflict';
}

function writeAll(writes: readonly Write[], run: Run): boolean {
  return writes.every(
    ({ name, values, otherwise }) => run(name, ...values) > 0 || otherwise === null,
  );
}

function canWrite(commit: Commit, get: Get): boolean {
  const { account, instruction, changes, record, swap, decided } = commit;
  if (decided !== undefined && !get('findOpenReview', account, decided.id.key)) return false;
  if (instruction !== null) {
    const { id, kind } = instruction;
    if (get('findInstruction', account, id, kind)) return false;
  }
  if (changes !== null && !isFree(account, changes, get)) return false;
  if (swap !== undefined && get('findSetting', swap.name)?.['value'] !== swap.from) return false;
  return record === null || ownsUniqueRef(account, record.row, get);
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
  return owner === undefined || Number(owner['id']) === id.key;
}
