// Payments from server to server as the official Node SDK makes them: cards, banks, wallets, UPI.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { validatePaymentVerification } from 'razorpay/dist/utils/razorpay-utils.js';
import { ask, BASIC, SECRET, startServer, type TestServer } from '../support/server.ts';
import { open29, refusalOf } from './razorpay-client.ts';

type Json = Record<string, unknown>;
type Started = {
  readonly razorpay_payment_id: string;
  readonly next: readonly { readonly action: string; readonly url: string }[];
};
/** Calls that the types of the SDK know less of than its code. */
type Calls = {
  readonly createPaymentJson: (body: Json) => Promise<Started>;
  readonly createUpi: (body: Json) => Promise<Json>;
  readonly otpGenerate: (id: string) => Promise<Started & { readonly metadata: Json }>;
  readonly otpSubmit: (id: string, body: Json) => Promise<Json>;
  readonly otpResend: (id: string) => Promise<Json>;
  readonly validateVpa: (body: Json) => Promise<Json>;
};

const CARD = {
  number: '4100280000001007',
  name: 'Asha Rao',
  expiry_month: '12',
  expiry_year: '35',
  cvv: '123',
};
const BACK = 'https://shop.example/back';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let server: TestServer;
let payments: Calls;
before(async () => {
  server = await startServer();
  payments = open29(server.url).payments as unknown as Calls;
});
after(() => server.stop());

async function makeOrder(): Promise<string> {
  const body = { amount: 50000, currency: 'INR' };
  const made = await ask(`${server.url}/v1/orders`, { headers: { authorization: BASIC }, body });
  return String((made.json as Json)['id']);
}

async function bodyFor(more: Json): Promise<Json & { readonly order_id: string }> {
  const person = { email: 'asha@example.com', contact: '+919876543210' };
  return { amount: 50000, currency: 'INR', order_id: await makeOrder(), ...person, ...more };
}

async function fetchPayment(id: string): Promise<Json> {
  const headers = { authorization: BASIC };
  return (await ask(`${server.url}/v1/payments/${id}`, { headers })).json as Json;
}

const stepsOf = ({ next }: Started): readonly string[] => next.map(({ action }) => action);
const urlOf = ({ next }: Started, action: string): string =>
  next.find((each) => each.action === action)?.url ?? assert.fail(`no ${action}`);

/** Presses a button of the simulated bank, and returns what the browser then posts. */
async function approve(bank: string, choice: string): Promise<string> {
  const page = await ask(bank);
  assert.equal(page.status, 200, page.text);
  const pressed = await ask(bank, { method: 'POST', headers: FORM, body: `outcome=${choice}` });
  assert.equal(pressed.status, 303, pressed.text);
  return follow(new URL(pressed.headers.get('location') ?? '', bank).href);
}

async function follow(url: string): Promise<string> {
  const answered = await ask(url);
  const next = answered.headers.get('location');
  return next === null ? answered.text : follow(new URL(next, url).href);
}

for (const [method, more] of [
  ['card', { card: CARD }],
  ['netbanking', { bank: 'HDFC' }],
  ['wallet', { wallet: 'phonepe' }],
] as const) {
  test(`${method}: approved at the bank, the browser comes back to its own address`, async () => {
    const asked = await bodyFor({ method, ...more, callback_url: BACK, notes: { table: '7' } });
    const started = await payments.createPaymentJson(asked);
    const wanted = method === 'card' ? ['redirect', 'otp_generate'] : ['redirect'];
    assert.deepEqual(stepsOf(started), wanted);
    const back = await approve(urlOf(started, 'redirect'), 'success');
    assert.match(back, new RegExp(`action="${BACK}"`));
    const signature = /name="razorpay_signature" value="([0-9a-f]{64})"/.exec(back)?.[1] ?? '';
    const { order_id, razorpay_payment_id: payment_id } = { ...asked, ...started };
    assert.ok(validatePaymentVerification({ order_id, payment_id }, signature, SECRET));
    const paid = await fetchPayment(payment_id);
    const { status, email, contact, notes } = paid;
    assert.deepEqual(
      [status, paid['method'], email, contact, notes],
      ['captured', method, 'asha@example.com', '+919876543210', { table: '7' }],
    );
  });
}

test('who gives up after a failure at the bank comes back with the error', async () => {
  const asked = await bodyFor({ method: 'card', card: CARD, callback_url: BACK });
  const started = await payments.createPaymentJson(asked);
  const bank = urlOf(started, 'redirect');
  assert.match(await approve(bank, 'failure'), /Payment failed/);
  const left = await ask(bank.replace(/bank$/, 'cancel'), {
    method: 'POST',
    headers: FORM,
    body: '',
  });
  const back = await follow(new URL(left.headers.get('location') ?? '', bank).href);
  assert.match(back, /name="error\[code\]" value="BAD_REQUEST_ERROR"/);
  assert.equal((await fetchPayment(started.razorpay_payment_id))['status'], 'failed');
});

test('a card by one-time password: generated, wrong, sent again, right', async () => {
  const asked = await bodyFor({ method: 'card', card: CARD });
  const started = await payments.createPaymentJson(asked);
  const id = started.razorpay_payment_id;
  const generated = await payments.otpGenerate(id);
  assert.deepEqual(stepsOf(generated), ['otp_submit', 'otp_resend']);
  assert.deepEqual(generated.metadata, { issuer: null, network: 'VISA', last4: '1007' });
  const wrong = await refusalOf(payments.otpSubmit(id, { otp: '123' }));
  assert.match(wrong.error.description, /incorrect otp/);
  const headers = { authorization: BASIC };
  const body = { otp: '12' };
  const again = await ask(`${server.url}/v1/payments/${id}/otp/submit`, { headers, body });
  assert.deepEqual((again.json as Json)['next'], ['otp_submit', 'otp_resend']);
  const resent = { next: ['otp_submit', 'otp_resend'], razorpay_payment_id: id };
  assert.deepEqual(await payments.otpResend(id), resent);
  const right = await payments.otpSubmit(id, { otp: '1234' });
  const names = { order_id: asked.order_id, payment_id: id };
  const signature = String(right['razorpay_signature']);
  assert.ok(validatePaymentVerification(names, signature, SECRET));
  assert.equal((await fetchPayment(id))['status'], 'captured');
  assert.deepEqual(await payments.otpSubmit(id, { otp: '5555' }), right);
  const upi = await payments.createPaymentJson(await bodyFor({ method: 'upi', vpa: 'asha@upi' }));
  const none = await refusalOf(payments.otpSubmit(upi.razorpay_payment_id, { otp: '1234' }));
  assert.equal(none.error.description, 'The id provided does not exist');
  assert.equal((await fetchPayment(upi.razorpay_payment_id))['status'], 'created');
});

test('UPI: an app’s address, or a poll', async () => {
  const intent = await payments.createPaymentJson(
    await bodyFor({ method: 'upi', upi: { flow: 'intent' } }),
  );
  assert.deepEqual(stepsOf(intent), ['intent', 'poll']);
  assert.match(urlOf(intent, 'intent'), /^upi:\/\/pay\?pa=intent%40razorpay&.*am=500\.00&cu=INR/);
  const polled = await ask(urlOf(intent, 'poll'), { headers: { authorization: BASIC } });
  assert.equal((polled.json as Json)['status'], 'created');
  const collect = await bodyFor({
    method: 'upi',
    upi: { flow: 'collect', vpa: 'success@razorpay' },
  });
  const collected = await payments.createPaymentJson(collect);
  assert.deepEqual(stepsOf(collected), ['poll']);
  assert.equal((await fetchPayment(collected.razorpay_payment_id))['status'], 'captured');
  const older = await payments.createUpi(await bodyFor({ method: 'upi', flow: 'intent' }));
  assert.deepEqual(Object.keys(older), ['razorpay_payment_id', 'link']);
});

test('a declined payment is told by its error', async () => {
  const asked = await bodyFor({ method: 'upi', upi: { flow: 'collect', vpa: 'failure@razorpay' } });
  const { statusCode, error } = await refusalOf(payments.createPaymentJson(asked));
  assert.deepEqual([statusCode, error.reason], [400, 'payment_failed']);
  assert.equal(error.metadata['order_id'], asked.order_id);
  const declined = await fetchPayment(error.metadata['payment_id'] ?? '');
  assert.equal(declined['status'], 'failed');
});

test('another amount, another currency, a paid order: refused, and nothing is begun', async () => {
  const bank = { method: 'netbanking', bank: 'HDFC' };
  const asked = await bodyFor(bank);
  const other = await refusalOf(payments.createPaymentJson({ ...asked, amount: 49900 }));
  assert.match(other.error.description, /amount is different from your order amount/);
  const dollars = await refusalOf(payments.createPaymentJson({ ...asked, currency: 'USD' }));
  assert.equal(dollars.statusCode, 400);
  const list = await ask(`${server.url}/v1/orders/${asked.order_id}/payments`, {
    headers: { authorization: BASIC },
  });
  assert.equal((list.json as Json)['count'], 0);
  const vpa = { method: 'upi', vpa: 'success@razorpay' };
  await payments.createPaymentJson({ ...asked, ...vpa });
  const paid = await refusalOf(payments.createPaymentJson({ ...asked, ...vpa }));
  assert.equal(paid.error.description, 'Payment already done for this order.');
});

test('without an order one is made, and its payment is only authorized', async () => {
  const { order_id: _, ...asked } = await bodyFor({ method: 'upi', vpa: 'success@razorpay' });
  const { razorpay_payment_id: id } = await payments.createPaymentJson(asked);
  const paid = await fetchPayment(id);
  assert.deepEqual([paid['status'], paid['order_id']], ['authorized', null]);
});

test('what no account here has is refused by its field', async () => {
  for (const [field, more] of [
    ['token', { token: 'token_1' }],
    ['recurring', { recurring: '1' }],
    ['offer_id', { offer_id: 'offer_1' }],
    ['card.tokenised', { card: { ...CARD, tokenised: true } }],
  ] as const) {
    const asked = await bodyFor({ method: 'card', card: CARD, ...more });
    const { error } = await refusalOf(payments.createPaymentJson(asked));
    assert.deepEqual([error.field, error.reason], [field, 'extra_field_sent']);
  }
  const emi = await refusalOf(payments.createPaymentJson(await bodyFor({ method: 'emi' })));
  assert.equal(emi.error.description, 'The selected method is invalid.');
  const real = { ...CARD, number: '4386289407660153' };
  const card = await bodyFor({ method: 'card', card: real });
  const refused = await refusalOf(payments.createPaymentJson(card));
  assert.equal(refused.statusCode, 400);
  assert.ok(server.logged.every((line) => !line.includes(real.number)));
});

test('a live account hears of an unknown address', async () => {
  const [key, secret] = ['live_shop', 'a_secret_of_the_live_shop'];
  const shop = { key, secret, name: 'Live', mode: 'live', processor: 'sandbox' } as const;
  await server.app.parts.accounts.add(shop);
  const live = open29(server.url, secret, key).payments as unknown as Calls;
  const asked = { amount: 50000, currency: 'INR', method: 'card', card: CARD };
  for (const call of [
    () => live.createPaymentJson(asked),
    () => live.createPaymentJson({ ...asked, order_id: 'order_ABC123def456GH' }),
    () => live.validateVpa({ vpa: 'asha@upi' }),
    () => live.otpGenerate('pay_ABC123def456GH'),
    () => live.otpSubmit('pay_ABC123def456GH', { otp: '1234' }),
  ]) {
    const { error } = await refusalOf(call());
    assert.equal(error.description, 'The requested URL was not found on the server.');
  }
});

test('a VPA is validated by its form', async () => {
  const found = await payments.validateVpa({ vpa: 'asha@upi' });
  assert.deepEqual(found, { vpa: 'asha@upi', success: true, customer_name: 'Test Customer' });
  const { error } = await refusalOf(payments.validateVpa({ vpa: 'asha' }));
  assert.equal(error.field, 'vpa');
});

test('nobody pays a fee on top, and a payment of no fee is taken', async () => {
  const asked = await bodyFor({ method: 'upi', upi: { flow: 'intent' } });
  const headers = { authorization: BASIC };
  const told = await ask(`${server.url}/v1/payments/calculate/fees`, { headers, body: asked });
  const { input, display } = told.json as { readonly input: Json; readonly display: Json };
  assert.deepEqual([input['amount'], input['fee'], input['tax']], [50000, 0, 0]);
  assert.deepEqual(display, {
    ...{ originalAmount: 500, original_amount: 500, fees: 0, razorpay_fee: 0, tax: 0 },
    ...{ amount: 500, currency: 'INR' },
  });
  const started = await payments.createPaymentJson({ ...asked, fee: input['fee'] });
  assert.match(started.razorpay_payment_id, /^pay_/);
  const body = { amount: 100, currency: 'INR', method: 'card', card: CARD };
  const older = await ask(`${server.url}/v1/payments/fees`, { headers, body });
  assert.deepEqual(older.json, {
    ...{ original_amount: 100, fees: 0, razorpay_fee: 0, tax: 0, amount: 100, currency: 'INR' },
  });
  assert.ok(!older.text.includes(CARD.number) && !told.text.includes(CARD.number));
});
