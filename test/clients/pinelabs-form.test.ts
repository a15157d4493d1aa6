// The form generation as a shop's plugin uses it: post the form, come back, ask, give back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, type TestServer } from '../support/server.ts';
import {
  ACCESS,
  formOf,
  inquire,
  leave,
  MERCHANT,
  parentOf,
  pay,
  BASES,
  postForm,
  refund,
  SECRET,
  sealed,
  settle,
  SHOP,
  signatureOf,
  startShop,
  verified,
} from './pinelabs-client.ts';

let server: TestServer;
before(async () => {
  server = await startShop();
});
after(() => server.stop());

async function enter(fields: ReturnType<typeof sealed>, path = '/PinePGRedirect/index') {
  const answered = await postForm(`${server.url}${path}`, fields);
  assert.equal(answered.status, 303, answered.text);
  return answered.headers.get('location') ?? '';
}

test('the whole life: form, page, return, inquiry, refunds', async () => {
  const page = await enter(sealed(formOf('F_1')));
  assert.ok(page.startsWith(`${server.url}/pay/`));
  assert.equal((await ask(page)).status, 200);
  assert.equal(await parentOf(server, 'F_1'), '1/1');
  await pay(server, 'F_1', { method: 'card' });

  const { url, fields } = await leave(page);
  assert.equal(url, SHOP);
  assert.deepEqual(verified(fields), fields);
  assert.equal(fields['ppc_PinePGTxnStatus'], '4');
  assert.equal(fields['ppc_TxnResponseCode'], '1');
  assert.equal(fields['ppc_UniqueMerchantTxnID'], 'F_1');
  assert.equal(fields['ppc_Amount'], '50000');
  assert.equal(fields['ppc_PaymentMode'], '1');
  assert.equal(fields['ppc_CustomerMobile'], '+91 98765-43210');
  assert.equal(fields['ppc_UdfField1'], 'first');
  assert.equal(fields['ppc_MerchantID'], MERCHANT);
  assert.equal(fields['ppc_MerchantAccessCode'], ACCESS);

  // The plugin then asks with five of the fields that it was given.
  const pineId = fields['ppc_PinePGTransactionID'] ?? '';
  assert.match(pineId, /^\d{6,16}$/);
  const asked = { ppc_UniqueMerchantTxnID: 'F_1', ppc_PinePGTransactionID: pineId };
  const told = verified((await inquire(server, asked)).json);
  assert.equal(told['ppc_Parent_TxnStatus'], '4');
  assert.equal(told['ppc_ParentTxnResponseCode'], '1');
  assert.equal(told['ppc_Amount'], fields['ppc_Amount']);

  const part = await refund(server, {
    ppc_UniqueMerchantTxnID: 'F_1_R1',
    ppc_PinePGTransactionID: pineId,
    ppc_Amount: '20000',
  });
  const answer = verified(part.json);
  assert.equal(answer['ppc_PinePGTxnStatus'], '1');
  assert.equal(answer['ppc_TxnResponseCode'], '2');
  assert.equal(answer['ppc_TxnResponseMessage'], 'REFUND PROCESS INITIATED');
  assert.equal(answer['ppc_UniqueMerchantTxnID'], 'F_1_R1');
  assert.equal(answer['ppc_Amount'], '20000');
  assert.equal(answer['ppc_PinePGTransactionID'], pineId);
  assert.equal(answer['ppc_RefundedAmount'], '20000');
  assert.equal(await parentOf(server, 'F_1'), '1/2');
  await settle(server);
  assert.equal(await parentOf(server, 'F_1'), '9/1');
  await refund(server, {
    ppc_UniqueMerchantTxnID: 'F_1_R2',
    ppc_PinePGTransactionID: pineId,
    ppc_Amount: '30000',
  });
  await settle(server);
  assert.equal(await parentOf(server, 'F_1'), '6/1');
});

test('every place and both spellings of the path lead to the page', async () => {
  for (const [index, place] of BASES.entries()) {
    for (const tail of ['/PinePGRedirect', '/PinePGRedirect/', '/PinePGRedirect/index']) {
      await enter(sealed(formOf(`F_P${index}`)), `${place}${tail}`);
    }
  }
});

test('the inquiry is served at its three spellings, in every place', async () => {
  await enter(sealed(formOf('F_S')));
  const fields = sealed({
    ppc_MerchantID: MERCHANT,
    ppc_MerchantAccessCode: ACCESS,
    ppc_TransactionType: '3',
    ppc_UniqueMerchantTxnID: 'F_S',
  });
  for (const place of BASES) {
    for (const tail of ['/api/PG', '/api/PG/V2', '/api/PG/v2']) {
      const { status, json } = await postForm(`${server.url}${place}${tail}`, fields);
      assert.equal(status, 200, `${place}${tail}`);
      assert.equal(verified(json)['ppc_UniqueMerchantTxnID'], 'F_S');
    }
  }
});

test('either name may be the key; a field of the shop’s own may stay unsigned', async () => {
  const both = { ppc_MerchantID: ACCESS, ppc_MerchantAccessCode: ACCESS };
  const number = { ppc_MerchantID: ACCESS, ppc_MerchantAccessCode: 'something-else' };
  for (const [index, named] of [both, number].entries()) {
    await enter(sealed(formOf(`F_K${index}`, named)));
  }
  await enter({ ...sealed(formOf('F_G')), gateway: 'pinelabs' });
  await enter(sealed({ ...formOf('F_H'), gateway: 'pinelabs' }));
  const lower = signatureOf(formOf('F_L')).toLowerCase();
  await enter({ ...formOf('F_L'), ppc_DIA_SECRET: lower, ppc_DIA_SECRET_TYPE: 'SHA256' });
});

test('the same form again is the same page; once paid it is refused', async () => {
  const page = await enter(sealed(formOf('F_2')));
  assert.equal(await enter(sealed(formOf('F_2'))), page);
  await pay(server, 'F_2');
  const again = await postForm(`${server.url}/PinePGRedirect/index`, sealed(formOf('F_2')));
  assert.equal(again.status, 400);
  assert.match(again.text, /DUPLICATE_UNIQUE_MERCHANT_TXN_ID/);
});

const RETURNS = [
  ['failure', '-7', '-1'],
  ['cancel', '-10', '-1'],
] as const;

test('payments that fail or are cancelled come back as -7 and -10', async () => {
  for (const [outcome, status, code] of RETURNS) {
    const page = await enter(sealed(formOf(`F_${outcome}`)));
    await pay(server, `F_${outcome}`, { outcome });
    const { fields } = await leave(page);
    assert.deepEqual(verified(fields), fields);
    assert.equal(fields['ppc_PinePGTxnStatus'], status);
    assert.equal(fields['ppc_TxnResponseCode'], code);
    assert.equal(await parentOf(server, `F_${outcome}`), `${status}/${code}`);
  }
});

test('a wrong signature is told with the text to sign, never its digest', async () => {
  const fields = sealed(formOf('F_3'));
  const wrong = { ...fields, ppc_Amount: '1' };
  const { status, text } = await postForm(`${server.url}/PinePGRedirect/index`, wrong);
  assert.equal(status, 401);
  assert.match(text, /SECURE HASH RETURNED FROM MERCHANT NOT MATCH/);
  assert.match(text, /ppc_Amount=1&amp;ppc_CustomerAddress1=/);
  assert.ok(!text.includes(signatureOf(wrong)) && !text.toUpperCase().includes(SECRET));
  assert.ok(!text.includes('<laces>'));
});

test('what cannot be a purchase is refused on a page', async () => {
  const changes = [
    { ppc_Amount: '500.00' },
    { ppc_Amount: '0' },
    { ppc_UniqueMerchantTxnID: '' },
    { ppc_MerchantReturnURL: 'javascript:alert(1)' },
    { ppc_TransactionType: '10' },
    { ppc_CurrencyCode: '840' },
  ];
  for (const change of changes) {
    const fields = sealed(formOf('F_4', change));
    const { status, text } = await postForm(`${server.url}/PinePGRedirect/index`, fields);
    assert.equal(status, 400, JSON.stringify(change));
    assert.match(text, /INVALID DATA,ppc_/);
  }
  const method = await ask(`${server.url}/PinePGRedirect/index`);
  assert.equal(method.status, 405);
  assert.match(method.headers.get('content-type') ?? '', /^text\/html/);
});
