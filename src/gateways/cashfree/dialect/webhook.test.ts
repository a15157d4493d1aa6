// Webhooks as bytes: what each version says, who hears it, and the seals, held by the SDKs' own
// verifiers.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { connectClients } from '../../../../test/clients/cashfree-client.ts';
import { buildPayment, buildRefund, CREDENTIALS } from '../../../../test/support/call.ts';
import {
  AT,
  dataOf,
  HOOK,
  jsonOf,
  only,
  paid,
  renderWebhooks,
} from '../../../../test/support/cashfree-event.ts';
import type { EventKind } from '../../../core/decision.ts';
import { signText } from './webhook-form.ts';
import { webhooks } from './webhook.ts';
const version = (name: string) => ({ body: { version: name } });

test('a paid order as 2025-01-01 tells it, byte for byte', () => {
  const { event, method, url, headers, body, attemptHeader } = only(paid);
  const payment =
    '{"cf_payment_id":"5403993715527185","payment_status":"SUCCESS","payment_amount":500.50,' +
    '"payment_currency":"INR","payment_message":"Transaction successful",' +
    '"payment_time":"2024-01-15T10:34:00+05:30","bank_reference":"123456789","auth_id":null,' +
    '"payment_method":{"upi":{"channel":"collect","upi_id":"asha@okbank","upi_instrument":"UPI",' +
    '"upi_instrument_number":"","upi_payer_account_number":"","upi_payer_ifsc":""}},' +
    '"payment_group":"upi","international_payment":{"international":false},' +
    '"payment_surcharge":{"payment_surcharge_service_charge":0.00,' +
    '"payment_surcharge_service_tax":0.00}}';
  const expected =
    '{"data":{"order":{"order_id":"CF_1","order_amount":500.50,"order_currency":"INR",' +
    `"order_tags":null},"payment":${payment},"customer_details":{"customer_name":"Asha Rao",` +
    '"customer_id":"cust_1","customer_email":"asha@example.com",' +
    '"customer_phone":"9876543210"},"payment_gateway_details":{"gateway_name":"CASHFREE",' +
    '"gateway_order_id":"4403993715527184","gateway_payment_id":"5403993715527185",' +
    '"gateway_order_reference_id":null,"gateway_settlement":"CASHFREE",' +
    '"gateway_status_code":null},"payment_offers":null},' +
    '"event_time":"2024-01-15T10:35:00+05:30","type":"PAYMENT_SUCCESS_WEBHOOK"}';
  assert.equal(body, expected);
  assert.deepEqual([event, method, url], ['PAYMENT_SUCCESS_WEBHOOK', 'POST', HOOK]);
  assert.deepEqual(headers, {
    'content-type': 'application/json',
    'x-webhook-signature': signText(String(AT) + body, CREDENTIALS.secret),
    'x-webhook-timestamp': String(AT),
    'x-webhook-version': '2025-01-01',
    'x-idempotency-key': createHash('sha256').update(body).digest('base64'),
  });
  assert.equal(attemptHeader, 'x-webhook-attempt');
});

test('every SDK takes the bytes as they came, and nothing else', () => {
  for (const client of connectClients('http://127.0.0.1:1', CREDENTIALS)) {
    for (const name of webhooks.versions) {
      const { headers, body } = only({ ...paid, ...version(name) });
      const seal = headers['x-webhook-signature'] ?? '';
      const timestamp = headers['x-webhook-timestamp'] ?? '';
      assert.equal(client.verify(seal, body, timestamp).type, 'PAYMENT_SUCCESS_WEBHOOK');
      // Amounts keep their zeros, as at the gateway: whoever prints the JSON anew breaks the seal.
      const wrong: readonly (readonly [string, string, string])[] = [
        [seal, JSON.stringify(JSON.parse(body)), timestamp],
        [seal, body.replace('500.50', '500.51'), timestamp],
        [seal, body, String(Number(timestamp) + 1)],
        [`A${seal.slice(1)}`, body, timestamp],
      ];
      for (const signed of wrong) assert.throws(() => client.verify(...signed), /did not match/);
    }
  }
});

test('the seal is by the client secret, whatever secret an endpoint has of its own', () => {
  const own = only({ ...paid, body: {}, secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' });
  const seal = signText(String(AT) + own.body, CREDENTIALS.secret);
  assert.equal(own.headers['x-webhook-signature'], seal);
});

test('the versions differ in ids, extras and the idempotency header', () => {
  const rows: readonly (readonly [string, unknown, boolean])[] = [
    ['2021-09-21', 5403993715527185, false],
    ['2022-09-01', 5403993715527185, false],
    ['2023-08-01', '5403993715527185', false],
    ['2025-01-01', '5403993715527185', true],
  ];
  for (const [name, id, isNew] of rows) {
    const told = { ...paid, ...version(name) };
    const { payment } = dataOf(told);
    assert.deepEqual(payment?.['cf_payment_id'], id, name);
    assert.equal('payment_surcharge' in (payment ?? {}), isNew, name);
    assert.equal('international_payment' in (payment ?? {}), isNew, name);
    assert.equal('upi_instrument' in (payment?.['payment_method']?.['upi'] ?? {}), isNew, name);
    const { headers } = only(told);
    assert.equal(headers['x-webhook-version'], name);
    assert.equal('x-idempotency-key' in headers, isNew, name);
  }
});

test('an order’s own address hears the version that the order was made with', () => {
  const rows: readonly (readonly [unknown, string])[] = [
    ['2021-05-21', '2021-09-21'],
    ['2022-01-01', '2021-09-21'],
    ['2022-09-01', '2022-09-01'],
    ['2023-08-01', '2023-08-01'],
    ['2025-01-01', '2025-01-01'],
    ['2026-01-01', '2025-01-01'],
    // Orders of the documented paths, and those made before versions were kept.
    [undefined, '2025-01-01'],
    ['constructor', '2025-01-01'],
  ];
  for (const [made, expected] of rows) {
    const { headers } = only({ ...paid, order: { wire: { version: made } } });
    assert.equal(headers['x-webhook-version'], expected);
    // An endpoint has its own wish, whatever the order was made with.
    const other = only({ ...paid, order: { wire: { version: made } }, ...version('2023-08-01') });
    assert.equal(other.headers['x-webhook-version'], '2023-08-01');
  }
});

test('a failed payment says why, a dropped one does not', () => {
  const failed = buildPayment({
    status: 'failed',
    decline: 'declined',
    instrument: { method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' },
    capturedMinor: 0,
  });
  const told = only({ kind: 'payment.failed', payment: failed });
  assert.equal(told.event, 'PAYMENT_FAILED_WEBHOOK');
  const { data } = jsonOf(told);
  assert.deepEqual(Object.keys(data ?? {}).slice(2, 4), ['customer_details', 'error_details']);
  assert.deepEqual(data?.['error_details'], {
    error_code: 'TRANSACTION_DECLINED',
    error_description: 'issuer bank or payment service provider declined the transaction',
    error_reason: 'bank_rejected',
    error_source: 'bank',
  });
  assert.equal(data?.['payment']?.['payment_surcharge'], null);
  const bank = data?.['payment']?.['payment_method']?.['netbanking'];
  assert.deepEqual(bank?.['netbanking_bank_code'], '3021', 'text, where the API has a number');

  const left = { ...failed, decline: 'cancelled_by_customer', instrument: null } as const;
  const dropped = only({ kind: 'payment.failed', payment: left });
  assert.equal(dropped.event, 'PAYMENT_USER_DROPPED_WEBHOOK');
  const dropping = jsonOf(dropped)['data'] ?? {};
  // cashfree.md §3.1: the samples of USER_DROPPED have these three alone.
  assert.deepEqual(Object.keys(dropping), ['order', 'payment', 'customer_details']);
  const { payment } = dropping;
  assert.deepEqual(payment?.['payment_status'], 'USER_DROPPED');
  assert.equal(payment?.['payment_method'], null);
});

test('a refund is told when it is decided, with numbers for ids', () => {
  const refund = buildRefund({
    status: 'processed',
    processedAt: AT,
    bankReference: 'ARN1',
    note: 'broken',
    dialect: 'cashfree',
    wire: { refund_speed: 'INSTANT' },
  });
  const about = { payment: buildPayment(), refund };
  const told = only({ kind: 'refund.processed', ...about });
  assert.equal(told.event, 'REFUND_STATUS_WEBHOOK');
  const common =
    '"cf_refund_id":6403993715527186,"cf_payment_id":5403993715527185,"refund_id":"refund_123",' +
    '"order_id":"CF_1","refund_amount":100.00,"refund_currency":"INR","entity":"Refund",' +
    '"refund_type":"MERCHANT_INITIATED","refund_arn":"ARN1","refund_status":"SUCCESS",' +
    '"status_description":"Refund processed successfully",' +
    '"created_at":"2024-01-15T11:00:00+05:30","processed_at":"2024-01-15T10:35:00+05:30",';
  const end = '"event_time":"2024-01-15T10:35:00+05:30","type":"REFUND_STATUS_WEBHOOK"}';
  assert.equal(
    told.body,
    `{"data":{"refund":{${common}"refund_note":"broken","refund_splits":[],"metadata":null,` +
      '"requested_speed":"INSTANT","processed_speed":"STANDARD","service_charge":0.00,' +
      `"service_tax":0.00}},${end}`,
  );
  assert.equal(
    only({ kind: 'refund.processed', ...about, ...version('2022-09-01') }).body,
    `{"data":{"refund":{${common}"refund_charge":0.00,"refund_note":"broken",` +
      `"refund_splits":[],"metadata":null,"refund_mode":"STANDARD"}},${end}`,
  );
  for (const status of ['failed', 'cancelled'] as const) {
    const undone = { ...refund, status, processedAt: null };
    const { refund: body } = dataOf({ ...about, kind: `refund.${status}`, refund: undone });
    assert.deepEqual(body?.['refund_status'], 'CANCELLED');
    assert.equal(body?.['processed_speed'], null);
  }
  assert.deepEqual(renderWebhooks({ ...about, kind: 'refund.created' }), []);
});

test('what the gateway has no word for is not told', () => {
  const silent: readonly EventKind[] = [
    'order.created',
    'order.paid',
    'order.expired',
    'order.cancelled',
    'payment.pending',
    'payment.authorized',
    'payment.voided',
    'payment.mismatched',
  ];
  for (const kind of silent)
    assert.deepEqual(renderWebhooks({ kind, payment: buildPayment() }), [], kind);
});

test('an endpoint hears the events that it chose, whichever dialect made the order', () => {
  const foreign = { order: { dialect: 'another', reference: null, wire: { link_id: 'no' } } };
  const events = ['PAYMENT_SUCCESS_WEBHOOK'];
  const { order, customer_details } = dataOf({ ...paid, ...foreign, body: { events } });
  assert.equal(order?.['order_id'], 'order_ABC123def456GH');
  assert.equal(customer_details?.['customer_phone'], '9876543210');
  assert.deepEqual(renderWebhooks({ ...paid, body: { events: ['REFUND_STATUS_WEBHOOK'] } }), []);
  assert.deepEqual(renderWebhooks({ ...paid, body: { events: [] } }), []);
});

// cashfree.md §3.1; how long the gateway waits is not documented.
test('the types of webhooks; the schedule is 2, 10 and 30 minutes after a failure', () => {
  const { events, versions } = webhooks;
  const payments = ['SUCCESS', 'FAILED', 'USER_DROPPED'].map((word) => `PAYMENT_${word}_WEBHOOK`);
  assert.deepEqual(events, [...payments, 'REFUND_STATUS_WEBHOOK', 'PAYMENT_LINK_EVENT']);
  assert.deepEqual(versions, ['2025-01-01', '2023-08-01', '2022-09-01', '2021-09-21']);
  assert.deepEqual([webhooks.retryMs, webhooks.timeoutMs], [[120_000, 600_000, 1_800_000], 10_000]);
});
