// Worldline's own protocol over its whole life, by an independent client, in all its places.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answered, ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';
import {
  type Body,
  consumerData,
  readMessage,
  request,
  postForm,
  transaction,
} from './worldline-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const PLACES = ['', '/worldline', '/api/v2/order/via/worldline', '/api/v1/order/via/worldline'];

type Told = { readonly [name: string]: unknown };
type Transaction = Readonly<Record<string, string>>;

function transactionOf({ json }: Answered): Transaction {
  const { paymentMethod } = json as { paymentMethod: { paymentTransaction: Transaction } };
  return paymentMethod.paymentTransaction;
}

async function post(path: string, body: Body): Promise<Told> {
  const answered = await ask(`${server.url}${path}`, { headers: { authorization: BASIC }, body });
  assert.equal(answered.status, 200, answered.text);
  return answered.json as Told;
}

/** The page where the order is paid. */
async function open(data: Body, place = ''): Promise<string> {
  const answered = await postForm(`${server.url}${place}/api/pnCheckout`, data);
  assert.equal(answered.status, 303, answered.text);
  return answered.headers.get('location') ?? '';
}

async function returned(page: string, algorithm: 'sha256' | 'sha512' = 'sha512') {
  const { text } = await ask(`${page}/return?now`);
  const msg = /name="msg" value="([^"]*)"/.exec(text)?.[1] ?? '';
  return { message: readMessage(msg, algorithm), text };
}

for (const [at, place] of PLACES.entries()) {
  test(`${place || 'the host root'}: order, pay, return, verify, refund`, async () => {
    const txnId = String(800000 + at);
    const url = `${server.url}${place}/api/paynimoV2.req`;
    const page = await open(consumerData({ txnId }), place);
    assert.ok(page.startsWith(`${server.url}/pay/`));
    const before = await request(url, transaction('O', { identifier: txnId, dateTime: 'x' }));
    assert.equal(transactionOf(before)['statusCode'], '9999');
    await post('/sandbox/pay', { order: txnId, method: 'netbanking', instrument: '470' });

    const { message, text } = await returned(page);
    assert.match(text, /action="https:\/\/shop\.example\/return"/);
    assert.deepEqual(
      [message['status'], message['reference'], message['amount'], message['orderId']],
      ['0300', txnId, '500.50', '77'],
    );
    assert.equal(
      message['meta'],
      '{itc:}{custname:Test Buyer}{orderid:77}{email:buyer@example.com}{mob:9999999999}',
    );

    const token = message['identifier'] ?? '';
    const dual = await request(url, transaction('S', { token, dateTime: '2026-01-31' }));
    assert.equal(dual.status, 200);
    const found = transactionOf(dual);
    assert.deepEqual(
      [found['statusCode'], found['identifier'], found['amount']],
      ['0300', token, '500.50'],
    );
    const offline = transaction('O', { identifier: txnId, dateTime: '31-01-2026' });
    assert.deepEqual(transactionOf(await request(url, offline)), found);

    const part = transaction('R', { token, amount: '100.50', dateTime: 'x' }, { cart: {} });
    const refunded = transactionOf(await request(url, part));
    assert.deepEqual([refunded['statusCode'], refunded['amount']], ['0400', '100.50']);
    assert.match(refunded['refundIdentifier'] ?? '', /^[1-9]\d{0,15}$/);
    const pending = await request(url, transaction('S', { token }));
    assert.equal(transactionOf(pending)['statusCode'], '0400');
    const rest = transaction('R', { token, amount: '400' }, { cart: { '': '' } });
    assert.equal(transactionOf(await request(url, rest))['statusCode'], '0400');
    const over = transactionOf(await request(url, transaction('R', { token, amount: '1' })));
    assert.equal(over['statusCode'], '0399');
    await post('/sandbox/settle', {});
    const settled = transactionOf(await request(url, transaction('S', { token })));
    assert.equal(settled['statusCode'], '0300');
    assert.notEqual(settled['refundIdentifier'], '');
  });
}

test('the reply has every key that the contract names', async () => {
  const txnId = '810001';
  await open(consumerData({ txnId }));
  await post('/sandbox/pay', { order: txnId, method: 'upi' });
  const url = `${server.url}/api/paynimoV2.req`;
  const { json } = await request(url, transaction('O', { identifier: txnId }));
  const body = json as Told & { paymentMethod: Told & { paymentTransaction: Told } };
  // The order of keys is the order of the real capture (§3.3).
  assert.deepEqual(Object.keys(body), [
    'merchantCode',
    'merchantTransactionIdentifier',
    'merchantTransactionRequestType',
    'responseType',
    'transactionState',
    'merchantAdditionalDetails',
    'paymentMethod',
    'error',
    'merchantResponseString',
    'pdfDownloadUrl',
  ]);
  assert.equal(
    Object.keys(body.paymentMethod).join(),
    'token,instrumentAliasName,instrumentToken,bankSelectionCode,paymentMode,aCS,oTP,' +
      'paymentTransaction,authentication,error,instrument',
  );
  assert.equal(
    Object.keys(body.paymentMethod.paymentTransaction).join(),
    'amount,balanceAmount,bankReferenceIdentifier,dateTime,errorMessage,identifier,' +
      'refundIdentifier,statusCode,statusMessage,instruction,reference,mandateDetails',
  );
  assert.deepEqual([body['merchantCode'], body['merchantTransactionIdentifier']], [KEY, txnId]);
  assert.equal(body['merchantTransactionRequestType'], 'O');
  const { dateTime, statusMessage } = body.paymentMethod.paymentTransaction;
  assert.match(String(dateTime), /^\d\d-\d\d-\d{4} \d\d:\d\d:\d\d$/);
  assert.equal(statusMessage, 'success');
});

test('failed and cancelled payments are told by their codes', async () => {
  const url = `${server.url}/api/paynimoV2.req`;
  for (const [outcome, code] of [
    ['failure', '0399'],
    ['cancel', '0392'],
    ['pending', '0396'],
  ] as const) {
    const txnId = `81100${code}`;
    await open(consumerData({ txnId }));
    await post('/sandbox/pay', { order: txnId, method: 'upi', outcome });
    const told = transactionOf(await request(url, transaction('O', { identifier: txnId })));
    assert.equal(told['statusCode'], code);
    const refund = transaction('R', { token: told['identifier'] ?? '', amount: '1' });
    assert.equal(transactionOf(await request(url, refund))['statusCode'], '0399');
  }
});

test('what is not there is 9999, as are requests that cannot be read', async () => {
  const url = `${server.url}/api/paynimoV2.req`;
  const rows: readonly (readonly [Body, number, string])[] = [
    [transaction('O', { identifier: 'nobody' }), 200, '9999'],
    [transaction('S', { token: '5403993715527185' }), 200, '9999'],
    [transaction('S', { token: 'NA' }), 200, '9999'],
    [transaction('R', { token: '5403993715527185', amount: '1' }), 200, '9999'],
    [transaction('O', {}), 400, '9999'],
    [transaction('R', { token: '5403993715527185' }), 400, '9999'],
    [transaction('PMI', {}), 400, '9999'],
    [{ transaction: { requestType: 'O', identifier: 'x' } }, 401, '9999'],
    [{ ...transaction('O', { identifier: 'x' }), merchant: { identifier: 'nobody' } }, 401, '9999'],
    [transaction('TSI', { type: '002', subType: '002' }), 200, '0399'],
  ];
  for (const [body, status, code] of rows) {
    const answered = await request(url, body);
    const { paymentMethod } = answered.json as { paymentMethod: { error: Told } };
    assert.deepEqual([answered.status, transactionOf(answered)['statusCode']], [status, code]);
    assert.notEqual(paymentMethod.error['desc'], '');
    assert.notEqual(paymentMethod.error['code'], '');
  }
  const unknown = transactionOf(await request(url, transaction('O', { identifier: 'nobody' })));
  assert.equal(unknown['errorMessage'], 'Transaction Not Found');
});

test('under the short name, what the gateway does not serve is told in its shape', async () => {
  const lost = await request(`${server.url}/worldline/api/other`, {});
  assert.deepEqual([lost.status, transactionOf(lost)['statusCode']], [404, '9999']);
  const get = await ask(`${server.url}/api/paynimoV2.req`);
  assert.equal(get.status, 405);
});

test('live: only the number that the browser carried is looked up unproved', async () => {
  const live = { key: 'live_wl', secret: 'live_secret' };
  const settings = { unsignedCreate: true };
  const { accounts } = server.app.parts;
  await accounts.add({ ...live, name: 'Live', mode: 'live', processor: 'sandbox', settings });
  const url = `${server.url}/api/paynimoV2.req`;
  const merchant = { merchant: { identifier: live.key } };
  const basic = `Basic ${Buffer.from(`${live.key}:${live.secret}`).toString('base64')}`;
  const facts = { identifier: '1', token: '5403993715527185', amount: '1' };
  const expected = { O: [401, 200], S: [200, 200], R: [401, 200] } as const;
  for (const [type, [bare, proved]] of Object.entries(expected)) {
    const body = transaction(type, facts, merchant);
    assert.equal((await request(url, body)).status, bare, type);
    const headers = { authorization: basic };
    assert.equal((await ask(url, { headers, body })).status, proved, type);
    const wrong = { authorization: `${basic.slice(0, -4)}AAAA` };
    assert.equal((await ask(url, { headers: wrong, body })).status, 401, type);
    assert.equal((await ask(url, { headers: { authorization: BASIC }, body })).status, 401, type);
  }
});
