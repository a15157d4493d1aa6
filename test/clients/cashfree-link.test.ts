// Payment links and what a customer may pay with, as the gateway's Go suite and plugins ask for
// them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CASHFREE_HEADERS } from '../support/documented-example.ts';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { assertFits } from './cashfree-schema.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Record<string, unknown>;
type Sent = { readonly body?: unknown; readonly method?: string; readonly version?: string };

function send(path: string, { version = '2023-08-01', ...sent }: Sent = {}): Promise<Answered> {
  const headers = { ...CASHFREE_HEADERS, 'x-api-version': version };
  return ask(`${server.url}/pg${path}`, { headers, ...sent });
}

const LINK = {
  link_id: 'link-1',
  link_amount: 170.5,
  link_currency: 'INR',
  link_purpose: 'A book',
  customer_details: { customer_phone: '9999999999' },
};

function code({ status, json }: Answered): readonly unknown[] {
  return [status, (json as Json)['code']];
}

function refusal(told: Answered): readonly unknown[] {
  return [...code(told), (told.json as Json)['message']];
}

const OVER = [400, 'link_not_active', 'Only link in ACTIVE state can be cancelled'];

test('a link is created, paid on its page and shows its orders', async () => {
  const body = { ...LINK, link_notify: { send_sms: true }, link_notes: { a: 'b' } };
  const made = await send('/links', { body });
  assert.equal(made.status, 200, made.text);
  const link = made.json as Json;
  assert.match(made.text, /"link_amount":170\.50,"link_amount_paid":0\.00,/);
  assert.equal(typeof link['cf_link_id'], 'string');
  assert.deepEqual(
    [link['link_id'], link['link_status'], link['link_currency'], link['link_purpose']],
    ['link-1', 'ACTIVE', 'INR', 'A book'],
  );
  assert.deepEqual(link['link_notify'], { send_sms: true, send_email: false });
  assert.deepEqual(link['link_notes'], { a: 'b' });
  assert.equal((await fetch(String(link['link_url']))).status, 200);
  assert.deepEqual((await send('/links/link-1/orders')).json, []);
  assert.deepEqual(code(await send('/links', { body })), [409, 'link_already_exists']);
  const session = String(link['link_url']).replace(/.*\/pay\//, 'session_');
  const upi = { channel: 'collect', upi_id: 'testfailure@gocash' };
  const attempt = { payment_session_id: session, payment_method: { upi } };
  assert.equal((await send('/orders/sessions', { body: attempt })).status, 200);
  const counted = async (query: string, version: string) =>
    ((await send(`/links/link-1/orders${query}`, { version })).json as Json[]).length;
  for (const [query, version, orders] of [
    ['', '2025-01-01', 0],
    ['', '2026-01-01', 0],
    ['', '2023-08-01', 1],
    ['?status=ALL', '2025-01-01', 1],
    ['?status=PAID', '2023-08-01', 0],
  ] as const) {
    assert.equal(await counted(query, version), orders, `${query} ${version}`);
  }

  const headers = { authorization: BASIC };
  await ask(`${server.url}/sandbox/pay`, {
    headers,
    body: { order: 'CFPay_link-1', method: 'upi' },
  });
  const found = await send('/links/link-1');
  assert.equal((found.json as Json)['link_status'], 'PAID');
  assert.match(found.text, /"link_amount_paid":170\.50,/);
  const [order] = (await send('/links/link-1/orders?status=PAID')).json as Json[];
  assert.deepEqual(
    [order?.['order_id'], order?.['link_id'], order?.['order_status']],
    ['CFPay_link-1', 'link-1', 'PAID'],
  );
  const late = await send('/links/link-1/cancel', { method: 'POST' });
  assert.deepEqual(refusal(late), OVER);
});

test('a link is cancelled once; what is no link is not found', async () => {
  await send('/links', { body: { ...LINK, link_id: 'link-2' } });
  const done = await send('/links/link-2/cancel', { method: 'POST', body: {} });
  assert.deepEqual([done.status, (done.json as Json)['link_status']], [200, 'CANCELLED']);
  const again = await send('/links/link-2/cancel', { method: 'POST', body: {} });
  assert.deepEqual(refusal(again), OVER);
  // cashfree.md §1.12: the SDK's own tests have both spellings.
  const missing = (id: string) => [404, 'link_not_found', `No request found with link ${id} none`];
  assert.deepEqual(refusal(await send('/links/none')), missing('Id'));
  assert.deepEqual(refusal(await send('/links/none/orders')), missing('ID'));
  const cancel = await send('/links/none/cancel', { method: 'POST' });
  assert.deepEqual(refusal(cancel), missing('Id'));
  const customer_details = { customer_id: 'c-1', customer_phone: '9999999999' };
  const order = { order_id: 'CFPay_x', order_amount: 1, order_currency: 'INR', customer_details };
  await send('/orders', { body: order });
  assert.deepEqual(code(await send('/links/x')), [404, 'link_not_found'], 'an order is no link');
});

test('the order of a name that a link would have is not withdrawn with it', async () => {
  const customer_details = { customer_id: 'c-1', customer_phone: '9999999999' };
  const order = { order_id: 'CFPay_y', order_amount: 1, order_currency: 'INR', customer_details };
  await send('/orders', { body: order });
  const told = await send('/links/y/cancel', { method: 'POST' });
  assert.deepEqual(code(told), [404, 'link_not_found']);
  assert.equal(((await send('/orders/CFPay_y')).json as Json)['order_status'], 'ACTIVE');
  const taken = await send('/links', { body: { ...LINK, link_id: 'y' } });
  assert.deepEqual(code(taken), [409, 'link_already_exists']);
});

// OpenAPI 2026-01-01, CreateLinkRequest: link_id is no longer required.
test('since 2026-01-01 a link may have no name of its merchant’s', async () => {
  const { link_id: _, ...body } = LINK;
  for (const version of ['2025-01-01', '2022-09-01']) {
    assert.deepEqual(code(await send('/links', { body, version })), [400, 'link_id_missing']);
  }
  const version = '2026-01-01';
  const made = (await send('/links', { body, version })).json as Json;
  const name = String(made['link_id']);
  assert.match(name, /^[0-9A-Za-z]{14}$/);
  assertFits(version, 'LinkEntity', made);
  assert.deepEqual((await send(`/links/${name}`, { version })).json, made);
  const other = await send('/links', { body: { ...LINK, link_id: name } });
  assert.deepEqual(code(other), [409, 'link_already_exists'], 'and nobody takes it away');
  const over = await send(`/links/${name}/cancel`, { method: 'POST', version });
  assert.equal((over.json as Json)['link_status'], 'CANCELLED');
});

test('links are one list, whichever dialect made them: a name is taken once', async () => {
  const headers = { authorization: BASIC };
  const other = (path: string, body?: unknown): Promise<Answered> =>
    ask(`${server.url}/v1/payment_links${path}`, { headers, body });
  await send('/links', { body: { ...LINK, link_id: 'shared-1' } });
  const found = (await other('?reference_id=shared-1')).json as Record<string, readonly Json[]>;
  const [link] = found['payment_links'] ?? [];
  assert.deepEqual([link?.['amount'], link?.['status']], [17050, 'created']);
  assert.equal((await other('', { amount: 100, reference_id: 'shared-1' })).status, 400);

  await other('', { amount: 100, reference_id: 'shared-2', description: 'Tea' });
  const told = (await send('/links/shared-2', { version: '2025-01-01' })).json as Json;
  assertFits('2025-01-01', 'LinkEntity', told);
  assert.deepEqual(
    [told['link_id'], told['link_amount'], told['link_purpose']],
    ['shared-2', 1, 'Tea'],
  );
  const again = await send('/links', { body: { ...LINK, link_id: 'shared-2' } });
  assert.deepEqual(code(again), [409, 'link_already_exists']);
});

test('a link whose time is over has run out, and is not cancelled any more', async () => {
  const link_expiry_time = new Date(Date.now() + 3_600_000).toISOString();
  await send('/links', { body: { ...LINK, link_id: 'late', link_expiry_time } });
  const body = { advance_seconds: 7200 };
  await ask(`${server.url}/sandbox/clock`, { headers: { authorization: BASIC }, body });
  assert.equal(((await send('/links/late')).json as Json)['link_status'], 'EXPIRED');
  assert.deepEqual(refusal(await send('/links/late/cancel', { method: 'POST' })), OVER);
});

test('links are refused by their field, and strangers altogether', async () => {
  const rows = [
    [{ link_id: '' }, 'link_id_missing'],
    [{ link_id: 'a b' }, 'link_id_invalid'],
    [{ link_amount: 0 }, 'link_amount_invalid'],
    [{ link_currency: 'RUPEE' }, 'link_currency_invalid'],
    [{ link_purpose: '' }, 'link_purpose_missing'],
    [{ customer_details: {} }, 'customer_details.customer_phone_missing'],
    [{ link_expiry_time: '2020-01-01T00:00:00+05:30' }, 'link_expiry_time_invalid'],
  ] as const;
  for (const [more, told] of rows) {
    assert.deepEqual(code(await send('/links', { body: { ...LINK, ...more } })), [400, told]);
  }
  const headers = { 'x-api-version': '2023-08-01', 'x-client-id': 'nobody' };
  assert.equal((await ask(`${server.url}/pg/links/link-1`, { headers })).status, 401);
  const old = await send('/links', { body: LINK, version: '2021-05-21' });
  assert.equal(old.status, 400, 'links are younger than this version');
});

test('links keep their numbers as numbers in 2022-09-01; parts are refused', async () => {
  // What a first part would be, where there are none (§1.12).
  const parts = { link_partial_payments: false, link_minimum_partial_amount: 20 };
  const body = { ...LINK, link_id: 'link-3', ...parts };
  const { json } = await send('/links', { body, version: '2022-09-01' });
  assert.equal(typeof (json as Json)['cf_link_id'], 'number');
  assert.equal((json as Json)['link_partial_payments'], false);
  const refused = await send('/links', { body: { ...body, link_partial_payments: true } });
  const message = 'link_partial_payments : is not enabled for the account';
  assert.deepEqual(refusal(refused), [400, 'request_failed', message]);
});

test('a link is open for thirty days and says how it opens', async () => {
  const body = { ...LINK, link_id: 'link-4', link_meta: { upi_intent: true } };
  const made = (await send('/links', { body, version: '2025-01-01' })).json as Json;
  assertFits('2025-01-01', 'LinkEntity', made);
  assert.deepEqual(made['link_meta'], { upi_intent: 'true' });
  const open =
    Date.parse(String(made['link_expiry_time'])) - Date.parse(String(made['link_created_at']));
  assert.equal(open, 30 * 86_400_000);
  const old = (await send('/links/link-4', { version: '2022-09-01' })).json as Json;
  assertFits('2022-09-01', 'LinkEntity', old);
  assert.deepEqual(old['link_meta'], { upi_intent: true });
  const paying = {
    headers: { authorization: BASIC },
    body: { order: 'CFPay_link-4', method: 'upi' },
  };
  await ask(`${server.url}/sandbox/pay`, paying);
  const [order] = (await send('/links/link-4/orders', { version: '2025-01-01' })).json as Json[];
  assertFits('2025-01-01', 'PaymentLinkOrderEntity', order);
  assert.equal(order?.['link_id'], 'link-4');
});

// cashfree-pg-sdk-nodejs 2.0.2, PaymentLinksApi: generated from the specification of 2022-01-01.
test('links are as old as 2022-01-01, whose SDK makes, reads and cancels them', async () => {
  const version = '2022-01-01';
  const body = { ...LINK, link_id: 'link-2022' };
  const { status, json } = await send('/links', { body, version });
  const { cf_link_id, link_status } = json as Json;
  assert.deepEqual([status, typeof cf_link_id, link_status], [200, 'number', 'ACTIVE']);
  assert.deepEqual((await send('/links/link-2022/orders', { version })).json, []);
  const cancelled = await send('/links/link-2022/cancel', { method: 'POST', version });
  assert.equal((cancelled.json as Json)['link_status'], 'CANCELLED');
  assert.deepEqual(code(await send('/links/nope', { version })), [404, 'link_not_found']);
});

test('eligibility tells what this sandbox takes; offers and credit are never there', async () => {
  const methods = await send('/eligibility/payment_methods', {
    body: { queries: { amount: 100 } },
  });
  assert.equal(methods.status, 200, methods.text);
  const values = (methods.json as Json[]).map((each) => each['entity_value']);
  assert.deepEqual(values, ['upi', 'credit_card', 'debit_card', 'netbanking', 'app']);
  const some = { queries: { amount: 100 }, filters: { payment_methods: ['upi'] } };
  const upi = await send('/eligibility/payment_methods', { body: some });
  assert.equal((upi.json as Json[]).length, 1);
  const customer_details = { customer_id: 'c-1', customer_phone: '9999999999' };
  const order = { order_id: 'elig-1', order_amount: 1, order_currency: 'INR', customer_details };
  await send('/orders', { body: order });
  for (const path of ['offers', 'paylater', 'cardlessemi']) {
    const body = { queries: { order_id: 'elig-1' } };
    assert.deepEqual((await send(`/eligibility/${path}`, { body })).json, [], path);
  }
  for (const path of ['payment_methods', 'offers', 'paylater', 'cardlessemi']) {
    const none = await send(`/eligibility/${path}`, { body: { queries: {} } });
    assert.equal(none.status, 400, path);
    const unknown = await send(`/eligibility/${path}`, { body: { queries: { order_id: 'nope' } } });
    assert.deepEqual(code(unknown), [404, 'order_not_found']);
  }
});

test('what nobody asks the eligibility of is a bad URL', async () => {
  for (const queries of [{ amount: 100 }, { order_id: 'elig-1' }]) {
    const { status, json } = await send('/eligibility/gold', { body: { queries } });
    assert.equal(status, 400);
    assert.equal((json as Json)['message'], 'bad URL, please check API documentation');
  }
});

test('an order without its name is a bad URL, as the gateway’s Go suite expects', async () => {
  const { status, json } = await send('/orders/');
  assert.equal(status, 400);
  assert.equal((json as Json)['message'], 'bad URL, please check API documentation');
});
