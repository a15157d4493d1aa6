// Invoices with PayU's Node SDK: made, opened by anybody, paid, withdrawn, run out.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ask } from '../support/server.ts';
import {
  BASIC,
  control,
  detailsOf,
  type Json,
  KEY,
  openStage,
  orderOf,
  pay,
  type Payu,
  postForm,
  readForm,
  SALT,
  type Stage,
} from './payu-stage.ts';

let stage: Stage;
let payu: Payu;
before(async () => {
  stage = await openStage();
  payu = stage.payu();
});
after(() => stage.stop());

/** What PayU's own test asks for. */
const invoice = (txnid: string, more: Json = {}): Json => ({
  amount: '100',
  txnid,
  productinfo: 'iPhone',
  firstname: 'Asha',
  email: 'asha@example.com',
  phone: '9876543210',
  ...more,
});

const OPEN = 'Invoice has not been expired or max attempt has been reached for requested txnid.';
const OVER = { status: 1, msg: 'Invoice expired' };

async function pageOf(made: Json): Promise<string> {
  const page = await ask(String(made['URL']));
  assert.equal(page.status, 200);
  return page.text;
}

test('an invoice is a page for anybody, paid there and told as any transaction', async () => {
  const made = await payu.createInvoice(invoice('inv-1', { address1: 'MG Road 7' }));
  const { URL: url, ...told } = made;
  assert.deepEqual(told, {
    'Transaction Id': 'inv-1',
    'Email Id': 'asha@example.com',
    Phone: '9876543210',
    Status: 'Success',
  });
  assert.ok(String(url).startsWith(`${stage.server.url}/pay/`));
  assert.match(await pageOf(made), /iPhone/);
  const unpaid = detailsOf(await payu.verifyPayment('inv-1'), 'inv-1');
  assert.deepEqual([unpaid['status'], unpaid['amt']], ['pending', '100.00']);
  const id = await pay(stage.server, 'inv-1');
  const paid = detailsOf(await payu.verifyPayment('inv-1'), 'inv-1');
  assert.deepEqual([paid['status'], paid['mihpayid'], paid['firstname']], ['success', id, 'Asha']);
  const late = await payu.expireInvoice('inv-1');
  assert.deepEqual(late, { status: 0, msg: 'Invoice is already paid' });
});

// web-sdk-nodejs, test/invoice.test.js: what its author's server said.
test('PayU’s own test: the txnid again is answered by a text, expiry by an object', async () => {
  const { URL: page } = await payu.createInvoice(invoice('dfsdafsfdasd'));
  const form = readForm(payu.paymentInitiate(orderOf('dfsdafsfdasd', { amount: '100' })));
  assert.equal((await postForm(form)).status, 409, 'a form does not take the invoice over');
  assert.equal((await ask(String(page))).status, 200);
  assert.equal(await payu.createInvoice(invoice('dfsdafsfdasd')), OPEN);
  assert.deepEqual(await payu.expireInvoice('dfsdafsfdasd'), OVER);
  assert.deepEqual(await payu.expireInvoice('dfsdafsfdasd'), OVER);
  const { status } = detailsOf(await payu.verifyPayment('dfsdafsfdasd'), 'dfsdafsfdasd');
  assert.equal(status, 'failure');
  assert.deepEqual(await payu.expireInvoice('inv-none'), { status: 0, msg: 'Invalid TXN ID' });
});

test('an invoice runs out after seven days, or when its merchant says', async () => {
  const rows = [
    ['inv-week', {}, 7 * 86_400],
    ['inv-days', { validation_period: 2 }, 2 * 86_400],
    ['inv-hours', { validation_period: '6', time_unit: 'H' }, 6 * 3600],
    ['inv-minutes', { validation_period: 30, time_unit: 'm' }, 1800],
  ] as const;
  const headers = { authorization: BASIC };
  for (const [txnid, more, seconds] of rows) {
    await payu.createInvoice(invoice(txnid, more));
    const url = `${stage.server.url}/v1/payment_links?reference_id=${txnid}`;
    const { json } = await ask(url, { headers });
    const [link] = (json as { readonly payment_links: readonly Json[] }).payment_links;
    assert.equal(Number(link?.['expire_by']) - Number(link?.['created_at']), seconds, txnid);
  }
  await control(stage.server, '/clock', { advance_seconds: 3600 });
  assert.deepEqual(await payu.expireInvoice('inv-minutes'), OVER);
  const { status, field9 } = detailsOf(await payu.verifyPayment('inv-minutes'), 'inv-minutes');
  assert.deepEqual([status, field9], ['failure', 'Transaction Expired']);
});

test('a link of another dialect is expired by its reference; an order is none', async () => {
  const headers = { authorization: BASIC };
  const body = { amount: 100, currency: 'INR', reference_id: 'inv-other' };
  const made = await ask(`${stage.server.url}/v1/payment_links`, { headers, body });
  assert.equal(made.status, 200, made.text);
  assert.equal(await payu.createInvoice(invoice('inv-other')), OPEN);
  assert.deepEqual(await payu.expireInvoice('inv-other'), OVER);
  const { id } = made.json as { readonly id: string };
  const found = await ask(`${stage.server.url}/v1/payment_links/${id}`, { headers });
  assert.equal((found.json as Json)['status'], 'cancelled');
  const order = { amount: 100, currency: 'INR', receipt: 'inv-order' };
  await ask(`${stage.server.url}/v1/orders`, { headers, body: order });
  const none = await payu.expireInvoice('inv-order');
  assert.deepEqual(none, { status: 0, msg: 'Invalid TXN ID' });
});

test('an invoice whose customer is at the bank is not withdrawn', async () => {
  await payu.createInvoice(invoice('inv-under-way'));
  await control(stage.server, '/pay', {
    order: 'inv-under-way',
    method: 'card',
    outcome: 'pending',
  });
  const told = await payu.expireInvoice('inv-under-way');
  assert.deepEqual(told, { status: 0, msg: 'Transaction is in progress' });
  const { status } = detailsOf(await payu.verifyPayment('inv-under-way'), 'inv-under-way');
  assert.equal(status, 'pending');
});

test('what is wrong is told by its name, and a mandate is refused', async () => {
  for (const [field, value] of [
    ['amount', '10.123'],
    ['email', 'asha'],
    ['phone', 'x'],
    ['validation_period', '0'],
    ['time_unit', 'Y'],
    ['drop_category', 'UPI|TEZ'],
  ] as const) {
    const told = await payu.createInvoice(invoice('inv-wrong', { [field]: value }));
    assert.equal(told, `Invalid ${field}`);
  }
  const splitRequest = { type: 'absolute' };
  const split = await payu.createInvoice(invoice('inv-wrong', { splitRequest }));
  assert.equal(split, 'SplitRequest is not enabled for this account');
  const send = async (vars: Readonly<Record<string, string>>) => {
    const text = [KEY, 'create_invoice', vars['var1'] ?? '', SALT].join('|');
    const hash = createHash('sha512').update(text).digest('hex');
    const body = new URLSearchParams({ key: KEY, command: 'create_invoice', hash, ...vars });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const url = `${stage.server.url}/merchant/postservice?form=2`;
    return (await ask(url, { headers, body: body.toString() })).json;
  };
  const var1 = JSON.stringify(invoice('inv-mandate'));
  const mandate = await send({ var1, var2: '{"EnableSI":"1"}' });
  assert.equal(mandate, 'Si_details are not enabled for this account');
  assert.equal(await send({ var1: '{"amount"' }), 'Invalid var1');
  assert.deepEqual(await send({ var1: '' }), { status: 0, msg: 'Parameter missing' });
});
