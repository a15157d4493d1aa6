// What is sent to Cashfree: addresses, headers and bodies as its documents ask for them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Order } from '../../../core/order.ts';
import type { WireRequest } from '../../processor.ts';
import { capture, release } from './capture.ts';
import { checkCredentials } from './credentials.ts';
import { type Ask, askOf, CONNECTION, NAME, REFUND_NAME, sideOf } from './fixtures/asked.ts';
import { ORDER, replyOf } from './fixtures/replies.ts';
import { inquire } from './inquire.ts';
import { refund } from './refund.ts';
import { start } from './start.ts';
import { withdraw } from './withdraw.ts';

function sent(request: object): WireRequest {
  assert.ok('url' in request, JSON.stringify(request));
  return request as WireRequest;
}

function orderOf(more: Partial<Ask> = {}, order: Partial<Order> = {}) {
  const { body } = sent(start.request(askOf(more, order), sideOf()));
  return JSON.parse(body ?? '') as Record<string, Record<string, unknown>>;
}

// docs/gateways/cashfree.md §1.2, §1.4.
test('an order is made with its name, the exact amount and where to come back', () => {
  const { method, url, headers, body } = sent(start.request(askOf(), sideOf()));
  assert.equal(`${method} ${url}`, 'POST https://sandbox.cashfree.com/pg/orders');
  assert.deepEqual(headers, {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-client-id': 'TEST1001',
    'x-client-secret': 'cfsk_ma_test_made_up',
    'x-api-version': '2025-01-01',
    'x-request-id': NAME,
    'x-idempotency-key': headers['x-idempotency-key'],
  });
  assert.match(headers['x-idempotency-key'] ?? '', new RegExp(`^${NAME}-make-\\d+$`));
  assert.equal(
    body,
    `{"order_id":"${NAME}","order_amount":500.00,"order_currency":"INR",` +
      `"customer_details":{"customer_id":"guest_${NAME}","customer_email":"asha@example.com",` +
      '"customer_name":"Asha Rao","customer_phone":"+919000090000"},' +
      '"order_meta":{"return_url":"https://pay.example.in/pay/x/back",' +
      '"notify_url":"https://pay.example.in/hooks/x"},"order_note":"Tea, Earl Grey"}',
  );
});

// §0.8: the first answer to a key is kept for a day, a 500 too.
test('the same request has one key for a while, not for a day', () => {
  const keyAt = (now: number) =>
    sent(start.request(askOf(), { ...sideOf(), now })).headers['x-idempotency-key'];
  const { now } = sideOf();
  const base = now - (now % 600_000);
  assert.equal(keyAt(base), keyAt(base + 599_999));
  assert.notEqual(keyAt(base), keyAt(base + 600_000));
});

test('live mode and a server that stands for it have hosts of their own', () => {
  const live = sideOf({ ...CONNECTION, mode: 'live' });
  const own = sideOf({ ...CONNECTION, baseUrl: 'http://127.0.0.1:8080/' });
  assert.match(
    sent(start.request(askOf(), live)).url,
    /^https:\/\/api\.cashfree\.com\/pg\/orders$/,
  );
  assert.equal(sent(start.request(askOf(), own)).url, 'http://127.0.0.1:8080/pg/orders');
  const rows = [
    [sideOf(), 'https://sdk.cashfree.com/js/v3/cashfree.js', 'sandbox'],
    [live, 'https://sdk.cashfree.com/js/v3/cashfree.js', 'production'],
    [own, 'http://127.0.0.1:8080/js/v3/cashfree.js', 'sandbox'],
  ] as const;
  for (const [side, source, mode] of rows) {
    const told = start.read(replyOf(ORDER), askOf(), side, 0, []);
    assert.ok(told.kind === 'started' && told.step.kind === 'script');
    assert.equal(told.step.source, source);
    assert.equal(told.step.options['mode'], mode);
    assert.doesNotMatch(told.step.run, new RegExp(String(told.step.options['paymentSessionId'])));
    assert.ok(told.step.origins.form.length > 0 && told.step.origins.script.length === 1);
  }
});

// §1.4: more than 15 minutes, less than 30 days.
test('an expiry is clamped, and left out where there is none', () => {
  const { now } = sideOf();
  const at = (expiresAt: number | null) => orderOf({}, { expiresAt })['order_expiry_time'];
  assert.equal(at(null), undefined);
  assert.equal(Date.parse(String(at(now - 5000))) - now, 16 * 60_000);
  assert.equal(at(now + 3_600_000), '2026-08-31T17:37:45+05:30');
  assert.equal(Date.parse(String(at(now + 1e11))) - now, 30 * 86_400_000 - 60_000);
});

test('phones as it takes them; any other is refused before a call', () => {
  const phone = (text: string) =>
    start.request(askOf({ customer: { ...askOf().customer, phone: text } }), sideOf());
  const rows = [
    ['90000 90000', '9000090000'],
    ['09000090000', '9000090000'],
    ['919000090000', '+919000090000'],
    ['+1 (415) 555-0100', '+14155550100'],
  ] as const;
  for (const [given, taken] of rows) {
    const body = JSON.parse(sent(phone(given)).body ?? '');
    assert.equal(body.customer_details.customer_phone, taken);
  }
  for (const given of ['', '12345', '12345678901', 'asha']) {
    const told = phone(given);
    assert.ok('kind' in told && told.kind === 'refused' && told.why === 'input', given);
  }
});

// §1.4: 3 to 50 of letters, digits, underscore, hyphen; an e-mail address is refused.
test('a customer keeps a name that fits; others get one that nobody else has', () => {
  const named = (id: string | null) =>
    orderOf({ customer: { ...askOf().customer, id } })['customer_details']?.['customer_id'];
  assert.equal(named('cust_00-1'), 'cust_00-1');
  assert.equal(named(null), `guest_${NAME}`);
  const odd = ['a@b.in', 'ab', 'a.b', 'x'.repeat(51)].map(named);
  assert.equal(new Set(odd).size, 4);
  for (const each of odd) assert.match(String(each), /^[A-Za-z0-9_-]{3,50}$/);
});

test('texts outside its bounds are left out rather than refused', () => {
  const customer = { ...askOf().customer, name: 'Al', email: `${'x'.repeat(99)}@b` };
  const body = orderOf({ customer }, { description: 'T' });
  assert.deepEqual(Object.keys(body['customer_details'] ?? {}), ['customer_id', 'customer_phone']);
  assert.equal(body['order_note'], undefined);
  assert.equal(orderOf({}, { description: 'preauth_transaction' })['order_note'], undefined);
  assert.equal(orderOf({}, { capture: 'manual' })['order_note'], 'preauth_transaction');
  assert.equal(String(orderOf({}, { description: 'x'.repeat(300) })['order_note']).length, 200);
});

test('a hook without https is told to no real gateway', () => {
  const hook = 'http://127.0.0.1:9/hooks/x';
  assert.equal(orderOf({ hook })['order_meta']?.['notify_url'], undefined);
  const own = sideOf({ ...CONNECTION, baseUrl: 'http://127.0.0.1:8080' });
  const body = sent(start.request(askOf({ hook }), own)).body ?? '';
  assert.equal(JSON.parse(body).order_meta.notify_url, hook);
});

// §1.7, "authorization"; §P.3: only where it is enabled for the account.
test('a live order whose money is to be held first is refused where nobody enabled that', () => {
  const of = (pre_authorization?: string) => {
    const secret = { client_id: 'P1', client_secret: 'cfsk_ma_prod_made_up' };
    const own = pre_authorization === undefined ? secret : { ...secret, pre_authorization };
    return sideOf({ ...CONNECTION, mode: 'live', credentials: [own] });
  };
  const manual = askOf({}, { capture: 'manual' });
  const refusal = start.request(manual, of());
  assert.ok('kind' in refusal && refusal.kind === 'refused');
  assert.deepEqual([refusal.why, refusal.again], ['account', 'never']);
  for (const asked of [start.request(manual, of('enabled')), start.request(askOf(), of())]) {
    assert.doesNotMatch(sent(asked).body ?? '', /preauth/);
  }
  const check = (pre_authorization: string) =>
    checkCredentials({ client_id: 'P1', client_secret: 'x', pre_authorization }, 'live');
  assert.equal(check('enabled'), null);
  assert.match(check('yes') ?? '', /Pre-authorisation/);
});

// §1.4, `payment_methods`.
test('the methods that an order names, cards by their kind', () => {
  const words = (order: Partial<Order>) => orderOf({}, order)['order_meta']?.['payment_methods'];
  assert.equal(words({}), undefined);
  assert.equal(words({ methods: ['card', 'upi', 'netbanking', 'wallet'] }), 'cc,dc,upi,nb,app');
  assert.equal(words({ methods: ['upi'] }), 'upi');
  const never = [{ method: 'card', kind: 'credit' }];
  assert.equal(words({ instruments: { never } }), 'dc,upi,nb,app');
  assert.equal(words({ methods: ['card'], instruments: { only: [{ kind: 'credit' }] } }), 'cc');
  const visa = [{ method: 'card', kind: 'credit', network: 'visa' }];
  assert.equal(words({ methods: ['card'], instruments: { never: visa } }), 'cc,dc');
  const none = start.request(askOf({}, { methods: [] }), sideOf());
  assert.ok('kind' in none && none.kind === 'refused');
});

// §1.5, §1.7, §1.8.
test('what else is asked for', () => {
  const side = sideOf();
  const ask = askOf();
  const rows = [
    [inquire.request(ask, side), `GET /orders/${NAME}`, null],
    [
      capture.request({ ...ask, amountMinor: 12_005 }, side),
      `POST /orders/${NAME}/authorization`,
      '{"action":"CAPTURE","amount":120.05}',
    ],
    [release.request(ask, side), `POST /orders/${NAME}/authorization`, '{"action":"VOID"}'],
    [withdraw.request(ask, side), `PATCH /orders/${NAME}`, '{"order_status":"TERMINATED"}'],
    [
      refund.request(ask, side),
      `POST /orders/${NAME}/refunds`,
      `{"refund_amount":123.50,"refund_id":"${REFUND_NAME}"}`,
    ],
  ] as const;
  const keys = new Set<string>();
  for (const [request, line, body] of rows) {
    const { method, url, headers, body: text } = sent(request);
    assert.equal(`${method} ${url.replace('https://sandbox.cashfree.com/pg', '')}`, line);
    assert.equal(text, body);
    if (method === 'POST') keys.add(headers['x-idempotency-key'] ?? '');
  }
  assert.equal(keys.size, 3);
});

// §P.9.
test('a secret that names its environment must name the right one', () => {
  const check = (client_secret: string, mode: 'test' | 'live') =>
    checkCredentials({ client_id: 'TEST1001', client_secret }, mode);
  assert.equal(check('cfsk_ma_test_1', 'test'), null);
  assert.equal(check('cfsk_ma_prod_1', 'live'), null);
  assert.match(check('cfsk_ma_prod_1', 'test') ?? '', /live/);
  assert.match(check('cfsk_ma_test_1', 'live') ?? '', /test/);
  for (const mode of ['test', 'live'] as const) assert.equal(check('0a1b2c', mode), null);
  assert.match(check(' x', 'test') ?? '', /Secret Key/);
  assert.match(checkCredentials({ client_secret: 'x' }, 'test') ?? '', /App ID/);
});
