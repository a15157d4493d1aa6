// Known answers for Pine Labs' signature; secrets and merchant ids are its published UAT ones.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import {
  isSigned,
  type Pair,
  signFields,
  signPpcFields,
  signedText,
  signText,
} from './signature.ts';

const SECRET_106598 = '55E0F73224EC458A8EC0B68F7B47ACAE';
const SECRET_106600 = '9A7282D0556544C59AFE8EC92F5C85F6';
const ACCESS_106598 = '4a39a6d4-46b7-474d-929d-21bf0e9ed607';

const pairsOf = (values: Record<string, string>): readonly Pair[] => Object.entries(values);

function flipByte(text: string): string {
  const middle = text.length >> 1;
  const flipped = String.fromCharCode(text.charCodeAt(middle) ^ 1);
  return text.slice(0, middle) + flipped + text.slice(middle + 1);
}

// pinelabs.md §4.2 has L-1; it is left out: its reply carries what may be a person's phone number.
const VECTORS: readonly {
  readonly name: string;
  readonly secret: string;
  readonly pairs: readonly Pair[];
  readonly digest: string;
}[] = [
  {
    name: 'L-2: not-found reply (SDK README)',
    secret: SECRET_106600,
    pairs: pairsOf({
      ppc_MerchantID: '106600',
      ppc_MerchantAccessCode: 'bcf441be-411b-46a1-aa88-c6e852a7d68c',
      ppc_PinePGTxnStatus: '-6',
      ppc_TransactionCompletionDateTime: '21/09/2023 11:29:48 PM',
      ppc_UniqueMerchantTxnID: '106600_2109202323294890763',
      ppc_TxnResponseCode: '-40',
      ppc_TxnResponseMessage: 'INVALID DATA',
      ppc_CapturedAmount: '0',
      ppc_RefundedAmount: '0',
      ppc_DIA_SECRET_TYPE: 'SHA256',
    }),
    digest: '4B9DD62C1CE94C354E368A2DA1C51C2E8ED16ABDC46414B8AAA60F378CDCE390',
  },
  {
    name: 'L-3: inquiry reply (Java SDK README)',
    secret: SECRET_106598,
    pairs: pairsOf({
      ppc_MerchantID: '106598',
      ppc_MerchantAccessCode: ACCESS_106598,
      ppc_PinePGTxnStatus: '7',
      ppc_TransactionCompletionDateTime: '21/09/2023 05:44:07 PM',
      ppc_UniqueMerchantTxnID: '650acb67d3752',
      ppc_Amount: '10000',
      ppc_TxnResponseCode: '1',
      ppc_TxnResponseMessage: 'SUCCESS',
      ppc_PinePGTransactionID: '12071550',
      ppc_CapturedAmount: '10000',
      ppc_RefundedAmount: '0',
      ppc_AcquirerName: 'BILLDESK',
      ppc_PaymentMode: '3',
      ppc_Parent_TxnStatus: '4',
      ppc_ParentTxnResponseCode: '1',
      ppc_ParentTxnResponseMessage: 'SUCCESS',
      ppc_CustomerMobile: '9876543210',
      ppc_UdfField1: '',
      ppc_UdfField2: '',
      ppc_UdfField3: '',
      ppc_UdfField4: '',
      ppc_AcquirerResponseCode: '0300',
      ppc_AcquirerResponseMessage: 'NA',
    }),
    digest: 'CFACB73375C4602F21EBEDF5288AF4A85FE74C47D8FF3509D4CAF091E73D3985',
  },
  {
    name: 'L-4: browser return, mixed-case names (docs, "Verify Payment Signature")',
    secret: SECRET_106598,
    pairs: pairsOf({
      merchant_id: '106598',
      merchant_access_code: ACCESS_106598,
      unique_merchant_txn_id: 'TestNode3222',
      pine_pg_txn_status: '4',
      txn_completion_date_time: '18/03/2024 04:44:49 PM',
      amount_in_paisa: '1000',
      txn_response_code: '1',
      txn_response_msg: 'SUCCESS',
      acquirer_name: 'BILLDESK',
      pine_pg_transaction_id: '14635747',
      captured_amount_in_paisa: '1000',
      refund_amount_in_paisa: '0',
      payment_mode: '3',
      mobile_no: '',
      udf_field_1: '',
      udf_field_2: '',
      udf_field_3: '',
      udf_field_4: '',
      Acquirer_Response_Code: '0300',
      Acquirer_Response_Message: 'DEFAULT',
      parent_txn_status: '',
      parent_txn_response_code: '',
      parent_txn_response_message: '',
    }),
    digest: '156A7BD91DCC0A7BD9D080FDC900581A7BC65D8B17A535E24CE6A042B93DF7C9',
  },
  {
    name: 'pinelabs.md §4.2 pine_inquiry_req',
    secret: SECRET_106598,
    pairs: pairsOf({
      ppc_MerchantID: '106598',
      ppc_MerchantAccessCode: ACCESS_106598,
      ppc_TransactionType: '3',
      ppc_UniqueMerchantTxnID: 'TXN123456',
    }),
    digest: '6D874718CC1156F72F85E3ACDBDC327F933273203DEDF598FF30C1D86F833320',
  },
  {
    name: 'pinelabs.md §4.2 pine_refund_req',
    secret: SECRET_106598,
    pairs: pairsOf({
      ppc_MerchantID: '106598',
      ppc_MerchantAccessCode: ACCESS_106598,
      ppc_TransactionType: '10',
      ppc_UniqueMerchantTxnID: 'RFND123456',
      ppc_PinePGTransactionID: '12071550',
      ppc_Amount: '10000',
      ppc_CurrencyCode: '356',
    }),
    digest: 'AE117EAB3C336EF77D22FBA71F9E341CD6213634821DD3DDAE0B9E8CA9CF2F25',
  },
];

for (const { name, secret, pairs, digest } of VECTORS) {
  test(`the seal: ${name}`, () => {
    const text = signedText(pairs);
    assert.equal(signText(text, secret), digest);
    assert.equal(signedText(pairs.toReversed()), text);
    assert.deepEqual(signFields(pairs, secret), [
      ...pairs,
      ['dia_secret', digest],
      ['dia_secret_type', 'SHA256'],
    ]);
    const ppc = signPpcFields(pairs, secret).slice(pairs.length);
    assert.deepEqual(ppc, [
      ['ppc_DIA_SECRET_TYPE', 'SHA256'],
      ['ppc_DIA_SECRET', digest],
    ]);
    assert.ok(isSigned(text, digest.toLowerCase(), secret));
    assert.ok(!isSigned(text, flipByte(digest), secret) && !isSigned(text, '', secret));
    assert.notEqual(signText(flipByte(text), secret), digest);
    assert.notEqual(signText(text, flipByte(secret)), digest);
  });
}

// pinelabs.md §4.2 pine_accept_payment_X_VERIFY: the message is the base64 text itself.
const ACCEPT_PAYMENT =
  'eyJtZXJjaGFudF9kYXRhIjp7Im1lcmNoYW50X2lkIjoiMTA2NTk4IiwibWVyY2hhbnRfYWNjZXNzX2NvZGUiOiI0YTM5' +
  'YTZkNC00NmI3LTQ3NGQtOTI5ZC0yMWJmMGU5ZWQ2MDciLCJtZXJjaGFudF9yZXR1cm5fdXJsIjoiaHR0cHM6Ly9tZXJj' +
  'aGFudC5leGFtcGxlL2NiIiwidW5pcXVlX21lcmNoYW50X3R4bl9pZCI6IlRYTjEyMzQ1NiJ9LCJwYXltZW50X2RhdGEi' +
  'OnsiYW1vdW50X2luX3BhaXNhIjo1MDAwMH0sInR4bl9kYXRhIjp7Im5hdmlnYXRpb25fbW9kZSI6MiwicGF5bWVudF9t' +
  'b2RlIjoiMSwzLDEwIiwidHJhbnNhY3Rpb25fdHlwZSI6MX19';

test('the seal: pinelabs.md §4.2 pine_accept_payment_X_VERIFY', () => {
  const digest = '1504CA41713485F6BE255A0AA84266B04A4DA536767DF678631500D57E73C8BD';
  assert.equal(signText(ACCEPT_PAYMENT, SECRET_106598), digest);
  assert.notEqual(signText(flipByte(ACCEPT_PAYMENT), SECRET_106598), digest);
});

test('the seal leaves its own two fields out of what is signed, in both generations', () => {
  const sealed = signFields(
    [
      ['b', '2'],
      ['A', '1'],
      ['a', ''],
    ],
    SECRET_106598,
  );
  assert.equal(signedText(sealed), 'A=1&a=&b=2');
  assert.equal(
    signedText([
      ['ppc_DIA_SECRET', 'x'],
      ['ppc_DIA_SECRET_TYPE', 'y'],
      ['c', '3'],
    ]),
    'c=3',
  );
});

test('a secret is decoded from hex of either case; any other is taken for its UTF-8 bytes', () => {
  assert.equal(signText('x', SECRET_106598.toLowerCase()), signText('x', SECRET_106598));
  for (const secret of ['secret_123', 'abc', 'पासवर्ड', 'zz'.repeat(32), '']) {
    const expected = createHmac('sha256', Buffer.from(secret, 'utf8')).update('x').digest('hex');
    assert.equal(signText('x', secret), expected.toUpperCase());
  }
});

test('blanks around a digest do not count; letters beside it do', () => {
  const digest = signText('x', SECRET_106598);
  for (const given of [digest, ` ${digest}`, `${digest}\r\n`]) {
    assert.ok(isSigned('x', given, SECRET_106598), JSON.stringify(given));
  }
  for (const given of [`${digest}0`, `0${digest}`, digest.slice(1), digest.slice(0, -1)]) {
    assert.ok(!isSigned('x', given, SECRET_106598), given);
  }
});

test('a name that comes twice is signed in the order in which its values came', () => {
  const twice = (first: string, second: string): string =>
    signedText([
      ['udf', first],
      ['b', '0'],
      ['udf', second],
      ['a', '0'],
    ]);
  assert.equal(twice('1', '2'), 'a=0&b=0&udf=1&udf=2');
  assert.equal(twice('2', '1'), 'a=0&b=0&udf=2&udf=1');
});
