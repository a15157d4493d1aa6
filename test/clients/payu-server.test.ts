// A shop's server pays by PayU's S2S form, and the customer answers elsewhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask } from '../support/server.ts';
import {
  control,
  detailsOf,
  type Json,
  KEY,
  openStage,
  orderOf,
  pay,
  type Stage,
} from './payu-stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

const S2S = { txn_s2s_flow: '2', s2s_client_ip: '127.0.0.1', s2s_device_info: 'web', pg: 'UPI' };

async function send(txnid: string, more: Readonly<Record<string, string>>) {
  const order = { ...orderOf(txnid), key: KEY };
  const hash = stage.payu().hasher.generatePaymentHash(order);
  const body = new URLSearchParams({ ...order, hash, ...S2S, ...more } as Record<string, string>);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return ask(`${stage.server.url}/_payment`, { headers, body: body.toString() });
}

async function statusOf(txnid: string): Promise<Json> {
  return detailsOf(await stage.payu().verifyPayment(txnid), txnid);
}

test('UPI collect: one payment from the form to its refund', async () => {
  const sent = await send('s2s-1', { bankcode: 'UPI', vpa: 'anything@payu' });
  assert.equal(sent.status, 200);
  const text = Buffer.from(sent.text, 'base64').toString();
  const { result } = JSON.parse(text) as { readonly result: Json };
  assert.equal(result['status'], 'pending');
  assert.ok(stage.payu().hasher.validateResponseHash(result), 'the SDK trusts the answer');
  assert.equal((await statusOf('s2s-1'))['status'], 'pending');
  const number = await pay(stage.server, 's2s-1', { method: 'upi' });
  assert.equal(number, result['mihpayid'], 'the payment that waited');
  const paid = await statusOf('s2s-1');
  assert.deepEqual([paid['status'], paid['mihpayid']], ['success', number]);
  const refund = await stage.payu().cancelRefundTransaction(number, 's2s-r1', '500.00');
  assert.equal(refund['status'], 1);
});

test('UPI intent: the customer’s answer is for the payment that waits', async () => {
  const sent = await send('s2s-2', { bankcode: 'INTENT' });
  const body = sent.json as Json;
  assert.equal(body['status'], 1);
  const pending = await statusOf('s2s-2');
  assert.deepEqual([pending['bankcode'], pending['mihpayid']], ['INTENT', body['referenceId']]);
  const asked = { order: 's2s-2', method: 'upi', outcome: 'failure' };
  const failed = await control(stage.server, '/pay', asked);
  assert.deepEqual([failed['number'], failed['status']], [body['referenceId'], 'failed']);
  assert.equal((await statusOf('s2s-2'))['status'], 'failure');
});

test('flows 1 and 4: one payment each, and the way on that they name', async () => {
  const first = (await send('s2s-5', { txn_s2s_flow: '1', bankcode: 'UPI', vpa: 'a@payu' })).json;
  const { result, status } = first as { readonly result: Json; readonly status: string };
  assert.equal(status, 'success');
  const next = (await ask(String(result['post_uri']))).headers.get('location');
  assert.match(next ?? '', /\/bank$/);
  await pay(stage.server, 's2s-5', { method: 'upi' });
  assert.equal((await statusOf('s2s-5'))['status'], 'success');

  const fourth = (await send('s2s-6', { txn_s2s_flow: '4', bankcode: 'INTENT' })).json;
  const { metaData } = fourth as { readonly metaData: Json };
  assert.deepEqual([metaData['txnId'], metaData['txnStatus']], ['s2s-6', 'pending']);
  assert.equal((await statusOf('s2s-6'))['mihpayid'], metaData['referenceId']);
  const failed = await send('s2s-7', { txn_s2s_flow: '4', bankcode: 'UPI', vpa: 'failure@upi' });
  assert.deepEqual((failed.json as Json)['result'], {});
  assert.equal((await statusOf('s2s-7'))['status'], 'failure');
});

test('a wrong address leaves no transaction; other ways to pay go on in the browser', async () => {
  const wrong = await send('s2s-3', { bankcode: 'UPI', vpa: 'nobody' });
  assert.deepEqual(wrong.json, {
    result: null,
    status: 'failed',
    error: 'E1617',
    message: 'Invalid vpa',
  });
  assert.equal((await statusOf('s2s-3'))['status'], 'Not Found');
  const page = await send('s2s-4', { txn_s2s_flow: '', pg: 'NB', bankcode: 'HDFB' });
  assert.equal(page.status, 200);
  const next = /<form[^>]* action="([^"]+)" method="get"/.exec(page.text)?.[1] ?? '';
  assert.equal((await ask(next)).status, 200);
});
