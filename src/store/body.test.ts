// Bodies of rows: they come back as they were, say their version, and hold nothing needless; those
// of the first version are read as well.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AccountSettings, DEFAULT_SETTINGS } from '../core/account.ts';
import type { Opening } from '../core/checkout-session.ts';
import type { Order } from '../core/order.ts';
import type { Payment } from '../core/payment.ts';
import { buildOrder, buildPayment, buildRefund } from '../../test/support/call.ts';
import {
  EVIDENCE_BODY,
  ORDER_BODY,
  PAYMENT_BODY,
  RECORD_BODY,
  REFUND_BODY,
  REQUEST_BODY,
  type Row,
  SETTINGS_BODY,
} from './body.ts';
import { readSettings } from './row.ts';

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

/** What only some orders have. */
const absent = fc.record(
  {
    paymentNotes: fc.dictionary(fc.string(), fc.string(), plain),
    secretId: fc.nat(9),
    unproved: fc.constant(true as const),
  },
  { requiredKeys: [], ...plain },
);

test('an order comes back as it was, also one of the first version', () => {
  fc.assert(
    fc.property(order, absent, (each, more) => {
      const whole = { ...each, ...more };
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

test('a payment of a session comes back with what its browser said', () => {
  const openings: readonly Opening[] = [
    { session: null, embedder: null },
    { session: 'S', embedder: null },
    { session: 'S', embedder: 'https://shop.example' },
  ];
  for (const opening of openings) {
    const payment = buildPayment({ opening, customer: { email: 'a@b.example' }, notes: { v: '' } });
    const written = PAYMENT_BODY.write(payment);
    assert.doesNotMatch(written, /null/);
    for (const body of [written, JSON.stringify(payment)]) {
      assert.deepEqual(PAYMENT_BODY.read(rowOf(payment, body)), payment);
    }
  }
  const silent = buildPayment({ customer: { name: null } });
  assert.deepEqual(
    PAYMENT_BODY.read(rowOf(silent, PAYMENT_BODY.write(silent))),
    silent,
    'no name is another thing than the name of the order',
  );
});

test('evidence and settings come back as they were, also those of the first version', () => {
  const names = { payment: 'p', refund: null, reference: 'P1', bankReference: null } as const;
  const said = { ...names, state: 'captured', raw: 'OK', amountMinor: 1, currency: 'INR' } as const;
  for (const each of [said, { ...said, refund: 'r', currency: 'USD', reference: null }]) {
    const written = EVIDENCE_BODY.write(each);
    assert.match(written, /^{"v":1,/);
    assert.doesNotMatch(written, /null|INR/);
    for (const body of [written, JSON.stringify(each)]) {
      assert.deepEqual(EVIDENCE_BODY.read({ body }), each);
    }
  }
  const open = { ...DEFAULT_SETTINGS, unsignedCreate: true, v1Hashes: false, orderNotices: 'form' };
  for (const mode of ['sandbox', 'live']) {
    for (const each of [DEFAULT_SETTINGS, open as AccountSettings]) {
      const written = SETTINGS_BODY.write(each);
      assert.match(written, /^{"v":1,/);
      assert.doesNotMatch(written, /null/);
      for (const settings of [written, JSON.stringify(each)]) {
        assert.deepEqual(readSettings({ mode, settings }), each);
      }
    }
    const { unsignedRefundAddresses } = readSettings({ mode, settings: '{}' });
    assert.equal(unsignedRefundAddresses.length > 0, mode === 'sandbox');
  }
});

test('a webhook comes back as the very bytes that were to be sent', () => {
  const headers = { 'content-type': 'application/json' };
  const sent = { method: 'POST', url: 'https://a.example', headers, body: '{"a":null}' } as const;
  const request = { ...sent, attemptHeader: null, accepts: null, retryMs: [1], timeoutMs: 2 };
  const own = { ...request, secretId: 2 };
  for (const each of [request, own, { ...request, method: 'GET', accepts: ['ok'] } as const]) {
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
