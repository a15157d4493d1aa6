// Names as they stand on the wire, and every reading of what a merchant's program sends back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund } from '../../../test/support/call.ts';
import {
  customerName,
  locateCustomer,
  locateOrder,
  locatePayment,
  locateRefund,
  locateSimulation,
  orderName,
  orderToken,
  refundName,
  refundToken,
  simulationName,
} from './ids.ts';

const TOKEN = 'ABC123def456GH';
const byToken = { by: 'token', token: TOKEN } as const;
const byNumber = { by: 'number', number: 1453002795 } as const;
const reference = (name: string) => ({ by: 'reference', reference: name }) as const;
const ID = { key: 1, number: 1453002795, token: TOKEN };

test('an order and a refund go by the merchant’s name, else by ours', () => {
  const order = buildOrder({ id: ID, reference: 'order_1', ownsReference: true });
  assert.deepEqual([orderName(order), orderToken(order)], ['order_1', `order_${TOKEN}`]);
  assert.equal(orderName({ ...order, reference: null }), `order_${TOKEN}`);
  const refund = buildRefund({ id: ID, reference: 'refund_1', ownsReference: true });
  assert.deepEqual([refundName(refund), refundToken(refund)], ['refund_1', `rf_${TOKEN}`]);
  assert.equal(refundName({ ...refund, reference: null }), `rf_${TOKEN}`);
});

test('a name in a path may be the merchant’s, our token or our number', () => {
  for (const [locate, prefix] of [
    [locateOrder, 'order'],
    [locateRefund, 'rf'],
  ] as const) {
    const own = `${prefix}_${TOKEN}`;
    assert.deepEqual(locate(own), [reference(own), byToken]);
    assert.deepEqual(locate('1453002795'), [reference('1453002795'), byNumber]);
    assert.deepEqual(locate('INV-1'), [reference('INV-1')]);
    assert.equal(locate(''), undefined);
    const [longest, longer] = ['x'.repeat(255), 'x'.repeat(256)];
    assert.deepEqual(locate(longest), [reference(longest)]);
    assert.equal(locate(longer), undefined);
  }
  assert.deepEqual(locateOrder(`rf_${TOKEN}`), [reference(`rf_${TOKEN}`)]);
});

// Version 2022-09-01 prints cf_refund_id as "refund_" before the number (cashfree.md §1.1).
test('a refund is found by its number after the word of one version, and nothing like it', () => {
  const name = 'refund_1453002795';
  assert.deepEqual(locateRefund(name), [reference(name), byNumber]);
  for (const other of [
    'refund_x1453002795',
    'refund_1453002795x',
    'xrefund_1453002795',
    'refund_',
  ]) {
    assert.deepEqual(locateRefund(other), [reference(other)]);
  }
  assert.deepEqual(locateOrder(name), [reference(name)]);
});

test('a payment has no name but ours', () => {
  assert.deepEqual(locatePayment('1453002795'), [byNumber]);
  assert.deepEqual(locatePayment(`pay_${TOKEN}`), [byToken]);
  for (const other of ['INV-1', '', `order_${TOKEN}`])
    assert.equal(locatePayment(other), undefined);
});

test('a customer and a simulation are told by their words', () => {
  assert.equal(customerName({ id: ID }), `cust_${TOKEN}`);
  assert.deepEqual(locateCustomer(`cust_${TOKEN}`), [byToken]);
  assert.equal(simulationName(buildPayment({ id: ID })), `sim_${TOKEN}`);
  assert.deepEqual(locateSimulation(`sim_${TOKEN}`), [byToken]);
  for (const locate of [locateCustomer, locateSimulation]) {
    assert.equal(locate(`pay_${TOKEN}`), undefined);
  }
});
