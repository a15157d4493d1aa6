// When a payment is looked at again, and which of several attempts is told of: the pace that a
// waiting customer, a held authorization, a refund and a watch are each given.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment } from '../../../test/support/call.ts';
import type { Payment } from '../../core/payment.ts';
import type { Attempt, Found } from '../../gateways/processor.ts';
import { weigh } from './weigh.ts';

const NOW = 1_700_000_000_000;
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const RULES = { lateSuccess: 'refund', watchMs: 48 * HOUR_MS } as const;
const HANDOVER = { theirOrder: 'O1', step: null, isOpen: true } as const;

function attempt(state: Attempt['state'], changes: Partial<Attempt> = {}): Attempt {
  const said = { raw: state, amountMinor: 50050, currency: 'INR' };
  const nothing = { instrument: null, bankReference: null, decline: null };
  return { theirs: 'T1', state, ...said, ...nothing, ...changes };
}

function look(payment: Partial<Payment>, found: Partial<Found>) {
  const nothing = { kind: 'found', order: 'open', attempts: [], refunds: [] } as const;
  const open = { status: 'pending', processorReference: null, processorStatus: null } as const;
  const ours = buildPayment({ ...open, connection: 7, handover: HANDOVER, ...payment });
  return weigh({ ...nothing, ...found }, { payment: ours, order: buildOrder() }, RULES, NOW);
}

const begun = (sinceMs: number) => ({ createdAt: NOW - sinceMs, completedAt: null });
const over = (sinceMs: number) => ({ createdAt: NOW - sinceMs - 1, completedAt: NOW - sinceMs });

test('whoever waits is looked after at once, and less often the longer he does', () => {
  for (const [sinceMs, everyMs] of [
    [0, 4 * SECOND_MS],
    [2 * MINUTE_MS - 1, 4 * SECOND_MS],
    [2 * MINUTE_MS, 15 * SECOND_MS],
    [15 * MINUTE_MS - 1, 15 * SECOND_MS],
    [15 * MINUTE_MS, MINUTE_MS],
    [2 * HOUR_MS - 1, MINUTE_MS],
    [2 * HOUR_MS, 5 * MINUTE_MS],
    [23 * HOUR_MS, 5 * MINUTE_MS],
  ] as const) {
    assert.equal(look(begun(sinceMs), {}).againMs, everyMs, `${sinceMs} ms`);
    const unclear = { attempts: [attempt('unknown')] };
    assert.equal(look(begun(sinceMs), unclear).againMs, everyMs, `${sinceMs} ms, unclear`);
  }
});

test('money that is held is looked at after as long again, from a minute to an hour', () => {
  const held = { attempts: [attempt('authorized')] };
  const own = { processorReference: 'T1' } as const;
  for (const [sinceMs, againMs] of [
    [1, MINUTE_MS],
    [30 * MINUTE_MS, 30 * MINUTE_MS],
    [5 * HOUR_MS, HOUR_MS],
  ] as const) {
    assert.equal(look(begun(sinceMs), held).againMs, againMs);
    const authorized = { ...begun(sinceMs), ...own, status: 'authorized' } as const;
    assert.equal(look(authorized, held).againMs, againMs);
    assert.equal(look(authorized, { attempts: [attempt('captured')] }).againMs, againMs);
  }
});

test('what is settled is watched after as long again, from a minute to six hours', () => {
  for (const status of ['captured', 'failed', 'voided'] as const) {
    for (const [sinceMs, againMs] of [
      [1, MINUTE_MS],
      [10 * MINUTE_MS, 10 * MINUTE_MS],
      [20 * HOUR_MS, 6 * HOUR_MS],
      [48 * HOUR_MS, null],
    ] as const) {
      assert.equal(look({ status, ...over(sinceMs) }, {}).againMs, againMs, status);
    }
  }
});

test('a refund on its way is looked at every five minutes, and unread ones each minute', () => {
  const refund = { theirs: 'R1', ours: null, attempt: 'T1', state: 'pending', raw: 'x' } as const;
  const refunds = [{ ...refund, amountMinor: 1, currency: 'INR', bankReference: null }];
  for (const sinceMs of [20 * HOUR_MS, 90 * HOUR_MS]) {
    const captured = { status: 'captured', ...over(sinceMs) } as const;
    assert.equal(look(captured, { refunds }).againMs, 5 * MINUTE_MS);
    assert.equal(look(captured, { areRefundsUnread: true }).againMs, MINUTE_MS);
  }
});

test('it has a day: then it failed, by the last word of its last attempt', () => {
  const last = 24 * HOUR_MS;
  const failed = [
    attempt('failed', { raw: 'first', decline: 'declined' }),
    attempt('failed', { raw: 'last', decline: 'insufficient_funds' }),
  ];
  for (const [attempts, raw, decline] of [
    [[], 'open', 'timed_out'],
    [failed, 'last', 'insufficient_funds'],
  ] as const) {
    const then = look(begun(last), { attempts }).report;
    assert.deepEqual([then.state, then.raw, then.handover], ['pending', raw, HANDOVER]);
    const after = look(begun(last + 1), { attempts }).report;
    assert.deepEqual([after.state, after.raw, after.decline], ['failed', raw, decline]);
    // It was not its processor that said so.
    assert.equal(after.handover, undefined);
  }
});

test('only its processor’s own word closes it, and once', () => {
  const closed = (payment: Partial<Payment>) =>
    look({ ...begun(1), ...payment }, { order: 'closed' }).report.handover;
  assert.deepEqual(closed({}), { ...HANDOVER, isOpen: false, isClosed: true });
  assert.equal(closed({ handover: { ...HANDOVER, isClosed: true } }), undefined);
  const { handover } = look({ ...begun(1) }, { order: 'absent' }).report;
  assert.deepEqual(handover, HANDOVER);
});

test('of several that are pending or unclear the first is told of, pending ones before', () => {
  const told = (...states: readonly Attempt['state'][]) => {
    const attempts = states.map((state, at) => attempt(state, { theirs: `T${at}`, raw: `r${at}` }));
    const { state, raw, reference } = look(begun(1), { attempts }).report;
    return [state, raw, reference];
  };
  assert.deepEqual(told('failed', 'pending', 'pending'), ['pending', 'r1', 'T1']);
  assert.deepEqual(told('unknown', 'unknown'), ['unknown', 'r0', 'T0']);
  assert.deepEqual(told('unknown', 'pending'), ['pending', 'r1', 'T1']);
});

test('of two that took what was asked the first is ours, and the other is too much', () => {
  const attempts = ['T1', 'T2'].map((theirs) => attempt('captured', { theirs }));
  const { report, surplus } = look(begun(1), { attempts });
  assert.equal(report.reference, 'T1');
  assert.deepEqual(
    surplus.map(({ reference }) => reference),
    ['T2'],
  );
});

test('what is settled says nothing new where its attempt is not told of', () => {
  for (const [processorStatus, raw] of [
    ['declined there', 'declined there'],
    [null, ''],
  ] as const) {
    const { report } = look({ status: 'failed', processorStatus, ...over(1) }, {});
    assert.deepEqual([report.state, report.raw], ['failed', raw]);
  }
  const captured = { status: 'captured', processorReference: 'T9', ...over(1) } as const;
  const { report } = look(captured, { order: 'closed', attempts: [attempt('failed')] });
  assert.deepEqual([report.state, report.raw], ['unknown', 'closed, 1 attempts']);
});
