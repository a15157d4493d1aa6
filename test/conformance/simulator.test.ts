// The sandbox held to the contract of processors, and to its own amounts and instruments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listDialects } from '../../src/gateways/gateway.ts';
import * as registry from '../../src/gateways/registry.ts';
import type { Offer } from '../../src/gateways/simulator.ts';
import { createSandbox } from '../../src/gateways/sandbox/simulator/index.ts';
import {
  CHOICE_TAKES_MS,
  PAYMENT_AMOUNTS,
  REFUND_AMOUNTS,
} from '../../src/gateways/sandbox/simulator/index.ts';
import {
  BAD_DAYS,
  BAD_REFUND_DAYS,
  NO_BALANCE_MS,
  PENDING_FOR_MS,
} from '../../src/gateways/sandbox/simulator/bad-day.ts';
import { NOW } from '../support/call.ts';
import {
  CHOICES,
  chargeOf,
  checkAnswer,
  instrumentsOf,
  refundOf,
  testSimulator,
} from './simulator.ts';

const sandbox = createSandbox(listDialects(registry).flatMap(({ instruments }) => instruments));

testSimulator('sandbox, alone', createSandbox([]));
testSimulator('sandbox, with the instruments of every dialect', sandbox);

test('the same question has the same answer, from every instance', async () => {
  const other = createSandbox(listDialects(registry).flatMap(({ instruments }) => instruments));
  for (const instrument of instrumentsOf(sandbox)) {
    const instruction = chargeOf({ instrument });
    assert.deepEqual(
      await sandbox.submit(instruction, NOW),
      await other.submit(instruction, NOW + 999),
    );
    for (const choice of CHOICES) {
      assert.deepEqual(
        sandbox.choose(instruction.payment, choice, 'automatic'),
        other.choose(instruction.payment, choice, 'automatic'),
      );
    }
  }
  assert.deepEqual(await sandbox.submit(refundOf(5), NOW), await other.submit(refundOf(5), 0));
  assert.deepEqual(await sandbox.inquire(refundOf(5), NOW), await other.inquire(refundOf(5), 0));
});

const EFFECTS: Readonly<Record<string, readonly [string, boolean]>> = {
  'Payment succeeds': ['captured', false],
  'Payment fails': ['failed', false],
  'Payment stays pending': ['pending', false],
  'You choose the outcome': ['pending', true],
};

test('every offered instrument does what its effect says', async () => {
  const wrong: string[] = [];
  for (const { method, value, effect } of sandbox.menu.offers satisfies readonly Offer[]) {
    const [state, asks] = EFFECTS[effect] ?? assert.fail(`an effect without a meaning: ${effect}`);
    const entry = { method, vpa: value, cardNumber: value, bank: value, wallet: value };
    const instrument = sandbox.readInstrument(entry, NOW);
    assert.ok('method' in instrument, `${value} is refused`);
    const { report } = await sandbox.submit(chargeOf({ instrument }), NOW);
    const pending = chargeOf({ instrument, status: 'pending' });
    if (report.state !== state) wrong.push(`${value}: ${report.state}, not ${state}`);
    if (sandbox.awaitsChoice(pending.payment) !== asks) wrong.push(`${value}: asks ${!asks}`);
  }
  assert.deepEqual(wrong, []);
});

test('magic amounts go wrong whatever pays, and never ask the customer', async () => {
  for (const [amount, expected] of Object.entries(PAYMENT_AMOUNTS)) {
    for (const instrument of instrumentsOf(sandbox)) {
      const amountMinor = Number(amount);
      const instruction = chargeOf({ instrument, amountMinor });
      const { report } = await sandbox.submit(instruction, NOW);
      assert.ok(report.kind === 'reportPayment');
      const isPending = expected === 'pending';
      assert.equal(report.state, isPending ? 'pending' : 'failed');
      assert.equal(report.decline, isPending ? null : expected);
      const pending = chargeOf({ instrument, amountMinor, status: 'pending' });
      assert.equal(sandbox.awaitsChoice(pending.payment), false);
    }
  }
});

test('bad days by amount: another than was asked, pending for days, no balance', async () => {
  const days = Object.entries(BAD_DAYS);
  assert.deepEqual(
    days.filter(([amount]) => amount in PAYMENT_AMOUNTS),
    [],
  );
  for (const [amount, day] of days) {
    const amountMinor = Number(amount);
    for (const instrument of instrumentsOf(sandbox)) {
      const waiting = { amountMinor, createdAt: NOW } as const;
      const instruction = chargeOf({ instrument, ...waiting });
      const { report } = await sandbox.submit(instruction, NOW);
      assert.equal(report.state, day === 'wrong_amount' ? 'captured' : 'pending');
      assert.equal(report.amountMinor !== amountMinor, day === 'wrong_amount');
      const pending = chargeOf({ instrument, ...waiting, status: 'pending' });
      assert.ok(pending.kind === 'charge');
      assert.equal(sandbox.awaitsChoice(pending.payment), false);
      const last = await sandbox.inquire(pending, NOW + PENDING_FOR_MS);
      checkAnswer(last, pending);
      assert.equal(last.report.state, day === 'wrong_amount' ? 'failed' : 'captured');
    }
  }
  for (const amount of Object.keys(BAD_REFUND_DAYS)) {
    assert.ok(!(amount in REFUND_AMOUNTS));
    const instruction = refundOf(Number(amount));
    assert.ok(instruction.kind === 'refund');
    const { createdAt } = instruction.refund;
    const waits = await sandbox.inquire(instruction, createdAt + NO_BALANCE_MS - 1);
    assert.deepEqual(
      [waits.report.state, waits.report.raw, waits.againMs],
      ['pending', 'no_balance', 1],
    );
    const gone = await sandbox.inquire(instruction, createdAt + NO_BALANCE_MS);
    assert.equal(gone.report.state, 'processed');
  }
});

test('refunds end as their amount says, after a moment', async () => {
  for (const [amount, expected] of [...Object.entries(REFUND_AMOUNTS), ['100', 'processed']]) {
    const instruction = refundOf(Number(amount));
    const first = await sandbox.submit(instruction, NOW);
    assert.equal(first.report.state, 'pending');
    assert.ok((first.againMs ?? 0) > 0);
    const last = await sandbox.inquire(instruction, NOW);
    checkAnswer(last, instruction);
    assert.equal(last.report.state, expected);
    assert.equal(last.againMs, null);
  }
});

test('a customer who never answers has a quarter of an hour', async () => {
  const instruction = chargeOf({ status: 'pending', createdAt: NOW });
  const waiting = await sandbox.inquire(instruction, NOW + CHOICE_TAKES_MS - 1);
  assert.deepEqual([waiting.report.state, waiting.againMs], ['pending', 1]);
  const late = await sandbox.inquire(instruction, NOW + CHOICE_TAKES_MS);
  assert.ok(late.report.kind === 'reportPayment');
  assert.deepEqual([late.report.state, late.report.decline], ['failed', 'timed_out']);
});

test('bank references have twelve digits', async () => {
  for (const number of [1, 2 ** 53 - 1]) {
    const id = { key: 1, number, token: 'ABC123def456GH' };
    const { report } = await sandbox.submit(chargeOf({ id }), NOW);
    assert.match(report.bankReference ?? '', /^\d{12}$/);
    assert.equal(report.reference, `SBX${number}`);
  }
});

test('only the listed test cards are taken, with a month that is not past', () => {
  const card = (changes: object) =>
    sandbox.readInstrument({ method: 'card', cardNumber: '4111111111111111', ...changes }, NOW);
  const isTaken = (changes: object) => 'method' in card(changes);
  assert.equal(isTaken({ cardNumber: '4242424242424242' }), false);
  assert.equal(isTaken({ cardNumber: '' }), false);
  const taken = ['01/24', '1/24', '01 / 2024', '12/99', '0130', '12 / 30'];
  const refused = ['12/23', '13/30', '00/30', '12/1999', '12/2023', '1', 'ab/cd', '12/030', ''];
  for (const cardExpiry of taken) assert.equal(isTaken({ cardExpiry }), true, cardExpiry);
  for (const cardExpiry of refused) assert.equal(isTaken({ cardExpiry }), false, cardExpiry);
  for (const cardCvv of ['123', '1234']) assert.equal(isTaken({ cardCvv }), true);
  for (const cardCvv of ['12', '12345', 'abc', '']) assert.equal(isTaken({ cardCvv }), false);
});

test('UPI names that could not be one are refused', () => {
  const isTaken = (vpa: string) => 'method' in sandbox.readInstrument({ method: 'upi', vpa }, NOW);
  for (const vpa of ['asha@upi', ' asha@upi ', 'a.b-c_9@ok.bank', '9876543210@paytm']) {
    assert.equal(isTaken(vpa), true, vpa);
  }
  for (const vpa of ['', 'asha', '@upi', 'asha@', 'a b@upi', 'a@b@c', 'a@1', 'a@upi\n<b>']) {
    assert.equal(isTaken(vpa), false, vpa);
  }
});

test('the check before the POST refuses no test card that is offered', () => {
  for (const { method, value } of sandbox.menu.offers) {
    if (method !== 'card') continue;
    const digits = [...value].reverse().map((digit, at) => Number(digit) * ((at % 2) + 1));
    const sum = digits.reduce((total, digit) => total + (digit > 9 ? digit - 9 : digit), 0);
    assert.equal(sum % 10, 0, value);
  }
});
