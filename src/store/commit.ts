// One commit as the list of statements that it consists of, the same for every engine.
import type { Changes, Event } from '../core/decision.ts';
import { uniqueRefOf, dueAtOf, repeatOf } from './row.ts';
import type { StatementName } from './statements.ts';
import type { Commit, WebhookRow } from './store.ts';

export type Value = string | number | null;

export type Statement = { readonly name: StatementName; readonly values: readonly Value[] };

export type Write = Statement & {
  /** What it means when the statement finds nothing to write; null: that is no matter. */
  readonly otherwise: 'conflict' | 'repeated' | null;
};

/** What can conflict comes first: the saved answer, then the order, then what belongs to it. */
export function writesOf(commit: Commit): readonly Write[] {
  const { account, changes, record, reply, answered, instruction } = commit;
  const writes: Write[] = [];
  if (reply !== null) {
    const { key, fingerprint, status, headers, body, expiresAt } = reply;
    const saved = [account, key, fingerprint, status, JSON.stringify(headers), body, expiresAt];
    writes.push({ name: 'addReply', values: [...saved, commit.now], otherwise: 'repeated' });
  }
  if (commit.swap !== undefined) {
    const { name, from, to } = commit.swap;
    writes.push({ name: 'swapSetting', values: [name, from, to], otherwise: 'conflict' });
  }
  if (changes !== null) writes.push(...changesOf(commit, changes, commit.events));
  if (record !== null) {
    const { id, kind, uniqueRef } = record.row;
    const values = [account, kind, id.key, uniqueRef, JSON.stringify(record.row)];
    const name = record.isNew ? 'addRecord' : 'changeRecord';
    writes.push({ name, values, otherwise: 'conflict' });
  }
  if (instruction !== null) {
    const { id, orderKey, kind, dueAt, sentAt, tries, key } = instruction;
    const values = [account, id, orderKey, kind, dueAt, sentAt, tries, key];
    writes.push({ name: 'addInstruction', values, otherwise: 'conflict' });
  }
  if (answered !== null) {
    const { id, againAt } = answered;
    // Before the instruction is gone: it names the key.
    if (commit.settles) {
      const { status, headers, body } = commit.settles;
      const values = [account, id, status, JSON.stringify(headers), body];
      writes.push({ name: 'settleReply', values, otherwise: null });
    }
    writes.push(
      againAt === null
        ? { name: 'removeInstruction', values: [account, id], otherwise: null }
        : { name: 'postponeInstruction', values: [account, id, againAt], otherwise: null },
    );
  }
  for (const webhook of commit.webhooks) {
    writes.push({ name: 'addWebhook', values: webhookOf(webhook), otherwise: null });
  }
  return writes;
}

function webhookOf(row: WebhookRow): readonly Value[] {
  const { account, id, token, orderKey, endpoint, dialect, event, destination } = row;
  const names = [account, id, token, orderKey, endpoint ?? 0, dialect, event, destination];
  const { state, dueAt, tries, triesBefore, createdAt, deliveredAt, request } = row;
  const course = [state, dueAt, tries, triesBefore, createdAt, deliveredAt];
  return [...names, ...course, JSON.stringify(request)];
}

function changesOf(
  { account, clockOffsetMs = 0 }: Commit,
  { order, before, payment, refund, refundIsNew }: Changes,
  events: readonly Event[],
): readonly Write[] {
  const { key } = order.id;
  const { version, createdAt } = order;
  const body = JSON.stringify(order);
  const dueAt = dueAtOf(order, clockOffsetMs);
  const names = [account, key, uniqueRefOf(order), repeatOf(order)];
  const writes: Write[] = [
    before === null
      ? {
          name: 'addOrder',
          values: [...names, createdAt, dueAt, version, body],
          otherwise: 'conflict',
        }
      : {
          name: 'changeOrder',
          values: [account, key, dueAt, version, body, before],
          otherwise: 'conflict',
        },
  ];
  if (payment) {
    const values = [account, payment.id.key, key, payment.createdAt, JSON.stringify(payment)];
    writes.push({ name: 'putPayment', values, otherwise: 'conflict' });
  }
  if (refund && refundIsNew) {
    const { id, createdAt: refundedAt } = refund;
    const values = [account, id.key, key, uniqueRefOf(refund), refundedAt, JSON.stringify(refund)];
    writes.push({ name: 'addRefund', values, otherwise: 'conflict' });
  } else if (refund) {
    const values = [account, refund.id.key, JSON.stringify(refund)];
    writes.push({ name: 'changeRefund', values, otherwise: null });
  }
  for (const { kind, at, evidence } of events) {
    const said = evidence === undefined ? null : JSON.stringify(evidence);
    const values = [account, key, version, kind, at, said];
    writes.push({ name: 'addEvent', values, otherwise: null });
  }
  return writes;
}
