// What was settled on a day, as Razorpay's document has it: amounts, fees, names, pages; and what
// no document has is unknown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SettledLine, WireReply } from '../../processor.ts';
import { sideOf } from './fixtures/question.ts';
import { ok } from './fixtures/replies.ts';
import {
  SETTLED_ADJUSTMENT,
  SETTLED_DAY,
  SETTLED_PAYMENT,
  SETTLED_REFUND,
  SETTLED_TRANSFER,
} from './fixtures/settled.ts';
import { settlements } from './settlements.ts';

const DAY = '2019-09-11';
const side = sideOf();

function read(reply: WireReply, cursor: string | null = null) {
  const result = settlements.read(reply, { day: DAY, cursor }, side, 0, []);
  assert.notEqual(result.kind, 'then');
  return result;
}

function linesOf(reply: WireReply): readonly SettledLine[] {
  const result = read(reply);
  assert.ok(result.kind === 'page', JSON.stringify(result));
  return result.lines;
}

const moneyOf = ({ kind, amountMinor, feeMinor, taxMinor, netMinor }: SettledLine) => [
  ...[kind, amountMinor, feeMinor, taxMinor, netMinor],
];

test('a day is asked for by its year, month and day, pages by what was told before', () => {
  const first = settlements.request({ day: '2026-11-08', cursor: null }, side);
  assert.ok('url' in first);
  assert.equal(
    first.url,
    'https://api.razorpay.com/v1/settlements/recon/combined?year=2026&month=11&day=08&count=200&skip=0',
  );
  assert.equal(first.method, 'GET');
  const further = settlements.request({ day: '2026-11-08', cursor: '400' }, side);
  assert.match('url' in further ? further.url : '', /&skip=400$/);
});

test("the document's day: what came in, what went back, what is neither", () => {
  const lines = linesOf(ok(SETTLED_DAY));
  assert.deepEqual(lines.map(moneyOf), [
    ['payment', 100000, 2900, 0, 97100],
    ['refund', 242500, 0, 0, -242500],
    // The fee has its tax in it: 100296 = 100000 + 296.
    ['other', 100000, 250, 46, -100296],
    ['other', 1012, 0, 0, 1012],
  ]);
  const [payment, refund, transfer, adjustment] = lines;
  const shared = { settlement: 'setl_DGlQ1Rj8os78Ec', settledOn: DAY, isSettled: true };
  assert.deepEqual(payment, {
    ...{ kind: 'payment', raw: 'payment', theirs: 'pay_DEXrnipqTmWVGE', attempt: null },
    ...{ name: 'aB3dE5fG7hJ9kL', refundName: null, currency: 'INR', utr: '1568176960vxp0rj' },
    ...{ amountMinor: 100000, withoutFeeMinor: 97100, feeMinor: 2900, taxMinor: 0 },
    ...{ netMinor: 97100, ...shared },
  });
  const names = [refund?.theirs, refund?.attempt, refund?.name, refund?.refundName];
  const own = ['rfnd_DGRcGzZSLyEdg1', 'pay_DEXq1pACSqFxtS', null, 'rF3dE5fG7hJ9kL'];
  assert.deepEqual(names, own);
  assert.deepEqual(
    [transfer?.raw, adjustment?.raw, adjustment?.utr],
    [...['transfer', 'adjustment', null]],
  );
});

test('a payment without a receipt is named by its note, a refund by none', () => {
  const bare = { ...SETTLED_PAYMENT, order_receipt: null };
  const [payment, refund] = linesOf(
    ok({ ...SETTLED_DAY, count: 2, items: [bare, { ...SETTLED_REFUND, notes: [] }] }),
  );
  assert.deepEqual([payment?.name, payment?.refundName], ['aB3dE5fG7hJ9kL', null]);
  assert.deepEqual([refund?.name, refund?.refundName], [null, null]);
});

test('what is held back is told of and not settled', () => {
  const [line] = linesOf(
    ok({ ...SETTLED_DAY, count: 1, items: [{ ...SETTLED_PAYMENT, settled: false }] }),
  );
  assert.equal(line?.isSettled, false);
});

test('a page that is full has a next one, any other is the last', () => {
  const items = Array.from({ length: 200 }, (_, at) => ({
    ...SETTLED_PAYMENT,
    entity_id: `pay_DEXrnipqTm${String(at).padStart(4, '0')}`,
  }));
  const full = read(ok({ entity: 'collection', count: 200, items }), '400');
  assert.equal(full.kind === 'page' && full.next, '600');
  const last = read(ok({ entity: 'collection', count: 199, items: items.slice(1) }), '400');
  assert.equal(last.kind === 'page' && last.next, null);
  const none = read(ok({ entity: 'collection', count: 0, items: [] }));
  assert.deepEqual(none, { kind: 'page', lines: [], next: null });
});

test('a type of later than the document is money of its own, no payment', () => {
  const items = [{ ...SETTLED_TRANSFER, type: 'reserve_hold' }];
  const [line] = linesOf(ok({ entity: 'collection', count: 1, items }));
  assert.deepEqual([line?.kind, line?.raw], ['other', 'reserve_hold']);
});

test('what cannot be told makes its page unknown, and throws nothing', () => {
  const page = (...items: readonly unknown[]): WireReply =>
    ok({ entity: 'collection', count: items.length, items });
  const wrong: readonly WireReply[] = [
    page({ ...SETTLED_PAYMENT, entity_id: null }),
    page({ ...SETTLED_PAYMENT, entity_id: 'rfnd_DGRcGzZSLyEdg1' }),
    page({ ...SETTLED_PAYMENT, type: 7 }),
    page(SETTLED_PAYMENT, 'text'),
    page(SETTLED_PAYMENT, null),
    ok({ ...SETTLED_DAY, count: 5 }),
    ok({ ...SETTLED_DAY, items: {} }),
    ok([SETTLED_PAYMENT]),
    ok({}),
    { status: 200, body: '<html>' },
    { status: 200, body: JSON.stringify(SETTLED_DAY).slice(0, 300) },
    { status: 502, body: '' },
  ];
  for (const reply of wrong) assert.equal(read(reply).kind, 'unknown', reply.body);
});

test('amounts that are no whole numbers are not told, whatever is beside them', () => {
  for (const amount of ['100000', 1e21, -5, 10.5, null, {}]) {
    const items = [{ ...SETTLED_PAYMENT, amount, fee: amount, credit: amount }];
    const [line] = linesOf(ok({ entity: 'collection', count: 1, items }));
    const { amountMinor, feeMinor, netMinor, withoutFeeMinor } = line ?? {};
    const none = [null, null, null, undefined];
    assert.deepEqual([amountMinor, feeMinor, netMinor, withoutFeeMinor], none);
  }
});

test("a wrong month is no word about money; wrong keys and 429 are the account's", () => {
  const error = { code: 'BAD_REQUEST_ERROR', description: 'The month is not a valid month.' };
  const refused = { ...error, reason: 'input_validation_failed', field: 'month' };
  assert.equal(read({ status: 400, body: JSON.stringify({ error: refused }) }).kind, 'unknown');
  const failed = { code: 'BAD_REQUEST_ERROR', description: 'Authentication failed' };
  const keys = read({ status: 401, body: JSON.stringify({ error: failed }) });
  assert.deepEqual([keys.kind, 'why' in keys && keys.why], ['refused', 'credentials']);
  const often = read({ status: 429, body: '' });
  assert.deepEqual([often.kind, 'why' in often && often.why], ['refused', 'limit']);
});

test('nothing that a customer or a merchant wrote stands in a line', () => {
  const canary = { description: 'canary@example.com', notes: { dubash: 'canary@x', a: 'canary' } };
  const items = [SETTLED_PAYMENT, SETTLED_REFUND, SETTLED_ADJUSTMENT].map((each) => ({
    ...{ ...each, ...canary, order_receipt: 'canary <x>', settlement_utr: 'canary <y>' },
  }));
  const told = JSON.stringify(read(ok({ entity: 'collection', count: 3, items })));
  assert.doesNotMatch(told, /canary/);
});
