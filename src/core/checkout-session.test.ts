// What a browser brings is its session's: its way back, who pays, and the notes of its payments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, NOW } from '../../test/support/call.ts';
import { decideAttempt } from './attempt.ts';
import {
  isBegunAt,
  isEntitled,
  type Opening,
  orderIn,
  refuseCheckout,
} from './checkout-session.ts';
import { isFailure } from './failure.ts';
import { customerOf } from './order.ts';

const order = buildOrder({
  notes: { mine: 'kept' },
  returns: {
    success: 'https://shop.example/own',
    failure: null,
    cancel: null,
    notify: 'https://n',
  },
});
const existing = { order, payments: [], refunds: [] };
const session = {
  returns: { success: 'https://shop.example/back' },
  customer: { email: 'asha@example.com' },
  notes: { theirs: 'new' },
  embedder: null,
};
const context = {
  now: NOW,
  newId: () => ({ key: 9, number: 9, token: 'NEW123def456GH' }),
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};
const START = {
  kind: 'startPayment',
  order: [],
  instrument: { method: 'upi', vpa: 'a@upi' },
} as const;
const LEAVE = { kind: 'abandonPayment', order: [] } as const;

test('a session goes its own way back; the order keeps its own, and where servers are told', () => {
  const seen = orderIn(order, session);
  assert.deepEqual(seen.returns, { ...order.returns, success: 'https://shop.example/back' });
  assert.equal(seen.customer.email, 'asha@example.com');
  assert.equal(order.returns.success, 'https://shop.example/own');
  assert.equal(orderIn(order, null), order);
});

test("a session's notes and customer become its payment's and leave the order's alone", () => {
  for (const command of [START, LEAVE]) {
    const started = decideAttempt(existing, { ...command, payer: session }, context);
    assert.ok(!isFailure(started));
    const { payment, aggregate } = started.outcome;
    assert.deepEqual(payment?.notes, { theirs: 'new' });
    assert.deepEqual(aggregate.order.notes, { mine: 'kept' });
    assert.deepEqual(aggregate.order.returns, order.returns);
    assert.deepEqual(aggregate.order.customer, order.customer);
    assert.deepEqual(customerOf(aggregate.order, payment), {
      ...order.customer,
      email: 'asha@example.com',
    });
  }
});

test("without notes and a customer of the browser a payment takes the order's", () => {
  const nothing = { customer: {}, notes: null };
  for (const command of [LEAVE, { ...LEAVE, payer: nothing }]) {
    const left = decideAttempt(existing, command, context);
    assert.ok(!isFailure(left));
    assert.deepEqual(left.outcome.payment?.notes, { mine: 'kept' });
    assert.ok(left.outcome.payment && !('customer' in left.outcome.payment));
    assert.deepEqual(customerOf(order, left.outcome.payment), order.customer);
  }
});

test('notes that an order of before has from a browser are still its payments’', () => {
  const old = { ...existing, order: { ...order, paymentNotes: { theirs: 'old' } } };
  const started = decideAttempt(old, START, context);
  assert.ok(!isFailure(started));
  assert.deepEqual(started.outcome.payment?.notes, { theirs: 'old' });
});

test('an order that can no longer be paid, or is of another dialect, opens no session', () => {
  assert.equal(refuseCheckout(existing, 'test'), null);
  assert.equal(refuseCheckout(existing, 'another')?.failure, 'order_not_found');
  for (const [status, failure] of [
    ['paid', 'order_paid'],
    ['cancelled', 'order_cancelled'],
    ['expired', 'order_expired'],
  ] as const) {
    const closed = { ...existing, order: { ...order, status } };
    assert.equal(refuseCheckout(closed, 'test')?.failure, failure);
  }
});

test('a result is told where its payment was begun, and at the order’s own page', () => {
  const shop = 'https://shop.example';
  const plain = { session: null, embedder: null };
  const mine = { session: 'MINE', embedder: null };
  const framed = { session: 'FRAMED', embedder: shop };
  const inFrame = { session: null, embedder: shop };
  const paidAt = (opening: Opening | null) => {
    const payer = opening === null ? {} : { payer: { opening } };
    const started = decideAttempt(existing, { ...LEAVE, ...payer }, context);
    assert.ok(!isFailure(started));
    return started.outcome.aggregate;
  };
  const opened = { ...session, embedder: shop };
  assert.ok(isEntitled(paidAt(mine), mine, session));
  assert.ok(isEntitled(paidAt(mine), plain, null));
  assert.ok(isEntitled(existing, mine, session));
  assert.ok(!isEntitled(paidAt(mine), { ...mine, session: 'OTHER' }, session));
  assert.ok(!isEntitled(paidAt(null), mine, session));
  assert.ok(!isEntitled(paidAt(mine), { ...mine, embedder: shop }, session));
  assert.ok(isEntitled(paidAt(framed), framed, opened));
  assert.ok(!isEntitled(paidAt(framed), { ...framed, embedder: 'https://evil.example' }, opened));
  assert.ok(!isEntitled(paidAt(framed), inFrame, null));
  assert.ok(isEntitled(paidAt(inFrame), inFrame, null));
  assert.ok(!isEntitled(paidAt(null), inFrame, null));
});

test('a payment is begun where its opening says; without one at the page itself', () => {
  const places: readonly Opening[] = [
    { session: null, embedder: null },
    { session: 's-1', embedder: null },
    { session: null, embedder: 'https://shop.example' },
    { session: 's-1', embedder: 'https://shop.example' },
  ];
  for (const begun of places) {
    const payment = buildPayment({ opening: begun });
    for (const place of places) assert.equal(isBegunAt(payment, place), place === begun);
  }
  for (const place of places) assert.equal(isBegunAt(buildPayment(), place), place === places[0]);
});
