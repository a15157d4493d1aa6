// What Pine Labs' request fields decide: allowed methods, products that no account has, customers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask } from '../support/server.ts';
import { accept, acceptOf, formOf, type Json, postForm, sealed } from './pinelabs-client.ts';
import {
  CARD,
  collectFrom,
  MONEY,
  openTokenClient,
  orderOf,
  paymentOf,
  type TokenClient,
} from './pinelabs-token-client.ts';

let client: TokenClient;
before(async () => {
  client = await openTokenClient();
});
after(() => client.server.stop());

/** The methods that a page offers. */
async function offeredAt(page: string): Promise<readonly string[]> {
  const { text, status } = await ask(page);
  assert.equal(status, 200, text);
  const found = [...text.matchAll(/name="method" value="(\w+)"/g)].map(([, method = '']) => method);
  return [...new Set(found)].sort();
}

async function linkOf(reference: string, changes: Json): Promise<string> {
  const sent = orderOf(reference, changes);
  const { json, status, text } = await client.call('POST', '/checkout/v1/orders', sent);
  assert.equal(status, 200, text);
  return String((json as Json)['redirect_url']);
}

const DISABLED = [422, 'PAYMENT_METHOD_NOT_ENABLED'];

test('codes and words of payment modes decide what an order may be paid with', async () => {
  const all = ['card', 'netbanking', 'upi', 'wallet'];
  const words = (...allowed_payment_methods: readonly string[]) => ({ allowed_payment_methods });
  assert.deepEqual(await offeredAt(await linkOf('F_1', {})), all);
  assert.deepEqual(await offeredAt(await linkOf('F_2', words())), all);
  assert.deepEqual(await offeredAt(await linkOf('F_3', words('UPI', 'POINTS'))), ['upi']);
  // The same order asked for once more is paid as its latest request says.
  assert.deepEqual(await offeredAt(await linkOf('F_3', words('CARD', 'WALLET'))), [
    'card',
    'wallet',
  ]);
  const dollars = { order_amount: { ...MONEY, currency: 'USD' } };
  assert.deepEqual(await offeredAt(await linkOf('F_4', dollars)), ['card']);
  for (const none of [words('CREDIT_EMI'), words('BARTER'), { ...dollars, ...words('UPI') }]) {
    const sent = orderOf('F_5', none);
    assert.deepEqual(await client.refused('POST', '/checkout/v1/orders', sent), DISABLED);
  }

  const form = async (reference: string, modes: string): Promise<readonly string[]> => {
    const fields = formOf(reference, { ppc_PayModeOnLandingPage: modes });
    const url = `${client.server.url}/PinePGRedirect/index`;
    const { headers, status, text } = await postForm(url, sealed(fields));
    assert.equal(status, 303, text);
    return offeredAt(headers.get('location') ?? '');
  };
  assert.deepEqual(await form('F_6', '1,3,4,10,11'), all);
  assert.deepEqual(await form('F_7', ' 1, 10'), ['card', 'upi']);
  assert.deepEqual(await form('F_8', ''), all);
  const emi = sealed(formOf('F_9', { ppc_PayModeOnLandingPage: '4,14' }));
  const refused = await postForm(`${client.server.url}/PinePGRedirect/index`, emi);
  assert.equal(refused.status, 400);
  assert.match(refused.text, /ppc_PayModeOnLandingPage: has no payment mode that is enabled/);

  const json = await accept(client.server, acceptOf('F_10'));
  const { redirect_url } = json.json as Json;
  assert.deepEqual(await offeredAt(String(redirect_url)), ['card', 'netbanking', 'upi']);
  const txn_data = { payment_mode: 17, transaction_type: 1 };
  const { status, json: told } = await accept(client.server, acceptOf('F_11', { txn_data }));
  assert.equal(status, 400);
  assert.match(String((told as Json)['respone_message']), /^INVALID DATA,txn_data.payment_mode/);
});

async function ordered(reference: string, changes: Json = {}): Promise<string> {
  const order = await client.done('POST', '/pay/v1/orders', orderOf(reference, changes));
  return `/pay/v1/orders/${String(order['order_id'])}`;
}

test('a server’s payment by a method that its order does not allow is refused', async () => {
  const order = await ordered('F_20', { allowed_payment_methods: ['CARD'] });
  for (const body of [collectFrom('success@upi'), paymentOf('WALLET', {}), paymentOf('UPI', {})]) {
    assert.deepEqual(await client.refused('POST', `${order}/payments`, body), DISABLED);
  }
  assert.equal('payments' in (await client.done('GET', order)), false);
  const card = paymentOf('CARD', { card_details: CARD });
  assert.equal((await client.done('POST', `${order}/payments`, card))['status'], 'PENDING');
});

test('fields of products that no account has are refused, and charge nothing', async () => {
  const split = {
    split_type: 'AMOUNT',
    split_details: [{ split_merchant_id: '1', amount: MONEY }],
  };
  const says = async (path: string, body: Json, name: string): Promise<void> => {
    const { status, json } = await client.call('POST', path, body);
    const message = `${name} is not allowed`;
    assert.deepEqual([status, json], [422, { code: 'OPERATION_NOT_ALLOWED', message }]);
  };
  const orders: Json = {
    split_info: split,
    part_payment: true,
    is_mcc_transaction: 'true',
    base_amount: MONEY,
    customer_account_details: { account_number: '1234567890' },
  };
  for (const [name, value] of Object.entries(orders)) {
    for (const path of ['/pay/v1/orders', '/checkout/v1/orders']) {
      await says(path, orderOf('F_30', { [name]: value }), name);
    }
  }
  const shown = orderOf('F_30', { purchase_details: { split_info: split } });
  await says('/pay/v1/orders', shown, 'purchase_details.split_info');

  const order = await ordered('F_30', { part_payment: false, split_info: {} });
  const payment = (changes: Json): Json => {
    const [one] = collectFrom('success@upi')['payments'] as readonly Json[];
    return { payments: [{ ...one, ...changes }] };
  };
  const payments: Json = {
    customer_account_details: { account_number: '1234567890', ifsc_code: 'SBIN0006393' },
    mandate_info: { request_type: 'CREATE_MANDATE' },
    offer_data: { offer_details: { id: '7' } },
  };
  for (const [name, value] of Object.entries(payments)) {
    await says(`${order}/payments`, payment({ [name]: value }), name);
  }
  const token = paymentOf('CARD', { card_token_details: { token: '4' } });
  await says(`${order}/payments`, token, 'payment_option.card_token_details');
  assert.equal('payments' in (await client.done('GET', order)), false);

  const paid = await client.done('POST', `${order}/payments`, payment({ device_info: { a: 1 } }));
  assert.equal(paid['status'], 'PROCESSED');
  const refund = { merchant_order_reference: 'F_30_R', order_amount: MONEY, split_info: split };
  await says(order.replace('orders', 'refunds'), refund, 'split_info');
  assert.equal((await client.done('GET', order))['status'], 'PROCESSED');

  const saved = await ordered('F_31');
  const card = paymentOf('CARD', { card_details: { ...CARD, save: true } });
  assert.equal((await client.done('POST', `${saved}/payments`, card))['status'], 'PENDING');
});

test('a customer is kept, found by id and by its three names, and changed', async () => {
  const call = async (method: string, path: string, body?: Json): Promise<Json> => {
    const { status, json, text } = await client.call(method, path, body);
    assert.equal(status, 200, text);
    return json as Json;
  };
  const wish = {
    merchant_customer_reference: 'c-1',
    first_name: 'Asha',
    mobile_number: 9876543210,
    billing_address: { city: 'Pune' },
    merchant_metadata: { room: '7' },
  };
  const made = await call('POST', '/v1/customer', wish);
  const { customer_id, created_at, updated_at, ...rest } = made;
  assert.match(String(customer_id), /^cust-v1-\d{12}-aa-\w{14}$/);
  assert.equal(created_at, updated_at);
  assert.deepEqual(rest, {
    merchant_customer_reference: 'c-1',
    first_name: 'Asha',
    last_name: '',
    country_code: '91',
    mobile_number: '9876543210',
    email_id: '',
    billing_address: { city: 'Pune' },
    shipping_address: {},
    gstin: '',
    merchant_metadata: { room: '7' },
    status: 'INACTIVE',
  });
  const search = (reference: string, mobile = '9876543210') =>
    `/v1/customer?country_code=91&mobile_number=${mobile}&merchant_customer_reference=${reference}`;
  assert.deepEqual(await call('GET', `/v1/customer/${String(customer_id)}`), made);
  assert.deepEqual(await call('GET', search('c-1')), made);
  assert.deepEqual(await client.refused('POST', '/v1/customer', wish), [422, 'DUPLICATE_REQUEST']);
  const missing = '/v1/customer?country_code=91&mobile_number=9876543210';
  assert.deepEqual(await client.refused('GET', missing), [400, 'INVALID_REQUEST']);

  const changes = { merchant_customer_reference: 'c-2', status: 'ACTIVE', last_name: 'Rao' };
  const changed = await call('PATCH', `/v1/customer/${String(customer_id)}`, changes);
  assert.deepEqual(changed, { ...made, ...changes, updated_at: changed['updated_at'] });
  assert.deepEqual(await client.refused('GET', search('c-1')), [404, 'NOT_FOUND']);
  assert.deepEqual(await call('GET', search('c-2')), changed);
  // Without a reference there may be many of one number.
  const [one, other] = [await call('POST', '/v1/customer', {}), await call('POST', '/v1/customer')];
  assert.notEqual(one?.['customer_id'], other?.['customer_id']);
  for (const wrong of [{ mobile_number: '12' }, { billing_address: 'Pune' }, { gstin: {} }]) {
    assert.deepEqual(await client.refused('POST', '/v1/customer', wrong), [400, 'INVALID_REQUEST']);
  }
  const tokens = await call('GET', `/v1/customer/${String(customer_id)}/tokens`);
  assert.deepEqual([tokens['total_tokens'], tokens['tokens']], [0, []]);
});

test('of a card its number tells network and kind, and nothing is made up', async () => {
  const ask = (payment_identifier: unknown, payment_reference_type = 'CARD') => {
    const card_details = [{ payment_identifier, payment_reference_type }];
    return { amount: '100', card_details };
  };
  const path = '/pay/v1/getCardDetails';
  const known = { is_native_otp_supported: false, currency: 'INR', is_currency_supported: true };
  for (const [number, said] of [
    [CARD.card_number, { card_network: 'VISA', card_type: 'CREDIT' }],
    ['6521000000000001', { card_network: 'RUPAY', card_type: 'DEBIT' }],
    ['9999999999999999', {}],
  ] as const) {
    const { status, json } = await client.call('POST', path, ask(number));
    assert.deepEqual([status, json], [200, { card_payment_details: [{ ...said, ...known }] }]);
  }
  for (const wrong of [{}, { card_details: [] }, ask('4012'), ask(CARD.card_number, 'BARTER')]) {
    const { status, text } = await client.call('POST', path, wrong);
    assert.equal(status, 400);
    assert.ok(!text.includes('4012'), text);
  }
  assert.deepEqual(await client.refused('POST', path, ask(CARD.card_number, 'ALT_TOKEN_TXN')), [
    422,
    'OPERATION_NOT_ALLOWED',
  ]);
});

test('lists of an account that has nothing are empty, within their limits', async () => {
  const list = (from: string, to: string, more = '') =>
    `/settlements/v1/list?start_date=${from}&end_date=${to}${more}`;
  const { status, json } = await client.call('GET', list('2026-01-01', '2026-03-02'));
  assert.deepEqual([status, (json as Json)['data']], [200, []]);
  for (const path of [
    '/settlements/v1/list',
    list('2026-01-01', '2026-03-03'),
    list('2026-01-02', '2026-01-01'),
    list('yesterday', '2026-01-01'),
    list('2026-01-01', '2026-01-02', '&per_page=11'),
    '/v1/public/plans?size=0',
  ]) {
    assert.deepEqual(await client.refused('GET', path), [400, 'INVALID_REQUEST'], path);
  }
  const plans = await client.call('GET', '/v1/public/plans?size=5&page=2');
  const page = { size: 5, total_elements: 0, total_pages: 0, number: 2 };
  assert.deepEqual(plans.json, { links: {}, page, plans: [] });
});
