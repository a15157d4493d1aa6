// Orders that one bank account alone may pay, and orders that come with their payment.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { addAccount } from '../support/account-api.ts';
import { open29, refusalOf, saysOf } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Readonly<Record<string, unknown>>;
type Started = { readonly next: readonly { readonly action: string; readonly url: string }[] };

const ACCOUNT = { account_number: '765432123456789', name: 'Asha Rao', ifsc: 'HDFC0000053' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CARD = {
  ...{ number: '4100280000001007', name: 'Asha Rao', expiry_month: '12' },
  ...{ expiry_year: '35', cvv: '123' },
};
const RUPAY = { ...CARD, number: '6527658900001005' };

const wish = (more: Json) => ({ amount: 50000, currency: 'INR', ...more }) as never;

async function send(path: string, body: Json) {
  const answered = await ask(server.url + path, { headers: { authorization: BASIC }, body });
  return { status: answered.status, json: answered.json as Json };
}

/** A payment of the order, from server to server. */
function payBy(order_id: string, more: Json) {
  const person = { email: 'asha@example.com', contact: '+919876543210' };
  const asked = { amount: 50000, currency: 'INR', order_id, ...person, ...more };
  return send('/v1/payments/create/json', asked);
}

async function makeBound(more: Json = {}): Promise<string> {
  return (await open29(server.url).orders.create(wish({ bank_account: ACCOUNT, ...more }))).id;
}

function bankOf(started: Json): string {
  const { next } = started as Started;
  return next.find(({ action }) => action === 'redirect')?.url ?? assert.fail('no redirect');
}

async function paymentsOf(order: string): Promise<readonly Json[]> {
  const { items } = await open29(server.url).orders.fetchPayments(order);
  return items as never;
}

test('a bound order is paid by its own bank, by UPI and by debit cards alone', async () => {
  const order = await makeBound();
  for (const more of [
    { method: 'netbanking', bank: 'ICIC' },
    { method: 'wallet', wallet: 'phonepe' },
    { method: 'card', card: CARD },
  ]) {
    const { status } = await payBy(order, more);
    assert.equal(status, 400, JSON.stringify(more));
  }
  assert.deepEqual(await paymentsOf(order), [], 'nothing was begun');
  assert.equal((await payBy(order, { method: 'card', card: RUPAY })).status, 200);
  const other = await makeBound({ method: 'netbanking' });
  assert.equal((await payBy(other, { method: 'upi', vpa: 'success@razorpay' })).status, 400);
  assert.equal((await payBy(other, { method: 'netbanking', bank: 'HDFC' })).status, 200);
});

test('its page offers the one bank, and its bank tells whose account it asks for', async () => {
  const order = await makeBound();
  const begun = await payBy(order, { method: 'netbanking', bank: 'HDFC' });
  const bank = bankOf(begun.json);
  const { text } = await ask(bank);
  assert.match(text, /Asha Rao, HDFC0000053, ending 6789/);
  assert.ok(!text.includes(ACCOUNT.account_number), 'not the whole number');
  const press = { method: 'POST', headers: FORM, body: 'outcome=other_account' } as const;
  assert.equal((await ask(bank, press)).status, 303);
  const [failed] = await paymentsOf(order);
  assert.deepEqual(
    [failed?.['status'], failed?.['error_code'], failed?.['error_reason']],
    ['failed', 'BAD_REQUEST_ERROR', 'bank_account_validation_failed'],
  );
  const page = await ask(bank.replace(/\/bank$/, ''));
  const banks = [...page.text.matchAll(/name="bank" value="(\w+)"/g)].map(([, code]) => code);
  assert.deepEqual(banks, ['HDFC']);
  assert.ok(!page.text.includes('value="wallet"'));
  const again = await payBy(order, { method: 'netbanking', bank: 'HDFC' });
  assert.equal((await ask(bankOf(again.json), { ...press, body: 'outcome=success' })).status, 303);
  assert.equal((await open29(server.url).orders.fetch(order)).status, 'paid');
});

test('an order that is bound to nobody knows no other account', async () => {
  const { id } = await open29(server.url).orders.create(wish({}));
  const bank = bankOf((await payBy(id, { method: 'netbanking', bank: 'HDFC' })).json);
  assert.ok(!(await ask(bank)).text.includes('other_account'));
  await ask(bank, { method: 'POST', headers: FORM, body: 'outcome=other_account' });
  const [payment] = await paymentsOf(id);
  assert.equal(payment?.['status'], 'created', 'nobody decided it');
});

test('an account that cannot be is refused by its field, of a live one any', async () => {
  const { orders } = open29(server.url);
  const says = (bank_account: unknown, more: Json = {}) =>
    saysOf(orders.create(wish({ bank_account, ...more })));
  assert.equal(
    await says({ ...ACCOUNT, ifsc: 'HDFC' }),
    'The bank_account.ifsc format is invalid.',
  );
  assert.equal(
    await says({ ...ACCOUNT, account_number: '' }),
    'The bank_account.account_number field is required.',
  );
  assert.equal(await says('HDFC'), 'The bank account must be an array.');
  assert.equal(await says(ACCOUNT, { method: 'wallet' }), 'The selected method is invalid.');
  assert.equal(await says(ACCOUNT, { currency: 'USD' }), 'The currency is not supported.');
  assert.equal((await orders.create(wish({ bank_account: [] }))).status, 'created');
  await addAccount(server, 'live_payer', 'live');
  const live = open29(server.url, 'live_payer_secret', 'live_payer').orders;
  const refused = 'is/are not required and should not be sent';
  assert.equal(
    await saysOf(live.create(wish({ bank_account: ACCOUNT }))),
    `bank_account ${refused}`,
  );
  const payment = { method: 'wallet', wallet: 'phonepe' };
  assert.equal(await saysOf(live.create(wish({ payment }))), `payment.method ${refused}`);
});

test('an order with its payment: both are made, and the answer says what comes next', async () => {
  const asked = {
    ...{ amount: 50000, currency: 'INR', receipt: 'both-1', notes: { table: '7' } },
    payment_config: { capture: 'manual' },
    payment: {
      ...{ method: 'card', card: { ...CARD, billing_address: { city: 'Pune' } } },
      ...{ email: 'asha@example.com', contact: '+919876543210', description: 'Tea' },
      callback_url: 'https://shop.example/back',
    },
  };
  const { status, json } = await send('/v1/orders', asked);
  assert.equal(status, 200);
  assert.deepEqual([json['status'], json['attempts'], json['receipt']], ['attempted', 1, 'both-1']);
  const flow = json['payment_workflow'] as Json;
  assert.deepEqual(
    (flow as Started).next.map(({ action }) => action),
    ['redirect', 'otp_generate'],
  );
  const pressed = await ask(bankOf(flow), {
    method: 'POST',
    headers: FORM,
    body: 'outcome=success',
  });
  assert.equal(pressed.status, 303);
  const [payment] = await paymentsOf(String(json['id']));
  const { id, email, contact, description } = payment ?? {};
  assert.equal(id, flow['razorpay_payment_id']);
  assert.deepEqual(
    [payment?.['status'], email, contact, description],
    ['authorized', 'asha@example.com', '+919876543210', 'Tea'],
  );
  assert.ok(!server.logged.some((line) => line.includes(CARD.number)));
});

test('an order with a payment that cannot be is not made', async () => {
  const { orders } = open29(server.url);
  const before = (await orders.all({})).count;
  for (const [payment, says] of [
    [{ card: CARD }, 'The method field is required.'],
    [{ method: 'cardless_emi' }, 'The selected method is invalid.'],
    [{ method: 'card', card: {} }, 'The card.number field is required when method is card.'],
    [
      { method: 'wallet', wallet: 'phonepe', callback_url: 'x' },
      'The callback url format is invalid.',
    ],
    [
      { method: 'wallet', wallet: 'phonepe', recurring: 1 },
      'payment.recurring is/are not required and should not be sent',
    ],
  ] as const) {
    assert.equal(await saysOf(orders.create(wish({ payment }))), says);
  }
  const bound = { bank_account: ACCOUNT, payment: { method: 'netbanking', bank: 'ICIC' } };
  assert.equal((await refusalOf(orders.create(wish(bound)))).statusCode, 400);
  assert.equal((await orders.all({})).count, before);
});

test('a payment of an order that is declined at once is told by its error', async () => {
  const payment = { method: 'upi', upi: { flow: 'collect', vpa: 'failure@razorpay' } };
  const { error } = await refusalOf(open29(server.url).orders.create(wish({ payment })));
  assert.equal(error.reason, 'payment_failed');
  assert.match(String(error.metadata['order_id']), /^order_/);
});
