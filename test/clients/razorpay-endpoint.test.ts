// Webhooks as they arrive at a shop: set up and verified with the SDK, paused and resumed.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { validateWebhookSignature } from 'razorpay/dist/utils/razorpay-utils.js';
import { ask, BASIC, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';
import { open29, pay, settle } from './razorpay-client.ts';

const HOOK_SECRET = 'hook_secret_123';

type Entity = Readonly<Record<string, unknown>>;
type Told = {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, { readonly entity: Entity }>>;
};

let server: TestServer;
const told = new Map<string, Told[]>();
/** Paths that answer 500. */
const broken = new Set<string>();

const shop = createServer(async (request, response) => {
  const path = request.url ?? '';
  const body = await text(request);
  const { event, payload } = JSON.parse(body) as Pick<Told, 'event' | 'payload'>;
  const { headers } = request;
  told.set(path, [...(told.get(path) ?? []), { headers, body, event, payload }]);
  response.writeHead(broken.has(path) ? 500 : 200).end();
});

before(async () => {
  server = await startServer();
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
});
after(async () => {
  await server.stop();
  shop.closeAllConnections();
  shop.close();
  await once(shop, 'close');
});

const listOf = (path: string): readonly Told[] => told.get(path) ?? [];
const eventsOf = (path: string): readonly string[] => listOf(path).map(({ event }) => event);

/** Sets up a webhook at a path of the shop; its id. */
async function hook(path: string, more: object): Promise<string> {
  const { port } = shop.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}${path}`;
  const { webhooks } = open29(server.url);
  const made = await webhooks.create({ url, secret: HOOK_SECRET, ...more } as never);
  return made.id;
}

async function sell(more: object = {}): Promise<string> {
  const { orders } = open29(server.url);
  const notes = { woocommerce_order_id: '7', link: 'https://shop.example/7' };
  const made = await orders.create({ amount: 50000, currency: 'INR', notes, ...more } as never);
  return made.id;
}

function assertSigned({ body, headers }: Told): void {
  const signature = String(headers['x-razorpay-signature']);
  assert.equal(validateWebhookSignature(body, signature, HOOK_SECRET), true);
  // As in shops whose framework has parsed the body already.
  const printed = JSON.stringify(JSON.parse(body));
  assert.equal(validateWebhookSignature(printed, signature, HOOK_SECRET), true);
  const at = body.indexOf('50000');
  const forged = `${body.slice(0, at)}6${body.slice(at + 1)}`;
  assert.equal(validateWebhookSignature(forged, signature, HOOK_SECRET), false);
}

test('a sale and its refund are told with signatures that the SDK verifies', async () => {
  await hook('/all', {});
  const order = await sell();
  const { id } = await pay(server, order);
  const { payments } = open29(server.url);
  await settle(server);
  const refund = await payments.refund(id, { amount: 10000 });
  await settle(server);
  await payments.refund(id, { amount: 2468 });
  await settle(server);
  assert.deepEqual(eventsOf('/all'), [
    'payment.authorized',
    'payment.captured',
    'order.paid',
    'refund.created',
    'refund.processed',
    'refund.created',
    'refund.failed',
  ]);
  for (const each of listOf('/all')) {
    assertSigned(each);
    assert.equal(each.headers['content-type'], 'application/json');
    assert.match(String(each.headers['x-razorpay-event-id']), /^[0-9A-Za-z]{14}$/);
    assert.match(String(each.headers['webhook-signature']), /^v1,/);
    assert.equal(each.payload['payment']?.entity['id'], id);
  }
  const ids = listOf('/all').map(({ headers }) => headers['x-razorpay-event-id']);
  assert.equal(new Set(ids).size, 7);
  const [authorized, , paid, , processed] = listOf('/all');
  const notes = authorized?.payload['payment']?.entity['notes'] as Entity;
  assert.equal(notes['woocommerce_order_id'], '7');
  assert.equal(paid?.payload['order']?.entity['id'], order);
  assert.equal(processed?.payload['refund']?.entity['id'], refund.id);
  assert.equal(processed?.payload['payment']?.entity['refund_status'], 'partial');
});

test('a webhook gets the events that it asked for, as plugins ask: flags in a form', async () => {
  const { port } = shop.address() as AddressInfo;
  const fields = {
    url: `http://127.0.0.1:${port}/form`,
    active: '1',
    secret: HOOK_SECRET,
    'events[payment.authorized]': '1',
    'events[payment.failed]': '0',
    'events[refund.created]': '1',
  };
  const type = 'application/x-www-form-urlencoded';
  const headers = { authorization: BASIC, 'content-type': type };
  const body = new URLSearchParams(fields).toString();
  const made = await ask(`${server.url}/v1/webhooks/`, { headers, body });
  assert.equal(made.status, 200, made.text);
  await hook('/list', { events: ['payment.failed'] });
  const order = await sell();
  await pay(server, order, { method: 'upi', outcome: 'failure' });
  await pay(server, order);
  await settle(server);
  assert.deepEqual(eventsOf('/form'), ['payment.authorized']);
  assert.deepEqual(eventsOf('/list'), ['payment.failed']);
  const error = listOf('/list')[0]?.payload['payment']?.entity['error_reason'];
  assert.equal(error, 'payment_failed');
});

test('a manual capture: authorized when it is, captured when the merchant says so', async () => {
  await hook('/manual', { events: ['payment.authorized', 'payment.captured', 'order.paid'] });
  const { id } = await pay(server, await sell({ payment_capture: 0 }));
  await settle(server);
  assert.deepEqual(eventsOf('/manual'), ['payment.authorized']);
  await open29(server.url).payments.capture(id, 50000, 'INR');
  await settle(server);
  assert.deepEqual(eventsOf('/manual'), ['payment.authorized', 'payment.captured', 'order.paid']);
});

test('an order of another dialect is told as ours are', async () => {
  await hook('/foreign', { events: ['order.paid'] });
  const headers = { authorization: BASIC };
  const made = await ask(`${server.url}/api/v2/pg/via/cashfree/orders`, {
    headers: { 'x-client-id': KEY, 'x-client-secret': SECRET, 'x-api-version': '2023-08-01' },
    body: {
      order_id: 'FOREIGN_1',
      order_amount: 500,
      order_currency: 'INR',
      customer_details: { customer_id: 'c1', customer_phone: '9876543210' },
    },
  });
  assert.equal(made.status, 200, made.text);
  await ask(`${server.url}/sandbox/pay`, { headers, body: { order: 'FOREIGN_1', method: 'upi' } });
  await settle(server);
  const [paid] = listOf('/foreign');
  assert.ok(paid);
  assertSigned(paid);
  assert.equal(paid.payload['order']?.entity['receipt'], 'FOREIGN_1');
  assert.equal(paid.payload['order']?.entity['amount'], 50000);
});

test('a webhook without a secret of its own is signed with the account’s', async () => {
  await hook('/bare', { events: ['order.paid'], secret: undefined });
  await pay(server, await sell());
  await settle(server);
  const [paid] = listOf('/bare');
  const signature = String(paid?.headers['x-razorpay-signature']);
  assert.equal(validateWebhookSignature(paid?.body ?? '', signature, SECRET), true);
});

/** A webhook without retries: its first failure pauses it. */
async function hookOnce(path: string): Promise<string> {
  const id = await hook(path, { events: ['payment.captured'] });
  const { store, accounts } = server.app.parts;
  const account = (await accounts.find(KEY))?.account.id ?? 0;
  const row = (await store.listRecords(account, 'endpoint', 0, 100)).find(
    (each) => each.id.token === id,
  );
  assert.ok(row);
  const body = { ...row.body, retry_seconds: [] };
  const nothing = { changes: null, events: [], instruction: null, answered: null, reply: null };
  const record = { row: { ...row, body }, isNew: false };
  await store.save({ ...nothing, account, record, webhooks: [], now: 0, clockOffsetMs: 0 });
  return id;
}

test('a webhook that kept failing is inactive, and gets what it missed once active', async () => {
  const path = '/broken';
  const id = await hookOnce(path);
  broken.add(path);
  await pay(server, await sell());
  await settle(server);
  assert.equal(listOf(path).length, 1);
  const { webhooks } = open29(server.url);
  const shown = await ask(`${server.url}/v1/webhooks/${id}`, { headers: { authorization: BASIC } });
  assert.equal((shown.json as { active: boolean }).active, false);
  // What changes without a word about `active` does not resume it.
  await webhooks.edit({ alert_email: 'a@shop.example' } as never, id);
  const missed = await pay(server, await sell());
  await settle(server);
  assert.equal(listOf(path).length, 1);

  broken.delete(path);
  const resumed = await webhooks.edit({ active: 1 } as never, id);
  assert.equal(resumed.active, true);
  await settle(server);
  const [, late, ...more] = listOf(path);
  assert.equal(more.length, 0);
  assert.equal(late?.payload['payment']?.entity['id'], missed.id);
  if (late !== undefined) assertSigned(late);

  // Switched off by the merchant, it misses what happens: nothing is held for later.
  await webhooks.edit({ active: false } as never, id);
  await pay(server, await sell());
  await settle(server);
  await webhooks.edit({ active: true } as never, id);
  await settle(server);
  assert.equal(listOf(path).length, 2);
});
