// The older signed form: the vectors of the contract, who gets it, and the shop behind the relay.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildPayment, buildRefund, CREDENTIALS } from '../../../../test/support/call.ts';
import { only, paid, renderWebhooks, type Told } from '../../../../test/support/cashfree-event.ts';
import type { Account } from '../../../core/account.ts';
import type { Payment } from '../../../core/payment.ts';
import { signForm, signText } from './webhook-form.ts';

test('the gateway’s own vectors: JSON and form', () => {
  const secret = 'cf_test_secret_key';
  const body =
    '{"data":{"order":{"order_id":"order_1","order_amount":170.00,"order_currency":"INR",' +
    '"order_tags":null},"payment":{"cf_payment_id":"1453002795","payment_status":"SUCCESS",' +
    '"payment_amount":170.00}},"event_time":"2025-05-05T12:19:19+05:30",' +
    '"type":"PAYMENT_SUCCESS_WEBHOOK"}';
  const seal = signText(`1746427759733${body}`, secret);
  assert.equal(seal, 'pFJsEEbODQB08sAYg6ycHa/niIi9jbb2hghYu+rwFBg=');
  const form = {
    orderId: 'order_1',
    orderAmount: '170.00',
    referenceId: '1453002795',
    txStatus: 'SUCCESS',
    paymentMode: 'UPI',
    txMsg: '00::Transaction success',
    txTime: '2025-05-05 12:19:10',
  };
  assert.equal(signForm(form, secret), '2+29TO5BP0te6p1+pPLioUoqfOi0lAkGcJY8z+qIwwE=');
});

const settled = (orderNotices: 'json' | 'form' | 'both', mode: Account['mode'] = 'sandbox') => ({
  account: { ...ACCOUNT, mode, settings: { ...ACCOUNT.settings, orderNotices } },
});

test('the older form: sealed over its values, payments only, where it is asked for', () => {
  const { headers, body, attemptHeader } = only({ ...paid, ...settled('form') });
  assert.deepEqual(headers, { 'content-type': 'application/x-www-form-urlencoded' });
  assert.equal(attemptHeader, undefined);
  const { signature, ...form } = Object.fromEntries(new URLSearchParams(body));
  assert.deepEqual(form, {
    orderId: 'CF_1',
    orderAmount: '500.50',
    referenceId: '5403993715527185',
    txStatus: 'SUCCESS',
    paymentMode: 'UPI',
    txMsg: 'Transaction successful',
    txTime: '2024-01-15 10:35:00',
  });
  // As the plugins reckon it: the values one after the other.
  assert.equal(signature, signText(Object.values(form).join(''), CREDENTIALS.secret));

  const types = (told: Told) => renderWebhooks(told).map(({ headers: h }) => h['content-type']);
  const both = ['application/json', 'application/x-www-form-urlencoded'];
  assert.deepEqual(types({ ...paid, ...settled('both') }), both);
  assert.deepEqual(types({ ...paid, ...settled('json') }), both.slice(0, 1));
  const refund = buildRefund({ status: 'processed' });
  const refunded = { kind: 'refund.processed', payment: buildPayment(), refund } as const;
  assert.deepEqual(types({ ...refunded, ...settled('form') }), []);
  assert.deepEqual(types({ ...refunded, ...settled('both') }), both.slice(0, 1));
  // An endpoint says so itself; the setting is about the addresses of orders.
  assert.deepEqual(types({ ...paid, ...settled('form'), body: {} }), both.slice(0, 1));
  assert.deepEqual(types({ ...paid, body: { format: 'form' } }), both.slice(1));
  assert.deepEqual(types({ ...paid, body: { format: 'both' } }), both);
});

test('the form names every way of paying and every end', () => {
  const form = (change: Partial<Payment>) => {
    const payment = buildPayment(change);
    const kind = payment.status === 'captured' ? 'payment.captured' : 'payment.failed';
    const values = new URLSearchParams(only({ kind, payment, ...settled('form') }).body);
    return [values.get('txStatus'), values.get('paymentMode')];
  };
  assert.deepEqual(form({}), ['SUCCESS', 'CREDIT_CARD']);
  const hdfc = { method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' } as const;
  assert.deepEqual(form({ instrument: hdfc }), ['SUCCESS', 'NET_BANKING']);
  assert.deepEqual(form({ instrument: { method: 'wallet', wallet: 'paytm' } })[1], 'WALLET');
  assert.deepEqual(form({ status: 'failed', decline: 'declined' })[0], 'FAILED');
  const left = { status: 'failed', decline: 'cancelled_by_customer', instrument: null } as const;
  assert.deepEqual(form(left), ['USER_DROPPED', '']);
});

const RELAY =
  'https://payments-test.cashfree.com/pgbillpayuiapi/integrations/webhook?redirectData=';
const pack = (text: string) => RELAY + Buffer.from(text).toString('base64');

test('the relay that the WooCommerce plugin names: its shop gets the form', () => {
  // The plugin leaves the plus signs of its base64 as they are.
  const shop = 'https://shop.in/?wc-api=cashfree&order_key=wc_order_~~~>>>ÿ&action=notify';
  const url = pack(`notify_url=${shop}&platform=woo`);
  assert.ok(url.includes('+'));
  for (const orderNotices of ['json', 'form', 'both'] as const) {
    const told = only({ ...paid, url, ...settled(orderNotices, 'live') });
    assert.equal(told.url, URL.parse(shop)?.href);
    assert.match(told.headers['content-type'] ?? '', /urlencoded/);
    assert.equal(new URLSearchParams(told.body).get('txStatus'), 'SUCCESS');
  }
  const hostile = [
    pack('notify_url=javascript:alert(1)&platform=woo'),
    pack('notify_url=file:///etc/passwd&platform=woo'),
    pack('notify_url=&platform=woo'),
    pack('nothing'),
    `${RELAY}%00%ff`,
    RELAY,
  ];
  for (const address of hostile)
    assert.deepEqual(renderWebhooks({ ...paid, url: address }), [], address);
  const plain = pack('notify_url=http://shop.in/n&platform=woo');
  assert.equal(only({ ...paid, url: plain }).url, 'http://shop.in/n');
  assert.deepEqual(renderWebhooks({ ...paid, url: plain, ...settled('json', 'live') }), []);
  // Somebody else's address is only an address, whatever it carries.
  const other = url.replace('payments-test.cashfree.com', 'payments-test.cashfree.com.evil.in');
  assert.equal(only({ ...paid, url: other }).url, other);
});

// The addresses that the gateway's plugins give with their orders, shops' own folders before them.
const PLUGIN_ADDRESSES = [
  'https://shop.in/cashfree/standard/notify/',
  'https://shop.in/store/cashfree/standard/notify',
  'https://shop.in/index.php?route=extension/payment/cashfree/callback',
  'https://shop.in/index.php?language=en-gb&route=extension/opencart/payment/cashfree.callback',
  'https://bill.in/modules/gateways/callback/cashfree_notify.php',
  'https://bill.in/whmcs/modules/gateways/cashfree/cashfree_notify.php',
  'https://shop.in/index.php?dispatch=payment_notification.cf_notify&payment=cashfree',
  'https://shop.in/wp-admin/admin-post.php?action=gf_cashfree_notify',
  'https://shop.in/module/cashfree/notify',
  'https://shop.in/en/index.php?fc=module&module=cashfree&controller=notify',
];
const OTHER_ADDRESSES = [
  'https://shop.in/',
  'https://shop.in/webhook',
  'https://shop.in/cashfree/notify',
  'https://shop.in/index.php?route=extension/payment/cashfree/thankyou',
  'https://shop.in/wp-admin/admin-post.php?action=other',
];

test('a plugin’s own address hears the form, any other JSON, unless the account says so', () => {
  const typesAt = (url: string, more: object = {}) =>
    renderWebhooks({ ...paid, url, ...more }).map(({ headers }) => headers['content-type']);
  const form = 'application/x-www-form-urlencoded';
  for (const url of PLUGIN_ADDRESSES) {
    assert.deepEqual(typesAt(url), [form], url);
    assert.deepEqual(typesAt(url, settled('both')), ['application/json', form], url);
    assert.deepEqual(typesAt(url, { body: {} }), ['application/json'], 'an endpoint says itself');
  }
  for (const url of OTHER_ADDRESSES) {
    assert.deepEqual(typesAt(url), ['application/json'], url);
    assert.deepEqual(typesAt(url, settled('form')), [form], url);
  }
});
