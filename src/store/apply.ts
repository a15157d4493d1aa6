// Writes one commit, inside a transaction that somebody else began and ends.
import type { Row } from './body.ts';
import { type Statement, type Value, type Write, writesOf } from './commit.ts';
import { uniqueRefOf } from './row.ts';
import type { StatementName } from './statements.ts';
import type { Commit, Saved } from './store.ts';

export type Run = (name: StatementName, ...values: readonly Value[]) => number;
export type Get = (name: StatementName, ...values: readonly Value[]) => Row | undefined;

/** A look before the first write: whether there may be no such row, and what one may say. */
type Check = Statement & {
  readonly mayBeMissing: boolean;
  /** True: anything; null: there may be none. */
  readonly mayBe: true | null | { readonly column: string; readonly value: number | string };
};

/** One commit as nothing but data: it may be written by another thread. */
export type Plan = {
  readonly checks: readonly Check[];
  readonly writes: readonly Write[];
  /** Takes back the saved answer, which is written first; null: there is none. */
  readonly undo: Statement | null;
};

export function planOf(commit: Commit, recordIdAt: (realMs: number) => number): Plan {
  const { account, reply } = commit;
  return {
    checks: checksOf(commit),
    writes: writesOf(commit, recordIdAt),
    // What it replaced had expired.
    undo: reply && { name: 'removeIdempotencyRecord', values: [account, reply.key] },
  };
}

/**
 * A refusal leaves nothing behind in a transaction that others share: the saved answer is written
 * first, and taken back when there is a conflict; what else can conflict is looked at before the
 * first of the other writes.
 */
export function apply({ checks, writes, undo }: Plan, run: Run, get: Get): Saved {
  const [first, ...others] = writes;
  const isFirst = first?.otherwise === 'repeated';
  if (isFirst && run(first.name, ...first.values) === 0) return 'repeated';
  const isFree = checks.every((check) => holds(check, get(check.name, ...check.values)));
  if (isFree && writeAll(isFirst ? others : writes, run)) return 'saved';
  if (undo !== null) run(undo.name, ...undo.values);
  return 'conflict';
}

function holds({ mayBeMissing, mayBe }: Check, row: Row | undefined): boolean {
  if (row === undefined) return mayBeMissing;
  if (mayBe === null || mayBe === true) return mayBe === true;
  const { column, value } = mayBe;
  return typeof value === 'number' ? Number(row[column]) === value : row[column] === value;
}

function writeAll(writes: readonly Write[], run: Run): boolean {
  return writes.every(
    ({ name, values, otherwise }) => run(name, ...values) > 0 || otherwise === null,
  );
}

function checksOf(commit: Commit): readonly Check[] {
  const { account, instruction, changes, record, swap, decided } = commit;
  const checks: Check[] = [];
  if (decided !== undefined) {
    const values = [account, decided.id.key];
    checks.push({ name: 'findOpenReview', values, mayBeMissing: false, mayBe: true });
  }
  if (instruction !== null) {
    const { id, kind } = instruction;
    checks.push(mustBeMissing('findInstruction', account, id, kind));
  }
  if (changes !== null) checks.push(...checksOfChanges(account, changes));
  if (swap !== undefined) {
    const mayBe = { column: 'value', value: swap.from };
    checks.push({ name: 'findSetting', values: [swap.name], mayBeMissing: false, mayBe });
  }
  if (record !== null && record.row.uniqueRef !== null) {
    const { id, kind, uniqueRef } = record.row;
    checks.push(mustBeOwn('findRecordByUniqueRef', [account, kind, uniqueRef], 'id', id.key));
  }
  return checks;
}

function checksOfChanges(
  account: number,
  { order, payment, refund, refundIsNew }: NonNullable<Commit['changes']>,
): readonly Check[] {
  const checks: Check[] = [];
  if (refund !== null && refundIsNew) {
    checks.push(mustBeMissing('findRefund', account, refund.id.key));
    const uniqueRef = uniqueRefOf(refund);
    if (uniqueRef !== null) {
      checks.push(mustBeMissing('findRefundByReference', account, uniqueRef));
    }
  }
  // Two processes may draw the same key; then one of them decides again, with another.
  if (payment !== null) {
    checks.push(mustBeOwn('findPaymentOrder', [account, payment.id.key], 'order_id', order.id.key));
  }
  return checks;
}

function mustBeMissing(name: StatementName, ...values: readonly Value[]): Check {
  return { name, values, mayBeMissing: true, mayBe: null };
}

function mustBeOwn(
  name: StatementName,
  values: readonly Value[],
  column: string,
  value: number,
): Check {
  return { name, values, mayBeMissing: true, mayBe: { column, value } };
}
