// The sandbox's bad days: what each one makes of an order, its events and its money.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BAD_DAYS } from '../../src/api/sandbox/play.ts';
import { openHook } from '../support/receiver.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Values = Readonly<Record<string, unknown>>;
type Played = {
  readonly order_status: string;
  readonly payments: readonly Values[];
  readonly refunds: readonly Values[];
};

const AMOUNT = 50_000;
let orders = 0;

async function control(path: string, body: Values): Promise<Values> {
  const answer = await ask(server.url + path, { headers: { authorization: BASIC }, body });
  assert.equal(answer.status, 200, `${path}: ${answer.text}`);
  return answer.json as Values;
}

async function create(more: Values = {}): Promise<string> {
  orders += 1;
  const made = await control('/sandbox/orders', {
    ...{ amount: AMOUNT, reference: `day-${orders}` },
    ...more,
  });
  return String(made['reference']);
}

const pay = (order: string, outcome = 'success') =>
  control('/sandbox/pay', { order, method: 'upi', outcome });
const settle = () => control('/sandbox/settle', {});

async function play(order: string, event: string, more: Values = {}): Promise<Played> {
  return (await control('/sandbox/play', { order, event, ...more })) as Played;
}

async function refuse(order: string, event: string, more: Values = {}): Promise<Values> {
  const headers = { authorization: BASIC };
  const body = { order, event, ...more };
  const answer = await ask(`${server.url}/sandbox/play`, { headers, body });
  return { status: answer.status, code: (answer.json as Values)['code'] };
}

/** The names of what happened, oldest commit first; what one commit tells has no order. */
async function eventsOf(order: string): Promise<string[]> {
  const query = new URLSearchParams({ order, count: '100' });
  const headers = { authorization: BASIC };
  const { json } = await ask(`${server.url}/account/events?${query}`, { headers });
  const { events } = json as { readonly events: readonly Values[] };
  return events.map(({ event }) => String(event)).reverse();
}

/** By the name of each: `status refunded`, with a star where it is surplus. */
const paymentsOf = ({ payments }: Played) =>
  payments.map(
    (each) => `${each['status']} ${each['refunded']}${each['surplus'] === true ? ' *' : ''}`,
  );
const refundsOf = ({ refunds }: Played) =>
  refunds.map(({ status, amount }) => `${status} ${amount}`);

test('late_success: a failed payment pays an order that is open', async () => {
  const order = await create();
  await pay(order, 'failure');
  const played = await play(order, 'late_success');
  assert.equal(played.order_status, 'paid');
  assert.deepEqual(paymentsOf(played), ['captured 0']);
  assert.deepEqual((await eventsOf(order)).slice(-3).sort(), [
    'order.paid',
    'payment.captured',
    'payment.failed',
  ]);
});

test('late_success of an order that is paid otherwise is surplus, and goes back', async () => {
  const order = await create();
  await pay(order, 'failure');
  await pay(order);
  const played = await play(order, 'late_success');
  assert.equal(played.order_status, 'paid');
  assert.deepEqual(paymentsOf(played), [`captured ${AMOUNT} *`, 'captured 0']);
  assert.deepEqual(refundsOf(played), [`pending ${AMOUNT}`]);
  await settle();
  assert.deepEqual((await eventsOf(order)).slice(-4).sort(), [
    'payment.captured',
    'payment.surplus',
    'refund.created',
    'refund.processed',
  ]);
});

test('late_success without a failure before it: the payment fails first', async () => {
  const order = await create();
  assert.deepEqual(paymentsOf(await play(order, 'late_success')), ['captured 0']);
  const waiting = await create();
  await pay(waiting, 'pending');
  assert.equal((await play(waiting, 'late_success')).payments.length, 1);
});

test('success_after_close: money for an order that was withdrawn goes back', async () => {
  const order = await create();
  const played = await play(order, 'success_after_close');
  assert.equal(played.order_status, 'cancelled');
  assert.deepEqual(paymentsOf(played), [`captured ${AMOUNT} *`]);
  assert.deepEqual(refundsOf(played), [`pending ${AMOUNT}`]);
  const events = await eventsOf(order);
  const told = ['order.cancelled', 'payment.captured', 'payment.surplus', 'refund.created'];
  assert.deepEqual(events.slice(events.indexOf('order.cancelled')).slice(0, 4).sort(), told);
  assert.deepEqual(await refuse(order, 'success_after_close'), {
    status: 400,
    code: 'ORDER_CANCELLED',
  });
});

test('second_success: what is taken twice goes back once', async () => {
  const order = await create();
  const played = await play(order, 'second_success');
  assert.equal(played.order_status, 'paid');
  assert.deepEqual(paymentsOf(played), ['captured 0', `captured ${AMOUNT} *`]);
  assert.deepEqual(refundsOf(played), [`pending ${AMOUNT}`]);
  await settle();
  const third = await play(order, 'second_success', { amount: 700 });
  assert.deepEqual(paymentsOf(third).slice(1), [`captured ${AMOUNT} *`, 'captured 700 *']);
  assert.deepEqual(refundsOf(third), [`processed ${AMOUNT}`, 'pending 700']);
});

test('second_success beside a payment that is authorized only', async () => {
  const order = await create();
  await pay(order, 'authorize');
  const played = await play(order, 'second_success');
  // The order captures by itself, so the second one is captured; the first stays as it was.
  assert.deepEqual(paymentsOf(played), ['authorized 0', `captured ${AMOUNT} *`]);
});

test('surplus that is kept stays until somebody gives it back', async () => {
  const order = await create();
  const played = await play(order, 'second_success', { surplus: 'kept' });
  assert.deepEqual(paymentsOf(played), ['captured 0', 'captured 0 *']);
  assert.deepEqual(refundsOf(played), []);
});

test('refund_elsewhere lowers what can be refunded; more is told and not kept', async () => {
  const order = await create();
  await pay(order);
  const played = await play(order, 'refund_elsewhere', { amount: 20_000 });
  assert.deepEqual(paymentsOf(played), ['captured 20000']);
  assert.deepEqual(refundsOf(played), ['processed 20000']);
  const more = await play(order, 'refund_elsewhere', { amount: AMOUNT });
  assert.deepEqual(refundsOf(more), ['processed 20000']);
  assert.equal((await eventsOf(order)).at(-1), 'evidence.contradicted');
  const rest = await play(order, 'refund_elsewhere');
  assert.deepEqual(refundsOf(rest), ['processed 20000', 'processed 30000']);
  assert.deepEqual(await refuse(order, 'refund_elsewhere'), {
    status: 400,
    code: 'VALIDATION_ERROR',
  });
  const open = await create();
  assert.deepEqual(await refuse(open, 'refund_elsewhere'), { status: 400, code: 'ORDER_NOT_PAID' });
});

/** What a merchant asks for, in no dialect's words; with the note PENDING it stays pending. */
async function refund(order: string, amountMinor: number, note: string | null): Promise<void> {
  const { account } = (await server.app.parts.accounts.find('test_123')) ?? assert.fail();
  const made = await server.app.parts.engine.execute(account, {
    ...{ kind: 'createRefund', dialect: '', reference: null, note, notes: {}, wire: {} },
    target: { order: [{ by: 'reference', reference: order }] },
    amount: { minor: amountMinor },
  });
  assert.ok('aggregate' in made, JSON.stringify(made));
}

test('refund_failed_late: a pending refund fails, a processed one is contradicted', async () => {
  const order = await create();
  await pay(order);
  await refund(order, 1000, 'PENDING');
  const failed = await play(order, 'refund_failed_late');
  assert.deepEqual(refundsOf(failed), ['failed 1000']);
  assert.deepEqual(paymentsOf(failed), ['captured 0']);
  await refund(order, 2000, null);
  await settle();
  const kept = await play(order, 'refund_failed_late');
  assert.deepEqual(refundsOf(kept), ['failed 1000', 'processed 2000']);
  assert.deepEqual((await eventsOf(order)).slice(-2), [
    'refund.processed',
    'evidence.contradicted',
  ]);
});

test('no_balance: the refund waits a day, and goes then', async () => {
  const order = await create();
  assert.deepEqual(await refuse(order, 'no_balance'), { status: 404, code: 'REFUND_NOT_FOUND' });
  await pay(order);
  await refund(order, 1000, null);
  assert.deepEqual(refundsOf(await play(order, 'no_balance')), ['pending 1000']);
  await refund(order, 3579, null);
  await settle();
  const waiting = await play(order, 'webhooks_twice');
  assert.deepEqual(refundsOf(waiting), ['pending 1000', 'pending 3579']);
  await control('/sandbox/clock', { advance_seconds: 24 * 3600 });
  await settle();
  const gone = await play(order, 'webhooks_twice');
  assert.deepEqual(refundsOf(gone), ['processed 1000', 'processed 3579']);
  assert.deepEqual(await refuse(order, 'no_balance'), { status: 400, code: 'REFUND_NOT_PENDING' });
});

for (const [way, amount] of [
  ['played', AMOUNT],
  ['by its amount', 66605],
] as const) {
  test(`wrong_amount, ${way}: the payment is not settled by it, and is given up`, async () => {
    const order = await create({ amount });
    if (way === 'played') await play(order, 'wrong_amount');
    else await control('/sandbox/pay', { order, method: 'upi', instrument: 'success@upi' });
    const seen = await play(order, 'webhooks_twice');
    assert.equal(seen.order_status, 'attempted');
    assert.equal(seen.payments[0]?.['refunded'], 0);
    const mismatched = (await eventsOf(order)).filter((event) => event === 'payment.mismatched');
    assert.equal(mismatched.length, 1);
    await control('/sandbox/clock', { advance_seconds: 15 * 60 });
    await settle();
    const failed = await play(order, 'webhooks_twice');
    assert.deepEqual(paymentsOf(failed), ['failed 0']);
    assert.equal(failed.payments[0]?.['decline'], 'timed_out');
  });
}

for (const [way, amount] of [
  ['played', AMOUNT],
  ['by its amount', 66606],
] as const) {
  test(`pending_for_days, ${way}: pending for three days, then paid`, async () => {
    const order = await create({ amount });
    if (way === 'played') await play(order, 'pending_for_days');
    else await control('/sandbox/pay', { order, method: 'upi', instrument: 'success@upi' });
    for (const status of ['pending', 'pending', 'captured']) {
      await control('/sandbox/clock', { advance_seconds: 24 * 3600 });
      await settle();
      const seen = await play(order, 'webhooks_twice');
      assert.deepEqual(paymentsOf(seen), [`${status} 0`]);
    }
  });
}

test('webhooks_twice: what endpoints had comes once more, with the same bytes', async () => {
  const hook = await openHook();
  const told = await startServer({ OUTGOING_ALLOW: '127.0.0.1' });
  try {
    const headers = { authorization: BASIC };
    const send = async (path: string, body: Values) => {
      const answer = await ask(told.url + path, { headers, body });
      assert.ok(answer.status < 300, `${path}: ${answer.text}`);
    };
    await send('/account/endpoints', { url: hook.url, dialect: 'cashfree' });
    await send('/sandbox/orders', { amount: AMOUNT, reference: 'twice' });
    await send('/sandbox/pay', { order: 'twice', method: 'upi', outcome: 'success' });
    await send('/sandbox/settle', {});
    const count = hook.came.length;
    assert.ok(count > 0);
    await send('/sandbox/play', { order: 'twice', event: 'webhooks_twice' });
    await send('/sandbox/settle', {});
    const bodies = hook.came.map(({ body }) => body);
    assert.deepEqual(bodies.slice(count).sort(), bodies.slice(0, count).sort());
  } finally {
    await told.stop();
    await hook.stop();
  }
});

test('what cannot be played is refused by the name of its field', async () => {
  const order = await create();
  const invalid = { status: 400, code: 'VALIDATION_ERROR' };
  assert.deepEqual(await refuse(order, 'rain'), invalid);
  assert.deepEqual(await refuse(order, 'late_success', { amount: 0 }), invalid);
  assert.deepEqual(await refuse(order, 'late_success', { surplus: 'eaten' }), invalid);
  const nobody = { status: 404, code: 'ORDER_NOT_FOUND' };
  for (const event of BAD_DAYS) assert.deepEqual(await refuse('nobody', event), nobody, event);
});
