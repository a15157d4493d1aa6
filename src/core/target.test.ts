// Which payment a request means, and how much of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment } from '../../test/support/call.ts';
import type { Payment, PaymentStatus } from './payment.ts';
import { amountOf, targetPayment } from './target.ts';

function existing(...statuses: readonly PaymentStatus[]) {
  const payments = statuses.map((status, index) =>
    buildPayment({ status, id: { key: index, number: index + 100, token: `PAYMENT${index}` } }),
  );
  return { order: buildOrder(), payments, refunds: [] };
}

test('a payment that is named is meant, whatever its state; a stranger is none', () => {
  const from = existing('failed', 'captured');
  const named = (number: number) =>
    targetPayment(from, { payment: [{ by: 'number', number }] }, 'captured')?.status;
  assert.deepEqual([named(100), named(101), named(102)], ['failed', 'captured', undefined]);
});

test("an order's payment is the one of the state, else its newest", () => {
  const meant = (...statuses: readonly PaymentStatus[]) =>
    targetPayment(existing(...statuses), { order: [] }, 'captured')?.id.key;
  assert.equal(meant('failed', 'captured', 'failed'), 1);
  assert.equal(meant('captured', 'failed', 'captured'), 0);
  assert.equal(meant('failed', 'failed'), 1);
  assert.equal(meant('authorized', 'failed', 'voided'), 2);
  assert.equal(meant(), undefined);
  assert.equal(targetPayment(existing(), { order: [] }, 'captured'), null);
  assert.equal(targetPayment(existing(), { payment: [] }, 'captured'), null);
});

test("an order's payment is none that is surplus, as long as another one fits", () => {
  const { order, payments } = existing('captured', 'captured');
  const [first = assert.fail(), second = assert.fail()] = payments;
  const late = { ...first, surplus: true } as const;
  const meant = (...some: readonly Payment[]) =>
    targetPayment({ order, payments: some, refunds: [] }, { order: [] }, 'captured')?.id.key;
  assert.equal(meant(late, second), second.id.key);
  assert.equal(meant(late), undefined);
});

test('an amount is read in the currency of the payment', () => {
  assert.equal(amountOf('everything', 'INR', 700), 700);
  assert.equal(amountOf({ minor: 5 }, 'INR', 700), 5);
  assert.equal(amountOf({ text: '5' }, 'INR', 700), 500);
  assert.equal(amountOf({ text: '5' }, 'JPY', 700), 5);
  assert.equal(amountOf({ text: '5.001' }, 'INR', 700), undefined);
});
