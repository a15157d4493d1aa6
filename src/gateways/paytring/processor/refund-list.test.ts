// The refunds of an order as Paytring lists them: which of them count, and when the list says
// nothing. Source: docs/gateways/paytring.md §3.4.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attempts, json, no } from './fixtures/replies.ts';
import { readRefunds, sumUp } from './refund-list.ts';

type Fields = Readonly<Record<string, unknown>>;
const ONE = { refund_id: '7', amount: 10, status: 'success' };

function listed(...refunds: readonly Fields[]) {
  const read = readRefunds(attempts(...refunds));
  assert.ok(read.kind === 'listed', JSON.stringify(refunds));
  return read;
}

test('each is told by its name, its amount and its word', () => {
  const news = { ...ONE, refund_id: '8', status: 'news', rrn: '' };
  const about = { ours: null, attempt: null, amountMinor: 10, currency: 'INR' };
  assert.deepEqual(listed({ ...ONE, rrn: 'R1' }, news).refunds, [
    { ...about, theirs: '7', state: 'processed', raw: 'refund success', bankReference: 'R1' },
    { ...about, theirs: '8', state: 'unknown', raw: 'refund news', bankReference: null },
  ]);
});

test('without a word nothing is known of it, and nothing said for it', () => {
  const [refund] = listed({ ...ONE, status: '' }).refunds;
  assert.deepEqual([refund?.state, refund?.raw.trim()], ['unknown', 'refund']);
});

test('one that cannot be read, or stands there twice, leaves the list unread', () => {
  const other = { ...ONE, refund_id: '8' };
  assert.equal(readRefunds(attempts(other, ONE)).kind, 'listed');
  for (const broken of [
    ...[{ refund_id: '' }, { refund_id: 'a b' }, { refund_id: '8' }],
    ...[{ amount: '' }, { amount: 0 }, { amount: '1.5' }],
  ]) {
    const read = readRefunds(attempts(other, { ...ONE, ...broken }));
    assert.equal(read.kind, 'unknown', JSON.stringify(broken));
  }
  for (const data of [undefined, null, {}, 'x', [1]]) {
    assert.equal(readRefunds(json({ status: true, data })).kind, 'unknown', String(data));
  }
});

test('that there are none is said in several ways, and by no other refusal', () => {
  for (const said of [
    ...['No refunds found', 'No refund found', 'no refund attempts found', 'No refunds were found'],
    ...[
      'Refund not found',
      'refunds not found',
      'Refund attempts not found',
      'Refund data not found',
    ],
  ]) {
    const read = readRefunds(no(said, 404));
    assert.ok(read.kind === 'listed' && read.refunds.length === 0, said);
  }
  for (const said of [
    ...['There are no refunds found', 'No refundable order found', 'No refunds', 'Order not found'],
    ...['The refund not found', 'Refund list not found', 'Refund was not found'],
  ]) {
    assert.equal(readRefunds(no(said, 404)).kind, 'unknown', said);
  }
});

test('what failed or was cancelled has not gone back; anything else may have', () => {
  const words = ['initiated', 'success', 'processed', 'news', 'failed', 'cancelled'];
  const all = words.map((status, at) => ({ refund_id: String(at + 1), amount: 10 ** at, status }));
  const { totalMinor, refunds, ...rest } = sumUp(listed(...all));
  assert.equal(totalMinor, 1111);
  assert.equal(refunds?.length, words.length, 'each of them is told');
  assert.deepEqual(rest, { kind: 'given', currency: 'INR' });
  assert.equal(sumUp(listed()).totalMinor, 0);
});
