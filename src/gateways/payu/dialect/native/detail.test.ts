// What is told of payments: names, order and types against the tests of PayU's own SDKs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ACCOUNT,
  buildCall,
  buildOrder,
  buildPayment,
  buildRefund,
} from '../../../../../test/support/call.ts';
import type { Payment } from '../../../../core/payment.ts';
import { formatIndianTime } from '../../time.ts';
import { listActions, describeOutcome } from './action.ts';
import { checkPayment, listPayment, verifyPayment } from './detail.ts';

const ORDER = buildOrder({
  dialect: 'payu',
  reference: 'qazwsxedc3435366566',
  amountMinor: 1000,
  amountText: '10.00',
  status: 'paid',
  wire: { echo: { productinfo: 'iphone', firstname: 'sumit' } },
});
const MASTERCARD = {
  method: 'card',
  network: 'mastercard',
  kind: 'credit',
  last4: '2346',
  holder: null,
} as const;
const PAYMENT: Payment = buildPayment({
  id: { key: 2, number: 4039937155272644, token: 'PAY123def456GH' },
  amountMinor: 1000,
  capturedMinor: 1000,
  instrument: MASTERCARD,
  bankReference: '264724',
  createdAt: Date.parse('2022-09-13T13:07:31+05:30'),
});
const DAY_MS = 24 * 60 * 60 * 1000;
const PAID_AT = PAYMENT.completedAt ?? 0;
const CALL = { ...buildCall({ path: '/' }), now: PAID_AT + DAY_MS - 1 };
const AGGREGATE = { order: ORDER, payments: [PAYMENT], refunds: [] };

// src/test/java/com/payu/verify_paymentTest.java of payu-intrepos/web-sdk-java, byte for byte but
// for mihpayid (ours are below 2^53) and field2 (an authorization code, which we do not have).
const JAVA =
  '{"mihpayid":"4039937155272644","request_id":"","bank_ref_num":"264724","amt":"10.00",' +
  '"transaction_amount":"10.00","txnid":"qazwsxedc3435366566","additional_charges":"0.00",' +
  '"productinfo":"iphone","firstname":"sumit","bankcode":"CC","udf1":null,"udf3":null,' +
  '"udf4":null,"udf5":null,"field2":"","field9":"No Error","error_code":"E000",' +
  '"addedon":"2022-09-13 13:07:31","payment_source":"payu","card_type":"MAST",' +
  '"error_Message":"NO ERROR","net_amount_debit":10,"disc":"0.00","mode":"CC",' +
  '"PG_TYPE":"CC-PG","card_no":"XXXXXXXXXXXX2346","name_on_card":null,"udf2":null,' +
  '"status":"success","unmappedstatus":"captured","Merchant_UTR":null,' +
  '"Settled_At":"0000-00-00 00:00:00"}';

test('verify_payment is the Java SDK’s expectation, byte for byte', () => {
  assert.equal(JSON.stringify(verifyPayment(AGGREGATE, PAYMENT, CALL)), JAVA);
});

test('verify_payment has the same names in every state', () => {
  const names = Object.keys(JSON.parse(JAVA));
  const states: readonly (Payment | null)[] = [
    null,
    { ...PAYMENT, status: 'failed', decline: null, instrument: null },
    { ...PAYMENT, status: 'pending', instrument: { method: 'upi', vpa: 'a@b' } },
    { ...PAYMENT, status: 'voided' },
  ];
  for (const payment of states) {
    const seen = JSON.parse(JSON.stringify(verifyPayment(AGGREGATE, payment, CALL)));
    assert.deepEqual(Object.keys(seen), names);
    assert.equal(typeof seen['mihpayid'], 'string');
  }
});

test('an order of another dialect is told by what is known of it', () => {
  const customer = { id: null, name: 'Asha', email: 'a@b.example', phone: '99' };
  const order = buildOrder({ customer, description: 'Shoes', reference: null });
  const aggregate = { order, payments: [PAYMENT], refunds: [] };
  const seen = verifyPayment(aggregate, PAYMENT, CALL);
  assert.deepEqual([seen.firstname, seen.productinfo, seen.txnid], ['Asha', 'Shoes', '']);
  const listed = listPayment(aggregate, PAYMENT, 'k');
  assert.deepEqual([listed.email, listed.phone, listed.key], ['a@b.example', '99', 'k']);
});

// docs.payu.in/reference/check_payment_api, sample response.
const CHECKED = `request_id bank_ref_num net_amount mihpayid amt disc mode txnid amount amount_paid
discount additional_charges udf1 udf2 udf3 udf4 udf5 field1 field2 field3 field4 field5 field6
field7 field8 field9 addedon status net_amount_debit unmappedstatus firstname bankcode productinfo
payment_source name_on_card card_no PG_TYPE Merchant_UTR Settled_At`.split(/\s+/);
// docs.payu.in/reference/get_transaction_details_api, sample response.
const LISTED = `id status key merchantname txnid firstname lastname addedon bank_name
payment_gateway phone email transaction_fee amount discount additional_charges productinfo
error_code bank_ref_no ibibo_code mode ip card_no cardtype offer_key field2 udf1 pg_mid offer_type
failure_reason mer_service_fee mer_service_tax`.split(/\s+/);
test('check_payment and get_Transaction_Details have the names of their samples', () => {
  assert.deepEqual(Object.keys(checkPayment(AGGREGATE, PAYMENT, CALL)), CHECKED);
  assert.deepEqual(Object.keys(listPayment(AGGREGATE, PAYMENT, 'k')), LISTED);
  assert.equal(checkPayment(AGGREGATE, PAYMENT, CALL).mihpayid, 4039937155272644);
  assert.equal(listPayment(AGGREGATE, PAYMENT, 'k').bank_name, 'Credit Card');
});

test('a day after its capture a payment is settled; nobody told us so in live', () => {
  const later = { ...CALL, now: PAID_AT + DAY_MS };
  const seen = verifyPayment(AGGREGATE, PAYMENT, later);
  assert.deepEqual(
    [seen.Merchant_UTR, seen.Settled_At],
    ['4039937155272644', formatIndianTime(PAID_AT + DAY_MS)],
  );
  const checked = checkPayment(AGGREGATE, PAYMENT, later);
  assert.deepEqual(
    [checked.Merchant_UTR, checked.Settled_At],
    [seen.Merchant_UTR, seen.Settled_At],
  );
  assert.equal(checkPayment(AGGREGATE, PAYMENT, CALL).Settled_At, null);
  const live = { ...later, account: { ...ACCOUNT, mode: 'live' as const } };
  assert.equal(verifyPayment(AGGREGATE, PAYMENT, live).Merchant_UTR, null);
  const failed: Payment = { ...PAYMENT, status: 'failed' };
  assert.equal(verifyPayment(AGGREGATE, failed, later).Merchant_UTR, null);
});

test('actions: what happened, under the words of the samples', () => {
  const rows: readonly (readonly [Partial<Payment>, readonly (string | undefined)[]])[] = [
    [{}, ['capture', 'SUCCESS']],
    [{ status: 'voided' }, ['cancel', 'SUCCESS']],
    [{ status: 'authorized', requested: 'void' }, ['cancel', 'queued']],
    [{ status: 'authorized', requested: 'capture' }, ['capture', 'queued']],
    [{ status: 'authorized' }, [undefined, undefined]],
    [{ status: 'failed' }, [undefined, undefined]],
  ];
  for (const [changes, expected] of rows) {
    const action = describeOutcome({ ...PAYMENT, ...changes });
    assert.deepEqual([action?.action, action?.status], expected);
  }
  const statuses = ['pending', 'processed', 'failed', 'cancelled'] as const;
  const told = statuses.map((status, at) => {
    const id = { key: 10 + at, number: 100 + at, token: 'RFN123def456GH' };
    const all = listActions({ ...AGGREGATE, refunds: [buildRefund({ id, status })] }, [PAYMENT]);
    return all[String(100 + at)]?.status;
  });
  assert.deepEqual(told, ['queued', 'success', 'failure', 'failure']);
});
