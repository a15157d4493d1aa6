// Reconciliation by the sandbox: what came in, what went back, what was settled, in each version's
// shape; and customers, disputes and deliveries beside it.
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
const VERSIONS = ['2022-09-01', '2023-08-01', '2025-01-01', '2026-01-01'] as const;
const DAY_MS = 86_400_000;

type Sent = { readonly body?: unknown; readonly version?: string; readonly method?: string };

function send(path: string, { version = '2025-01-01', ...sent }: Sent = {}): Promise<Answered> {
  const headers = { ...CASHFREE_HEADERS, 'x-api-version': version };
  return ask(`${server.url}/pg${path}`, { headers, ...sent });
}

async function control(action: string, body: Json): Promise<void> {
  const told = await ask(`${server.url}/sandbox/${action}`, {
    headers: { authorization: BASIC },
    body,
  });
  assert.equal(told.status, 200, told.text);
}

/** An order of 170 that was paid by UPI, of which 50 went back. */
async function sell(order_id: string): Promise<string> {
  const customer_details = {
    customer_id: 'c-1',
    customer_phone: '9999999999',
    customer_name: 'Asha',
  };
  const order_tags = { room: '7' };
  const body = { order_id, order_amount: 170, order_currency: 'INR', customer_details, order_tags };
  assert.equal((await send('/orders', { body })).status, 200);
  await control('pay', { order: order_id, method: 'upi' });
  const refund = { refund_id: `${order_id}-r`, refund_amount: 50, refund_note: 'cold' };
  assert.equal((await send(`/orders/${order_id}/refunds`, { body: refund })).status, 200);
  const { json } = await send(`/orders/${order_id}/payments`);
  return String((json as Json[])[0]?.['cf_payment_id']);
}

const around = (days: number): Json => ({
  start_date: new Date(Date.now() - DAY_MS).toISOString(),
  end_date: new Date(Date.now() + days * DAY_MS).toISOString(),
});

async function pageOf(path: string, filters: Json, version: string): Promise<readonly Json[]> {
  const told = await send(path, { body: { pagination: { limit: 100 }, filters }, version });
  assert.equal(told.status, 200, told.text);
  const schema = path === '/recon' ? 'ReconEntity' : 'SettlementReconEntity';
  assertFits(version, schema, told.json);
  assert.equal((told.json as Json)['cursor'], null);
  return (told.json as Json)['data'] as Json[];
}

/** Kind, amount and direction of an event, whichever shape it has. */
function toldOf(event: Json): readonly unknown[] {
  const { event_type, event_amount, sale_type, event_currency } = (event['event_details'] ??
    event) as Json;
  return [event_type, event_amount, sale_type, event_currency];
}

const PAID = ['PAYMENT', 170, 'CREDIT', 'INR'];
const BACK = ['REFUND', 50, 'DEBIT', 'INR'];
const SETTLED = ['SETTLEMENT', 120, 'CREDIT', 'INR'];

test('/recon tells of it at once, /settlement/recon a day later, when it is settled', async () => {
  const payment = await sell('recon-1');
  for (const version of VERSIONS) {
    assert.deepEqual((await pageOf('/recon', around(1), version)).map(toldOf), [PAID, BACK]);
    const named = { cf_settlement_ids: [payment] };
    assert.deepEqual(await pageOf('/settlement/recon', named, version), []);
  }
  await control('clock', { advance_seconds: 25 * 3600 });
  for (const version of VERSIONS) {
    assert.deepEqual((await pageOf('/recon', around(3), version)).map(toldOf), [
      PAID,
      BACK,
      SETTLED,
    ]);
    for (const filters of [
      { cf_settlement_ids: [payment] },
      { settlement_utrs: [payment] },
      around(3),
    ]) {
      const events = await pageOf('/settlement/recon', filters, version);
      assert.deepEqual(events.map(toldOf), [PAID, BACK], version);
    }
    // The same settlement as the order's own path and the list tell.
    const list = { pagination: { limit: 10 }, filters: { cf_settlement_ids: [payment] } };
    const [settlement] = ((await send('/settlements', { body: list, version })).json as Json)[
      'data'
    ] as Json[];
    const own = (await send('/orders/recon-1/settlements', { version })).json;
    assert.deepEqual(settlement, own);
    assert.equal(settlement?.['settlement_amount'], 120);
  }
});

test('flat in older versions, in groups in newer ones', async () => {
  const shapeOf = async (path: string, version: string): Promise<string> => {
    const [event = {}] = await pageOf(path, around(3), version);
    return 'event_details' in event ? 'groups' : 'flat';
  };
  const rows = [
    ['2022-09-01', 'flat', 'flat'],
    ['2023-08-01', 'flat', 'flat'],
    ['2025-01-01', 'groups', 'flat'],
    ['2026-01-01', 'groups', 'groups'],
  ] as const;
  for (const [version, settled, all] of rows) {
    assert.equal(await shapeOf('/settlement/recon', version), settled, version);
    assert.equal(await shapeOf('/recon', version), all, version);
  }
  const [flat = {}, back = {}, settled = {}] = await pageOf('/recon', around(3), '2022-09-01');
  assert.equal(typeof flat['cf_payment_id'], 'number');
  assert.deepEqual([flat['order_id'], flat['customer_name']], ['recon-1', 'Asha']);
  assert.deepEqual([back['refund_id'], back['refund_note']], ['recon-1-r', 'cold']);
  assert.deepEqual([settled['adjustment'], settled['amount_settled']], [-50, 120]);
  const [nested = {}] = await pageOf('/recon', around(3), '2026-01-01');
  assert.deepEqual((nested['order_details'] as Json)['order_tags'], { room: '7' });
  assert.equal((nested['payment_details'] as Json)['payment_group'], 'UPI');
  const [mode = {}] = await pageOf('/settlement/recon', around(3), '2026-01-01');
  assert.equal((mode['payment_details'] as Json)['payment_mode'], 'UPI');
});

test('/recon needs both ends of its time, and tells nothing of another', async () => {
  const askRecon = (filters: Json) =>
    send('/recon', { body: { pagination: { limit: 10 }, filters } });
  for (const [filters, code] of [
    [{}, 'filters.start_date_missing'],
    [{ start_date: '2025-01-01' }, 'filters.end_date_missing'],
    [{ start_date: 'x', end_date: '2025-01-02' }, 'filters.start_date_invalid'],
  ] as const) {
    assert.equal(((await askRecon(filters)).json as Json)['code'], code);
  }
  const { json } = await askRecon({ start_date: '2025-01-01', end_date: '2025-01-02' });
  assert.deepEqual(json, { cursor: null, limit: 10, data: [] });
});

test('a customer is told of once; an order may name it, and no other', async () => {
  const wish = { customer_phone: '9876543210', customer_email: 'asha@example.com' };
  const made = await send('/customers', { body: { ...wish, customer_name: 'Asha' } });
  assertFits('2025-01-01', 'CustomerEntity', made.json);
  const { customer_uid, ...shown } = made.json as Json;
  assert.deepEqual(shown, { ...wish, customer_name: 'Asha' });
  const again = await send('/customers', { body: wish, version: '2023-08-01' });
  assert.equal((again.json as Json)['customer_uid'], customer_uid);
  const wrong = await send('/customers', { body: { customer_phone: '12' } });
  assert.equal((wrong.json as Json)['code'], 'customer_phone_invalid');
  const details = { customer_id: 'c-1', customer_phone: '9876543210' };
  const order = (uid: unknown) => ({
    order_amount: 1,
    order_currency: 'INR',
    customer_details: { ...details, customer_uid: uid },
  });
  const known = await send('/orders', { body: order(customer_uid) });
  const { customer_details } = known.json as { customer_details: Json };
  assert.equal(customer_details['customer_uid'], customer_uid);
  for (const uid of ['somebody', 'cust_ABC123def456GH']) {
    const { status, json } = await send('/orders', { body: order(uid) });
    assert.deepEqual([status, (json as Json)['code']], [404, 'customer_not_found'], uid);
  }
  const old = await send('/customers', { body: wish, version: '2022-09-01' });
  assert.equal(old.status, 400, 'younger than this version');
});

test('no card is saved, and nobody disputes', async () => {
  const saved = await send('/customers/c-1/instruments?instrument_type=card');
  assert.deepEqual([saved.status, saved.json], [200, []]);
  const other = await send('/customers/c-1/instruments?instrument_type=upi');
  assert.equal((other.json as Json)['code'], 'instrument_type_invalid');
  const payment = await sell('disputed-1');
  for (const path of ['/orders/disputed-1/disputes', `/payments/${payment}/disputes`]) {
    const { status, json } = await send(path);
    assert.deepEqual([status, json], [200, []], path);
  }
  const unknown = [
    ['/orders/nobody/disputes', 'order_not_found'],
    ['/payments/1/disputes', 'payment_not_found'],
    ['/payments/x/disputes', 'payment_not_found'],
  ] as const;
  for (const [path, code] of unknown) {
    const { status, json } = await send(path);
    assert.deepEqual([status, (json as Json)['code']], [404, code], path);
  }
});

test('a delivery is checked and told back; it is shown nowhere else', async () => {
  await sell('sent-1');
  const put = (body: Json) => send('/orders/sent-1/extended', { body, method: 'PUT' });
  const shipment = {
    tracking_company: 'Post',
    tracking_urls: ['https://p.example/1'],
    tracking_numbers: ['1'],
  };
  const status = { status: 'SHIPPED', reason: 'on its way' };
  const told = await put({ shipment_details: [shipment], order_delivery_status: status });
  assert.equal(told.status, 200, told.text);
  assertFits('2025-01-01', 'UpdateOrderExtendedDataEntity', told.json);
  const { cf_order_id: _, ...shown } = told.json as Json;
  assert.deepEqual(shown, {
    order_id: 'sent-1',
    shipment_details: [shipment],
    order_delivery_status: status,
  });
  for (const [body, code] of [
    [{}, 'shipment_details_missing'],
    [{ shipment_details: 'x' }, 'shipment_details_invalid'],
    [{ shipment_details: [{ tracking_company: 1 }] }, 'shipment_details_invalid'],
    [{ order_delivery_status: { status: 'EATEN' } }, 'order_delivery_status.status_invalid'],
  ] as const) {
    assert.equal(((await put(body)).json as Json)['code'], code);
  }
  const { text } = await send('/orders/sent-1/extended');
  assert.doesNotMatch(text, /SHIPPED|Post/);
});
