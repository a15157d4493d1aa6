// At which orders money may still arrive, and who pays one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment } from '../../test/support/call.ts';
import { customerOf, isOpen, type OrderStatus } from './order.ts';

const OPEN: Readonly<Record<OrderStatus, boolean>> = {
  created: true,
  attempted: true,
  paid: false,
  expired: false,
  cancelled: false,
};

for (const [status, expected] of Object.entries(OPEN)) {
  test(`an order that is ${status} is ${expected ? 'open' : 'closed'}`, () => {
    assert.equal(isOpen(buildOrder({ status: status as OrderStatus })), expected);
  });
}

test("a payment's own customer goes before the order's, field by field", () => {
  const customer = { id: 'c1', name: 'Asha', email: 'asha@example.com', phone: '9999999999' };
  const order = buildOrder({ customer });
  assert.deepEqual(customerOf(order, null), customer);
  assert.deepEqual(customerOf(order, buildPayment()), customer);
  const own = buildPayment({ customer: { email: 'own@example.com' } });
  assert.deepEqual(customerOf(order, own), { ...customer, email: 'own@example.com' });
});
