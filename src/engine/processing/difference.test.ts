// What became of a refund without a name of ours, by what has gone back since it was sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Given, RefundFinding } from '../../gateways/processor.ts';
import { readDifference } from './difference.ts';

const AMOUNT = 700;

function finding(theirs: string | null, changes: Partial<RefundFinding> = {}): RefundFinding {
  return {
    ...{ theirs, ours: null, attempt: null, state: 'pending', raw: 'x' },
    ...{ amountMinor: AMOUNT, currency: 'INR', bankReference: null },
    ...changes,
  };
}

/** How it is told, and by which of theirs. */
function tell(
  refunds: readonly RefundFinding[] | null,
  totalMinor: number,
  before: readonly string[] | null = refunds === null ? null : ['old'],
  currency = 'INR',
): string {
  const sending = { count: 1, at: 0, beforeMinor: 100, before };
  const sent = { amountMinor: AMOUNT, currency: 'INR', sending };
  const told = readDifference({ kind: 'given', totalMinor, currency, refunds }, sent);
  if (told.kind !== 'made') return told.kind;
  const { theirs, state, amountMinor } = told.refund;
  return `made ${theirs} ${state} ${amountMinor}`;
}

const OLD = finding('old', { amountMinor: 100 });
const OTHER = finding('other', { amountMinor: 300 });

test('by a list: one more of our amount is ours, as it stands', () => {
  assert.equal(tell([OLD, finding('new')], 800), `made new pending ${AMOUNT}`);
  assert.equal(tell([OLD, finding('new', { state: 'failed' })], 100), `made new failed ${AMOUNT}`);
  assert.equal(tell([finding('new', { currency: null }), OLD], 800), `made new pending ${AMOUNT}`);
});

test('by a list: none more, or none of our amount, was not seen', () => {
  assert.equal(tell([OLD], 100), 'unseen');
  assert.equal(tell([], 0), 'unseen');
  assert.equal(tell([OLD, OTHER], 400), 'unseen');
  // An old one of the same amount is an old one.
  assert.equal(tell([finding('old')], 700), 'unseen');
});

test('by a list: two alike, or ours beside another, are for a person', () => {
  assert.equal(tell([OLD, finding('new'), finding('more')], 1500), 'doubted');
  assert.equal(tell([OLD, finding('new'), OTHER], 1100), 'doubted');
});

test('by a list: what has no name or no amount tells nothing, nor another currency', () => {
  assert.equal(tell([OLD, finding(null)], 800), 'unclear');
  assert.equal(tell([OLD, finding('new', { amountMinor: null })], 800), 'unclear');
  assert.equal(tell([OLD, finding('new')], 800, null), 'unclear');
  assert.equal(tell([OLD, finding('new')], 800, ['old'], 'USD'), 'unclear');
});

test('of our number in another currency is another one', () => {
  assert.equal(tell([OLD, finding('new', { currency: 'USD' })], 800), 'unseen');
});

test('a sum that is not told tells nothing', () => {
  const sending = { count: 1, at: 0, beforeMinor: 100, before: null };
  const given = { kind: 'given', totalMinor: null, currency: 'INR', refunds: null } as const;
  const told = readDifference(given, { amountMinor: AMOUNT, currency: 'INR', sending });
  assert.equal(told.kind, 'unclear');
});

test('who has to decide reads what was there before and what is there now', () => {
  const rawOf = (given: Partial<Given>, before: readonly string[] | null): string => {
    const sending = { count: 1, at: 0, beforeMinor: 100, before };
    const told = readDifference(
      { kind: 'given', totalMinor: 900, currency: 'INR', refunds: null, ...given },
      { amountMinor: AMOUNT, currency: 'INR', sending },
    );
    return told.kind === 'made' ? '' : told.raw;
  };
  assert.equal(rawOf({}, null), '100 before, 900 now');
  const refunds = [finding('new'), finding('other', { amountMinor: 300, raw: 'y' })];
  assert.equal(rawOf({ refunds }, ['old']), 'new of 700 x, other of 300 y');
  const latest = (refund: RefundFinding | undefined) => {
    const all = refund === undefined ? [] : [refund];
    return rawOf({ refunds: all, isLatestAlone: true }, ['old']);
  };
  assert.equal(latest(finding('new', { amountMinor: 1 })), 'the latest is new');
  assert.equal(latest(undefined), 'the latest is none');
});

test('by the latest alone: one that was not there is ours, unless its amount is another', () => {
  const tellLatest = (latest: RefundFinding | null, before: readonly string[] | null = ['old']) => {
    const sending = { count: 1, at: 0, beforeMinor: 0, before };
    const refunds = latest === null ? [] : [latest];
    const given = { kind: 'given', totalMinor: null, currency: 'INR', refunds } as const;
    const sent = { amountMinor: AMOUNT, currency: 'INR', sending };
    const told = readDifference({ ...given, isLatestAlone: true }, sent);
    return told.kind === 'made' ? `made ${told.refund.theirs} ${told.refund.state}` : told.kind;
  };
  const mute = { amountMinor: null, currency: null };
  assert.equal(tellLatest(finding('new', mute)), 'made new pending');
  assert.equal(tellLatest(finding('new', { ...mute, state: 'failed' })), 'made new failed');
  assert.equal(tellLatest(finding('new')), 'made new pending');
  assert.equal(tellLatest(finding('new', mute), []), 'made new pending');
  assert.equal(tellLatest(finding('new', { amountMinor: AMOUNT + 1 })), 'doubted');
  assert.equal(tellLatest(OLD), 'unseen');
  assert.equal(tellLatest(null), 'unseen');
  assert.equal(tellLatest(finding(null)), 'unclear');
  assert.equal(tellLatest(finding('new', mute), null), 'unclear');
});

test('by the sum: just our amount more is ours, the same was not seen, else a person', () => {
  assert.equal(tell(null, 100 + AMOUNT), `made null processed ${AMOUNT}`);
  assert.equal(tell(null, 100), 'unseen');
  for (const totalMinor of [0, 99, 101, 799, 801, 100 + 2 * AMOUNT]) {
    assert.equal(tell(null, totalMinor), 'doubted', String(totalMinor));
  }
  assert.equal(tell(null, 800, null, 'USD'), 'unclear');
});
