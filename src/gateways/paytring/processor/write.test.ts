// What is sent to Paytring: field by field, as its documents and SDKs have it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Customer } from '../../../core/order.ts';
import type { Exchange, Refused, WireRequest } from '../../processor.ts';
import {
  AMOUNT,
  askHeld,
  askOf,
  askRefund,
  BEGUN_AT,
  CREDENTIALS,
  side,
} from './fixtures/question.ts';
import { NAME, ORDER, REFUND } from './fixtures/replies.ts';
import { paytring } from './index.ts';

assert.ok(paytring.identifies === 'difference');
const { inquireGiven } = paytring;

function write<Ask, Result>(exchange: Exchange<Ask, Result> | undefined, ask: Ask, own = side()) {
  const request = exchange?.request(ask, own);
  assert.ok(typeof request === 'object' && request !== null && 'url' in request);
  const { url, headers, body } = request as WireRequest;
  // §1.5: the document's own example of the two.
  assert.equal(headers['authorization'], 'Basic dGVzdF8xMjM6c2VjcmV0XzEyMw==');
  assert.equal(headers['content-type'], 'application/json');
  const { key, ...fields } = JSON.parse(body ?? '') as Readonly<Record<string, unknown>>;
  assert.equal(key, CREDENTIALS.key);
  return { url, fields };
}

function refusal<Ask, Result>(exchange: Exchange<Ask, Result>, ask: Ask): string {
  const result = exchange.request(ask, side()) as Refused;
  assert.equal(result.kind, 'refused');
  return `${result.again} ${result.raw}`;
}

const API = 'https://api.paytring.com/api/v2';

test('an order: ours by its receipt, paise as a text, captured by itself', () => {
  const { url, fields } = write(paytring.start, askOf());
  assert.equal(url, `${API}/order/create`);
  assert.deepEqual(fields, {
    amount: '118',
    currency: 'INR',
    receipt_id: NAME,
    cname: 'Asha Rao',
    email: 'asha@example.com',
    phone: '+919000090000',
    callback_url: 'https://pay.example.in/pay/x/back',
    autocapture: 'true',
    auto_capture: 'true',
    hash: 'none',
  });
});

test('an order that is captured by a call says so under both names', () => {
  const { fields } = write(paytring.start, askHeld());
  assert.deepEqual([fields['autocapture'], fields['auto_capture']], ['false', 'false']);
});

test('a server that stands for the gateway is asked below its base, whatever its slashes', () => {
  const own = side({ baseUrl: 'http://127.0.0.1:9090//' });
  assert.equal(
    write(paytring.start, askOf(), own).url,
    'http://127.0.0.1:9090/api/v2/order/create',
  );
});

test('what Paytring could not take is refused before it is sent', () => {
  const payer = (changes: Partial<Customer>) => {
    const ask = askOf();
    return { ...ask, customer: { ...ask.customer, ...changes } };
  };
  for (const email of [null, '', 'a b@c.in', `${'a'.repeat(100)}@b.in`]) {
    assert.match(refusal(paytring.start, payer({ email })), /^never an email/);
  }
  assert.match(refusal(paytring.start, payer({ phone: 'call me' })), /^never a phone/);
  assert.match(refusal(paytring.start, payer({ name: ' \n' })), /^never a name/);
  const { payment } = askOf();
  const foreign = askOf({ payment: { ...payment, currency: 'USD' } });
  assert.match(refusal(paytring.start, foreign), /^never only INR/);
  const free = askOf({ payment: { ...payment, amountMinor: 0 } });
  assert.match(refusal(paytring.start, free), /^never nothing/);
  const { order } = askOf();
  const cards = askOf({ order: { ...order, methods: ['card', 'upi'] } });
  assert.match(refusal(paytring.start, cards), /^never its page cannot be held/);
  const all = { ...order, methods: ['card', 'upi', 'netbanking', 'wallet'] } as const;
  assert.match(write(paytring.start, askOf({ order: all })).url, /create$/);
  const { fields } = write(paytring.start, payer({ name: `Asha\n${'ö'.repeat(200)}` }));
  assert.equal(fields['cname'], `Asha ${'ö'.repeat(95)}`);
});

test('it is asked about by theirs, else by ours; the gateway behind it only after a while', () => {
  const soon = write(paytring.inquire, askOf());
  assert.equal(soon.url, `${API}/order/fetch`);
  assert.deepEqual(soon.fields, { id: ORDER, fetch_type: 'normal', hash: 'none' });
  const late = side({}, BEGUN_AT + 10 * 60_000);
  assert.equal(write(paytring.inquire, askOf(), late).fields['fetch_type'], 'advance');
  const failed = askOf({ payment: { ...askOf().payment, status: 'failed' } });
  assert.equal(write(paytring.inquire, failed, late).fields['fetch_type'], 'advance');
  const paid = write(paytring.inquire, askRefund(1), late);
  assert.equal(paid.fields['fetch_type'], 'normal');
  const nameless = write(paytring.inquire, askOf({ theirOrder: null }));
  assert.equal(nameless.url, `${API}/order/fetch/receipt`);
  assert.deepEqual(nameless.fields, { id: NAME, hash: 'none' });
});

test('all is given back by its own call only where all is asked and nothing went before', () => {
  const whole = write(paytring.refund, askRefund(AMOUNT));
  assert.equal(whole.url, `${API}/order/refund`);
  assert.deepEqual(whole.fields, { id: ORDER, hash: 'null' });
  const sending = { count: 1, at: BEGUN_AT, beforeMinor: 18, before: ['1'] };
  for (const ask of [askRefund(100), askRefund(AMOUNT, { sending })]) {
    const { url, fields } = write(paytring.refund, ask);
    assert.equal(url, `${API}/order/refund/partial`);
    const amount = String(ask.refund.amountMinor);
    assert.deepEqual(fields, { id: ORDER, amount, hash: 'none' });
  }
});

test('refunds are asked for by the order, and one by its own name', () => {
  const given = write(inquireGiven, askRefund(100));
  assert.equal(given.url, `${API}/order/refund/attempts`);
  assert.deepEqual(given.fields, { order_id: ORDER, hash: 'null' });
  const one = write(paytring.inquireRefund, askRefund(100, { processorReference: REFUND }));
  assert.equal(one.url, `${API}/order/refund/fetch`);
  assert.deepEqual(one.fields, { id: REFUND, hash: 'null' });
});

test('what is named by nothing of theirs is not sent', () => {
  const nameless = { theirOrder: null };
  for (const raw of [
    refusal(paytring.refund, { ...askRefund(100), ...nameless }),
    refusal(inquireGiven, { ...askRefund(100), ...nameless }),
    refusal(paytring.inquireRefund, askRefund(100)),
  ]) {
    assert.match(raw, /^never no \w+ of theirs is known$/);
  }
  const dollars = askRefund(100, { currency: 'USD' });
  assert.match(refusal(paytring.refund, dollars), /^never not INR/);
});

test('held money is taken as a whole, or let go', () => {
  const ask = { ...askHeld(), amountMinor: AMOUNT };
  const { url, fields } = write(paytring.capture, ask);
  assert.deepEqual([url, fields], [`${API}/order/capture`, { id: ORDER }]);
  const released = write(paytring.release, askHeld());
  assert.deepEqual([released.url, released.fields], [`${API}/order/cancel`, { id: ORDER }]);
  assert.ok(paytring.capture);
  assert.match(refusal(paytring.capture, { ...ask, amountMinor: 1 }), /^never a part/);
});

test('the check asks for the webhooks, which changes nothing', () => {
  const { url, fields } = write(paytring.probe, null);
  assert.deepEqual([url, fields], [`${API}/webhook/list`, {}]);
});

test('credentials: the key says of which mode it is', () => {
  const check = (key: string, mode: 'test' | 'live', secret = 'secret_123') =>
    paytring.checkCredentials({ key, secret }, mode);
  assert.equal(check('test_123', 'test'), null);
  assert.equal(check('prod_123', 'live'), null);
  assert.equal(check('far_key', 'test'), null);
  for (const [key, mode, secret] of [
    ['test_123', 'live'],
    ['far_key', 'live'],
    ['prod_123', 'test'],
    ['test 123', 'test'],
    ['test:123', 'test'],
    ['', 'test'],
    ['test_123', 'test', ''],
    ['test_123', 'test', 'test_123'],
  ] as const) {
    assert.match(check(key, mode, secret) ?? '', /^API (?:Key|Secret) /, `${key} ${mode}`);
  }
});
