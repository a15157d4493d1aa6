// The proof of the signed generations: who is asking, over which fields, and what is told if wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildRequest } from '../../../../../../test/support/call.ts';
import { isFailure } from '../../../../../core/failure.ts';
import { signedText, signText } from '../../../signature.ts';
import { identificationOf, identifyForm, openForm } from './proof.ts';

// pinelabs.md §4.2 pine_inquiry_req: the vendor's published UAT merchant and secret.
const CREDENTIALS = { key: '106598', secret: '55E0F73224EC458A8EC0B68F7B47ACAE' };
const INQUIRY = {
  ppc_MerchantAccessCode: '4a39a6d4-46b7-474d-929d-21bf0e9ed607',
  ppc_MerchantID: '106598',
  ppc_TransactionType: '3',
  ppc_UniqueMerchantTxnID: 'TXN123456',
};
const DIGEST = '6D874718CC1156F72F85E3ACDBDC327F933273203DEDF598FF30C1D86F833320';

function open(fields: Readonly<Record<string, string>>, account = ACCOUNT) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ ppc_DIA_SECRET: DIGEST, ...fields }).toString();
  const request = buildRequest({ path: '/V2', headers, body });
  const identification = identifyForm(request);
  assert.ok(!isFailure(identification));
  return openForm(request, identification, account, CREDENTIALS);
}

test('the published inquiry opens, with whatever stands beside its signed fields', () => {
  for (const more of [
    {},
    { ppc_DIA_SECRET_TYPE: 'SHA256' },
    { ppc_DIA_SECRET_TYPE: 'sha256' },
    { ppc_DIA_SECRET_TYPE: '' },
    { ppc_DIA_SECRET: DIGEST.toLowerCase() },
    { gateway: 'x' },
  ]) {
    const fields = open({ ...INQUIRY, ...more });
    assert.ok(!isFailure(fields), JSON.stringify(more));
    assert.equal('gateway' in fields.values, false, 'what was not signed is not read');
    assert.equal(fields.values['ppc_UniqueMerchantTxnID'], 'TXN123456');
  }
});

test('one changed, missing or further field, another type of digest: refused', () => {
  const { ppc_TransactionType, ...less } = INQUIRY;
  assert.equal(ppc_TransactionType, '3');
  for (const fields of [
    { ...INQUIRY, ppc_UniqueMerchantTxnID: 'TXN123457' },
    { ...INQUIRY, ppc_UdfField1: '' },
    { ...INQUIRY, ppc_DIA_SECRET: 'x' },
    { ...INQUIRY, ppc_DIA_SECRET_TYPE: 'MD5' },
    less,
  ]) {
    const refused = open(fields);
    assert.ok(isFailure(refused) && refused.failure === 'credentials_wrong');
    assert.ok(!refused.detail?.includes(CREDENTIALS.secret));
  }
});

// A buyer's name in a form, and a card's holder in a return of the JSON generation.
test('what a buyer typed is no field, whoever signed it', () => {
  const typed = '&ppc_MerchantAccessCode=x&ppc_TransactionType=10&ppc_UniqueMerchantTxnID=y';
  const named = { ...INQUIRY, ppc_CustomerFirstName: `Jo${typed}` };
  const returned = { ...INQUIRY, ppc_PinePGTxnStatus: '4' };
  const json = { ...INQUIRY, Acquirer_Response_Code: 'captured&card_holder_name=x' };
  for (const [fields, field] of [
    [named, 'ppc_CustomerFirstName'],
    [returned, 'ppc_PinePGTxnStatus'],
    [json, 'Acquirer_Response_Code'],
    [{ ...INQUIRY, '{"a":"b': '1' }, '{"a":"b'],
    [{ ...INQUIRY, '{ppc_a': '1' }, '{ppc_a'],
    [{ ...INQUIRY, 'ppc_a{': '1' }, 'ppc_a{'],
  ] as const) {
    const told = open({ ...fields, ppc_DIA_SECRET: signText(textOf(fields), CREDENTIALS.secret) });
    assert.ok(isFailure(told) && told.failure === 'request_invalid', JSON.stringify(told));
    assert.deepEqual(
      told.issues?.map((issue) => issue.field),
      [field],
    );
  }
  const spaced = {
    ...INQUIRY,
    ppc_MerchantReturnURL: 'https://a.example/?b=1&c=2',
    'a[b].c-d': 'x',
  };
  const proof = signText(textOf(spaced), CREDENTIALS.secret);
  assert.ok(!isFailure(open({ ...spaced, ppc_DIA_SECRET: proof })), 'a query, a field of a shop’s');
});

const textOf = (fields: Readonly<Record<string, string>>): string =>
  signedText(Object.entries(fields));

test('a refusal says what a value must not contain', () => {
  const named = { ...INQUIRY, ppc_CustomerFirstName: 'Jo&ppc_Amount=1' };
  const told = open({ ...named, ppc_DIA_SECRET: signText(textOf(named), CREDENTIALS.secret) });
  assert.ok(isFailure(told));
  assert.deepEqual(
    told.issues?.map(({ rule, message }) => [rule, message]),
    [['format', 'must not contain "&ppc_"']],
  );
});

test('of a JSON body a number is signed as it was written, and what is no text as nothing', () => {
  const text = 'ppc_A=3.0&ppc_B=&ppc_MerchantID=106598';
  const secret = signText(text, CREDENTIALS.secret);
  const body = `{"ppc_MerchantID":"106598","ppc_A":3.0,"ppc_B":true,"ppc_DIA_SECRET":"${secret}"}`;
  const headers = { 'content-type': 'application/json' };
  const request = buildRequest({ path: '/V2', headers, body });
  const identification = identifyForm(request);
  assert.ok(!isFailure(identification));
  const fields = openForm(request, identification, ACCOUNT, CREDENTIALS);
  assert.ok(!isFailure(fields), JSON.stringify(fields));
  assert.deepEqual(fields.values, {
    ppc_MerchantID: '106598',
    ppc_A: '3.0',
    ppc_B: '',
    ppc_DIA_SECRET: secret,
  });
});

test('a sandbox account is told the text to sign; one that moves money is not', () => {
  const wrong = { ...INQUIRY, ppc_TransactionType: '4' };
  const told = open(wrong);
  const text = 'ppc_MerchantID=106598&ppc_TransactionType=4&ppc_UniqueMerchantTxnID=TXN123456';
  assert.ok(isFailure(told) && told.detail?.endsWith(text));
  assert.deepEqual(open(wrong, { ...ACCOUNT, mode: 'live' }), { failure: 'credentials_wrong' });
});

test('the access code is looked for first, then the number', () => {
  const proof = 'x';
  assert.deepEqual(identificationOf('1', 'code', proof), { key: 'code', alias: '1', proof });
  assert.deepEqual(identificationOf(106598, '', proof), { key: '106598', proof });
  assert.deepEqual(identificationOf(undefined, ' code ', proof), { key: 'code', proof });
  for (const [id, code, given] of [
    [undefined, undefined, proof],
    [{}, [], proof],
    ['1', 'code', undefined],
    ['1', 'code', ' '],
  ]) {
    assert.deepEqual(identificationOf(id, code, given), { failure: 'credentials_missing' });
  }
});
