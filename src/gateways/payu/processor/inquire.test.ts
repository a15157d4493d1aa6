// How a payment is doing, by replies as PayU's documents print them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha512Hex } from '../../kit/proof.ts';
import type { Found, Refused, Then, Unknown, WireReply } from '../../processor.ts';
import { askPayment, side } from './fixtures/question.ts';
import {
  ADDED_AT,
  acted,
  CAPTURE_LINE,
  DROPPED,
  HELD,
  INVALID_HASH,
  INVALID_HASH_403,
  JAVA_DETAILS,
  json,
  LANDED,
  MIHPAYID,
  NAME,
  NO_ACTION,
  notFound,
  OFFERED,
  REFUND_LINE,
  verified,
} from './fixtures/replies.ts';
import { payu } from './index.ts';

type Result = Found | Refused | Unknown;

const MINUTE = 60_000;

/** What comes of these replies, one after the other; every request must be asked for. */
function inquire(replies: readonly WireReply[], now = ADDED_AT + MINUTE): Result {
  const results: (Result | Then)[] = [];
  replies.forEach((reply, step) => {
    if (step > 0) assert.equal(results.at(-1)?.kind, 'then');
    const earlier = replies.slice(0, step);
    results.push(payu.inquire.read(reply, askPayment(), side({}, now), step, earlier));
  });
  const last = results.at(-1);
  assert.ok(last !== undefined && last.kind !== 'then', 'one more reply is needed');
  return last;
}

function found(result: Result): Found {
  assert.ok(result.kind === 'found', JSON.stringify(result));
  return result;
}

test('it asks by our name, signed as the vector of P-6, and then by PayU’s number', () => {
  const credentials = [{ key: 'JPM7Fg', salt: 'TuxqAugd' }];
  const request = payu.inquire.request(
    askPayment({ name: 'IhfgcZnXR4o4nB' }),
    side({ credentials }),
  );
  assert.ok('url' in request);
  assert.equal(request.url, 'https://test.payu.in/merchant/postservice.php?form=2');
  assert.deepEqual(Object.fromEntries(new URLSearchParams(request.body ?? '')), {
    key: 'JPM7Fg',
    command: 'verify_payment',
    var1: 'IhfgcZnXR4o4nB',
    hash: 'a0ae79fdd66c875af6e9b21c4a67f1822deb00f2df5e9f0b1948f3222f536a9bf741b24efbb1874ca0f84f76b036e6c0d641581d0100f7abe4aeed2f3264f5c9',
  });
  const live = payu.inquire.request(askPayment(), side({ mode: 'live' }));
  assert.ok('url' in live);
  assert.equal(live.url, 'https://info.payu.in/merchant/postservice.php?form=2');
  const then = payu.inquire.read(verified(), askPayment(), side(), 0, []);
  assert.ok(then.kind === 'then');
  const asked = new URLSearchParams(then.request.body ?? '');
  assert.deepEqual(
    ['command', 'var1', 'var2'].map((name) => asked.get(name)),
    ['check_action_status', MIHPAYID, 'payuid'],
  );
});

test('of many the names are joined, and the reply is read for each as its own is', () => {
  const names = ['TXNone', 'TXNtwo', 'TXNthree', 'TXNfour'] as const;
  const asks = names.map((name) => askPayment({ name }));
  const { inquireMany = assert.fail('one at a time'), inquire: one } = payu;
  const sent = new URLSearchParams(inquireMany.request(asks, side()).body ?? '');
  const { key = '', salt = '' } = side().credentials;
  const command = { key, command: 'verify_payment', var1: 'TXNone|TXNtwo|TXNthree|TXNfour' };
  const hash = sha512Hex(`${Object.values(command).join('|')}|${salt}`);
  assert.deepEqual(Object.fromEntries(sent), { ...command, hash });
  const reply = json({
    status: 1,
    msg: '2 out of 4 Transactions Fetched Successfully',
    transaction_details: {
      TXNone: { ...JAVA_DETAILS, ...DROPPED, txnid: 'TXNone' },
      TXNtwo: { mihpayid: 'Not Found', status: 'Not Found' },
      TXNthree: { ...JAVA_DETAILS, txnid: 'TXNone' },
    },
  });
  const results = asks.map((each) => one.read(reply, each, side(), 0, []));
  assert.deepEqual(
    results.map((each) => (each.kind === 'found' ? each.order : each.kind)),
    ['open', 'absent', 'unknown', 'unknown'],
  );
});

test('captured, with the refunds that anybody asked for', () => {
  const dashboard = { ...REFUND_LINE, request_id: '131278430', token: '', status: 'queued' };
  const { order, attempts, refunds } = found(
    inquire([verified(), acted(CAPTURE_LINE, REFUND_LINE, dashboard)]),
  );
  assert.equal(order, 'closed');
  assert.deepEqual(attempts, [
    {
      theirs: MIHPAYID,
      state: 'captured',
      raw: 'success/captured',
      amountMinor: 1000,
      currency: 'INR',
      instrument: {
        method: 'card',
        network: 'mastercard',
        kind: 'credit',
        last4: '2346',
        holder: null,
      },
      bankReference: '264724',
      decline: null,
    },
  ]);
  const refund = { attempt: MIHPAYID, amountMinor: 400, currency: 'INR' };
  const bankReference = '527013524405';
  assert.deepEqual(refunds, [
    {
      ...refund,
      theirs: '131278422',
      ours: 'RefundToken1',
      state: 'processed',
      raw: 'refund success',
      bankReference,
    },
    {
      ...refund,
      theirs: '131278430',
      ours: null,
      state: 'pending',
      raw: 'refund queued',
      bankReference,
    },
  ]);
});

test('a captured payment is told although the second reply says nothing', () => {
  for (const second of [{ status: 502, body: '<html>' }, INVALID_HASH, json([])]) {
    const { attempts, refunds, areRefundsUnread } = found(inquire([verified(), second]));
    assert.equal(attempts[0]?.state, 'captured');
    assert.deepEqual([refunds, areRefundsUnread], [[], true]);
    assert.equal(inquire([verified(HELD), second]).kind, 'unknown');
  }
});

test('the order’s part is what was asked; charges and discounts stand beside it', () => {
  const offered = { ...OFFERED, mihpayid: MIHPAYID };
  const [attempt] = found(inquire([verified(offered), NO_ACTION])).attempts;
  assert.deepEqual([attempt?.amountMinor, attempt?.chargedMinor], [1000000, undefined]);
  // docs.payu.in/docs/collect-additional-charges: the amount is the original one.
  const charged = { amt: '10.50', additional_charges: '0.50', net_amount_debit: 10.5 };
  const [dear] = found(inquire([verified(charged), NO_ACTION])).attempts;
  assert.deepEqual([dear?.amountMinor, dear?.chargedMinor], [1000, 1050]);
  const old = { transaction_amount: undefined };
  assert.equal(found(inquire([verified(old), NO_ACTION])).attempts[0]?.amountMinor, 1000);
  assert.equal(inquire([verified({ ...charged, ...old })]).kind, 'unknown');
});

test('success with auth is not captured, and what was asked of it since decides', () => {
  const line = (action: string, status: string) => ({
    ...CAPTURE_LINE,
    action,
    status,
    request_id: `13127${action.length}${status.length}`,
  });
  const rows = [
    [NO_ACTION, 'authorized'],
    [acted(line('capture', 'queued')), 'pending'],
    [acted(line('capture', 'SUCCESS')), 'pending'],
    [acted(line('capture', 'failure')), 'authorized'],
    [acted(line('cancel', 'queued')), 'pending'],
    [acted(line('cancel', 'success')), 'voided'],
    [acted(line('cancel', 'failure')), 'authorized'],
    [acted(line('capture', 'failure'), line('capture', 'queued')), 'pending'],
  ] as const;
  for (const [second, state] of rows) {
    const { order, attempts } = found(inquire([verified(HELD), second]));
    assert.deepEqual([order, attempts[0]?.state], ['closed', state], second.body);
    assert.equal(attempts[0]?.until, ADDED_AT + 7 * 86_400_000);
    assert.deepEqual(attempts[0]?.instrument, { method: 'upi', vpa: null });
  }
  const both = acted(line('capture', 'queued'), line('cancel', 'queued'));
  assert.equal(inquire([verified(HELD), both]).kind, 'unknown');
  assert.equal(inquire([verified(HELD), acted(line('cancel', 'news'))]).kind, 'unknown');
});

test('nobody has tried: the page is open and there is no attempt', () => {
  for (const mihpayid of [MIHPAYID, '', null]) {
    const { order, attempts } = found(inquire([verified({ ...LANDED, mihpayid })]));
    assert.deepEqual([order, attempts], ['open', []]);
  }
  for (const unmappedstatus of ['in progress', 'pending']) {
    const { order, attempts } = found(inquire([verified({ ...LANDED, unmappedstatus })]));
    assert.deepEqual([order, attempts[0]?.state], ['open', 'pending']);
  }
  assert.equal(found(inquire([notFound()])).order, 'absent');
});

test('a failed attempt is not the end of the page, until nobody can be there any more', () => {
  const hour = 60 * MINUTE;
  for (const unmappedstatus of ['bounced', 'dropped', 'failed', 'userCancelled', 'autoRefund']) {
    const reply = verified({ ...DROPPED, unmappedstatus });
    const early = found(inquire([reply], ADDED_AT + hour));
    assert.deepEqual([early.order, early.attempts[0]?.state], ['open', 'failed']);
    assert.equal(found(inquire([reply], ADDED_AT + hour + 1)).order, 'closed');
  }
  const undated = verified({ ...DROPPED, addedon: null });
  assert.equal(found(inquire([undated], ADDED_AT + 100 * hour)).order, 'open');
  const expired = found(inquire([verified({ ...DROPPED, error_code: 'E507', mihpayid: '' })]));
  assert.deepEqual([expired.order, expired.attempts], ['closed', []]);
  const [reversed] = found(
    inquire([verified({ ...DROPPED, unmappedstatus: 'failed', error_code: 'E1638' })]),
  ).attempts;
  assert.deepEqual([reversed?.state, reversed?.decline], ['voided', null]);
});

test('refusals are told as such; what is no word of PayU’s is nothing', () => {
  for (const reply of [INVALID_HASH, INVALID_HASH_403, json({ status: 0, msg: 'Invalid key' })]) {
    const result = inquire([reply]);
    assert.ok(result.kind === 'refused');
    assert.deepEqual([result.why, result.again], ['credentials', 'later']);
  }
  const limited = inquire([json({ status: 0, msg: 'Requests limit reached' })]);
  assert.ok(limited.kind === 'refused' && limited.why === 'limit' && limited.again === 'later');
  const html = '<html><body>Access Denied</body></html>';
  for (const reply of [
    { status: 403, body: html },
    { status: 429, body: html },
    { status: 500, body: verified().body },
    { status: 302, body: verified().body },
    { status: 200, body: '' },
    { status: 200, body: html },
    { status: 200, body: 'a:2:{s:6:"status";i:1;s:3:"msg";s:2:"ok";}' },
    { status: 200, body: `${verified().body}<br>Warning: Unknown` },
    verified({ status: 'Success', unmappedstatus: 'refunded' }),
    verified({ status: 'refunded' }),
    verified({ mihpayid: 'Not Found' }),
    verified({ txnid: 'another' }),
    verified({}, 'another'),
    json({ status: 1, transaction_details: [] }),
  ]) {
    assert.equal(inquire([reply]).kind, 'unknown', reply.body);
  }
  // PayU's page of states prints its words with capitals.
  const capitals = verified({ status: 'Success', unmappedstatus: 'Captured' });
  assert.equal(found(inquire([capitals, NO_ACTION])).attempts[0]?.state, 'captured');
  const padded = { status: 200, body: `\uFEFF \r\n${verified().body}\n` };
  assert.equal(found(inquire([padded, NO_ACTION])).attempts[0]?.state, 'captured');
});

test('what is repeated of an unreadable reply names no customer', () => {
  const odd = inquire([verified({ unmappedstatus: 'news', firstname: 'Asha', card_no: '5123' })]);
  assert.ok(odd.kind === 'unknown');
  assert.equal(odd.raw, '200 1 1 out of 1 Transactions Fetched Successfully success news E000');
  const cut = inquire([{ status: 200, body: verified({ firstname: 'Asha' }).body.slice(0, -1) }]);
  assert.ok(cut.kind === 'unknown');
  assert.match(cut.raw, /^200 and \d+ characters$/);
  const page = inquire([{ status: 403, body: '<title>Access\nDenied</title>' }]);
  assert.deepEqual(page, { kind: 'unknown', raw: '403 <title>Access Denied</title>' });
});

test('the probe asks for what cannot be, and believes Not Found alone', () => {
  const request = payu.probe.request(null, side());
  assert.ok('url' in request);
  assert.equal(new URLSearchParams(request.body ?? '').get('var1'), 'probe');
  const read = (reply: WireReply) => payu.probe.read(reply, null, side(), 0, []);
  assert.deepEqual(read(notFound('probe')), { kind: 'accepted', raw: 'Not Found' });
  assert.equal(read(INVALID_HASH).kind, 'refused');
  assert.equal(read(verified({ txnid: 'probe', ...LANDED }, 'probe')).kind, 'unknown');
  assert.equal(read(notFound(NAME)).kind, 'unknown');
});
