// Writes one commit, inside a transaction that somebody else began and ends.
import type { Changes, Event } from '../core/decision.ts';
import { claimOf, dueAtOf, type Row, repeatOf } from './row.ts';
import type { StatementName } from './statements.ts';
import type { Commit, NoticeRow, Saved } from './store.ts';

export type Value = string | number | null;
export type Run = (name: StatementName, ...values: Value[]) => number;
export type Get = (name: StatementName, ...values: Value[]) => Row | undefined;

/**
 * Everything that can conflict is looked at before the first write, and the order's own row is
 * written first, so that a refusal leaves nothing behind.
 */
export function apply(commit: Commit, run: Run, get: Get): Saved {
  const { account, changes, record, reply, answered, instruction } = commit;
  if (reply !== null && get('findReply', account, reply.key, commit.now)) return 'repeated';
  if (instruction !== null && get('findInstruction', account, instruction.id)) return 'conflict';
  if (changes !== null && !writeChanges(account, changes, commit.events, run, get)) {
    return 'conflict';
  }
  if (record !== null && !writeRecord(account, record, run, get)) return 'conflict';
  if (instruction !== null) {
    const { id, orderKey, kind, dueAt, sentAt, tries } = instruction;
    run('addInstruction', account, id, orderKey, kind, dueAt, sentAt, tries);
  }
  if (answered !== null && answered.againAt === null) {
    run('removeInstruction', account, answered.id);
  }
  if (answered !== null && answered.againAt !== null) {
    run('postponeInstruction', account, answered.id, answered.againAt);
  }
  for (const notice of commit.notices) writeNotice(notice, run);
  if (reply !== null) {
    const { key, fingerprint, status, headers, body, expiresAt } = reply;
    const saved = [account, key, fingerprint, status, JSON.stringify(headers), body, expiresAt];
    run('addReply', ...saved, commit.now);
  }
  return 'saved';
}

function writeChanges(
  account: number,
  { order, before, payment, refund, refundIsNew }: Changes,
  events: readonly Event[],
  run: Run,
  get: Get,
): boolean {
  const refundClaim = refund === null ? null : claimOf(refund);
  if (refund !== null && refundIsNew) {
    if (get('findRefund', account, refund.id.key)) return false;
    if (refundClaim !== null && get('findRefundByClaim', account, refundClaim)) return false;
  }
  const { key } = order.id;
  // Two processes may draw the same key; then one of them decides again, with another.
  const namesake = payment && get('findPaymentOrder', account, payment.id.key);
  if (namesake && Number(namesake['order_id']) !== key) return false;
  const { version, createdAt } = order;
  const body = JSON.stringify(order);
  const dueAt = dueAtOf(order);
  const written =
    before === null
      ? run(
          'addOrder',
          account,
          key,
          claimOf(order),
          repeatOf(order),
          createdAt,
          dueAt,
          version,
          body,
        )
      : run('changeOrder', account, key, dueAt, version, body, before);
  if (written === 0) return false;
  if (payment) {
    run('putPayment', account, payment.id.key, key, payment.createdAt, JSON.stringify(payment));
  }
  if (refund && refundIsNew) {
    const { id, createdAt: refundedAt } = refund;
    run('addRefund', account, id.key, key, refundClaim, refundedAt, JSON.stringify(refund));
  } else if (refund) {
    run('changeRefund', account, refund.id.key, JSON.stringify(refund));
  }
  for (const event of events) run('addEvent', account, key, version, event.kind, event.at);
  return true;
}

function writeRecord(
  account: number,
  { row, isNew }: NonNullable<Commit['record']>,
  run: Run,
  get: Get,
): boolean {
  const { id, kind, claim } = row;
  const owner = claim === null ? undefined : get('findRecordByClaim', account, kind, claim);
  if (owner !== undefined && JSON.parse(String(owner['body'])).id.key !== id.key) return false;
  const name: StatementName = isNew ? 'addRecord' : 'changeRecord';
  return run(name, account, kind, id.key, claim, JSON.stringify(row)) === 1;
}

function writeNotice(row: NoticeRow, run: Run): void {
  const { account, id, token, orderKey, endpoint, dialect, event, destination } = row;
  const names = [account, id, token, orderKey, endpoint ?? 0, dialect, event, destination];
  const { state, dueAt, tries, triesBefore, createdAt, deliveredAt, request } = row;
  const course = [state, dueAt, tries, triesBefore, createdAt, deliveredAt];
  run('addNotice', ...names, ...course, JSON.stringify(request));
}
