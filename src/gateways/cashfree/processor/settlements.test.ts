// What was settled on a day, as Cashfree's OpenAPI file has it: amounts, charges, names, pages; and
// what no document has is unknown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SettledLine, WireReply } from '../../processor.ts';
import { NAME, REFUND_NAME, sideOf } from './fixtures/asked.ts';
import { ERRORS, replyOf } from './fixtures/replies.ts';
import { SETTLED_PAGE, SETTLED_PAYMENT, SETTLED_REFUND, SWEPT_BACK } from './fixtures/settled.ts';
import { settlements } from './settlements.ts';

const DAY = '2025-01-16';
const side = sideOf();

function read(reply: WireReply) {
  const result = settlements.read(reply, { day: DAY, cursor: null }, side, 0, []);
  assert.notEqual(result.kind, 'then');
  return result;
}

function linesOf(...data: readonly unknown[]): readonly SettledLine[] {
  const result = read(replyOf({ cursor: null, limit: 200, data }));
  assert.ok(result.kind === 'page', JSON.stringify(result));
  return result.lines;
}

/** With one of an item's parts changed. */
function withPart(name: keyof typeof SETTLED_PAYMENT, changes: object, item = SETTLED_PAYMENT) {
  return { ...item, [name]: { ...item[name], ...changes } };
}

test('a day is asked for from its first second to its last by Indian time', () => {
  const request = settlements.request({ day: '2026-11-08', cursor: null }, side);
  assert.ok('url' in request);
  assert.equal(request.url, 'https://sandbox.cashfree.com/pg/settlement/recon');
  assert.deepEqual(JSON.parse(request.body ?? ''), {
    pagination: { limit: 200, cursor: null },
    filters: { start_date: '2026-11-08T00:00:00+05:30', end_date: '2026-11-08T23:59:59+05:30' },
  });
  // An answer of before, kept under a key, would be no page of today.
  assert.equal(request.headers['x-idempotency-key'], undefined);
  const further = settlements.request({ day: '2026-11-08', cursor: 'eyJzZ=' }, side);
  const body = JSON.parse('url' in further ? (further.body ?? '') : '');
  assert.equal(body.pagination.cursor, 'eyJzZ=');
});

test("the file's page: what came in, what went back, what is neither", () => {
  const result = read(replyOf(SETTLED_PAGE));
  assert.ok(result.kind === 'page');
  assert.equal(result.next, 'cursor');
  const shared = {
    ...{ currency: 'INR', settlement: '1639775422', utr: 'PGI45406', settledOn: DAY },
    isSettled: true,
  };
  const payment = '1234881617186388204';
  assert.deepEqual(result.lines, [
    {
      ...{ kind: 'payment', raw: 'PAYMENT SUCCESS', theirs: payment, attempt: null },
      ...{ name: NAME, refundName: null, amountMinor: 20000, feeMinor: 200, taxMinor: 0 },
      ...{ netMinor: 20000, ...shared },
    },
    {
      ...{ kind: 'refund', raw: 'REFUND SUCCESS', theirs: '98765', attempt: payment },
      ...{ name: NAME, refundName: REFUND_NAME, amountMinor: 7050, feeMinor: 0, taxMinor: 0 },
      ...{ netMinor: -7050, ...shared },
    },
    {
      ...{ kind: 'other', raw: 'FUND_SWEEP_REVERSAL SUCCESS', theirs: '43594', attempt: null },
      ...{ name: null, refundName: null, amountMinor: 20000, feeMinor: null, taxMinor: null },
      ...{ netMinor: 20000, ...shared },
    },
  ]);
});

test('amounts and ids are read by their digits', () => {
  const text = JSON.stringify({ cursor: null, limit: 1, data: [SETTLED_PAYMENT] })
    .replace('"event_amount":200', '"event_amount":1234567890123.45')
    .replace('"event_service_charge":2', '"event_service_charge":"2.34"')
    .replace('"cf_payment_id":"1234881617186388204"', '"cf_payment_id":9007199254740993123');
  const result = read({ status: 200, body: text });
  const [line] = result.kind === 'page' ? result.lines : [];
  assert.equal(line?.amountMinor, 123_456_789_012_345);
  assert.equal(line?.feeMinor, 234);
  assert.equal(line?.theirs, '9007199254740993123');
});

test('the settlement itself is no line of it', () => {
  const settlement = withPart('event_details', { event_type: 'SETTLEMENT', event_status: 'PAID' });
  assert.deepEqual(linesOf(settlement), []);
});

test('a refund of which only one name is told has that one', () => {
  const unnamed = withPart('refund_details', { refund_id: null }, SETTLED_REFUND);
  const nameless = withPart('event_details', { event_id: null }, SETTLED_REFUND);
  const [first, second] = linesOf(unnamed, nameless);
  assert.deepEqual([first?.theirs, first?.refundName], ['98765', null]);
  assert.deepEqual([second?.theirs, second?.refundName], [null, REFUND_NAME]);
});

test('days are of Indian time, with a blank and without a zone as well', () => {
  const days = ['2025-01-16T23:59:59+05:30', '2025-01-16T18:29:59Z', '2025-01-16 23:59:59'];
  const others = ['16/01/2025', '', 7, null];
  const told = linesOf(
    ...[...days, '2025-01-16T18:30:00Z', ...others].map((settlement_date) =>
      withPart('settlement_details', { settlement_date }),
    ),
  );
  const wanted = [...days.map(() => DAY), '2025-01-17', ...others.map(() => null)];
  assert.deepEqual(
    told.map(({ settledOn }) => settledOn),
    wanted,
  );
});

test('what has no settlement yet is told of and not settled', () => {
  const [line] = linesOf(withPart('settlement_details', { cf_settlement_id: null, utr: null }));
  assert.deepEqual([line?.isSettled, line?.utr], [false, null]);
});

test('an amount without its currency, and one that says no way, are not told', () => {
  const [line, other] = linesOf(
    withPart('event_details', { event_currency: null }),
    withPart('event_details', { sale_type: 'SIDEWAYS' }),
  );
  assert.deepEqual([line?.amountMinor, line?.netMinor], [null, null]);
  assert.deepEqual([other?.amountMinor, other?.netMinor], [20000, null]);
});

test('what cannot be told makes its page unknown, and throws nothing', () => {
  const pageOf = (...data: readonly unknown[]) => replyOf({ cursor: null, limit: 10, data });
  const wrong: readonly WireReply[] = [
    pageOf(withPart('payment_details', { cf_payment_id: null })),
    pageOf(withPart('event_details', { event_type: null })),
    pageOf({ ...SETTLED_PAYMENT, event_details: null }),
    pageOf({}),
    pageOf(SETTLED_PAYMENT, 'text'),
    pageOf(SWEPT_BACK, null),
    replyOf({ ...SETTLED_PAGE, cursor: 7 }),
    replyOf({ ...SETTLED_PAGE, cursor: 'x'.repeat(2001) }),
    replyOf({ ...SETTLED_PAGE, data: null }),
    replyOf({ cursor: null }),
    replyOf([SETTLED_PAYMENT]),
    { status: 200, body: '<html>' },
    { status: 200, body: JSON.stringify(SETTLED_PAGE).slice(0, 500) },
    { status: 500, body: '' },
  ];
  for (const reply of wrong) assert.equal(read(reply).kind, 'unknown', reply.body);
});

test('an empty page with a cursor goes on, an empty cursor ends', () => {
  const on = read(replyOf({ cursor: 'next', limit: 200, data: [] }));
  assert.deepEqual(on, { kind: 'page', lines: [], next: 'next' });
  for (const cursor of [null, '', undefined]) {
    const last = read(replyOf({ cursor, limit: 200, data: [] }));
    assert.deepEqual(last, { kind: 'page', lines: [], next: null });
  }
});

test('nothing of the customer stands in a line', () => {
  const canaries = JSON.parse(
    JSON.stringify(SETTLED_PAGE)
      .replaceAll('asha@example.com', 'canary@example.com')
      .replaceAll('"Asha"', '"canary name"')
      .replaceAll('"9999999999"', '"canary"'),
  );
  assert.match(JSON.stringify(canaries), /canary/);
  assert.doesNotMatch(JSON.stringify(read(replyOf(canaries))), /canary/);
});

test('a refusal of the account is one; a firewall says nothing', () => {
  for (const [error, why] of [
    [ERRORS.wrongKeys, 'credentials'],
    [ERRORS.tooMany, 'limit'],
  ] as const) {
    const result = read(error);
    assert.deepEqual([result.kind, 'why' in result && result.why], ['refused', why]);
  }
  assert.equal(read(ERRORS.noOrder).kind, 'unknown');
  assert.equal(read({ status: 403, body: '<html>no' }).kind, 'unknown');
});
