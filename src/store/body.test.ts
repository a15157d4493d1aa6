// Bodies of rows: they come back as they were, say their version, and hold nothing needless; those
// of the first version are read as well.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Order } from '../core/order.ts';
import type { Payment } from '../core/payment.ts';
import { buildOrder, buildPayment, buildRefund } from '../../test/support/call.ts';
import { ORDER_BODY, PAYMENT_BODY, RECORD_BODY, REFUND_BODY, REQUEST_BODY } from './body.ts';
import type { Row } from './body.ts';

const plain = { noNullPrototype: true };
/** The row that an entity lies in, as far as bodies leave it to columns. */
const rowOf = (entity: object, body: string): Row => {
  const { id, ...columns } = entity as { readonly id: { readonly key: number } };
  return { ...columns, id: id.key, body };
};

const text = fc.option(fc.string());
// As it came from JSON, which has no -0.
const anything = fc
  .dictionary(fc.string(), fc.jsonValue(), plain)
  .map((each) => JSON.parse(JSON.stringify(each)) as Record<string, unknown>);
const order = fc
  .record({
    reference: text,
    ownsReference: fc.boolean(),
    currency: fc.constantFrom('INR', 'USD', ''),
    amountText: text,
    status: fc.constantFrom('created', 'paid'),
    capture: fc.constantFrom('automatic', 'manual'),
    customer: fc.record({ id: text, name: text, email: text, phone: text }, plain),
    notes: fc.dictionary(fc.string(), fc.string(), plain),
    returns: fc.record({ success: text, failure: text, cancel: text, notify: text }, plain),
    wire: anything,
    attempts: fc.nat(3),
    expiresAt: fc.option(fc.nat()),
    version: fc.integer({ min: 1, max: 3 }),
  })
  .map((changes) => buildOrder(changes as Partial<Order>));

test('an order comes back as it was, also one of the first version', () => {
  fc.assert(
    fc.property(order, fc.option(fc.dictionary(fc.string(), fc.string(), plain)), (each, noted) => {
      const whole = noted === null ? each : { ...each, paymentNotes: noted };
      assert.deepEqual(ORDER_BODY.read(rowOf(whole, ORDER_BODY.write(whole))), whole);
      assert.deepEqual(ORDER_BODY.read(rowOf(whole, JSON.stringify(whole))), whole);
    }),
  );
});

test('a body says its version, and leaves out nulls and what is usual', () => {
  const { v, ...kept } = JSON.parse(ORDER_BODY.write(buildOrder())) as Record<string, unknown>;
  assert.equal(v, 1);
  assert.deepEqual(Object.keys(kept), ['id', 'dialect', 'amountMinor']);
  assert.deepEqual(Object.keys(kept['id'] as object), ['number', 'token']);
  const customer = { id: null, name: 'Jo', email: null, phone: null };
  const written = ORDER_BODY.write(buildOrder({ customer, reference: null, status: 'paid' }));
  assert.doesNotMatch(written, /null/);
  assert.deepEqual((JSON.parse(written) as Order).customer, { name: 'Jo' });
  for (const each of [PAYMENT_BODY.write(buildPayment()), REFUND_BODY.write(buildRefund())]) {
    assert.match(each, /^{"v":1,/);
    assert.doesNotMatch(each, /null|:0[,}]|{}/);
  }
});

// A dialect's own fields may be called as it likes, and mean something by null.
test('what a dialect keeps for itself stays as it is, whatever its names', () => {
  const odd = JSON.parse('{"v":7,"constructor":null,"__proto__":{"a":null},"id":{}}');
  const kept = buildOrder({ wire: odd, notes: { toString: 'x', customer: '' } });
  assert.deepEqual(ORDER_BODY.read(rowOf(kept, ORDER_BODY.write(kept))), kept);
  const refund = buildRefund({ wire: odd, notes: { v: '1' } });
  assert.deepEqual(REFUND_BODY.read(rowOf(refund, REFUND_BODY.write(refund))), refund);
  const record = { id: refund.id, kind: 'customer', uniqueRef: null, body: odd } as const;
  const whole = { ...record, sealedSecret: null, createdAt: 5 };
  assert.deepEqual(RECORD_BODY.read(rowOf(whole, RECORD_BODY.write(whole))), whole);
});

test('a payment comes back with whatever paid it', () => {
  const card = { method: 'card', network: 'visa', kind: 'debit', last4: '1' } as const;
  const instruments: readonly Payment['instrument'][] = [
    null,
    { ...card, holder: null },
    { ...card, holder: 'Jo' },
    { method: 'upi', vpa: 'a@b' },
    { method: 'wallet', wallet: 'w' },
    { method: 'netbanking', bank: 'B', bankName: 'Bank' },
  ];
  for (const instrument of instruments) {
    const payment = buildPayment({ instrument, decline: 'declined', capturedMinor: 0 });
    const written = PAYMENT_BODY.write(payment);
    assert.doesNotMatch(written, /null/);
    assert.deepEqual(PAYMENT_BODY.read(rowOf(payment, written)), payment);
  }
});

test('a webhook comes back as the very bytes that were to be sent', () => {
  const headers = { 'content-type': 'application/json' };
  const sent = { method: 'POST', url: 'https://a.example', headers, body: '{"a":null}' } as const;
  const request = { ...sent, attemptHeader: null, accepts: null, retryMs: [1], timeoutMs: 2 };
  for (const each of [request, { ...request, method: 'GET', accepts: ['ok'] } as const]) {
    assert.deepEqual(REQUEST_BODY.read({ body: REQUEST_BODY.write(each) }), each);
  }
});

test('a refund of the first version does not say which dialect made it', () => {
  const { dialect: _, ...old } = buildRefund({ wire: { speed: 'optimum' } });
  assert.deepEqual(REFUND_BODY.read(rowOf(old, JSON.stringify(old))), { ...old, dialect: null });
});

test('a body of a later version is not guessed at', () => {
  assert.throws(() => ORDER_BODY.read({ body: '{"v":2,"id":{}}' }), /body of version 2/);
});
