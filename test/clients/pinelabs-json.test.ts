// The JSON generation and the inquiry as the official SDKs use them, and every refusal.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, type TestServer } from '../support/server.ts';
import {
  ACCESS,
  accept,
  acceptOf,
  BASIC,
  digest,
  inquire,
  leave,
  MERCHANT,
  parentOf,
  pay,
  BASES,
  postForm,
  refund,
  SECRET,
  SHOP,
  signatureOf,
  startShop,
  type Texts,
  verified,
} from './pinelabs-client.ts';

let server: TestServer;
before(async () => {
  server = await startShop();
});
after(() => server.stop());

type Accepted = { readonly token: string; readonly redirect_url: string };

async function accepted(reference: string, changes = {}): Promise<Accepted> {
  const { status, json, text } = await accept(server, acceptOf(reference, changes));
  assert.equal(status, 200, text);
  const { response_code, response_message, ...rest } = json as Record<string, unknown>;
  assert.equal(response_code, 1);
  assert.equal(response_message, 'SUCCESS');
  return rest as Accepted;
}

test('the whole life: token, page, return, inquiry, refund', async () => {
  const { token, redirect_url } = await accepted('J_1');
  assert.equal(redirect_url, `${server.url}/pay/${token}`);
  await pay(server, 'J_1', { method: 'netbanking' });
  const { url, fields } = await leave(redirect_url);
  assert.equal(url, SHOP);
  assert.equal(fields['dia_secret'], signatureOf(fields));
  assert.equal(fields['pine_pg_txn_status'], '4');
  assert.equal(fields['txn_response_code'], '1');
  assert.equal(fields['unique_merchant_txn_id'], 'J_1');
  assert.equal(fields['merchant_id'], MERCHANT);
  assert.equal(fields['payment_mode'], '3');
  assert.equal(fields['udf_field_1'], 'first');
  assert.equal(fields['udf_field_2'], '');
  const pineId = fields['pine_pg_transaction_id'] ?? '';
  assert.match(pineId, /^\d+$/);
  const told = verified((await inquire(server, { ppc_UniqueMerchantTxnID: 'J_1' })).json);
  assert.equal(told['ppc_PinePGTransactionID'], pineId);
  assert.equal(told['ppc_CapturedAmount'], '50000');
});

// The published reply, its names in its order (pinelabs.md §2.5).
const INQUIRY_NAMES =
  'MerchantID MerchantAccessCode PinePGTxnStatus TransactionCompletionDateTime ' +
  'UniqueMerchantTxnID Amount TxnResponseCode TxnResponseMessage PinePGTransactionID ' +
  'CapturedAmount RefundedAmount AcquirerName PaymentMode Parent_TxnStatus ' +
  'ParentTxnResponseCode ParentTxnResponseMessage CustomerMobile UdfField1 UdfField2 UdfField3 ' +
  'UdfField4 AcquirerResponseCode AcquirerResponseMessage DIA_SECRET_TYPE DIA_SECRET';
const MISSING_NAMES =
  'MerchantID MerchantAccessCode PinePGTxnStatus TransactionCompletionDateTime ' +
  'UniqueMerchantTxnID TxnResponseCode TxnResponseMessage CapturedAmount RefundedAmount ' +
  'DIA_SECRET_TYPE DIA_SECRET';
const bare = (reply: Texts): string =>
  Object.keys(reply)
    .map((name) => name.replace('ppc_', ''))
    .join(' ');

test('the inquiry’s reply has the published names in the published order', async () => {
  await accepted('J_2');
  const found = verified((await inquire(server, { ppc_UniqueMerchantTxnID: 'J_2' })).json);
  assert.equal(bare(found), INQUIRY_NAMES);
  assert.match(
    found['ppc_TransactionCompletionDateTime'] ?? '',
    /^\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d [AP]M$/,
  );
});

test('an unknown transaction is a signed answer, as published', async () => {
  const { status, json } = await inquire(server, { ppc_UniqueMerchantTxnID: 'J_none' });
  assert.equal(status, 200);
  const told = verified(json);
  assert.equal(bare(told), MISSING_NAMES);
  assert.equal(told['ppc_PinePGTxnStatus'], '-6');
  assert.equal(told['ppc_TxnResponseCode'], '-40');
  assert.equal(told['ppc_TxnResponseMessage'], 'INVALID DATA');
  await accepted('J_3');
  const other = { ppc_UniqueMerchantTxnID: 'J_3', ppc_PinePGTransactionID: '12345678' };
  const mixed = verified((await inquire(server, other)).json);
  assert.equal(mixed['ppc_TxnResponseCode'], '-40', 'a payment of another order');
});

test('every place; JSON and forms; either name; plus signs that a form lost', async () => {
  // Bytes that make base64 use its plus sign.
  const envelope = (reference: string) =>
    Buffer.from(JSON.stringify(acceptOf(reference, { note: '~~~>>>???~~~>>>' }))).toString(
      'base64',
    );
  for (const [index, place] of BASES.entries()) {
    const url = `${server.url}${place}/api/v2/accept/payment`;
    const text = envelope(`J_P${index}`);
    assert.ok(text.includes('+'));
    const headers = { 'x-verify': digest(text) };
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    for (const sent of [
      { headers, body: { request: text } },
      { headers: form, body: new URLSearchParams({ REQUEST: text }).toString() },
      { headers: form, body: `request=${text}` },
    ]) {
      const { status, text: reply } = await ask(url, sent);
      assert.equal(status, 200, `${place}: ${reply}`);
    }
  }
});

test('numbers may be numbers or texts, and either name may be the key', async () => {
  const { merchant_data } = acceptOf('J_4') as { merchant_data: Record<string, unknown> };
  await accepted('J_4', { payment_data: { amount_in_paisa: 50000 } });
  const numbered = { ...merchant_data, merchant_id: 106598, unique_merchant_txn_id: 20240115 };
  await accepted('J_4', { merchant_data: numbered });
  assert.equal(await parentOf(server, '20240115'), '1/1');
});

test('refusals of create carry both spellings of the vendor', async () => {
  const rows = [
    [acceptOf('J_5'), { secret: '00'.repeat(16) }, 401, -34, /^SECURE HASH RETURNED FROM MERCHANT/],
    [acceptOf('J_5', { payment_data: {} }), {}, 400, -40, /^INVALID DATA,payment_data/],
    [acceptOf('J_5', { payment_data: { amount_in_paisa: '5.5' } }), {}, 400, -40, /integer$/],
    [acceptOf('J_5', { txn_data: { transaction_type: 3 } }), {}, 400, -40, /must be 1$/],
    [acceptOf('J_5', { merchant_data: {} }), {}, 401, -34, /^SECURE HASH/],
  ] as const;
  for (const [request, how, status, code, message] of rows) {
    const answered = await accept(server, request, how);
    assert.equal(answered.status, status, answered.text);
    const body = answered.json as Record<string, unknown>;
    const names = ['respone_message', 'respone_code', 'response_message', 'response_code'];
    assert.deepEqual(
      Object.keys(body).filter((name) => name !== 'detail'),
      names,
    );
    assert.equal(body['respone_code'], code);
    assert.equal(body['response_code'], code);
    assert.match(String(body['respone_message']), message);
    assert.equal(body['response_message'], body['respone_message']);
  }
});

test('a wrong secret is told the text to sign, in create and inquiry; live nothing', async () => {
  const secret = '00'.repeat(16);
  const envelope = Buffer.from(JSON.stringify(acceptOf('J_8'))).toString('base64');
  const wrong = await accept(server, acceptOf('J_8'), { secret });
  const detail = String((wrong.json as Texts)['detail']);
  assert.ok(detail.endsWith(`:\n${envelope}`), detail);
  assert.equal((await accept(server, acceptOf('J_8'))).status, 200, 'and so signed it is taken');
  const inquiry = await postForm(`${server.url}/api/PG/V2`, {
    ppc_MerchantID: MERCHANT,
    ppc_MerchantAccessCode: ACCESS,
    ppc_TransactionType: '3',
    ppc_UniqueMerchantTxnID: 'J_8',
    ppc_DIA_SECRET: 'AB',
  });
  assert.equal(inquiry.status, 401);
  assert.match(inquiry.text, /:\\nppc_MerchantAccessCode=.*&ppc_UniqueMerchantTxnID=J_8"/);
  for (const { text } of [wrong, inquiry]) {
    assert.ok(!text.includes(SECRET) && !text.includes(digest(envelope)), text);
  }
  const key = 'pine_live';
  const shop = { key, secret: SECRET, name: key, mode: 'live', processor: 'sandbox' } as const;
  await server.app.parts.accounts.add(shop);
  const merchant_data = { merchant_id: '1', merchant_access_code: key };
  const live = await accept(server, acceptOf('J_8', { merchant_data }), { secret });
  assert.deepEqual([live.status, 'detail' in (live.json as object)], [401, false]);
});

test('what is no envelope is refused clearly', async () => {
  const url = `${server.url}/api/v2/accept/payment`;
  const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
  const rows = ['', '!!!', json([]), json('x'), Buffer.from('{"a":').toString('base64'), 'gICA'];
  for (const request of rows) {
    const headers = { 'x-verify': digest(request) };
    const { status, json: body } = await ask(url, { headers, body: { request } });
    assert.equal(status, 400, request);
    assert.equal((body as Record<string, unknown>)['respone_code'], -40);
  }
  const unsigned = await ask(url, { body: { request: json(acceptOf('J_6')) } });
  assert.equal(unsigned.status, 401);
  assert.equal((await ask(url)).status, 405);
});

test('refused inquiries and refunds use the published texts', async () => {
  const { redirect_url } = await accepted('J_7');
  const unpaid = verified((await inquire(server, { ppc_UniqueMerchantTxnID: 'J_7' })).json);
  const pineId = unpaid['ppc_PinePGTransactionID'] ?? '';
  const ask10 = async (fields: Texts) => {
    const { status, json } = await refund(server, fields);
    assert.equal(status, 200);
    const told = json as Texts;
    assert.equal(told['ppc_PinePGTxnStatus'], '-6');
    return told['ppc_TxnResponseMessage'];
  };
  const named = { ppc_UniqueMerchantTxnID: 'R_1', ppc_PinePGTransactionID: pineId };
  assert.equal(await ask10({ ...named, ppc_Amount: '100' }), 'TRANSACTION NOT AVAILABLE');
  await pay(server, 'J_7');
  assert.equal(await ask10(named), 'DATA MISSING');
  assert.equal(await ask10({ ...named, ppc_Amount: '1.00' }), 'INVALID DATA');
  const currency = { ...named, ppc_Amount: '100', ppc_CurrencyCode: '840' };
  assert.equal(await ask10(currency), 'INVALID DATA');
  assert.match(
    (await ask10({ ...named, ppc_Amount: '50001' })) ?? '',
    /^INVALID DATA,REFUND_AMOUNT/,
  );
  const strange = { ...named, ppc_PinePGTransactionID: '12345678', ppc_Amount: '100' };
  assert.equal(await ask10(strange), 'TRANSACTION NOT AVAILABLE');
  verified((await refund(server, { ...named, ppc_Amount: '50000' })).json);
  assert.equal(await ask10({ ...named, ppc_Amount: '50000' }), 'ALREADY REFUNDED');
  const next = { ...named, ppc_UniqueMerchantTxnID: 'R_2', ppc_Amount: '1' };
  assert.equal(await ask10(next), 'ALREADY REFUNDED');
  assert.equal((await leave(redirect_url)).fields['refund_amount_in_paisa'], '50000');
});

test('an inquiry with a wrong signature, of no type or of no transaction', async () => {
  const url = `${server.url}/api/PG/V2`;
  const named = { ppc_MerchantID: MERCHANT, ppc_MerchantAccessCode: 'x' };
  const wrong = await postForm(url, { ...named, ppc_TransactionType: '3', ppc_DIA_SECRET: 'AB' });
  assert.equal(wrong.status, 401);
  assert.equal((wrong.json as Texts)['ppc_TxnResponseCode'], '-34');
  const none = await inquire(server, {});
  assert.equal((none.json as Texts)['ppc_TxnResponseMessage'], 'DATA MISSING');
  for (const type of ['', '4']) {
    const other = await inquire(server, { ppc_TransactionType: type });
    assert.equal(other.status, 200);
    assert.equal((other.json as Texts)['ppc_TxnResponseMessage'], 'INVALID DATA');
  }
  const doubled = 'ppc_MerchantID=1&ppc_MerchantID=2';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  assert.equal((await ask(url, { headers, body: doubled })).status, 400);
});

test('an order of the documented paths can be asked for and refunded natively', async () => {
  const body = { merchant_txn_id: 'J_8', amount: 50000, currency: 'INR', callback_url: SHOP };
  const headers = { authorization: BASIC };
  const created = await ask(`${server.url}/api/v2/order/via/pinelabs/create`, { headers, body });
  const { ppc_PinelabsTxnId } = created.json as Texts;
  await pay(server, 'J_8');
  assert.equal(await parentOf(server, 'J_8'), '4/1');
  const { json } = await refund(server, {
    ppc_UniqueMerchantTxnID: 'R_8',
    ppc_PinePGTransactionID: ppc_PinelabsTxnId ?? '',
    ppc_Amount: '50000',
  });
  assert.equal(verified(json)['ppc_TxnResponseCode'], '2');
});
