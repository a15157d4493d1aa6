// Lists: of what no account here has they are empty, and no filter is left out without a word.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { open29, pay } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const PROVED = { authorization: BASIC };
const MISSING = 'The id provided does not exist';
const extra = (name: string) => `${name} is/are not required and should not be sent`;

type Body = {
  readonly entity?: string;
  readonly count?: number;
  readonly items?: readonly { readonly id: string }[];
  readonly payment_links?: readonly unknown[];
  readonly error?: {
    readonly description: string;
    readonly reason: string;
    readonly field?: string;
  };
};

async function get(path: string): Promise<{ readonly status: number; readonly body: Body }> {
  const { status, json } = await ask(`${server.url}/v1${path}`, { headers: PROVED });
  return { status, body: json as Body };
}

async function refusedWith(path: string): Promise<string> {
  const { status, body } = await get(path);
  assert.equal(status, 400, path);
  return body.error?.description ?? '';
}

test('SDK: a list of what no account here has is empty', async () => {
  const sdk = open29(server.url) as unknown as Record<
    string,
    { all: (query?: object) => Promise<Body> }
  >;
  const names = ['plans', 'subscriptions', 'items', 'invoices', 'virtualAccounts', 'qrCode'];
  for (const name of [...names, 'settlements', 'transfers', 'addons', 'disputes']) {
    const listed = await sdk[name]?.all({ count: 5 });
    assert.deepEqual(listed, { entity: 'collection', count: 0, items: [] }, name);
  }
  const links = await sdk['paymentLink']?.all();
  assert.deepEqual(links, { payment_links: [] });
});

test('such a list takes its documented filters and pages, and needs the secret', async () => {
  const taken = [
    '/settlements?from=1700000000&to=1800000000&count=2&skip=1',
    '/settlements/ondemand?expand[]=ondemand_payouts',
    '/settlements/recon/combined?year=2026&month=06&day=11&count=1000',
    '/disputes?expand[]=payment',
    '/contacts?type=vendor&active=1',
    '/fund_accounts?contact_id=cont_ABC123def456GH',
    '/payout-links?receipt=7',
    '/banking_balances',
    '/beta/accounts',
    '/invoices?type=invoice&payment_id=pay_ABC123def456GH&receipt=7',
    '/payment_links/?reference_id=7',
    '/subscriptions?plan_id=plan_ABC123def456GH',
    '/payments/qr_codes?payment_id=pay_ABC123def456GH',
    '/transfers?recipient_settlement_id=setl_ABC123def456GH',
    '/payments?virtual_account=1&va_transaction_id=7',
  ];
  for (const path of taken) assert.equal((await get(path)).status, 200, path);
  const most = 'The count may not be greater than 100.';
  assert.equal(await refusedWith('/settlements?count=101'), most);
  assert.equal(await refusedWith('/plans?period=weekly'), extra('period'));
  const recon = '/settlements/recon/combined';
  assert.equal(await refusedWith(recon), 'The year field is required.');
  assert.equal(await refusedWith(`${recon}?year=26&month=6`), 'The year must be 4 digits.');
  assert.equal(await refusedWith(`${recon}?year=2026&month=13`), 'The month is not a valid month.');
  assert.equal(
    await refusedWith(`${recon}?year=2026&month=6&count=1001`),
    'The count may not be greater than 1000.',
  );
  for (const path of ['/payouts', '/transactions', '/fund_accounts/validations']) {
    assert.equal(await refusedWith(path), 'The account number field is required.');
    assert.equal(await refusedWith(`${path}?account_number=7878780080316316`), MISSING);
  }
  assert.equal((await ask(`${server.url}/v1/settlements`)).status, 401);
});

test('nothing has an id of such a product', async () => {
  const asked = [
    ['GET', '/settlements/setl_ABC123def456GH'],
    ['GET', '/settlements/ondemand/setlod_ABC123def456GH'],
    ['POST', '/disputes/disp_ABC123def456GH/accept'],
    ['PATCH', '/contacts/cont_ABC123def456GH'],
    ['POST', '/payouts/pout_ABC123def456GH/cancel'],
    ['GET', '/documents/doc_ABC123def456GH/content'],
    ['DELETE', '/invoices/inv_ABC123def456GH'],
    ['POST', '/payment_links/plink_ABC123def456GH/notify_by/sms'],
    ['GET', '/plans/plan_ABC123def456GH'],
    ['POST', '/subscriptions/sub_ABC123def456GH/cancel'],
    ['POST', '/virtual_accounts/va_ABC123def456GH/close'],
    ['GET', '/payments/qr_codes/qr_ABC123def456GH/payments'],
    ['POST', '/transfers/trf_ABC123def456GH/reversals'],
    ['PUT', '/customers/cust_ABC123def456GH/tokens/token_ABC123def456GH/cancel'],
    ['GET', '/customers/cust_ABC123def456GH/tokens'],
    ['GET', '/payments/pay_ABC123def456GH/transfers'],
  ] as const;
  for (const [method, path] of asked) {
    const answered = await ask(`${server.url}/v1${path}`, { method, headers: PROVED });
    assert.equal(answered.status, 400, path);
    assert.equal((answered.json as Body).error?.description, MISSING, path);
  }
  assert.equal(await refusedWith('/plans/monthly'), 'monthly is not a valid id');
});

test('a customer has no tokens, and a payment no transfers', async () => {
  const { customers, orders } = open29(server.url);
  const { id } = await customers.create({ name: 'Asha', contact: '9876543211' });
  const none = { entity: 'collection', count: 0, items: [] };
  assert.deepEqual((await get(`/customers/${id}/tokens`)).body, none);
  const { id: order } = await orders.create({ amount: 50000, currency: 'INR' });
  const paid = await pay(server, order);
  assert.deepEqual((await get(`/payments/${paid.id}/transfers`)).body, none);
});

test('a list refuses a filter that it does not have, in place of leaving it out', async () => {
  const { orders } = open29(server.url);
  const { id } = await orders.create({ amount: 50000, currency: 'INR', receipt: 'listed' });
  const paid = await pay(server, id);
  const cases = [
    ['/payments?status=failed', 'status'],
    ['/payments?order_id=order_ABC123def456GH', 'order_id'],
    ['/payments?customer_id=cust_ABC123def456GH', 'customer_id'],
    ['/orders?status=paid', 'status'],
    ['/orders?receipt=listed&amount=5', 'amount'],
    [`/orders/${id}/payments?status=failed`, 'status'],
    ['/refunds?status=processed', 'status'],
    [`/refunds?payment_id=${paid.id}&speed=normal`, 'speed'],
    [`/payments/${paid.id}/refunds?status=failed`, 'status'],
    ['/customers?email=asha@example.com', 'email'],
    ['/webhooks?active=1', 'active'],
  ] as const;
  for (const [path, name] of cases) {
    const { status, body } = await get(path);
    assert.equal(status, 400, path);
    assert.equal(body.error?.description, extra(name), path);
    assert.equal(body.error?.reason, 'extra_field_sent');
    assert.equal(body.error?.field, name);
  }
  // Without a value it asks for nothing, as one SDK sends it.
  assert.equal((await get('/payments?status=&count=1')).body.items?.[0]?.id, paid.id);
  assert.equal((await get('/orders?receipt=listed&authorized=&expand[]=payments')).status, 200);
});

test('what can only be the gateway’s is told in its words, with and without keys', async () => {
  const asked = [
    ['GET', '/v2/accounts/acc_ABC123def456GH'],
    ['POST', '/v2/accounts'],
    ['GET', '/v2'],
    ['GET', '//v2//accounts'],
    ['GET', '//v1/nothing'],
    ['GET', '/v1//nothing'],
  ] as const;
  for (const [method, path] of asked) {
    for (const headers of [PROVED, {}]) {
      const { status, json } = await ask(server.url + path, { method, headers });
      assert.equal(status, 400, path);
      const says = 'The requested URL was not found on the server.';
      assert.equal((json as Body).error?.description, says, path);
    }
  }
});
