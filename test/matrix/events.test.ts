// The story of an order: every event with its time and what the evidence said, what contradicts it
// too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PaymentReport } from '../../src/core/command.ts';
import { isFailure } from '../../src/core/failure.ts';
import { ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';

type Json = Readonly<Record<string, unknown>>;

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const headers = { authorization: BASIC };

async function list(query: string): Promise<Json[]> {
  const { status, json, text } = await ask(`${server.url}/account/events?${query}`, { headers });
  assert.equal(status, 200, text);
  return (json as { events: Json[] }).events;
}

async function create(receipt: string): Promise<string> {
  const body = { amount: 50000, currency: 'INR', receipt };
  const { json } = await ask(`${server.url}/v1/orders`, { headers, body });
  return String((json as Json)['id']);
}

function pay(order: string, outcome: string) {
  const body = { order, method: 'upi', outcome };
  return ask(`${server.url}/sandbox/pay`, { headers, body });
}

/** What a processor says of the order's first payment. */
async function report(order: string, changes: Partial<PaymentReport>): Promise<void> {
  const { engine, accounts } = server.app.parts;
  const { account } = (await accounts.find(KEY)) ?? assert.fail();
  const names = [{ by: 'token', token: order.replace('order_', '') } as const];
  const found = await engine.find(account, { kind: 'findOrder', order: names });
  const [payment] = isFailure(found) ? [] : found.aggregate.payments;
  assert.ok(payment !== undefined);
  const { orderKey, id, amountMinor, currency } = payment;
  const about = { orderKey, paymentKey: id.key, amountMinor, currency };
  const said = { raw: 'TXN_SUCCESS', reference: 'P1', bankReference: 'RRN1', decline: null };
  const whole = {
    kind: 'reportPayment',
    state: 'captured',
    ...about,
    ...said,
    ...changes,
  } as const;
  assert.ok(!isFailure(await engine.execute(account, whole)));
}

test('a late success after a failure is kept, shown and logged, and nothing else', async () => {
  const order = await create('late');
  await pay(order, 'failure');
  for (let repeat = 0; repeat < 3; repeat += 1) await report(order, {});
  await report(order, { amountMinor: 49999, raw: 'LESS' });
  const events = await list(`order=${order}`);
  assert.deepEqual(
    events.map(({ event }) => event),
    ['evidence.contradicted', 'evidence.contradicted', 'payment.failed', 'order.created'],
  );
  const [less, late, failed] = events;
  const spelled = { order, reference: 'late', event: 'evidence.contradicted' };
  const said = { state: 'captured', currency: 'INR', reference: 'P1', bank_reference: 'RRN1' };
  assert.partialDeepStrictEqual(late, {
    ...spelled,
    evidence: { ...said, raw: 'TXN_SUCCESS', amount: 50000, refund: null },
  });
  assert.partialDeepStrictEqual(less, { ...spelled, evidence: { ...said, raw: 'LESS' } });
  assert.match(JSON.stringify(late), /"payment":"pay_\w{14}"/);
  assert.partialDeepStrictEqual(failed?.['evidence'], { state: 'failed', raw: 'declined' });
  for (const { at } of events) assert.match(String(at), /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.match(server.logged.join('\n'), /contradicts what is settled.*/);
  const { json } = await ask(`${server.url}/v1/orders/${order}`, { headers });
  assert.equal((json as Json)['status'], 'attempted');
});

test('every spelling of an order, a time, pages, and what is refused', async () => {
  const order = await create('spelled');
  await pay(order, 'success');
  const all = await list(`order=${order}`);
  assert.deepEqual(
    all.map(({ event }) => event),
    ['order.paid', 'payment.captured', 'order.created'],
  );
  const { number } = (await ask(`${server.url}/sandbox/pay`, { headers, body: {} })).json as Json;
  assert.equal(number, undefined);
  for (const name of ['spelled', order.replace('order_', '')]) {
    assert.deepEqual(await list(`order=${name}`), all, name);
  }
  assert.deepEqual(await list(`order=${order}&skip=1&count=1`), [all[1]]);
  const created = encodeURIComponent(String(all[2]?.['at']));
  assert.deepEqual(await list(`order=${order}&until=${created}`), all.slice(2));
  const whole = await list('count=100');
  assert.ok(whole.length >= 7 && whole.some(({ reference }) => reference === 'late'));
  assert.deepEqual(await list(`since=${created}&count=100`), whole.slice(0, 3));
  const refused = [
    ['order=nobody', 404],
    ['since=yesterday', 400],
    ['count=0', 400],
    ['skip=10001', 400],
    ['stranger=1', 400],
  ] as const;
  for (const [query, status] of refused) {
    const answer = await ask(`${server.url}/account/events?${query}`, { headers });
    assert.equal(answer.status, status, `${query}: ${answer.text}`);
  }
  assert.equal((await ask(`${server.url}/account/events`)).status, 401);
});
