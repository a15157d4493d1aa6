// What a checkout says of how it is paid and who is paid is obeyed or refused, on the page too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { type Body, consumerData, postForm, request, transaction } from './worldline-client.ts';

let server: TestServer;
let url: string;
before(async () => {
  server = await startServer();
  url = `${server.url}/worldline/api/pnCheckout`;
});
after(() => server.stop());

const pay = (order: string, method: string): Promise<Answered> =>
  ask(`${server.url}/sandbox/pay`, { headers: { authorization: BASIC }, body: { order, method } });

async function methodsOn(page: string | null): Promise<readonly string[]> {
  const { text } = await ask(String(page));
  const all = [...text.matchAll(/name="method" value="(\w+)"/g)].map(([, method = '']) => method);
  return [...new Set(all)].sort();
}

const MODES: readonly (readonly [mode: string, method: string])[] = [
  ['cards', 'card'],
  ['netBanking', 'netbanking'],
  ['UPI', 'upi'],
  ['wallets', 'wallet'],
];
for (const [at, [mode, method]] of MODES.entries()) {
  test(`paymentMode ${mode}: the page offers that alone, and nothing else pays`, async () => {
    const txnId = `M_${at}`;
    const { status, headers } = await postForm(url, consumerData({ txnId, paymentMode: mode }));
    assert.equal(status, 303);
    assert.deepEqual(await methodsOn(headers.get('location')), [method]);
    for (const [, other] of MODES) {
      if (other === method) continue;
      const refused = await pay(txnId, other);
      assert.equal(refused.status, 400, other);
      assert.match(refused.text, /This order is not paid by that method/);
    }
    assert.equal((await pay(txnId, method)).status, 200);
  });
}

test('all modes, in whatever sequence they are shown, are all methods', async () => {
  const order = { paymentMode: 'all', paymentModeOrder: ['wallets', 'cards'] };
  for (const [at, changes] of [{}, order, { paymentMode: '' }].entries()) {
    const { headers } = await postForm(url, consumerData({ txnId: `A_${at}`, ...changes }));
    const shown = await methodsOn(headers.get('location'));
    assert.deepEqual(shown, ['card', 'netbanking', 'upi', 'wallet']);
  }
});

test('a second checkout of an unpaid order is paid by the mode that it names', async () => {
  await postForm(url, consumerData({ txnId: 'R_1' }));
  const cards = await postForm(url, consumerData({ txnId: 'R_1', paymentMode: 'cards' }));
  assert.deepEqual(await methodsOn(cards.headers.get('location')), ['card']);
  const again = await postForm(url, consumerData({ txnId: 'R_1', paymentMode: 'all' }));
  assert.equal((await methodsOn(again.headers.get('location'))).length, 4);
});

const NO_MANDATES = 'Auto-Debit is not allowed for this merchant.';
const ONE_SCHEME = 'items must be of one scheme: payments are not split for this merchant';
const item = (amount: string, itemId: string) => ({ itemId, amount, comAmt: '0' });
const REFUSED: readonly (readonly [string, Body, string])[] = [
  ['a mandate as a mode', { paymentMode: 'digitalMandate' }, NO_MANDATES],
  ['kinds of mandates', { mandateSubType: ['eNACH'] }, NO_MANDATES],
  ['a mode that nobody has here', { paymentMode: 'emiBanks' }, 'paymentMode must be all,'],
  ['money that is held', { txnSubType: 'RESERVE' }, 'txnSubType must be DEBIT for this merchant'],
  ['another type', { txnType: 'REFUND' }, 'txnType must be SALE for this merchant'],
];
for (const [name, changes, says] of REFUSED) {
  test(`refused: ${name}, by form and by JSON`, async () => {
    const data = consumerData({ txnId: 'X_1', ...changes });
    const page = await postForm(url, data);
    assert.equal(page.status, 400);
    assert.ok(page.text.includes(says), page.text);
    const json = await ask(url, { body: { consumerData: data } });
    assert.equal(json.status, 400);
    assert.ok(json.text.includes(says), json.text);
  });
}

test('standing instructions are refused by the feature, whatever else is there', async () => {
  const data = consumerData({ txnId: 'X_2' });
  for (const features of [{ enableSI: true }, { siDetailsAtMerchantEnd: 'true' }]) {
    const body = new URLSearchParams({
      consumerData: JSON.stringify(data),
      features: JSON.stringify(features),
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const page = await ask(url, { method: 'POST', headers, body: body.toString() });
    assert.deepEqual([page.status, page.text.includes(NO_MANDATES)], [400, true]);
    const json = await ask(url, { body: { features, consumerData: data } });
    assert.deepEqual([json.status, json.text.includes(NO_MANDATES)], [400, true]);
  }
  const off = { enableSI: false, siDetailsAtMerchantEnd: 'false', enableNewWindowFlow: true };
  const plain = await ask(url, { body: { features: off, consumerData: data } });
  assert.equal(plain.status, 200, plain.text);
});

test('items of two schemes would be settled apart; several of one are summed', async () => {
  const { token: _, ...rest } = consumerData({ txnId: 'X_3' });
  const split = [item('500.50', 'first'), item('0', 'second')];
  const refused = await postForm(url, consumerData({ ...rest, items: split }));
  assert.deepEqual([refused.status, refused.text.includes(ONE_SCHEME)], [400, true]);
  const odd = [item('500.50', 'first'), { itemId: { toString: 1 }, amount: '0', comAmt: '0' }];
  assert.equal((await postForm(url, consumerData({ ...rest, items: odd }))).status, 400);
  const same = [item('500.50', 'first'), item('0', 'first')];
  assert.equal((await postForm(url, consumerData({ ...rest, items: same }))).status, 303);
});

test('a refund in other money than the order’s is none', async () => {
  await postForm(url, consumerData({ txnId: 'X_4' }));
  await pay('X_4', 'upi');
  type Told = { paymentMethod: { paymentTransaction: Record<string, string> } };
  const send = async (type: string, facts: Body) => {
    const { json } = await request(`${server.url}/api/paynimoV2.req`, transaction(type, facts));
    return (json as Told).paymentMethod.paymentTransaction;
  };
  const { identifier: token = '' } = await send('O', { identifier: 'X_4' });
  const dollars = await send('R', { token, amount: '1', currency: 'USD' });
  assert.deepEqual(
    [dollars['statusCode'], dollars['errorMessage']],
    ['0399', 'The currency differs from that of the payment'],
  );
  assert.equal((await send('R', { token, amount: '1', currency: 'INR' }))['statusCode'], '0400');
});

test('dollars are paid by card alone', async () => {
  const body = {
    merchant_id: 'test_123',
    order_id: 'D_1',
    amount: '5.00',
    currency: 'USD',
    return_url: 'https://shop.example/return',
  };
  const headers = { authorization: BASIC };
  const made = await ask(`${server.url}/api/v2/order/via/worldline/create`, { headers, body });
  const { payment_url } = made.json as Record<string, string>;
  assert.deepEqual(await methodsOn(payment_url ?? null), ['card']);
});

test('what the gateway’s own script asks besides is told in the gateway’s shape', async () => {
  for (const path of ['/api/CommonAPI/VPAValidation', '/api/PaynimoEnc.jsp']) {
    const { status, json } = await request(server.url + path, {});
    assert.equal(status, 404);
    assert.deepEqual(Object.keys(json as object).slice(0, 2), [
      'merchantCode',
      'merchantTransactionIdentifier',
    ]);
  }
  const script = await ask(`${server.url}/Paynimocheckout/server/lib/checkout`);
  assert.match(script.text, /pnCheckout/);
});
