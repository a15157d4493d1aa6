// A whole life with the official SDK at every address: create, pay, fetch, list, refund.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { validatePaymentVerification } from 'razorpay/dist/utils/razorpay-utils.js';
import { SECRET, startServer, type TestServer } from '../support/server.ts';
import { pay, BASES, settle } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const ID = /^[a-z]+_[0-9A-Za-z]{14}$/;

for (const { name, open } of BASES) {
  test(`SDK ${name}: an order from its creation to its last refund`, async () => {
    const { orders, payments, refunds } = open(server.url);
    const receipt = `receipt ${name}`;
    const created = await orders.create({
      amount: 50000,
      currency: 'INR',
      receipt,
      notes: { key1: 'value3', key2: 'value2' },
    });
    assert.match(created.id, ID);
    assert.deepEqual(created, {
      id: created.id,
      entity: 'order',
      amount: 50000,
      amount_paid: 0,
      amount_due: 50000,
      currency: 'INR',
      receipt,
      offer_id: null,
      status: 'created',
      attempts: 0,
      notes: { key1: 'value3', key2: 'value2' },
      created_at: created.created_at,
    });
    assert.ok(Math.abs(created.created_at - Date.now() / 1000) < 30);

    await pay(server, created.id, { method: 'upi', instrument: 'failure@razorpay' });
    const paid = await pay(server, created.id, { method: 'card', instrument: '4100280000001007' });
    const order = await orders.fetch(created.id);
    assert.equal(order.status, 'paid');
    assert.equal(order.attempts, 2);
    assert.equal(order.amount_paid, 50000);
    assert.equal(order.amount_due, 0);

    const payment = await payments.fetch(paid.id);
    assert.equal(payment.status, 'captured');
    assert.equal(payment.order_id, created.id);
    assert.equal(payment.captured, true);
    assert.equal(payment.fee, 1180);
    assert.equal(payment.tax, 180);
    assert.equal(payment.invoice_id, null);
    assert.deepEqual(payment.notes, { key1: 'value3', key2: 'value2' });

    const attempts = await orders.fetchPayments(created.id);
    assert.equal(attempts.count, 2);
    assert.deepEqual(
      attempts.items.map(({ status, error_code, error_reason }) => [
        status,
        error_code,
        error_reason,
      ]),
      [
        ['failed', 'BAD_REQUEST_ERROR', 'payment_failed'],
        ['captured', null, null],
      ],
    );

    const part = await payments.refund(paid.id, { amount: 10000, notes: { why: 'size' } });
    assert.match(part.id, /^rfnd_/);
    assert.equal(part.amount, 10000);
    assert.equal(part.payment_id, paid.id);
    assert.deepEqual(part.notes, { why: 'size' });
    const partly = await payments.fetch(paid.id);
    assert.equal(partly.status, 'captured');
    assert.equal(partly.refund_status, 'partial');
    assert.equal(partly.amount_refunded, 10000);

    const rest = await payments.refund(paid.id, {});
    assert.equal(rest.amount, 40000);
    assert.deepEqual(rest.notes, []);
    await settle(server);
    const whole = await payments.fetch(paid.id);
    assert.equal(whole.status, 'refunded');
    assert.equal(whole.refund_status, 'full');
    assert.equal((await orders.fetch(created.id)).status, 'paid');

    const both = await payments.fetchMultipleRefund(paid.id, {});
    assert.deepEqual(
      both.items.map(({ id, status }) => [id, status]),
      [
        [part.id, 'processed'],
        [rest.id, 'processed'],
      ],
    );
    assert.equal((await payments.fetchRefund(paid.id, part.id)).id, part.id);
    assert.equal((await refunds.fetch(rest.id)).amount, 40000);
    assert.equal((await refunds.fetch(rest.id, { payment_id: paid.id })).amount, 40000);
  });
}

test('SDK: lists are pages, newest first', async () => {
  for (const { open, name } of BASES) {
    const { orders, payments, refunds } = open(server.url);
    const receipt = `listed ${name}`;
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      ids.unshift((await orders.create({ amount: 10000 + count, currency: 'INR', receipt })).id);
    }
    const listed = await orders.all({ receipt });
    assert.deepEqual(
      listed.items.map(({ id }) => id),
      ids,
    );
    const second = await orders.all({ receipt, count: 1, skip: 1 });
    assert.equal(second.count, 1);
    assert.equal(second.items[0]?.id, ids[1]);
    const past = await orders.all({ receipt, from: 946684800, to: 946684801 });
    assert.deepEqual(past.items, []);

    const { id } = await pay(server, ids[0] ?? '');
    const newest = await payments.all({ count: 1 });
    assert.equal(newest.items[0]?.id, id);
    const refund = await payments.refund(id, { amount: 100 });
    assert.equal((await refunds.all({ count: 1 })).items[0]?.id, refund.id);
    const own = (await refunds.all({ payment_id: id } as never)) as unknown as {
      items: { id: string }[];
    };
    assert.deepEqual(
      own.items.map((each) => each.id),
      [refund.id],
    );
  }
});

test('SDK: expand shows the payments of orders and the cards of payments', async () => {
  for (const { open, name } of BASES) {
    const { orders, payments } = open(server.url);
    const receipt = `expanded ${name}`;
    const order = await orders.create({ amount: 20000, currency: 'INR', receipt });
    const paid = await pay(server, order.id, { method: 'card', instrument: '4100280000001007' });
    const listed = await orders.all({ receipt, 'expand[]': 'payments.card' });
    const { payments: inside } = listed.items[0] as unknown as {
      payments: { entity: string; items: { id: string; card: { last4: string } }[] };
    };
    assert.equal(inside.entity, 'collection');
    assert.equal(inside.items[0]?.id, paid.id);
    assert.equal(inside.items[0]?.card.last4, '1007');
    const { card } = await payments.fetch(paid.id, { 'expand[]': 'card' });
    assert.equal(card?.network, 'Visa');
    assert.equal((await payments.fetch(paid.id)).card, undefined);
    assert.equal((await payments.fetchCardDetails(paid.id)).entity, 'card');
    const transfers = await orders.fetchTransferOrder(order.id);
    assert.deepEqual(transfers.transfers, { entity: 'collection', count: 0, items: [] });
  }
});

test('SDK: notes of orders, payments and refunds can be replaced', async () => {
  for (const { open } of BASES) {
    const { orders, payments, refunds } = open(server.url);
    const order = await orders.create({ amount: 20000, currency: 'INR' });
    assert.deepEqual(order.notes, []);
    const edited = await orders.edit(order.id, { notes: { key1: 'new' } });
    assert.deepEqual(edited.notes, { key1: 'new' });
    const paid = await pay(server, order.id);
    const noted = await payments.edit(paid.id, { notes: { seen: 'yes' } });
    assert.deepEqual(noted.notes, { seen: 'yes' });
    const { id } = await payments.refund(paid.id, { amount: 100 });
    assert.deepEqual((await refunds.edit(id, { notes: { a: 'b' } })).notes, { a: 'b' });
    assert.deepEqual((await orders.fetch(order.id)).notes, { key1: 'new' });
  }
});

test('SDK: an order of manual capture is captured by the merchant, once', async () => {
  for (const { open } of BASES) {
    const { orders, payments } = open(server.url);
    const wishes = [
      { payment: { capture: 'manual' as const } },
      { payment_capture: false },
      { payment_capture: 0 },
    ];
    for (const wish of wishes) {
      const order = await orders.create({ amount: 30000, currency: 'INR', ...wish } as never);
      const held = await pay(server, order.id);
      const authorized = await payments.fetch(held.id);
      assert.equal(authorized.status, 'authorized');
      assert.equal(authorized.captured, false);
      assert.equal(authorized.fee, null);
      assert.equal((await orders.fetch(order.id)).status, 'attempted');
      const captured = await payments.capture(held.id, 30000, 'INR');
      assert.equal(captured.status, 'captured');
      assert.equal((await orders.fetch(order.id)).status, 'paid');
    }
    for (const payment_capture of [true, 1]) {
      const wish = { amount: 30000, currency: 'INR', payment_capture };
      const order = await orders.create(wish as never);
      assert.equal((await pay(server, order.id)).status, 'captured');
    }
  }
});

test('SDK: its own verifier takes the signature that this secret makes, and no other', () => {
  const [order_id, payment_id] = ['order_ABC123def456GH', 'pay_ABC123def456GH'];
  const sign = (secret: string): string =>
    createHmac('sha256', secret).update(`${order_id}|${payment_id}`).digest('hex');
  assert.equal(validatePaymentVerification({ order_id, payment_id }, sign(SECRET), SECRET), true);
  assert.equal(validatePaymentVerification({ order_id, payment_id }, sign('x'), SECRET), false);
});
