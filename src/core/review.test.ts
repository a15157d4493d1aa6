// What opens a review, and what each decision of one does: once, and nothing besides.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund } from '../../test/support/call.ts';
import {
  PAYMENT_REPORT,
  REFUND_REPORT,
  REPORT_CONTEXT,
  REPORTED_AT,
} from '../../test/support/report.ts';
import type { Command, SettleReview } from './command.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { type Failure, isFailure } from './failure.ts';
import type { Aggregate } from './order.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';
import { REVIEW_DECISIONS, REVIEW_REASONS, type Review } from './review.ts';
import type { State } from './state.ts';

const NEW = { key: 9, number: 90, token: 'NEWNEW12def456' };
const CONTEXT = { ...REPORT_CONTEXT, newId: () => NEW };
const OWN = { connection: 7, processorReference: 'T1' } as const;

function existing(payment: Partial<Payment> = {}, refunds: readonly Refund[] = []): Aggregate {
  const order = buildOrder({ status: 'attempted', attempts: 1, version: 4 });
  return { order, payments: [buildPayment({ ...OWN, ...payment })], refunds };
}

const open = { status: 'pending', capturedMinor: 0, completedAt: null } as const;
const surplus = { surplus: true, refundedMinor: 10000 } as const;

function run(
  aggregate: Aggregate,
  command: Command,
  more: Partial<State> = {},
): Decision | Failure {
  return decide({ aggregate, existingRefund: null, ...more }, command, CONTEXT);
}

function taken(result: Decision | Failure): Decision {
  assert.ok(!isFailure(result), isFailure(result) ? result.failure : '');
  return result;
}

const reasons = ({ reviews = [] }: Decision) =>
  reviews.map(({ reason, paymentKey, refundKey }) => [reason, paymentKey, refundKey]);

test('each of these gives somebody something to decide, in its own commit', () => {
  const less = { ...PAYMENT_REPORT, amountMinor: 50049 };
  const refund = buildRefund();
  const failed = { ...REFUND_REPORT, state: 'failed' } as const;
  const adopted: Command = {
    ...({ kind: 'adoptRefund', orderKey: 1, paymentKey: 2, state: 'processed' } as const),
    ...{ raw: 'r', amountMinor: 50051, currency: 'INR', reference: 'R9', bankReference: null },
  };
  const unclear = { ...REFUND_REPORT, state: 'unknown', review: 'refund_unclear' } as const;
  const rows: readonly (readonly [Aggregate, Command, string, number | null])[] = [
    [existing(open), less, 'amount_mismatch', null],
    [existing({}, [refund]), { ...REFUND_REPORT, amountMinor: 1 }, 'amount_mismatch', 3],
    [existing(surplus, [refund]), failed, 'surplus_kept', 3],
    [existing({}, [refund]), unclear, 'refund_unclear', 3],
    [existing(), adopted, 'refund_exceeds', null],
    [existing(), { ...PAYMENT_REPORT, state: 'failed' }, 'contradicted', null],
    [existing({}, [buildRefund({ status: 'processed' })]), failed, 'contradicted', 3],
  ];
  for (const [aggregate, command, reason, refundKey] of rows) {
    const decision = taken(run(aggregate, command));
    assert.deepEqual(reasons(decision), [[reason, 2, refundKey]], `${command.kind} ${reason}`);
    const [{ said } = assert.fail()] = decision.reviews ?? [];
    assert.equal(said.payment, aggregate.payments[0]?.id.token);
    // Where no connection carries it no money moved, and nobody has to look.
    const [payment = assert.fail()] = aggregate.payments;
    const { connection: _, ...own } = payment;
    const sandbox = taken(run({ ...aggregate, payments: [own] }, command));
    assert.deepEqual(reasons(sandbox), []);
    assert.deepEqual(sandbox.events, decision.events);
  }
});

test('what names another refund of its connection is no word about this one', () => {
  const other = { id: { key: 4, number: 40, token: 'REFOTH123def45' }, processorReference: 'R7' };
  const refunds = [buildRefund(), buildRefund({ ...other, status: 'processed' })];
  for (const state of ['pending', 'processed', 'failed', 'cancelled'] as const) {
    const said = { ...REFUND_REPORT, state, reference: 'R7' };
    const told = taken(run(existing({ refundedMinor: 20000 }, refunds), said));
    assert.deepEqual(reasons(told), [['refund_unclear', 2, 3]]);
    assert.deepEqual([told.changes, told.events], [null, []], state);
    const elsewhere = { ...buildPayment({ ...OWN, connection: 8 }), id: { ...NEW, key: 5 } };
    const aggregate = existing({ refundedMinor: 10000 }, [
      buildRefund(),
      buildRefund({ ...other, paymentKey: 5 }),
    ]);
    const both = { ...aggregate, payments: [...aggregate.payments, elsewhere] };
    assert.deepEqual(reasons(taken(run(both, said))), [], 'another gateway has its own names');
  }
});

test('what is as it should be opens nothing', () => {
  const refund = buildRefund();
  const rows: readonly (readonly [Aggregate, Command])[] = [
    [existing(open), PAYMENT_REPORT],
    [existing(open), { ...PAYMENT_REPORT, state: 'failed', amountMinor: 1 }],
    [existing({}, [refund]), REFUND_REPORT],
    [existing({ refundedMinor: 10000 }, [refund]), { ...REFUND_REPORT, state: 'failed' }],
    [existing({}, [refund]), { ...REFUND_REPORT, state: 'unknown' }],
  ];
  for (const [aggregate, command] of rows) {
    assert.deepEqual(reasons(taken(run(aggregate, command))), [], JSON.stringify(command));
  }
});

test('a contradiction and what cannot be told are two things to decide', () => {
  const aggregate = existing({}, [buildRefund()]);
  const both = { ...REFUND_REPORT, amountMinor: 1, review: 'refund_unclear' } as const;
  assert.deepEqual(reasons(taken(run(aggregate, both))), [
    ['amount_mismatch', 2, 3],
    ['refund_unclear', 2, 3],
  ]);
});

function review(changes: Partial<Review> = {}): Review {
  return {
    id: { key: 20, number: 20, token: 'REV123def456GH' },
    orderKey: 1,
    reason: 'amount_mismatch',
    paymentKey: 2,
    refundKey: null,
    said: {
      ...{ payment: 'PAY123def456GH', refund: null, state: 'captured', raw: 'paid' },
      ...{ amountMinor: 50049, currency: 'INR', reference: 'T1', bankReference: null },
    },
    openedAt: REPORTED_AT - 1,
    decided: null,
    ...changes,
  };
}

const DECIDED = { at: 1, decision: 'dismiss', by: 'asha', note: null } as const;

test('an unclear refund is asked about once, and after a dismissal no more', () => {
  const aggregate = existing({}, [buildRefund()]);
  const command = { ...REFUND_REPORT, state: 'unknown', review: 'refund_unclear' } as const;
  const own = review({ reason: 'refund_unclear', refundKey: 3 });
  const countAfter = (...reviews: readonly Review[]) =>
    reasons(taken(run(aggregate, command, { reviews }))).length;
  assert.equal(countAfter(), 1);
  assert.equal(countAfter(own), 0);
  assert.equal(countAfter({ ...own, decided: DECIDED }), 0);
  assert.equal(countAfter({ ...own, decided: { ...DECIDED, decision: 'refund' } }), 1);
  assert.equal(countAfter({ ...own, refundKey: 4 }), 1);
  assert.equal(countAfter({ ...own, reason: 'restored' }), 1);
  const later = { ...own, id: { ...own.id, key: 21 } };
  assert.equal(countAfter(later, { ...own, decided: { ...DECIDED, decision: 'refund' } }), 0);
  // Whatever was asked, what is over is over.
  const over = existing({}, [buildRefund({ status: 'failed' })]);
  assert.deepEqual(reasons(taken(run(over, command))), []);
});

function settle(changes: Partial<SettleReview> = {}): SettleReview {
  const said = { decision: 'dismiss', by: 'asha', note: 'seen', reference: null } as const;
  return { kind: 'settleReview', orderKey: 1, reviewKey: 20, ...said, ...changes };
}

test('a dismissal is recorded, and moves nothing', () => {
  const aggregate = existing();
  const own = review({ reason: 'contradicted' });
  const { changes, events, decided, instruction } = taken(
    run(aggregate, settle(), { review: own }),
  );
  assert.deepEqual(decided, {
    ...own,
    decided: { at: REPORTED_AT, decision: 'dismiss', by: 'asha', note: 'seen' },
  });
  assert.deepEqual(changes?.order, { ...aggregate.order, version: 5 });
  assert.deepEqual([changes?.payment, changes?.refund, instruction], [null, null, null]);
  assert.deepEqual(
    events.map(({ kind, evidence }) => [kind, evidence?.raw]),
    [['review.decided', 'dismiss']],
  );
});

test('money of another amount goes back by way of a payment that failed', () => {
  const aggregate = existing({ ...open, processorStatus: 'paid less' });
  const decision = taken(run(aggregate, settle({ decision: 'refund' }), { review: review() }));
  const { payment } = decision.changes ?? {};
  assert.deepEqual(
    [payment?.status, payment?.decline, payment?.capturedMinor],
    ['failed', 'processor_error', 0],
  );
  assert.deepEqual(
    decision.events.map(({ kind }) => kind),
    ['payment.failed', 'review.decided'],
  );
  assert.equal(decision.instruction, null);
  assert.equal(decision.decided?.decided?.decision, 'refund');
});

test('a surplus whose refund failed is given back by another one', () => {
  const aggregate = existing({ surplus: true }, [buildRefund({ status: 'failed' })]);
  const own = review({ reason: 'surplus_kept', refundKey: 3 });
  const decision = taken(run(aggregate, settle({ decision: 'refund' }), { review: own }));
  const { instruction, changes, events } = decision;
  assert.ok(instruction?.kind === 'refund');
  assert.deepEqual([instruction.refund.id, instruction.refund.amountMinor], [NEW, 50050]);
  assert.deepEqual([changes?.refundIsNew, changes?.payment?.refundedMinor], [true, 50050]);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['refund.created', 'review.decided'],
  );
});

test('what became of a refund may be told by whoever has seen it', () => {
  const aggregate = existing({ refundedMinor: 10000 }, [buildRefund()]);
  const own = review({ reason: 'refund_unclear', refundKey: 3 });
  for (const decision of ['processed', 'failed'] as const) {
    const result = taken(run(aggregate, settle({ decision, reference: 'R7' }), { review: own }));
    const { refund, payment } = result.changes ?? {};
    assert.deepEqual([refund?.status, refund?.processorReference], [decision, 'R7']);
    assert.equal(payment?.refundedMinor, decision === 'failed' ? 0 : 10000);
    assert.deepEqual(
      result.events.map(({ kind }) => kind),
      [`refund.${decision}`, 'review.decided'],
    );
  }
});

test('what would lift a state without evidence, send twice or leave it open is refused', () => {
  const pending = existing({ refundedMinor: 10000 }, [buildRefund()]);
  const own = review({ reason: 'refund_unclear', refundKey: 3 });
  const rows: readonly (readonly [Aggregate, Review, SettleReview['decision'], RegExp])[] = [
    [existing(open), review(), 'dismiss', /payment waits for this alone: decide it as refund/],
    [pending, own, 'dismiss', /refund waits for this alone: decide it as processed or failed/],
    [pending, { ...own, reason: 'amount_mismatch' }, 'dismiss', /as processed or failed/],
    [pending, { ...own, reason: 'restored' }, 'dismiss', /as refund, processed or failed/],
    [pending, own, 'refund', /may be under way/],
    [existing(open), review(), 'processed', /about no refund/],
    [existing({}, [buildRefund({ status: 'failed' })]), own, 'processed', /failed already/],
    [existing({}, [buildRefund({ status: 'processed' })]), own, 'failed', /processed already/],
    [existing(), review({ reason: 'contradicted' }), 'refund', /not surplus/],
    [existing({ surplus: true, refundedMinor: 50050 }), review(), 'refund', /on its way/],
    [existing({ status: 'authorized' }), review(), 'refund', /not surplus/],
  ];
  for (const [aggregate, about, decision, words] of rows) {
    const result = run(aggregate, settle({ decision }), { review: about });
    assert.ok(isFailure(result), `${decision} of ${about.reason}`);
    assert.deepEqual(result.failure, 'request_invalid');
    assert.match(result.detail ?? '', words);
  }
});

test('these are the words by which reviews are decided, in the order that help shows', () => {
  assert.deepEqual(REVIEW_DECISIONS, ['dismiss', 'refund', 'processed', 'failed']);
});

test('the operator’s guide has a row for each reason, in their order', () => {
  const guide = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
  const [, table = ''] = guide.split('| reason | what happened |');
  const [rows = ''] = table.split('\n\n');
  assert.deepEqual(
    [...rows.matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason),
    REVIEW_REASONS,
  );
});

test('a decision is made once: again it finds its work done, another one comes too late', () => {
  const aggregate = existing(open);
  const decided = review({ decided: DECIDED });
  const again = taken(run(aggregate, settle(), { review: decided }));
  assert.deepEqual([again.changes, again.events, again.decided], [null, [], undefined]);
  const other = run(aggregate, settle({ decision: 'refund' }), { review: decided });
  assert.ok(isFailure(other));
  assert.deepEqual(
    [other.failure, other.detail],
    ['record_taken', 'It was decided before: dismiss'],
  );
});

test('a review of another order, or none, is not found', () => {
  for (const about of [null, undefined, review({ orderKey: 2 })]) {
    const more = about === undefined ? {} : { review: about };
    const result = run(existing(open), settle(), more);
    assert.ok(isFailure(result) && result.failure === 'record_not_found');
  }
});
