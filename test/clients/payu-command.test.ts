// PayU's server API as other clients use it: multipart, no ending, other bases, capture and cancel,
// and the answers that the SDKs' own tests expect word for word.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openHook } from '../support/receiver.ts';
import { ask } from '../support/server.ts';
import {
  control,
  detailsOf,
  type Json,
  KEY,
  openStage,
  orderOf,
  pay,
  readForm,
  SALT,
  type Stage,
  start,
  postForm,
} from './payu-stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

function signed(command: string, ...vars: readonly string[]): Readonly<Record<string, string>> {
  const text = `${KEY}|${command}|${vars[0] ?? ''}|${SALT}`;
  const hash = createHash('sha512').update(text).digest('hex');
  const named = vars.map((value, at) => [`var${at + 1}`, value]);
  return { key: KEY, command, hash, ...Object.fromEntries(named) };
}

async function send(fields: Readonly<Record<string, string>>, path = '/merchant/postservice') {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = `${new URLSearchParams(fields)}&`;
  return ask(`${stage.server.url}${path}`, { headers, body });
}

async function run(command: string, ...vars: readonly string[]): Promise<Json> {
  const answered = await send(signed(command, ...vars));
  assert.equal(answered.status, 200, answered.text);
  return answered.json as Json;
}

const BASES = ['', '/payu', '/api/v2/order/via/payu', '/api/v1/order/via/payu'];
for (const [index, base] of BASES.entries()) {
  test(`the SDK works below "${base}"`, async () => {
    const payu = stage.payu(SALT, base);
    const txnid = `based-${index}`;
    await start(payu, orderOf(txnid));
    const id = await pay(stage.server, txnid);
    assert.equal(detailsOf(await payu.verifyPayment(txnid), txnid)['mihpayid'], id);
    assert.equal((await payu.cancelRefundTransaction(id, `t-${index}`, '1'))['status'], 1);
    const other = readForm(payu.paymentInitiate(orderOf(`old-${index}`)));
    assert.equal((await postForm({ ...other, action: `${other.action}.php` })).status, 303);
    const tails = ['.php', '?form=2', '.php?form=1', '/'];
    for (const tail of tails) {
      const path = `${base}/merchant/postservice${tail}`;
      const answered = await send(signed('verify_payment', txnid), path);
      assert.equal((answered.json as Json)['status'], 1, path);
    }
  });
}

// As the Java SDK's Refund class and PayU's split sample send it.
test('multipart forms are read like any other', async () => {
  await start(stage.payu(), orderOf('multi-1'));
  const form = new FormData();
  for (const [name, value] of Object.entries(signed('verify_payment', 'multi-1'))) {
    form.append(name, value);
  }
  const url = `${stage.server.url}/merchant/postservice.php?form=2`;
  const answered = await fetch(url, { method: 'POST', body: form });
  const json = (await answered.json()) as Json;
  assert.equal(json['msg'], '1 out of 1 Transactions Fetched Successfully');
});

test('a paid order of another dialect is read and refunded here', async () => {
  const { url } = stage.server;
  const authorization = `Basic ${Buffer.from(`${KEY}:${SALT}`).toString('base64')}`;
  const body = { amount: 50000, currency: 'INR', receipt: 'elsewhere-1' };
  await ask(`${url}/api/v2/order/via/rzp/create`, { headers: { authorization }, body });
  const id = await pay(stage.server, 'elsewhere-1');
  const details = detailsOf(await run('verify_payment', 'elsewhere-1'), 'elsewhere-1');
  assert.deepEqual(
    [details['status'], details['amt'], details['mihpayid']],
    ['success', '500.00', id],
  );
  assert.equal((await run('cancel_refund_transaction', id, 'else-1', '500.00'))['status'], 1);
});

async function authorize(txnid: string): Promise<string> {
  await start(stage.payu(), orderOf(txnid, { pre_authorize: '1' }));
  const id = await pay(stage.server, txnid);
  const { status, unmappedstatus } = detailsOf(await run('verify_payment', txnid), txnid);
  assert.deepEqual([status, unmappedstatus], ['success', 'auth']);
  return id;
}

test('an authorized payment is captured once, as a whole', async () => {
  const id = await authorize('auth-1');
  const mihpayid = Number(id);
  const mismatch = { status: 0, msg: 'The amount does not match', error_code: 117, mihpayid };
  const missing = await run('capture_transaction', id, 'c-1', '');
  assert.equal(missing['msg'], 'Amount is a mandatory parameter for this API.');
  assert.deepEqual(await run('capture_transaction', id, 'c-1', '499.99'), mismatch);
  assert.deepEqual(await run('capture_transaction', id, 'c-1', 'all'), mismatch);
  const captured = await run('capture_transaction', id, 'c-1', '500.00');
  assert.match(String(captured['bank_ref_num']), /^\d{12}$/);
  assert.deepEqual(
    { ...captured, bank_ref_num: '…' },
    {
      status: 1,
      msg: 'Capture Request Queued',
      request_id: id,
      bank_ref_num: '…',
      mihpayid,
      error_code: 100,
    },
  );
  const again = await run('capture_transaction', id, 'c-1', '500.00');
  assert.equal(again['error_code'], 301);
  const unknown = await run('capture_transaction', '12345', 'c-1', '1');
  assert.deepEqual(unknown, { status: 0, msg: 'Transaction not exists' });
  const action = detailsOf(await run('check_action_status', id), id)[id] as Json;
  assert.deepEqual([action['action'], action['status']], ['capture', 'SUCCESS']);
});

async function waitFor(isDone: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isDone()); tries += 1) {
    assert.ok(tries < 100, 'it never happened');
    await setTimeout(20);
  }
}

// docs.payu.in/reference/cancel-a-pre-authorized-transaction, both scenarios.
test('what is held is released by the command for that, what is captured is not', async () => {
  const id = await authorize('auth-3');
  assert.deepEqual(await run('cancel_transaction', id, 'v-3'), {
    status: 1,
    msg: 'Cancelled Request Queued',
    txn_update_id: id,
    bank_ref_num: null,
    error_code: 102,
  });
  await waitFor(async () => {
    const action = detailsOf(await run('check_action_status', id), id)[id] as Json;
    return action['action'] === 'cancel' && action['status'] === 'SUCCESS';
  });
  await start(stage.payu(), orderOf('paid-3'));
  const paid = await pay(stage.server, 'paid-3');
  const failed = { status: 0, msg: 'Cancelled failed', error_code: 105 };
  assert.deepEqual(await run('cancel_transaction', paid, 'v-3'), failed);
  const details = detailsOf(await run('verify_payment', 'paid-3'), 'paid-3');
  assert.equal(details['unmappedstatus'], 'captured');
  assert.deepEqual((await run('getAllRefundsFromTxnIds', 'paid-3'))['Refund Details'], undefined);
  const unknown = await run('cancel_transaction', '12345', 'v-3');
  assert.deepEqual(unknown, { status: 0, msg: 'Transaction not exists' });
});

test('an authorized payment is cancelled by the command that refunds', async () => {
  const id = await authorize('auth-2');
  const part = await run('cancel_refund_transaction', id, 'v-1', '1.00');
  assert.equal(part['error_code'], 105);
  const cancelled = await run('cancel_refund_transaction', id, 'v-1', '500.00');
  assert.deepEqual(cancelled, {
    status: 1,
    msg: 'Cancel Request Queued',
    txn_update_id: id,
    bank_ref_num: null,
    mihpayid: Number(id),
    error_code: 102,
  });
  const queued = detailsOf(await run('check_action_status', id), id)[id] as Json;
  assert.equal(queued['action'], 'cancel');
  assert.match(String(queued['status']), /^(queued|SUCCESS)$/);
  await waitFor(async () => {
    const done = detailsOf(await run('check_action_status', id, 'payuid'), id)[id] as Json;
    return done['status'] === 'SUCCESS';
  });
  const again = await run('cancel_refund_transaction', id, 'v-2', '500.00');
  assert.equal(again['error_code'], 111);
});

test('actions and refunds by payment, by txnid and by request', async () => {
  await start(stage.payu(), orderOf('acts-1'));
  await start(stage.payu(), orderOf('acts-2'));
  const none = { status: 1, msg: 'No Refunds Found for the transaction.' };
  assert.deepEqual(await run('getAllRefundsFromTxnIds', 'acts-1'), none);
  const unknown = { status: 0, msg: 'Transaction not exists' };
  assert.deepEqual(await run('getAllRefundsFromTxnIds', 'nope'), unknown);
  const id = await pay(stage.server, 'acts-1');
  const requests: string[] = [];
  for (const token of ['one', 'two']) {
    const answer = await run('cancel_refund_transaction', id, token, '10.00');
    requests.push(String(answer['request_id']));
  }
  const [first = '', second = ''] = requests;
  const byPayment = await run('check_action_status', id, 'payuid');
  assert.deepEqual(Object.keys(detailsOf(byPayment, id)).sort(), [id, first, second].sort());
  const byReference = await run('check_action_status_txnid', `acts-1|${first}|acts-2|nope`);
  assert.equal(byReference['msg'], '2 out of 4 Transactions Fetched Successfully');
  assert.equal(Object.keys(detailsOf(byReference, 'acts-1')).length, 3);
  assert.equal((detailsOf(byReference, first)[first] as Json)['token'], 'one');
  const missing = byReference['transaction_details'] as Json;
  assert.equal(missing['acts-2'], 'No action status found');
  assert.equal(missing['nope'], 'No action status found');
  const pair = await run('check_action_status', `${first}|${second}`);
  assert.equal(pair['msg'], '2 out of 2 Transactions Fetched Successfully');
  await control(stage.server, '/settle', {});
  const all = await run('getAllRefundsFromTxnIds', 'acts-1|acts-2');
  const lines = (all['Refund Details'] as Record<string, readonly Json[]>)[id] ?? [];
  assert.deepEqual(lines.map((line) => line['RefundToken']).sort(), ['one', 'two']);
  assert.match(String(lines[0]?.['success_at']), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
});

test('the address in var5 is told what became of its refund, and of no other', async (context) => {
  const hook = await openHook();
  context.after(() => hook.stop());
  await start(stage.payu(), orderOf('told-1'));
  const id = await pay(stage.server, 'told-1');
  await run('cancel_refund_transaction', id, 'untold', '10.00');
  const told = await run('cancel_refund_transaction', id, 'told', '20.00', '', hook.url);
  await control(stage.server, '/settle', {});
  assert.equal(hook.came.length, 1);
  const [came] = hook.came;
  const body = JSON.parse(came?.body ?? '') as Json;
  assert.deepEqual(
    [body['action'], body['status'], body['token'], body['amt'], body['request_id']],
    ['refund', 'success', 'told', '20.00', told['request_id']],
  );
});

test('check_payment finds by mihpayid, in quotes or not', async () => {
  await start(stage.payu(), orderOf('check-1', { amount: '7.05' }));
  const id = await pay(stage.server, 'check-1', { method: 'upi' });
  for (const named of [id, `"${id}"`]) {
    const answer = await run('check_payment', named);
    assert.equal(answer['msg'], 'Transaction Fetched Successfully');
    const details = answer['transaction_details'] as Json;
    const expected = { mihpayid: Number(id), txnid: 'check-1', amt: '7.05', mode: 'UPI' };
    for (const [name, value] of Object.entries(expected)) assert.equal(details[name], value, name);
    assert.equal(details['net_amount_debit'], 7.05);
  }
  for (const named of ['12345', 'nope']) {
    assert.deepEqual(await run('check_payment', named), {
      status: 0,
      msg: '0 out of 1 Transactions Fetched Successfully',
      transaction_details: { [named]: { mihpayid: 'Not Found', status: 'Not Found' } },
    });
  }
});

test('commands count in any case; get_transaction_info takes moments', async () => {
  await start(stage.payu(), orderOf('moment-1'));
  const id = await pay(stage.server, 'moment-1');
  const indian = (ms: number): string => new Date(Date.now() + 19_800_000 + ms).toISOString();
  const print = (ms: number): string => indian(ms).slice(0, 19).replace('T', ' ');
  for (const command of ['get_transaction_info', 'get_Transaction_info', 'GET_TRANSACTION_INFO']) {
    const listed = (await run(command, print(-60_000), print(60_000)))['Transaction_details'];
    const found = (listed as readonly Json[]).find((each) => each['id'] === id);
    assert.equal(Object.keys(found ?? {})[1], 'status', command);
    const earlier = await run(command, print(-7_200_000), print(-3_600_000));
    assert.deepEqual(earlier['Transaction_details'], []);
  }
});

test('a malformed or missing body keeps its own status, in the same words', async () => {
  const missing = await ask(`${stage.server.url}/merchant/postservice`, { method: 'POST' });
  assert.deepEqual([missing.status, missing.json], [200, { status: 0, msg: 'Parameter missing' }]);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const url = `${stage.server.url}/merchant/postservice.php?form=2`;
  const broken = await ask(url, { headers, body: 'var1=%' });
  assert.deepEqual(
    [broken.status, broken.json],
    [400, { status: 0, msg: 'The request could not be read' }],
  );
  const large = await ask(url, { headers, body: `var1=${'x'.repeat(1_100_000)}` });
  assert.equal(large.status, 413);
  const read = await ask(url);
  assert.deepEqual([read.status, read.headers.get('allow')], [405, 'POST']);
  const opened = await ask(`${stage.server.url}/_payment`);
  assert.equal(opened.status, 405);
  assert.match(opened.text, /<h1/);
  const nothing = await ask(`${stage.server.url}/payu/nothing/here`);
  assert.equal(nothing.status, 404);
  assert.match(nothing.text, /There is nothing at this address/);
});
