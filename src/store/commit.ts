// One commit as the list of statements that it consists of, the same for every engine.
import type { Changes, Event } from '../core/decision.ts';
import {
  EVIDENCE_BODY,
  ORDER_BODY,
  PAYMENT_BODY,
  RECORD_BODY,
  REFUND_BODY,
  REQUEST_BODY,
  REVIEW_BODY,
  OPERATOR_BODY,
  ROUTING_BODY,
} from './body.ts';
import { dueAtOf, repeatOf, uniqueRefOf, writeHeaders } from './row.ts';
import { valuesOfReview } from './review.ts';
import type { StatementName } from './statements.ts';
import type { Commit, WebhookRow } from './store.ts';

export type Value = string | number | null;

export type Statement = { readonly name: StatementName; readonly values: readonly Value[] };

export type Write = Statement & {
  /** What it means when the statement finds nothing to write; null: that is no matter. */
  readonly otherwise: 'conflict' | 'repeated' | null;
};

/** Makes the ids of saved answers: in the order of the real time, and no two alike. */
export function createRecordIds(last: number): (realMs: number) => number {
  let latest = last;
  return (realMs) => {
    latest = Math.max(latest + 1, firstRecordAt(realMs));
    return latest;
  };
}

/** The lowest id of an answer that is saved at this real time or later. */
export function firstRecordAt(realMs: number): number {
  return realMs * 1024;
}

/** What can conflict comes first: the saved answer, then the order, then what belongs to it. */
export function writesOf(commit: Commit, recordIdAt: (realMs: number) => number): readonly Write[] {
  const { account, changes, record, reply, answered, instruction } = commit;
  const writes: Write[] = [];
  if (reply !== null) {
    const { key, fingerprint, status, headers, body, expiresAt } = reply;
    const saved = [account, key, fingerprint, status, writeHeaders(headers), body, expiresAt];
    const id = recordIdAt(commit.now - commit.clockOffsetMs);
    const values = [...saved, id, commit.now];
    writes.push({ name: 'addIdempotencyRecord', values, otherwise: 'repeated' });
  }
  if (commit.swap !== undefined) {
    const { name, from, to } = commit.swap;
    writes.push({ name: 'swapSetting', values: [name, from, to], otherwise: 'conflict' });
  }
  if (changes !== null) writes.push(...changesOf(commit, changes, commit.events));
  if (record !== null) {
    const { id, kind, uniqueRef } = record.row;
    const values = [account, kind, id.key, uniqueRef, RECORD_BODY.write(record.row)];
    const name = record.isNew ? 'addRecord' : 'changeRecord';
    writes.push({ name, values, otherwise: 'conflict' });
  }
  if (instruction !== null) {
    const { id, orderKey, kind, dueAt, sentAt, tries, key } = instruction;
    const values = [account, id, orderKey, kind, dueAt, sentAt, tries, key];
    writes.push({ name: 'addInstruction', values, otherwise: 'conflict' });
  }
  if (answered !== null) {
    const { id, kind, againAt, tries = null, isHeld = false } = answered;
    // Before the instruction is gone: it names the key.
    if (commit.settles) {
      const { status, headers, body } = commit.settles;
      const values = [account, id, kind, status, writeHeaders(headers), body];
      writes.push({ name: 'settleIdempotencyRecord', values, otherwise: null });
    }
    const own = [account, id, kind];
    const otherwise = null;
    if (againAt === null) {
      writes.push({ name: 'removeInstruction', values: [...own, tries], otherwise });
    } else if (isHeld && tries !== null) {
      writes.push({ name: 'renewLease', values: [account, id, againAt, tries, kind], otherwise });
    } else {
      writes.push({ name: 'postponeInstruction', values: [...own, againAt, tries], otherwise });
    }
  }
  for (const review of commit.reviews ?? []) {
    writes.push({ name: 'addReview', values: valuesOfReview(account, review), otherwise: null });
  }
  if (commit.decided) {
    const { id, decided } = commit.decided;
    const values = [account, id.key, decided?.at ?? null, REVIEW_BODY.write(commit.decided)];
    writes.push({ name: 'decideReview', values, otherwise: 'conflict' });
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
  return [...names, ...course, REQUEST_BODY.write(request)];
}

function changesOf(
  { account, clockOffsetMs }: Commit,
  { order, before, payment, refund, refundIsNew }: Changes,
  events: readonly Event[],
): readonly Write[] {
  const { key } = order.id;
  const { version, status, createdAt } = order;
  const body = ORDER_BODY.write(order);
  const dueAt = dueAtOf(order, clockOffsetMs);
  const names = [account, key, uniqueRefOf(order), repeatOf(order)];
  const writes: Write[] = [
    before === null
      ? {
          name: 'addOrder',
          values: [...names, createdAt, dueAt, status, version, body],
          otherwise: 'conflict',
        }
      : {
          name: 'changeOrder',
          values: [account, key, dueAt, status, version, body, before],
          otherwise: 'conflict',
        },
  ];
  if (payment) {
    const { id, createdAt: startedAt } = payment;
    const values = [account, id.key, key, startedAt, payment.status, PAYMENT_BODY.write(payment)];
    writes.push({ name: 'putPayment', values, otherwise: 'conflict' });
  }
  if (refund && refundIsNew) {
    const columns = [uniqueRefOf(refund), refund.createdAt, refund.status];
    const values = [account, refund.id.key, key, ...columns, REFUND_BODY.write(refund)];
    writes.push({ name: 'addRefund', values, otherwise: 'conflict' });
  } else if (refund) {
    const values = [account, refund.id.key, refund.status, REFUND_BODY.write(refund)];
    writes.push({ name: 'changeRefund', values, otherwise: null });
  }
  for (const event of events) {
    const { kind, at } = event;
    // The order itself tells when it was created; see listEvents.
    if (kind === 'order.created') continue;
    const values = [account, key, version, kind, at, causeOf(event)];
    writes.push({ name: 'addEvent', values, otherwise: null });
  }
  return writes;
}

/** An event has one of them, or none. */
function causeOf({ evidence, routing, by }: Event): string | null {
  if (evidence !== undefined) return EVIDENCE_BODY.write(evidence);
  if (routing !== undefined) return ROUTING_BODY.write(routing);
  return by === undefined ? null : OPERATOR_BODY.write({ by });
}
