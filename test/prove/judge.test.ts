// The judge finds what it is there to find: each rule broken once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Payment } from '../../src/core/payment.ts';
import type { Refund } from '../../src/core/refund.ts';
import { buildOrder, buildPayment, buildRefund } from '../support/call.ts';
import { compare } from './judge.ts';

const AMOUNT = 50_050;

const taken = (changes: Partial<Payment> = {}): Payment =>
  buildPayment({ amountMinor: AMOUNT, status: 'captured', capturedMinor: AMOUNT, ...changes });
const given = (amountMinor: number, changes: Partial<Refund> = {}): Refund =>
  buildRefund({ amountMinor, status: 'processed', ...changes });
const surplus = (refundedMinor: number): Payment => taken({ surplus: true, refundedMinor });

type Books = { readonly payments?: readonly Payment[]; readonly refunds?: readonly Refund[] };

function judged(
  status: 'paid' | 'cancelled',
  near: Books,
  there: Books,
  areAmountsTold = true,
): string {
  const order = buildOrder({ status, amountMinor: AMOUNT });
  const empty = { payments: [], refunds: [] };
  const known = { order, ...empty, ...near };
  return compare(known, { ...empty, ...there }, areAmountsTold).join('; ');
}

test('books that agree are not found fault with', () => {
  const paid = { payments: [taken()] };
  assert.equal(judged('paid', paid, paid), '');
  const back = { payments: [taken({ refundedMinor: 5 })], refunds: [given(2), given(3)] };
  assert.equal(judged('paid', back, { ...back, refunds: [given(3), given(2)] }), '');
  const twice = { payments: [taken(), surplus(AMOUNT)], refunds: [given(AMOUNT)] };
  const there = { payments: [taken(), taken()], refunds: [given(AMOUNT)] };
  assert.equal(judged('paid', twice, there), '');
  assert.equal(judged('cancelled', {}, {}), '');
});

test('each rule is told when it is broken', () => {
  const paid = { payments: [taken()] };
  assert.match(judged('cancelled', {}, paid), /taken and forgotten/);
  assert.match(judged('paid', paid, {}), /false paid/);
  assert.match(judged('paid', {}, {}), /false paid/);
  assert.match(judged('cancelled', paid, paid), /taken for an order that is not paid/);
  const two = { payments: [taken(), taken()] };
  assert.match(judged('paid', two, two), /double charge: two payments/);
  const kept = { payments: [taken(), surplus(0)] };
  assert.match(judged('paid', kept, two), /double charge: a surplus/);
  const little = { payments: [taken({ capturedMinor: 5 })] };
  assert.match(judged('paid', little, little), /another amount/);
  const once = { ...paid, refunds: [given(7)] };
  const more = { ...paid, refunds: [given(7), given(7)] };
  assert.match(judged('paid', once, more), /double refund/);
  assert.match(judged('paid', more, once), /a refund that never went back/);
  const parts = { ...paid, refunds: [given(6), given(8)] };
  assert.match(judged('paid', parts, more), /refunds of other amounts/);
  assert.equal(judged('paid', parts, more, false), '', 'where no amount is told');
  assert.match(judged('paid', once, more, false), /double refund/);
  assert.match(judged('paid', more, once, false), /a refund that never went back/);
  const failed = { ...paid, refunds: [given(7, { status: 'failed' })] };
  assert.match(judged('paid', failed, once), /double refund/);
  const found = { dialect: '', note: null } as const;
  const thrice = { ...paid, refunds: [given(7), given(7, found), given(7, found)] };
  const byHand = given(7, { note: 'dashboard' });
  const alike = { ...paid, refunds: [given(7), byHand, byHand] };
  assert.equal(judged('paid', thrice, alike), '');
  const doubled = { ...paid, refunds: [given(7), given(7), byHand] };
  assert.match(judged('paid', thrice, doubled), /more was sent than was asked for/);
  const held = { payments: [buildPayment({ status: 'authorized', capturedMinor: 0 })] };
  assert.match(judged('cancelled', {}, held), /held and forgotten/);
});
