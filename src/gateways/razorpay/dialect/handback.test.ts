// The way back in every state: signed success, the error's fields, the cancel page, or none yet.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import {
  buildOrder,
  buildPayment,
  CREDENTIALS,
  ADDRESSES,
  NOW,
} from '../../../../test/support/call.ts';
import type { Returns } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import { handback } from './handback.ts';

const CALLBACK = 'https://shop.example/back?a=b';
const CANCEL = 'https://shop.example/cart';

function back(changes: Partial<Payment> | null, returns: Partial<Returns>, embedded = false) {
  const nowhere = { success: null, failure: null, cancel: null, notify: null };
  const order = buildOrder({ returns: { ...nowhere, ...returns } });
  const payment = changes === null ? null : buildPayment(changes);
  const aggregate = { order, payments: payment === null ? [] : [payment], refunds: [] };
  const context = { aggregate, payment, credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  return handback({ ...context, embedded });
}

const both = { success: CALLBACK, cancel: CANCEL };

// Source: razorpay.md §2.1: hex HMAC-SHA256 of order id, bar, payment id.
test('success is posted with its signature', () => {
  const text = 'order_ABC123def456GH|pay_PAY123def456GH';
  const signature = createHmac('sha256', CREDENTIALS.secret).update(text).digest('hex');
  for (const status of ['captured', 'authorized'] as const) {
    assert.deepEqual(back({ status }, both), {
      kind: 'browserPost',
      url: CALLBACK,
      fields: [
        ['razorpay_payment_id', 'pay_PAY123def456GH'],
        ['razorpay_order_id', 'order_ABC123def456GH'],
        ['razorpay_signature', signature],
      ],
    });
  }
  assert.equal(back({}, { cancel: CANCEL }), null);
  // Who does not say that our page is embedded means that it stands alone.
  const order = buildOrder({
    returns: { success: null, failure: null, cancel: null, notify: null },
  });
  const payment = buildPayment();
  const aggregate = { order, payments: [payment], refunds: [] };
  const rest = { credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  assert.equal(handback({ aggregate, payment, ...rest }), null);
});

test('failure is posted field by field, its metadata as JSON', () => {
  const answered = back({ status: 'failed', decline: 'insufficient_funds' }, both);
  assert.ok(answered?.kind === 'browserPost');
  assert.deepEqual(
    answered.fields.map(([name]) => name),
    [
      'error[code]',
      'error[description]',
      'error[source]',
      'error[step]',
      'error[reason]',
      'error[metadata]',
    ],
  );
  const metadata = new Map(answered.fields).get('error[metadata]');
  const names = { payment_id: 'pay_PAY123def456GH', order_id: 'order_ABC123def456GH' };
  assert.deepEqual(JSON.parse(metadata ?? ''), names);
});

test('who leaves goes to the cancel page, or back with the error', () => {
  const left = { status: 'failed', decline: 'cancelled_by_customer', instrument: null } as const;
  for (const payment of [left, null]) {
    assert.deepEqual(back(payment, both), { kind: 'redirect', url: CANCEL });
    const answered = back(payment, { success: CALLBACK });
    assert.ok(answered?.kind === 'browserPost');
    assert.equal(new Map(answered.fields).get('error[reason]'), 'payment_cancelled');
    assert.equal(back(payment, {}), null);
  }
});

test('nothing is said of a payment that is not decided', () => {
  for (const status of ['created', 'pending'] as const) assert.equal(back({ status }, both), null);
});

test('inside the merchant’s page the fields need no address, and nobody is sent away', () => {
  const paid = back({}, {}, true);
  assert.ok(paid?.kind === 'browserPost');
  assert.equal(paid.url, '');
  assert.deepEqual(
    paid.fields.map(([name]) => name),
    ['razorpay_payment_id', 'razorpay_order_id', 'razorpay_signature'],
  );
  for (const [payment, reason] of [
    [{ status: 'failed', decline: 'declined' }, 'payment_failed'],
    [{ status: 'failed', decline: 'cancelled_by_customer' }, 'payment_cancelled'],
    [null, 'payment_cancelled'],
  ] as const) {
    const answered = back(payment, { cancel: CANCEL }, true);
    assert.ok(answered?.kind === 'browserPost');
    assert.deepEqual([answered.url, new Map(answered.fields).get('error[reason]')], ['', reason]);
  }
  assert.equal(back({}, both, true)?.url, CALLBACK);
  assert.equal(back({ status: 'pending' }, both, true), null);
});

// Source: razorpay.md §2.6: without an order there is a payment's name, and nothing to sign.
test('a payment without an order is told by its name alone', () => {
  const nowhere = { failure: null, notify: null };
  const order = buildOrder({
    dialect: 'razorpay',
    wire: { orderless: true },
    returns: { ...nowhere, ...both },
  });
  const payment = buildPayment({ status: 'authorized' });
  const context = { credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  const told = (each: Payment) =>
    handback({ ...context, aggregate: { order, payments: [each], refunds: [] }, payment: each });
  assert.deepEqual(told(payment), {
    kind: 'browserPost',
    url: CALLBACK,
    fields: [['razorpay_payment_id', 'pay_PAY123def456GH']],
  });
  const failed = told({ ...payment, status: 'failed', decline: 'declined' });
  assert.ok(failed?.kind === 'browserPost');
  const metadata = new Map(failed.fields).get('error[metadata]');
  assert.equal(metadata, '{"payment_id":"pay_PAY123def456GH"}');
});

// Source: razorpay.md §2.4; what is signed, §2.1.
test('a link goes back by GET once it is paid; in the shop’s page as its order does', () => {
  const returns = { success: CALLBACK, failure: null, cancel: null, notify: null };
  const wayOf = (
    status: Payment['status'],
    embedded = false,
    reference: string | null = 'REF 1',
  ) => {
    const order = buildOrder({ returns, link: { reference } });
    const payment = buildPayment({ status });
    const aggregate = { order, payments: [payment], refunds: [] };
    const context = { aggregate, payment, credentials: CREDENTIALS, addresses: ADDRESSES };
    return handback({ ...context, now: NOW, embedded });
  };
  for (const [reference, signed, sent] of [
    ['REF 1', 'REF 1', 'REF+1'],
    [null, '', ''],
  ] as const) {
    const text = `plink_ABC123def456GH|${signed}|paid|pay_PAY123def456GH`;
    const signature = createHmac('sha256', CREDENTIALS.secret).update(text).digest('hex');
    assert.deepEqual(wayOf('captured', false, reference), {
      kind: 'redirect',
      url:
        `${CALLBACK}&razorpay_payment_id=pay_PAY123def456GH` +
        '&razorpay_payment_link_id=plink_ABC123def456GH' +
        `&razorpay_payment_link_reference_id=${sent}&razorpay_payment_link_status=paid` +
        `&razorpay_signature=${signature}`,
    });
  }
  for (const status of ['created', 'pending', 'authorized', 'failed', 'voided'] as const) {
    assert.equal(wayOf(status), null, status);
  }
  assert.equal(wayOf('captured', true)?.kind, 'browserPost');
});
