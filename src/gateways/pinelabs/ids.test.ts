// Names as the published objects spell them, and what is found by them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund } from '../../../test/support/call.ts';
import {
  customerLocators,
  customerName,
  linkLocators,
  linkName,
  orderLocators,
  orderName,
  paymentName,
  refundLocators,
  refundName,
} from './ids.ts';
import { indianTime } from './time.ts';

// The names' digits are a time in India, from the year to the second (pinelabs.md §2.8).
const AT = Date.UTC(2025, 2, 6, 2, 57, 55);
const DIGITS = '250306082755';
const ORDER = buildOrder({ createdAt: AT });
const { token } = ORDER.id;
const FOUND = [{ by: 'token', token }];

test('an order, a payment and a payment link, as the published objects are named', () => {
  const name = `v1-${DIGITS}-aa-${token}`;
  assert.equal(orderName(ORDER), name);
  assert.equal(paymentName(ORDER, buildPayment()), `${name}-pm-${buildPayment().id.token}`);
  // `pl-v1-250306082755-aa-uT0noy`
  assert.equal(linkName(ORDER), `pl-${name}`);
  assert.deepEqual(orderLocators(name), FOUND);
  assert.deepEqual(linkLocators(`pl-${name}`), FOUND);
  for (const other of [name, `xx-${name}`, `pl-v1-${DIGITS}-rf-${token}`, 'pl-', '']) {
    assert.deepEqual(linkLocators(other), [], other);
  }
});

test('an order is found by its older name too, and by nothing near it', () => {
  assert.deepEqual(orderLocators(`order_${token}`), FOUND);
  const near = [
    `v1-${DIGITS}-rf-${token}`,
    `xv1-${DIGITS}-aa-${token}`,
    `v1-${DIGITS}-aa-${token}-`,
  ];
  for (const other of [...near, `v1-1${DIGITS}-aa-${token}`, `v1-${DIGITS}-aa-short`]) {
    assert.deepEqual(orderLocators(other), [], other);
  }
});

test('a refund has letters of its own', () => {
  const refund = buildRefund({ createdAt: AT });
  const name = `v1-${DIGITS}-rf-${refund.id.token}`;
  assert.equal(refundName(refund), name);
  assert.deepEqual(refundLocators(name), [{ by: 'token', token: refund.id.token }]);
  assert.deepEqual(refundLocators(name.replace('-rf-', '-aa-')), []);
});

// `cust-v1-0811030624-aa-RBDgpR`
test('a customer is named as one', () => {
  const name = `cust-v1-${DIGITS}-aa-${token}`;
  assert.equal(customerName(ORDER), name);
  assert.deepEqual(customerLocators(name), FOUND);
  for (const other of [name.slice('cust-'.length), `case-${name.slice('cust-'.length)}`, 'cust-']) {
    assert.deepEqual(customerLocators(other), [], other);
  }
});

// "18/03/2024 04:44:49 PM", as the signed generations print it.
test('a moment is printed by the clock of twelve hours', () => {
  const at = Date.UTC(2024, 2, 18, 11, 14, 49);
  assert.equal(indianTime(at), '18/03/2024 04:44:49 PM');
  assert.equal(indianTime(Date.UTC(2024, 2, 17, 18, 30, 0)), '18/03/2024 12:00:00 AM');
  assert.equal(indianTime(Date.UTC(2024, 2, 18, 6, 30, 9)), '18/03/2024 12:00:09 PM');
  assert.equal(indianTime(Date.UTC(2024, 2, 18, 6, 29, 59)), '18/03/2024 11:59:59 AM');
});
