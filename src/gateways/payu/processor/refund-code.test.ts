// Every code and sentence of PayU's about a refund, and what it means: queued, known already, not
// now, or never. Source: docs/gateways/payu.md §1.5, and the table of §P.11.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireReply } from '../../processor.ts';
import { askRefund, side } from './fixtures/question.ts';
import {
  acted,
  CAPTURE_LINE,
  json,
  MIHPAYID,
  REFUND_LINE,
  REFUND_QUEUED,
} from './fixtures/replies.ts';
import { payu } from './index.ts';

/** What the first reply is worth, in one word; `exists` and `tomorrow` ask once more. */
function judge(reply: WireReply): string {
  const ask = askRefund();
  const first = payu.refund.read(reply, ask, side(), 0, []);
  if (first.kind === 'refused') return `${first.why} ${first.again}`;
  if (first.kind !== 'then') return first.kind;
  const absent = acted(CAPTURE_LINE);
  const second = payu.refund.read(absent, ask, side(), 1, [reply]);
  if (second.kind === 'unknown') return 'exists';
  assert.ok(second.kind === 'refused' && second.why === 'limit' && second.again === 'later');
  return 'tomorrow';
}

const no = (error_code: unknown, msg = 'Refund FAILURE') => json({ status: 0, msg, error_code });

const CODES: Readonly<Record<string, readonly number[]>> = {
  exists: [103, 104, 106, 108, 109, 121, 122, 123, 125, 126, 127, 227],
  tomorrow: [225, 226],
  'account later': [113],
  'limit later': [120, 214],
  'account never': [110, 128, 230],
  'input never': [105, 111, 115, 116, 117, 119, 124, 129, 255],
};

test('each code that the documents have, as a number and as a text', () => {
  for (const [meaning, codes] of Object.entries(CODES)) {
    for (const code of codes) {
      assert.equal(judge(no(code)), meaning, String(code));
      assert.equal(judge(no(String(code))), meaning, String(code));
    }
  }
});

test('any other code says nothing', () => {
  const known = new Set(Object.values(CODES).flat());
  for (let code = 95; code < 300; code += 1) {
    if (!known.has(code)) assert.equal(judge(no(code)), 'unknown', String(code));
  }
  for (const code of ['', 'constructor', '105x', null]) {
    assert.equal(judge(no(code)), 'unknown', String(code));
  }
});

test('sentences without a code', () => {
  const rows = [
    ['Token already used or request pending for this txn', 'exists'],
    ['Refund FAILURE - Transactions with same amount and same token not allowed', 'exists'],
    ['Capture is done today, check tomorrow', 'tomorrow'],
    ['token is empty', 'input never'],
    ['Amount is empty', 'input never'],
    ['transaction not exists', 'input never'],
    ['Transaction Not Exists', 'input never'],
    ['Same Amount And Same Token', 'exists'],
    // What may be there is asked for, whatever else is said of it.
    ['Capture is done today: same amount and same token', 'exists'],
    ['token is empty: token already used or request pending', 'exists'],
    // Only at the beginning do these say so of the whole.
    ['The capture is done today', 'unknown'],
    ['the token is empty', 'unknown'],
    ['the amount is empty', 'unknown'],
    ['a transaction not exists', 'unknown'],
    ['news', 'unknown'],
  ] as const;
  for (const [said, meaning] of rows) assert.equal(judge(no(undefined, said)), meaning, said);
});

test('a refusal is told in PayU’s words, with its code', () => {
  const ask = askRefund();
  const said = (reply: WireReply, ...earlier: readonly WireReply[]) => {
    const result = payu.refund.read(reply, ask, side(), earlier.length, earlier);
    return 'raw' in result ? result.raw : assert.fail(result.kind);
  };
  assert.equal(said(no(105, 'Invalid amount')), '105 Invalid amount');
  assert.equal(said(no(undefined, 'token is empty')), 'token is empty');
  assert.equal(said(acted(CAPTURE_LINE), no(226, 'check tomorrow')), 'check tomorrow');
  assert.equal(said(acted(CAPTURE_LINE), no(227, 'same token')), 'same token');
});

test('only a clear no is one', () => {
  for (const status of ['', 'failed', 2, null, undefined, false]) {
    const reply = json({ status, msg: 'Refund FAILURE', error_code: 105 });
    assert.equal(judge(reply), 'unknown', String(status));
  }
  assert.equal(judge(json({ status: '0', msg: 'x', error_code: 105 })), 'input never');
});

test('queued: by its sentence and one of three codes, for the transaction that was named', () => {
  const queued = (changes: Readonly<Record<string, unknown>>) =>
    judge(json({ ...REFUND_QUEUED, ...changes }));
  for (const error_code of [100, 101, 102, '102', undefined]) {
    assert.equal(queued({ error_code }), 'refunded', String(error_code));
  }
  for (const error_code of [99, 103, 106, 227]) {
    assert.equal(queued({ error_code }), 'unknown', String(error_code));
  }
  for (const msg of ['refund request queued', 'Refund Request Queued for today']) {
    assert.equal(queued({ msg }), 'refunded', msg);
  }
  for (const msg of ['A refund request queued', 'Refund Request Queuedx', 'Refund request', '']) {
    assert.equal(queued({ msg }), 'unknown', msg);
  }
  // It may leave the transaction out, but name no other.
  assert.equal(queued({ mihpayid: undefined }), 'refunded');
  for (const mihpayid of ['403993715527264431', 'x', '0']) {
    assert.equal(queued({ mihpayid }), 'unknown', mihpayid);
  }
});

test('what is queued keeps what the reply says of it, and no more', () => {
  const ask = askRefund();
  const read = (changes: Readonly<Record<string, unknown>>) => {
    const reply = json({ ...REFUND_QUEUED, ...changes });
    const result = payu.refund.read(reply, ask, side(), 0, []);
    return result.kind === 'refunded' ? result.refund : assert.fail(result.kind);
  };
  const { attempt, bankReference, raw } = read({ mihpayid: undefined, bank_ref_num: 'B1' });
  assert.deepEqual([attempt, bankReference], [null, 'B1']);
  assert.equal(raw, '102 Refund Request Queued');
  assert.equal(read({ error_code: undefined }).raw, '102 Refund Request Queued');
});

test('what is not in rupees, or of no transaction, is not sent', () => {
  const refused = (ask: ReturnType<typeof askRefund>) => {
    const result = payu.refund.request(ask, side());
    assert.ok('kind' in result && result.kind === 'refused');
    return `${result.why} ${result.again} ${result.raw}`;
  };
  const ask = askRefund();
  const dollars = { ...ask, refund: { ...ask.refund, currency: 'USD' } };
  assert.equal(refused(dollars), 'input never not INR');
  const unpaid = 'input never no transaction that paid is known';
  assert.equal(refused(askRefund({ attempt: null })), unpaid);
  const inquired = payu.inquireRefund.request(askRefund({ attempt: null }), side());
  assert.ok('kind' in inquired && inquired.kind === 'refused');
  assert.equal(`${inquired.why} ${inquired.again} ${inquired.raw}`, unpaid);
  const again = payu.refund.read(no(106), ask, side(), 0, []);
  assert.ok(again.kind === 'then');
  const fields = new URLSearchParams(again.request.body ?? '');
  assert.deepEqual([fields.get('command'), fields.get('var1')], ['check_action_status', MIHPAYID]);
});

test('a refund is found by our token before any number, and by no number that we have not', () => {
  const find = (number: string | null, ...lines: readonly Readonly<Record<string, unknown>>[]) => {
    const reply = acted(CAPTURE_LINE, ...lines);
    const result = payu.inquireRefund.read(reply, askRefund({}, number), side(), 0, []);
    return result.kind === 'refunded' ? result.refund.theirs : result.kind;
  };
  const [ours, other] = [REFUND_LINE, { ...REFUND_LINE, request_id: '7', token: 'Another' }];
  assert.equal(find('7', other, ours), REFUND_LINE.request_id);
  assert.equal(find('7', other), '7');
  assert.equal(find('8', other), 'absent');
  assert.equal(find(null, other), 'absent');
});
