// Payment links of the token generation: made, opened by anybody, paid, withdrawn, run out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addEndpoint, openHook } from '../support/pinelabs-receiver.ts';
import { type Answered, ask } from '../support/server.ts';
import { ACCESS, BASIC, type Json, pay, settle, SHOP } from './pinelabs-client.ts';
import { MONEY, openTokenClient, orderOf, type TokenClient } from './pinelabs-token-client.ts';

let client: TokenClient;
before(async () => {
  client = await openTokenClient();
});
after(() => client.server.stop());

const LINKS = '/pay/v1/paymentlink';
const linkOf = (reference: string, more: Json = {}): Json => ({
  merchant_payment_link_reference: reference,
  amount: MONEY,
  ...more,
});

async function make(reference: string, more: Json = {}): Promise<Json> {
  const { status, json, text } = await client.call('POST', LINKS, linkOf(reference, more));
  assert.equal(status, 201, text);
  return json as Json;
}

async function find(id: unknown): Promise<Json> {
  const { status, json, text } = await client.call('GET', `${LINKS}/${String(id)}`);
  assert.equal(status, 200, text);
  return json as Json;
}

/** As the merchant whose account it is. */
function own(path: string, body?: Json): Promise<Answered> {
  const headers = { authorization: BASIC };
  return ask(`${client.server.url}${path}`, { headers, body });
}
const DAY_MS = 86_400_000;

test('a link has what the reference prints, by both its names; its page is anybody’s', async () => {
  const expire_by = new Date(Date.now() + DAY_MS).toISOString();
  const wish = {
    description: 'Room 7',
    expire_by,
    allowed_payment_methods: ['UPI', 'CARD'],
    pre_auth: 'false',
    callback_url: SHOP,
    failure_callback_url: `${SHOP}/failed`,
    customer: { first_name: 'Asha', email_id: 'asha@example.com', country_code: '91' },
    product_details: [{ product_code: 'tea', product_amount: MONEY }],
    cart_coupon_discount_amount: { value: 0, currency: 'INR' },
    merchant_metadata: { room: '7' },
  };
  const made = await make('L_1', { ...wish, part_payment: false, is_mcc_transaction: 'false' });
  const { payment_link, payment_link_id, order_id, created_at, updated_at, ...rest } = made;
  assert.match(String(payment_link_id), /^pl-v1-\d{12}-aa-[0-9A-Za-z]{14}$/);
  assert.equal(`pl-${String(order_id)}`, payment_link_id);
  assert.equal(created_at, updated_at);
  assert.deepEqual(rest, {
    status: 'CREATED',
    amount: MONEY,
    amount_due: MONEY,
    merchant_payment_link_reference: 'L_1',
    is_mcc_transaction: false,
    ...wish,
    pre_auth: false,
  });
  const page = await ask(String(payment_link));
  assert.equal(page.status, 200);
  assert.match(page.text, /Room 7/);
  assert.deepEqual(await find(payment_link_id), made);
  assert.deepEqual(await find('ref/L_1'), made);
  const plain = await make('L_2');
  const open = Date.parse(String(plain['expire_by'])) - Date.parse(String(plain['created_at']));
  // The answer's moments are a little apart.
  assert.equal(Math.round(open / 60_000), 180 * 24 * 60);
});

test('paid on its page: the link, its order and the merchant’s server say so', async () => {
  const hook = await openHook();
  await addEndpoint(client.server, ACCESS, { url: hook.url });
  const { payment_link_id, order_id } = await make('L_paid', { callback_url: SHOP });
  await pay(client.server, 'L_paid', { outcome: 'failure' });
  assert.equal((await find(payment_link_id))['status'], 'PAYMENT_INITIATED');
  await pay(client.server, 'L_paid');
  const paid = await find(payment_link_id);
  assert.deepEqual([paid['status'], paid['amount_due']], ['PROCESSED', { ...MONEY, value: 0 }]);
  const order = await client.done('GET', `/pay/v1/orders/${String(order_id)}`);
  assert.deepEqual([order['status'], order['merchant_order_reference']], ['PROCESSED', 'L_paid']);
  await settle(client.server);
  const told = hook.taken.map(({ body }) => JSON.parse(body) as Json);
  const link = told.find(({ event }) => event === 'payment_link.processed');
  assert.deepEqual(link?.['data'], {
    payment_link_id,
    merchant_payment_link_reference: 'L_paid',
    status: 'PROCESSED',
    amount: MONEY,
    order_id,
  });
  assert.equal(told.filter(({ event_type }) => event_type === 'ORDER_PROCESSED').length, 1);
  await hook.close();
});

test('a link is withdrawn once, and not when it is paid or being paid', async () => {
  const cancel = async (id: unknown) => {
    const { status, json } = await client.call('PUT', `${LINKS}/${String(id)}/cancel`);
    return [status, (json as Json)['status'] ?? (json as Json)['code']];
  };
  const notify = async (id: unknown) =>
    (await client.call('PATCH', `${LINKS}/${String(id)}/notify`)).status;
  const open = await make('L_open');
  assert.equal(await notify(open['payment_link_id']), 200);
  assert.deepEqual(await cancel(open['payment_link_id']), [200, 'CANCELLED']);
  assert.deepEqual(await cancel(open['payment_link_id']), [422, 'ORDER_CANCELLED']);
  assert.equal(await notify(open['payment_link_id']), 422);
  const paying = await make('L_paying');
  await pay(client.server, 'L_paying', { outcome: 'pending' });
  assert.deepEqual(await cancel(paying['payment_link_id']), [409, 'INVALID_REQUEST']);
  const paid = await make('L_done');
  await pay(client.server, 'L_done');
  assert.deepEqual(await cancel(paid['payment_link_id']), [422, 'DUPLICATE_REQUEST']);
  const { order_id } = await client.done('POST', '/pay/v1/orders', orderOf('O_1'));
  for (const none of [`pl-${String(order_id)}`, String(order_id), 'L_open', 'ref/O_1']) {
    const refused = await client.refused('GET', `${LINKS}/${none}`);
    assert.deepEqual(refused, [404, 'NOT_FOUND'], none);
  }
});

test('a reference names one link: the same again, or a refusal', async () => {
  const first = await make('L_same');
  assert.deepEqual(await make('L_same'), first);
  const dearer = linkOf('L_same', { amount: { ...MONEY, value: 60000 } });
  assert.deepEqual(await client.refused('POST', LINKS, dearer), [422, 'DUPLICATE_REQUEST']);
  const order = await client.refused('POST', '/pay/v1/orders', orderOf('L_same'));
  assert.deepEqual(order, [422, 'DUPLICATE_REQUEST']);
  await client.done('POST', '/pay/v1/orders', orderOf('O_same'));
  const link = await client.refused('POST', LINKS, linkOf('O_same'));
  assert.deepEqual(link, [422, 'DUPLICATE_REQUEST'], 'an order is not given for a link');
});

test('a link whose time is over has run out', async () => {
  const late = await openTokenClient();
  const expire_by = new Date(Date.now() + 3_600_000).toISOString().replace(/:\d\d\.\d+Z$/, 'Z');
  const made = await late.call('POST', LINKS, linkOf('L_late', { expire_by }));
  const { payment_link_id, expire_by: shown } = made.json as Json;
  assert.equal(Date.parse(String(shown)), Date.parse(expire_by));
  const body = { advance_seconds: 3700 };
  await ask(`${late.server.url}/sandbox/clock`, { headers: { authorization: BASIC }, body });
  // The first token has run out as well.
  const bearer = `Bearer ${await late.token()}`;
  const id = `${LINKS}/${String(payment_link_id)}`;
  const found = await late.call('GET', id, undefined, bearer);
  assert.equal((found.json as Json)['status'], 'EXPIRED');
  const over = await late.call('PUT', `${id}/cancel`, undefined, bearer);
  assert.deepEqual([over.status, (over.json as Json)['code']], [422, 'PAYMENT_EXPIRED']);
  await late.server.stop();
});

test('a link of another dialect is read and withdrawn here', async () => {
  const wish = { amount: 100, currency: 'INR', reference_id: 'L_other', description: 'Tea' };
  const made = await own('/v1/payment_links', wish);
  assert.equal(made.status, 200, made.text);
  const link = await find('ref/L_other');
  assert.deepEqual([link['amount'], link['description']], [{ value: 100, currency: 'INR' }, 'Tea']);
  await client.call('PUT', `${LINKS}/${String(link['payment_link_id'])}/cancel`);
  const found = await own(`/v1/payment_links/${String((made.json as Json)['id'])}`);
  assert.equal((found.json as Json)['status'], 'cancelled');
});

test('what no account here has is not allowed; what is wrong is told', async () => {
  for (const [more, told] of [
    [{ part_payment: true }, [422, 'OPERATION_NOT_ALLOWED']],
    [{ is_mcc_transaction: 'true' }, [422, 'OPERATION_NOT_ALLOWED']],
    [{ split_info: { split_type: 'AMOUNT' } }, [422, 'OPERATION_NOT_ALLOWED']],
    [{ account_details: { bank_details: {} } }, [422, 'OPERATION_NOT_ALLOWED']],
    [{ allowed_payment_methods: ['POINTS'] }, [422, 'PAYMENT_METHOD_NOT_ENABLED']],
    [{ expire_by: '2020-01-01T00:00:00Z' }, [400, 'INVALID_REQUEST']],
    [{ amount: { value: 99, currency: 'INR' } }, [400, 'INVALID_REQUEST']],
  ] as const) {
    assert.deepEqual(await client.refused('POST', LINKS, linkOf('L_wrong', more)), told);
  }
});
