// payu-websdk 1.3.1, unmodified: a payment's whole life, and every call the SDK has.
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
  readForm,
  type Stage,
  start,
  postForm,
} from './payu-stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

const today = (): string => new Date(Date.now() + 19_800_000).toISOString().slice(0, 10);

test('paymentInitiate, pay, and validateResponseHash of what comes back', async () => {
  const payu = stage.payu();
  const order = orderOf('life-1', { udf1: 'ü', udf5: '{"a":"1"}' });
  const page = await start(payu, order);
  const shown = await ask(page);
  assert.equal(shown.status, 200);
  const mihpayid = await pay(stage.server, 'life-1');
  const { action, fields } = readForm((await ask(`${page}/return`)).text);
  assert.equal(action, 'https://shop.example/paid');
  assert.equal(fields['status'], 'success');
  assert.equal(fields['mihpayid'], mihpayid);
  for (const name of 'txnid amount productinfo firstname email udf1 udf5'.split(' ')) {
    assert.equal(fields[name], order[name], name);
  }
  assert.equal(payu.hasher.validateResponseHash({ ...fields }), true);
  assert.equal(payu.hasher.validateResponseHash({ ...fields, amount: '1.00' }), false);
  assert.equal(stage.payu('another').hasher.validateResponseHash({ ...fields }), false);
});

for (const [outcome, status, unmapped] of [
  ['failure', 'failure', 'failed'],
  ['cancel', 'failure', 'userCancelled'],
  ['pending', 'pending', 'pending'],
] as const) {
  test(`${outcome}: the handback and verifyPayment say the same`, async () => {
    const payu = stage.payu();
    const txnid = `not-${outcome}`;
    const page = await start(payu, orderOf(txnid));
    await pay(stage.server, txnid, { outcome });
    const { action, fields } = readForm((await ask(`${page}/return`)).text);
    assert.equal(action, 'https://shop.example/failed');
    assert.equal(payu.hasher.validateResponseHash({ ...fields }), true);
    const answer = await payu.verifyPayment(txnid);
    const details = detailsOf(answer, txnid);
    assert.equal(answer['status'], 1);
    for (const told of [fields, details]) {
      assert.equal(told['status'], status);
      assert.equal(told['unmappedstatus'], unmapped);
      assert.equal(told['net_amount_debit'], '0.00');
    }
  });
}

test('a failed payment can be tried again with the same txnid, a paid one cannot', async () => {
  const payu = stage.payu();
  const page = await start(payu, orderOf('again-1'));
  await pay(stage.server, 'again-1', { outcome: 'failure' });
  assert.equal(await start(payu, orderOf('again-1')), page);
  await pay(stage.server, 'again-1');
  const refused = await postForm(readForm(payu.paymentInitiate(orderOf('again-1'))));
  assert.equal(refused.status, 409);
  assert.match(refused.headers.get('content-type') ?? '', /^text\/html/);
  assert.match(refused.text, /Duplicate order ID: &quot;again-1&quot; has already been paid/);
});

test('verifyPayment tells of one, of many, of unpaid and unknown ones', async () => {
  const payu = stage.payu();
  await start(payu, orderOf('known-1', { amount: '10.5' }));
  await start(payu, orderOf('known-2'));
  const mihpayid = await pay(stage.server, 'known-1');
  const both = await payu.verifyPayment('known-1|known-2|no such');
  assert.equal(both['status'], 1);
  assert.equal(both['msg'], '2 out of 3 Transactions Fetched Successfully');
  const paid = detailsOf(both, 'known-1');
  const expected = { mihpayid, amt: '10.50', status: 'success', unmappedstatus: 'captured' };
  for (const [name, value] of Object.entries({ ...expected, net_amount_debit: 10.5, mode: 'CC' })) {
    assert.equal(paid[name], value, name);
  }
  const unpaid = detailsOf(both, 'known-2');
  assert.equal(unpaid['status'], 'pending');
  assert.equal(unpaid['unmappedstatus'], 'initiated');
  const notFound = { mihpayid: 'Not Found', status: 'Not Found' };
  assert.deepEqual(detailsOf(both, 'no such'), notFound);
  assert.deepEqual(await payu.verifyPayment('X'), {
    status: 0,
    msg: '0 out of 1 Transactions Fetched Successfully',
    transaction_details: { X: notFound },
  });
});

test('refunds: in part, the rest, too much, twice, and what became of them', async () => {
  const payu = stage.payu();
  await start(payu, orderOf('back-1'));
  const mihpayid = await pay(stage.server, 'back-1');
  const part = await payu.cancelRefundTransaction(mihpayid, 'token-1', '200.50');
  const request = String(part['request_id']);
  assert.deepEqual(part, {
    status: 1,
    msg: 'Refund Request Queued',
    request_id: request,
    bank_ref_num: null,
    mihpayid: Number(mihpayid),
    error_code: 102,
  });
  const refused = (msg: string, error_code: number) => ({
    status: 0,
    msg,
    error_code,
    mihpayid: Number(mihpayid),
  });
  const again = await payu.cancelRefundTransaction(mihpayid, 'token-1', '200.50');
  const same = 'Refund FAILURE - Transactions with same amount and same token not allowed';
  assert.deepEqual(again, refused(same, 227));
  const reused = await payu.cancelRefundTransaction(mihpayid, 'token-1', '1.00');
  assert.deepEqual(reused, refused('token already used or request pending', 106));
  const tooMuch = await payu.cancelRefundTransaction(mihpayid, 'token-2', '299.51');
  assert.deepEqual(tooMuch, refused('Refund FAILURE - Invalid amount', 105));

  const queued = detailsOf(await payu.checkActionStatus(request), request)[request] as Json;
  assert.equal(queued['action'], 'refund');
  assert.equal(queued['token'], 'token-1');
  await control(stage.server, '/settle', {});
  const answer = await payu.checkActionStatus(request);
  assert.equal(answer['msg'], '1 out of 1 Transactions Fetched Successfully');
  const done = detailsOf(answer, request)[request] as Json;
  assert.match(String(done['bank_ref_num']), /^\d{12}$/);
  assert.deepEqual(
    { ...done, bank_ref_num: '…' },
    {
      mihpayid,
      bank_ref_num: '…',
      request_id: request,
      amt: '200.50',
      mode: 'CC',
      action: 'refund',
      token: 'token-1',
      status: 'success',
      bank_arn: null,
      settlement_id: null,
      amount_settled: null,
      UTR_no: null,
      value_date: null,
      refund_mode: 'Back to Source',
    },
  );
  const callback = 'https://shop.example/refunded';
  const rest = await payu.cancelRefundTransaction(mihpayid, 'token-3', '299.50', callback);
  assert.equal(rest['status'], 1);
  const spent = await payu.cancelRefundTransaction(mihpayid, 'token-4', '0.01');
  assert.deepEqual(spent, refused('Refund FAILURE - Invalid amount', 105));
  const paid = detailsOf(await payu.verifyPayment('back-1'), 'back-1');
  assert.equal(paid['status'], 'success');
});

test('refunds of what is unpaid, unknown or not worded right', async () => {
  const payu = stage.payu();
  await start(payu, orderOf('back-2'));
  const failed = await pay(stage.server, 'back-2', { outcome: 'failure' });
  const unpaid = await payu.cancelRefundTransaction(failed, 'token-9', '1');
  assert.equal(unpaid['msg'], 'Refund FAILURE - Invalid transaction status');
  assert.equal(unpaid['error_code'], 111);
  for (const payuid of ['403993715527186439', '12345', 'nonsense']) {
    const unknown = await payu.cancelRefundTransaction(payuid, 'token-9', '1.00');
    assert.deepEqual(unknown, { status: 0, msg: 'transaction not exists' });
  }
  const rows: readonly (readonly [string, string, number])[] = [
    ['x'.repeat(24), '1.00', 255],
    ['token-9', '1.001', 105],
    ['token-9', '0', 105],
    ['token-9', '1e2', 105],
  ];
  for (const [token, amount, code] of rows) {
    const answer = await payu.cancelRefundTransaction(failed, token, amount);
    const wanted = amount === '0' ? 111 : code;
    assert.equal(answer['error_code'], wanted, `${token} ${amount} ${JSON.stringify(answer)}`);
    assert.equal(answer['status'], 0);
  }
  const url = await payu.cancelRefundTransaction(failed, 'token-9', '1', 'javascript:alert(1)');
  assert.deepEqual(url, { status: 0, msg: 'Refund FAILURE - Invalid callback URL' });
});

test('a wrong salt: the page names what was hashed, the API says Invalid Hash.', async () => {
  const payu = stage.payu('wrong salt');
  const refused = await postForm(readForm(payu.paymentInitiate(orderOf('hash-1'))));
  assert.equal(refused.status, 401);
  assert.match(refused.text, /incorrectly calculated hash parameter/);
  assert.match(refused.text, /QyT13U\|hash-1\|500\.00\|Blue &quot;suede&quot; shoes/);
  assert.match(refused.text, /\|{11}\*{8}/);
  assert.ok(!refused.text.includes('UnJ0'));
  const invalid = { status: 0, msg: 'Invalid Hash.' };
  assert.deepEqual(await payu.verifyPayment('hash-1'), invalid);
  assert.deepEqual(await payu.cancelRefundTransaction('1', 't', '1'), invalid);
  assert.deepEqual(await payu.getTransactionDetails('2024-01-01', '2024-01-02'), invalid);
});

test('splits and additional charges are read as the SDK signs them, and refused', async () => {
  const payu = stage.payu();
  const splitRequest = { type: 'absolute', splitInfo: { a: { aggregatorSubTxnId: '1' } } };
  const rows = [{ splitRequest }, { additional_charges: 'CC:12' }];
  for (const [index, more] of [...rows, { ...rows[0], ...rows[1] }].entries()) {
    const txnid = `product-${index}`;
    const sent = await postForm(readForm(payu.paymentInitiate(orderOf(txnid, more))));
    assert.equal(sent.status, 400, sent.text);
    assert.match(sent.text, /(splitRequest|additional_charges): \w+ (is|are) not enabled/);
    assert.equal((await payu.verifyPayment(txnid))['status'], 0);
  }
});

test('getTransactionDetails lists the payments of Indian days', async () => {
  const payu = stage.payu();
  await start(payu, orderOf('listed-1', { udf1: 'one', lastname: 'Rao' }));
  const id = await pay(stage.server, 'listed-1', { method: 'netbanking' });
  const answer = await payu.getTransactionDetails(today(), today());
  assert.equal(answer['status'], 1);
  const all = answer['Transaction_details'] as readonly Json[];
  const listed = all.find((each) => each['id'] === id);
  assert.ok(listed, JSON.stringify(answer));
  const expected = { status: 'captured', key: KEY, txnid: 'listed-1', udf1: 'one', mode: 'NB' };
  for (const [name, value] of Object.entries(expected)) assert.equal(listed[name], value, name);
  const none = await payu.getTransactionDetails('2020-10-20', '2020-10-27');
  assert.deepEqual(none['Transaction_details'], []);
  const wrong = await payu.getTransactionDetails('20.10.2020', '2020-10-27');
  assert.deepEqual(wrong, { status: 0, msg: 'Invalid date range' });
});
