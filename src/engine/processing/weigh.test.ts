// What was found under our name, against every state of our payment: the report, the surplus, and
// when to look again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildOrder, buildPayment } from '../../../test/support/call.ts';
import type { Payment, PaymentStatus } from '../../core/payment.ts';
import type { Attempt, Found, RefundFinding } from '../../gateways/processor.ts';
import { weigh } from './weigh.ts';

const NOW = 1_700_000_000_000;
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const RULES = { lateSuccess: 'refund', watchMs: 2 * DAY_MS } as const;

function attempt(state: Attempt['state'], changes: Partial<Attempt> = {}): Attempt {
  const said = { raw: state, amountMinor: 50050, currency: 'INR' };
  const nothing = { instrument: null, bankReference: null, decline: null };
  return { theirs: 'T1', state, ...said, ...nothing, ...changes };
}

function paymentOf(status: PaymentStatus, changes: Partial<Payment> = {}): Payment {
  const isOver = status === 'captured' || status === 'failed' || status === 'voided';
  return buildPayment({
    status,
    connection: 7,
    handover: { theirOrder: 'O1', step: null, isOpen: true },
    processorReference: status === 'pending' || status === 'failed' ? null : 'T1',
    processorStatus: null,
    capturedMinor: status === 'captured' ? 50050 : 0,
    createdAt: NOW - MINUTE_MS,
    completedAt: isOver ? NOW - 1000 : null,
    ...changes,
  });
}

function look(
  payment: Payment,
  attempts: readonly Attempt[],
  order: Found['order'] = 'open',
  now = NOW,
  refunds: readonly RefundFinding[] = [],
) {
  const found: Found = { kind: 'found', order, attempts, refunds };
  return weigh(found, { payment, order: buildOrder() }, RULES, now);
}

type Row = readonly [
  status: PaymentStatus,
  order: Found['order'],
  attempts: readonly Attempt['state'][],
  state: string,
  surplus: number,
  isWatched: boolean,
];

const ROWS: readonly Row[] = [
  ['pending', 'open', [], 'pending', 0, true],
  ['pending', 'absent', [], 'pending', 0, true],
  ['pending', 'closed', [], 'failed', 0, true],
  // A failed attempt is not a failed order.
  ['pending', 'open', ['failed'], 'pending', 0, true],
  ['pending', 'open', ['voided'], 'pending', 0, true],
  ['pending', 'closed', ['failed'], 'failed', 0, true],
  ['pending', 'open', ['failed', 'pending'], 'pending', 0, true],
  ['pending', 'closed', ['pending'], 'pending', 0, true],
  ['pending', 'closed', ['unknown'], 'unknown', 0, true],
  ['pending', 'open', ['failed', 'unknown'], 'unknown', 0, true],
  ['pending', 'open', ['failed', 'authorized'], 'authorized', 0, true],
  ['pending', 'closed', ['failed', 'captured'], 'captured', 0, true],
  ['pending', 'closed', ['captured', 'captured'], 'captured', 1, true],
  ['pending', 'closed', ['captured', 'pending'], 'captured', 0, true],
  ['pending', 'open', ['authorized', 'authorized'], 'authorized', 1, true],
  ['created', 'closed', ['captured'], 'captured', 0, true],
  ['authorized', 'open', ['authorized'], 'authorized', 0, true],
  ['authorized', 'closed', ['captured'], 'captured', 0, true],
  ['authorized', 'closed', ['voided'], 'voided', 0, true],
  ['authorized', 'closed', ['failed'], 'failed', 0, true],
  ['authorized', 'closed', [], 'unknown', 0, true],
  ['captured', 'closed', ['captured'], 'captured', 0, true],
  ['captured', 'closed', ['captured', 'captured'], 'captured', 1, true],
  ['captured', 'closed', ['captured', 'pending'], 'captured', 0, true],
  ['captured', 'open', ['captured'], 'captured', 0, true],
  ['captured', 'closed', [], 'unknown', 0, true],
  ['voided', 'closed', ['voided'], 'voided', 0, true],
  ['voided', 'closed', ['voided', 'captured'], 'voided', 1, true],
  ['failed', 'open', ['failed'], 'failed', 0, true],
  ['failed', 'closed', [], 'failed', 0, true],
  ['failed', 'open', ['pending'], 'failed', 0, true],
  ['failed', 'closed', ['captured'], 'captured', 0, true],
  ['failed', 'closed', ['captured', 'captured'], 'captured', 1, true],
  ['failed', 'open', ['authorized'], 'authorized', 0, true],
];

for (const [status, order, states, state, surplus, isWatched] of ROWS) {
  test(`${status}, ${order} there with ${states.join(' and ') || 'nobody'}: ${state}`, () => {
    const attempts = states.map((each, at) => attempt(each, { theirs: `T${at + 1}` }));
    const weighed = look(paymentOf(status), attempts, order);
    assert.deepEqual([weighed.report.state, weighed.surplus.length], [state, surplus]);
    assert.equal(weighed.againMs !== null, isWatched, `again in ${weighed.againMs}`);
  });
}

test('where nobody is paying it may be left, and where somebody is or was it may not', () => {
  const isOpen = (...states: readonly Attempt['state'][]) =>
    look(
      paymentOf('pending'),
      states.map((each) => attempt(each)),
    ).report.handover?.isOpen;
  assert.deepEqual([isOpen(), isOpen('failed')], [true, true]);
  assert.deepEqual([isOpen('pending'), isOpen('unknown')], [false, false]);
  assert.deepEqual([isOpen('failed', 'pending'), isOpen('pending', 'failed')], [false, false]);
});

test('money whose amount or currency was not said is no success, and holds the payment', () => {
  for (const silent of [
    { amountMinor: null },
    { currency: null },
    { amountMinor: Number.NaN },
    { amountMinor: -1 },
    { amountMinor: 0 },
    { amountMinor: 500.5 },
    { amountMinor: 2 ** 53 },
  ]) {
    for (const state of ['captured', 'authorized'] as const) {
      const { report, surplus } = look(paymentOf('pending'), [attempt(state, silent)], 'closed');
      assert.deepEqual([report.state, surplus.length], ['unknown', 0], JSON.stringify(silent));
      assert.equal(report.handover?.isOpen, false);
      const beside = [attempt('captured'), attempt(state, { theirs: 'T2', ...silent })];
      assert.equal(look(paymentOf('captured'), beside).surplus.length, 0, JSON.stringify(silent));
      // Nor is it one of a payment that is settled by it.
      const settled = look(paymentOf('authorized'), [attempt(state, silent)]);
      assert.equal(settled.report.state, 'unknown');
    }
  }
});

test('the attempt that took what was asked is ours, whichever came first', () => {
  const odd = attempt('captured', { theirs: 'ODD', amountMinor: 1 });
  const foreign = attempt('captured', { theirs: 'USD', currency: 'USD' });
  const right = attempt('captured', { theirs: 'RIGHT' });
  const { report, surplus } = look(paymentOf('pending'), [odd, foreign, right]);
  assert.equal(report.reference, 'RIGHT');
  assert.deepEqual(
    surplus.map(({ reference, amountMinor, currency }) => [reference, amountMinor, currency]),
    [
      ['ODD', 1, 'INR'],
      ['USD', 50050, 'USD'],
    ],
  );
  assert.equal(look(paymentOf('pending'), [odd]).report.amountMinor, 1);
});

test('a day after nobody came the payment has failed, unless somebody is paying just then', () => {
  const late = NOW + DAY_MS;
  assert.equal(look(paymentOf('pending'), [], 'open', late).report.state, 'failed');
  assert.equal(look(paymentOf('pending'), [], 'open', late).report.decline, 'timed_out');
  const failed = attempt('failed', { decline: 'insufficient_funds' });
  const over = look(paymentOf('pending'), [failed], 'open', late).report;
  assert.deepEqual([over.state, over.decline], ['failed', 'insufficient_funds']);
  const paying = [failed, attempt('pending', { theirs: 'T2' })];
  assert.equal(look(paymentOf('pending'), paying, 'open', late).report.state, 'pending');
});

test('a failed payment is watched as long as it may succeed, and a refund until it ends', () => {
  const failed = paymentOf('failed');
  assert.ok(look(failed, []).againMs !== null);
  const end = NOW - 1000 + RULES.watchMs;
  assert.ok(look(failed, [], 'open', end - 1).againMs !== null);
  assert.equal(look(failed, [], 'open', end).againMs, null);
  const refund: RefundFinding = {
    ...{ theirs: 'R1', ours: null, attempt: 'T1', state: 'pending', raw: 'pending' },
    ...{ amountMinor: 1, currency: 'INR', bankReference: null },
  };
  const given = (state: RefundFinding['state']) =>
    look(paymentOf('captured'), [attempt('captured')], 'closed', end + DAY_MS, [
      { ...refund, state },
    ]).againMs;
  assert.ok(given('pending') !== null);
  assert.equal(given('processed'), null);
});

test('whatever is found: no amount is a guess, and the next look has a time', () => {
  const states = ['pending', 'authorized', 'captured', 'failed', 'voided', 'unknown'] as const;
  const attempts = fc.array(
    fc.record({
      theirs: fc.constantFrom('T1', 'T2', 'T3'),
      state: fc.constantFrom(...states),
      amountMinor: fc.option(fc.constantFrom(50050, 1, -5, Number.NaN), { nil: null }),
      currency: fc.option(fc.constantFrom('INR', 'USD'), { nil: null }),
    }),
    { maxLength: 4 },
  );
  const statuses = ['created', 'pending', 'authorized', 'captured', 'failed', 'voided'] as const;
  const asked = fc.record({
    status: fc.constantFrom(...statuses),
    order: fc.constantFrom('open', 'closed', 'absent'),
    now: fc.constantFrom(NOW, NOW + MINUTE_MS * 20, NOW + DAY_MS, NOW + 9 * DAY_MS),
    attempts,
  });
  fc.assert(
    fc.property(asked, ({ status, order, now, attempts: drawn }) => {
      const payment = paymentOf(status);
      const seen = drawn.map(({ state, ...rest }) => attempt(state, rest));
      const { report, surplus, againMs } = look(payment, seen, order, now);
      assert.ok(againMs === null || (Number.isSafeInteger(againMs) && againMs >= 1000));
      for (const each of [report, ...surplus]) {
        assert.ok(Number.isSafeInteger(each.amountMinor) && each.amountMinor > 0);
        if (each.state !== 'captured' && each.state !== 'authorized') continue;
        const told = seen.some(
          ({ theirs, amountMinor, currency, state }) =>
            theirs === each.reference &&
            amountMinor === each.amountMinor &&
            currency === each.currency &&
            state === each.state,
        );
        assert.ok(told, 'a success that nobody told of');
      }
      const isOpen = status === 'pending' || status === 'created';
      const still = report.state === 'pending' || report.state === 'unknown';
      if (isOpen && still) assert.ok(againMs !== null, 'forgotten while it is open');
      if (status === 'authorized') assert.ok(againMs !== null, 'money is held, nobody looks');
    }),
    { numRuns: 500, seed: 15 },
  );
});
