// Captures and releases: PayU queues them, and what became of them is asked elsewhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attempted, Refused, Then, Unknown, WireReply } from '../../processor.ts';
import { askPayment, side } from './fixtures/question.ts';
import {
  acted,
  CANCEL_FAILED,
  CANCEL_QUEUED,
  CAPTURE_LINE,
  CAPTURE_QUEUED,
  HELD,
  INVALID_HASH,
  json,
  MIHPAYID,
  NAME,
  NO_ACTION,
  notFound,
  verified,
} from './fixtures/replies.ts';
import { payu } from './index.ts';

type Result = Attempted | Refused | Unknown;

const ASK = { ...askPayment(), amountMinor: 1000 };

function read(replies: readonly WireReply[], ask = ASK): Result {
  const results: (Result | Then)[] = [];
  replies.forEach((reply, step) => {
    if (step > 0) assert.equal(results.at(-1)?.kind, 'then', JSON.stringify(results.at(-1)));
    const result = payu.capture?.read(reply, ask, side(), step, replies.slice(0, step));
    assert.ok(result !== undefined);
    results.push(result);
  });
  const last = results.at(-1);
  assert.ok(last !== undefined && last.kind !== 'then', 'one more reply is needed');
  return last;
}

function stateOf(result: Result): string {
  return result.kind === 'attempted' ? result.attempt.state : result.kind;
}

const held = verified(HELD);
const cancelled = { ...CAPTURE_LINE, action: 'cancel' };

test('a capture names the number, a token of its own and the amount', () => {
  const request = payu.capture?.request(ASK, side());
  assert.ok(request !== undefined && 'url' in request);
  const asked = Object.fromEntries(new URLSearchParams(request.body ?? ''));
  assert.deepEqual(
    [asked['command'], asked['var1'], asked['var2'], asked['var3']],
    ['capture_transaction', MIHPAYID, `${NAME}C`, '10.00'],
  );
  const nothing = payu.capture?.request({ ...ASK, attempt: null }, side());
  assert.ok(nothing !== undefined && 'kind' in nothing && nothing.kind === 'refused');
});

test('a release is asked for by the command that can only release', () => {
  const request = payu.release?.request(askPayment(), side());
  assert.ok(request !== undefined && 'url' in request);
  const asked = Object.fromEntries(new URLSearchParams(request.body ?? ''));
  assert.deepEqual(
    [asked['command'], asked['var1'], asked['var2']],
    ['cancel_transaction', MIHPAYID, `${NAME}V`],
  );
});

test('what was taken is pending until PayU says what became of it', () => {
  const queued = [json(CAPTURE_QUEUED), json({ ...CAPTURE_QUEUED, error_code: 102 })];
  for (const first of [...queued, json(CANCEL_QUEUED)]) {
    assert.equal(stateOf(read([first, held, NO_ACTION])), 'pending');
    const busy = acted({ ...CAPTURE_LINE, status: 'queued' });
    assert.equal(stateOf(read([first, held, busy])), 'pending');
    assert.equal(stateOf(read([first, held, acted(cancelled)])), 'voided');
    assert.equal(stateOf(read([first, verified()])), 'captured');
    for (const nothing of [INVALID_HASH, notFound(), { status: 502, body: '' }]) {
      assert.equal(stateOf(read([first, nothing])), 'unknown');
    }
    assert.equal(stateOf(read([first, held, { status: 502, body: '' }])), 'unknown');
  }
});

test('another payment under the name is not what was to be captured', () => {
  assert.equal(stateOf(read([json(CAPTURE_QUEUED), verified({ mihpayid: '999' })])), 'unknown');
});

test('captured before, failed or logged: PayU is asked what is true', () => {
  const no = (error_code: number, msg: string) => json({ status: 0, msg, error_code });
  for (const first of [
    no(301, 'Capture already successful for this transaction'),
    no(109, 'Request is already logged'),
    no(106, 'Token already exists.'),
    json(CANCEL_FAILED),
  ]) {
    assert.equal(stateOf(read([first, verified()])), 'captured');
    assert.equal(stateOf(read([first, held, NO_ACTION])), 'unknown');
    assert.equal(stateOf(read([first, held, acted(cancelled)])), 'voided');
  }
});

test('a refusal is one only where PayU is known to have begun nothing', () => {
  const no = (error_code: number | undefined, msg: string) => json({ status: 0, msg, error_code });
  const rows: readonly (readonly [WireReply, string])[] = [
    [INVALID_HASH, 'credentials later'],
    [no(116, 'Transaction Not Found'), 'input never'],
    [no(117, 'The amount does not match'), 'input never'],
    [no(120, 'Transaction lock could not be obtained.'), 'limit later'],
    [no(303, 'Amount greater than maximum capturable amount'), 'input never'],
    [no(306, 'Invalid amount tolerance configuration'), 'account never'],
    [no(undefined, 'Requests limit reached'), 'limit later'],
    [no(undefined, 'Transaction not exists'), 'input never'],
    [no(undefined, 'Amount is a mandatory parameter for this API.'), 'input never'],
  ];
  for (const [reply, expected] of rows) {
    const result = read([reply]);
    assert.ok(result.kind === 'refused', reply.body);
    assert.equal(`${result.why} ${result.again}`, expected, reply.body);
  }
  for (const reply of [
    no(500, 'Some problem occurred'),
    no(999, 'Something new'),
    no(undefined, ''),
    json({ msg: 'Capture failed', error_code: 116 }),
    json({ ...CAPTURE_QUEUED, error_code: 999 }),
    json({ ...CAPTURE_QUEUED, msg: 'Transaction Processed successfully' }),
    { status: 502, body: '<html>' },
  ]) {
    assert.equal(read([reply]).kind, 'unknown', reply.body);
  }
});
