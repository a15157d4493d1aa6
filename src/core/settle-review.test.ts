// A decision about a refund that cannot be told from others, or that waits since a restore: which
// of the processor's refunds it was has to be said, and another one's name is not taken.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../test/support/call.ts';
import { REPORT_CONTEXT, REPORTED_AT } from '../../test/support/report.ts';
import type { SettleReview } from './command.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { type Failure, isFailure } from './failure.ts';
import type { Payment } from './payment.ts';
import type { Refund, RefundSending } from './refund.ts';
import type { Review, ReviewReason } from './review.ts';

const NEW = { key: 9, number: 90, token: 'NEWNEW12def456' };
const OTHER_ID = { key: 4, number: 40, token: 'OTHER3def456GH' };
const SENDING: RefundSending = { count: 1, at: NOW, beforeMinor: 0, before: null };

type Asked = {
  readonly reason?: ReviewReason;
  readonly payment?: Partial<Payment>;
  readonly refund?: Partial<Refund> | null;
  readonly others?: readonly Partial<Refund>[];
};

function settle(
  decision: SettleReview['decision'],
  reference: string | null,
  { reason = 'refund_unclear', payment = {}, refund = {}, others = [] }: Asked,
): Decision | Failure {
  const held = buildPayment({ connection: 7, refundedMinor: 20000, ...payment });
  const refunds = [
    ...(refund === null ? [] : [buildRefund(refund)]),
    ...others.map((each) => buildRefund({ id: OTHER_ID, reference: null, ...each })),
  ];
  const order = buildOrder({ status: 'attempted', attempts: 1, version: 4 });
  const said = {
    state: 'unknown',
    raw: 'two alike',
    reference: null,
    bankReference: null,
  } as const;
  const about = { payment: held.id.token, refund: null, amountMinor: 10000, currency: 'INR' };
  const review: Review = {
    ...{ id: { key: 20, number: 20, token: 'REV123def456GH' }, orderKey: 1, reason, paymentKey: 2 },
    ...{ refundKey: refund === null ? null : 3, openedAt: REPORTED_AT - 1, decided: null },
    said: { ...about, ...said },
  };
  const by = { by: 'asha', note: null, reference } as const;
  return decide(
    { aggregate: { order, payments: [held], refunds }, existingRefund: null, review },
    { kind: 'settleReview', orderKey: 1, reviewKey: 20, decision, ...by },
    { ...REPORT_CONTEXT, newId: () => NEW },
  );
}

function taken(result: Decision | Failure): Decision {
  assert.ok(!isFailure(result), isFailure(result) ? (result.detail ?? result.failure) : '');
  return result;
}

function refusal(result: Decision | Failure): string {
  assert.ok(isFailure(result));
  return result.detail ?? result.failure;
}

const listed = { sending: { ...SENDING, before: ['R1'] } };

test('of several that the processor lists, one is named before it counts as processed', () => {
  assert.match(refusal(settle('processed', null, { refund: listed })), /Say by its reference/);
  const named = taken(settle('processed', 'R2', { refund: listed })).changes?.refund;
  assert.deepEqual([named?.status, named?.processorReference], ['processed', 'R2']);
  // That it failed has no name there.
  assert.equal(taken(settle('failed', null, { refund: listed })).changes?.refund?.status, 'failed');
});

test('where the processor tells a sum alone, or it was never sent, there is no name to say', () => {
  for (const refund of [{ sending: SENDING }, {}]) {
    const { changes } = taken(settle('processed', null, { refund }));
    assert.deepEqual(
      [changes?.refund?.status, changes?.refund?.processorReference],
      ['processed', null],
    );
  }
});

test('what is another refund of the order cannot be this one', () => {
  const another = { processorReference: 'R7', status: 'processed' } as const;
  const told = (reference: string) =>
    settle('processed', reference, { refund: listed, others: [another] });
  assert.match(refusal(told('R7')), /Say by its reference/);
  assert.equal(taken(told('R8')).changes?.refund?.processorReference, 'R8');
  // Its own name is no other one's.
  const own = { ...listed, processorReference: 'R8' };
  const again = settle('processed', 'R8', { refund: own, others: [another] });
  assert.equal(taken(again).changes?.refund?.status, 'processed');
});

test('what waits since a restore is released, and nothing is made twice', () => {
  const { changes, events, instruction, decided } = taken(
    settle('refund', null, { reason: 'restored' }),
  );
  assert.deepEqual([changes?.payment, changes?.refund, instruction], [null, null, null]);
  assert.equal(changes?.order.version, 5);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['review.decided'],
  );
  assert.equal(decided?.decided?.decision, 'refund');
});

test('a failed refund of a restore is made again for surplus alone', () => {
  const over = { refund: { status: 'failed' }, reason: 'restored' } as const;
  assert.match(refusal(settle('refund', null, over)), /not surplus/);
  const surplus = { payment: { surplus: true, refundedMinor: 0 }, ...over } as const;
  const { instruction, changes } = taken(settle('refund', null, surplus));
  assert.ok(instruction?.kind === 'refund');
  assert.deepEqual(instruction.refund.id, NEW);
  // No dialect has written it.
  assert.equal(changes?.refund?.dialect, '');
});

test('one of which a paisa is left is no money that was given back already', () => {
  const payment = { surplus: true, refundedMinor: 50049 } as const;
  const { changes } = taken(
    settle('refund', null, { reason: 'surplus_kept', refund: { status: 'failed' }, payment }),
  );
  assert.equal(changes?.refund?.amountMinor, 1);
});

test('money of another amount that goes back keeps the word of its processor', () => {
  const open = {
    status: 'pending',
    capturedMinor: 0,
    refundedMinor: 0,
    completedAt: null,
  } as const;
  for (const [processorStatus, raw] of [
    ['paid less', 'paid less'],
    [null, ''],
  ] as const) {
    const payment = { ...open, processorStatus };
    const { changes, events } = taken(
      settle('refund', null, { reason: 'amount_mismatch', refund: null, payment }),
    );
    assert.equal(changes?.payment?.processorStatus, raw);
    assert.equal(events[0]?.evidence?.raw, raw);
  }
});
