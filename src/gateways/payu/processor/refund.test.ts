// Refunds: queued under a token of ours, looked up by PayU's number, and never made twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Refunded, Refused, Then, Unknown, WireReply } from '../../processor.ts';
import { askRefund, side } from './fixtures/question.ts';
import {
  acted,
  CAPTURE_LINE,
  INVALID_HASH,
  json,
  MIHPAYID,
  NO_ACTION,
  REFUND_EXISTS,
  REFUND_LINE,
  REFUND_QUEUED,
} from './fixtures/replies.ts';
import { payu } from './index.ts';

type Result = Refunded | Refused | Unknown;

function read(replies: readonly WireReply[], ask = askRefund()): Result {
  const results: (Result | Then)[] = [];
  replies.forEach((reply, step) => {
    if (step > 0) assert.equal(results.at(-1)?.kind, 'then', JSON.stringify(results.at(-1)));
    results.push(payu.refund.read(reply, ask, side(), step, replies.slice(0, step)));
  });
  const last = results.at(-1);
  assert.ok(last !== undefined && last.kind !== 'then', 'one more reply is needed');
  return last;
}

function find(reply: WireReply, ask = askRefund()): Result {
  const result = payu.inquireRefund.read(reply, ask, side(), 0, []);
  assert.ok(result.kind !== 'then');
  return result;
}

const no = (error_code: number | undefined, msg: string) => json({ status: 0, msg, error_code });

test('it names the number, our token and the amount', () => {
  const request = payu.refund.request(askRefund(), side());
  assert.ok('url' in request);
  const asked = Object.fromEntries(new URLSearchParams(request.body ?? ''));
  const { hash, key, ...rest } = asked;
  assert.deepEqual(rest, {
    command: 'cancel_refund_transaction',
    var1: MIHPAYID,
    var2: 'RefundToken1',
    var3: '4.00',
  });
  assert.deepEqual([key, hash?.length], ['QyT13U', 128]);
  const unpaid = payu.refund.request(askRefund({ attempt: null }), side());
  assert.ok('kind' in unpaid && unpaid.kind === 'refused');
});

test('queued: PayU’s number for it, and nothing that the reply does not say', () => {
  assert.deepEqual(read([json(REFUND_QUEUED)]), {
    kind: 'refunded',
    refund: {
      theirs: '131278422',
      ours: null,
      attempt: MIHPAYID,
      state: 'pending',
      raw: '102 Refund Request Queued',
      amountMinor: null,
      currency: null,
      bankReference: null,
    },
  });
});

test('a number that JavaScript would round is told from its neighbour', () => {
  const other = JSON.stringify(REFUND_QUEUED).replace(MIHPAYID, '403993715527264431');
  assert.equal(Number('403993715527264431'), Number(MIHPAYID));
  assert.equal(read([{ status: 200, body: other }]).kind, 'unknown');
});

test('a release, another word or a missing number is not a refund that is queued', () => {
  for (const changes of [
    { msg: 'Cancel Request Queued', request_id: undefined, txn_update_id: '131278422' },
    { msg: 'Refund Request Logged' },
    { request_id: undefined },
    { request_id: 'Request ID' },
    { error_code: 999 },
  ]) {
    const reply = json({ ...REFUND_QUEUED, ...changes });
    assert.equal(read([reply]).kind, 'unknown', reply.body);
  }
});

test('"exists" means: ask for it', () => {
  for (const first of [
    json(REFUND_EXISTS),
    no(106, 'Token already exists'),
    no(109, 'Request is already logged'),
    no(undefined, 'token already used or request pending'),
    no(undefined, String(REFUND_EXISTS['msg'])),
  ]) {
    const result = read([first, acted(CAPTURE_LINE, REFUND_LINE)]);
    assert.ok(result.kind === 'refunded');
    assert.deepEqual([result.refund.state, result.refund.amountMinor], ['processed', 400]);
    for (const second of [NO_ACTION, acted(CAPTURE_LINE), { status: 502, body: '' }]) {
      assert.equal(read([first, second]).kind, 'unknown', second.body);
    }
  }
});

test('"not now" is not "no", unless it was begun after all', () => {
  for (const first of [
    no(226, 'Capture is done today, please check for refund status tomorrow'),
    no(undefined, 'Capture is done today, please check for refund status tomorrow'),
    no(225, 'Overdraft hit, check tomorrow'),
  ]) {
    const later = read([first, acted(CAPTURE_LINE)]);
    assert.ok(later.kind === 'refused');
    assert.deepEqual([later.why, later.again], ['limit', 'later']);
    const queued = read([first, acted({ ...REFUND_LINE, status: 'od_hit' })]);
    assert.ok(queued.kind === 'refunded' && queued.refund.state === 'pending');
    assert.equal(read([first, { status: 502, body: '' }]).kind, 'unknown');
  }
});

test('refusals by PayU’s codes and sentences; anything else is nothing', () => {
  const rows: readonly (readonly [WireReply, string])[] = [
    [INVALID_HASH, 'credentials later'],
    [no(105, 'Refund FAILURE - Invalid amount'), 'input never'],
    [no(111, 'Refund FAILURE - Invalid transaction status'), 'input never'],
    [no(113, 'Amount under chargeback'), 'account later'],
    [no(120, 'Lock could not be obtained'), 'limit later'],
    [no(128, 'Partial refunds are not allowed'), 'account never'],
    [no(214, 'Same amount within five minutes'), 'limit later'],
    [no(255, 'Token ID length should not be greater than 23 characters.'), 'input never'],
    [no(undefined, 'token is empty'), 'input never'],
    [no(undefined, 'transaction not exists'), 'input never'],
    [no(undefined, 'Requests limit reached'), 'limit later'],
  ];
  for (const [reply, expected] of rows) {
    const result = read([reply]);
    assert.ok(result.kind === 'refused', reply.body);
    assert.equal(`${result.why} ${result.again}`, expected, reply.body);
  }
  for (const reply of [
    no(undefined, 'Refund request failed'),
    no(999, 'Something new'),
    json({ msg: 'Refund FAILURE', error_code: 105 }),
    { status: 500, body: json(REFUND_QUEUED).body },
    { status: 200, body: '<html>' },
  ]) {
    assert.equal(read([reply]).kind, 'unknown', reply.body);
  }
});

test('it is looked for by our token, else by the number that PayU gave it', () => {
  const asked = payu.inquireRefund.request(askRefund(), side());
  assert.ok('url' in asked);
  const fields = new URLSearchParams(asked.body ?? '');
  assert.deepEqual([fields.get('var1'), fields.get('var2')], [MIHPAYID, 'payuid']);
  const other = { ...REFUND_LINE, request_id: '131278430', token: 'Another' };
  const result = find(acted(CAPTURE_LINE, other, REFUND_LINE));
  assert.ok(result.kind === 'refunded' && result.refund.theirs === '131278422');
  const byNumber = find(acted(other), askRefund({}, '131278430'));
  assert.ok(byNumber.kind === 'refunded' && byNumber.refund.ours === 'Another');
  assert.equal(find(acted(CAPTURE_LINE, other)).kind, 'absent');
  assert.equal(find(NO_ACTION).kind, 'absent');
});

test('the states of a refund, in both cases of letters', () => {
  const states = {
    ...{ queued: 'pending', QUEUED: 'pending', 'IN PROGRESS': 'pending', requested: 'pending' },
    ...{ pending: 'pending', od_hit: 'pending', success: 'processed', FAILURE: 'failed' },
    ...{ reversed: 'unknown', constructor: 'unknown' },
  };
  for (const [status, state] of Object.entries(states)) {
    const result = find(acted({ ...REFUND_LINE, status }));
    assert.ok(result.kind === 'refunded');
    assert.equal(result.refund.state, state, status);
  }
});

test('a list that cannot be read whole says of no refund that it is absent', () => {
  for (const line of [
    { ...REFUND_LINE, token: 'Another', action: 'repay' },
    { ...REFUND_LINE, token: undefined },
    { ...REFUND_LINE, token: 'Another', amt: '4,00' },
    { ...REFUND_LINE, token: 'Another', mihpayid: '999' },
  ]) {
    assert.equal(find(acted(CAPTURE_LINE, line)).kind, 'unknown', JSON.stringify(line));
  }
});
