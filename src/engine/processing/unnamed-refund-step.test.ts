// Each answer to each question about a refund without a name: what is committed before anything is
// sent, what is said of it, and when it is looked at again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AMOUNT,
  finding,
  instructionOf,
  type More,
  openSide,
  refunded,
  refused,
  type Script,
  SENT_AT,
  UNKNOWN,
} from '../../../test/support/refund-side.ts';
import type { Payment } from '../../core/payment.ts';
import type { Refund, RefundSending } from '../../core/refund.ts';
import type { Given } from '../../gateways/processor.ts';
import { inquireUnnamedRefund, sendUnnamedRefund } from './unnamed-refund.ts';

const MINUTE_MS = 60_000;
const NOTHING: Given = { kind: 'given', totalMinor: 0, currency: 'INR', refunds: [] };
const SENDING: RefundSending = { count: 1, at: SENT_AT, beforeMinor: 0, before: [] };

type Told = Partial<Refund> & { readonly payment?: Partial<Payment> };

async function run(
  act: typeof sendUnnamedRefund,
  script: Script,
  { payment = {}, ...refund }: Told,
  more: More & { readonly afterMs?: number },
) {
  const { side, inquireGiven, clock, ...seen } = openSide(script, more);
  clock.now += more.afterMs ?? 0;
  const { report, againMs } = await act(side, inquireGiven, instructionOf(refund, payment));
  const { state, raw, reference } = report;
  const { review } = report.kind === 'reportRefund' ? report : { review: undefined };
  return { ...seen, said: [state, raw, reference, againMs], review, report };
}

const send = (script: Script, refund: Told = {}, more: More = {}) =>
  run(sendUnnamedRefund, script, refund, more);
const ask = (script: Script, refund: Told = {}, more: More & { readonly afterMs?: number } = {}) =>
  run(inquireUnnamedRefund, script, refund, more);

test('what went back before is committed, it is sent, and the answer is told', async () => {
  const old = [finding({ theirs: 'OLD' }), finding({ theirs: null }), finding({ theirs: 'OLD2' })];
  const given = { ...NOTHING, totalMinor: 700, refunds: old };
  const { asked, asks, kept, said, errors, report } = await send({
    given: [given],
    refund: [refunded()],
  });
  assert.deepEqual(asked, ['given', 'keep', 'refund']);
  const sending = { count: 1, at: SENT_AT, beforeMinor: 700, before: ['OLD', 'OLD2'] };
  assert.deepEqual(kept, [sending]);
  assert.partialDeepStrictEqual(asks[1]?.ask, {
    ...{ refundName: 'RFN123def456GH', attempt: 'T1', name: 'PAY123def456GH' },
    refund: { sending },
  });
  assert.deepEqual(said, ['pending', 'taken', 'R1', 5 * MINUTE_MS]);
  assert.partialDeepStrictEqual(report, { orderKey: 1, refundKey: 3, amountMinor: AMOUNT });
  assert.deepEqual(errors, []);
});

test('a sum, or the latest alone, is committed as it is told', async () => {
  const sent = (given: Given) => send({ given: [given], refund: [refunded()] });
  const sum = await sent({ ...NOTHING, totalMinor: 5, refunds: null });
  assert.deepEqual(sum.kept, [{ ...SENDING, beforeMinor: 5, before: null }]);
  const latest = {
    ...NOTHING,
    totalMinor: null,
    refunds: [finding()],
    isLatestAlone: true,
  } as const;
  const { kept } = await sent(latest);
  assert.deepEqual(kept, [{ ...SENDING, before: ['R1'], isLatestAlone: true }]);
});

test('nothing is sent without knowing what was there before', async () => {
  const unread = await send({ given: [UNKNOWN] });
  assert.deepEqual(unread.said, ['unknown', 'no answer', null, null]);
  assert.deepEqual([unread.asked, unread.errors], [['given'], []]);
  const no = await send({ given: [refused('never')] });
  assert.deepEqual(no.said, ['unknown', 'no, never', null, null]);
  assert.match(no.errors.join(), /^a processor refuses this connection: .*"no, never"/);
  const foreign = await send({ given: [{ ...NOTHING, currency: 'USD' }] });
  assert.deepEqual(foreign.said, ['unknown', 'given back in USD', null, null]);
  assert.deepEqual(foreign.asked, ['given']);
});

test('no more goes back than was taken, to the paisa', async () => {
  const payment = { capturedMinor: 3 * AMOUNT };
  const over = await send({ given: [{ ...NOTHING, totalMinor: 2 * AMOUNT + 1 }] }, { payment });
  assert.deepEqual(over.said, ['failed', '20001 of 30000 went back before', null, null]);
  assert.deepEqual(over.asked, ['given']);
  const last = { given: [{ ...NOTHING, totalMinor: 2 * AMOUNT }], refund: [refunded()] };
  assert.deepEqual((await send(last, { payment })).said[0], 'pending');
});

test('it is not sent where another is, or by whoever was held up after the commit', async () => {
  const given = [NOTHING];
  const other = await send({ given }, {}, { isKept: false });
  assert.deepEqual(other.said, ['pending', 'another is on its way', null, 15_000]);
  assert.deepEqual(other.asked, ['given', 'keep']);
  const late = await send({ given }, {}, { heldUpMs: 5001 });
  assert.deepEqual(late.said, ['unknown', 'held up before it was sent', null, null]);
  assert.deepEqual(late.asked, ['given', 'keep']);
  const just = await send({ given, refund: [refunded()] }, {}, { heldUpMs: 5000 });
  assert.equal(just.said[0], 'pending');
});

test('an answer without a name of theirs is none', async () => {
  for (const [answer, raw] of [
    [UNKNOWN, 'no answer'],
    [refunded({ theirs: null, state: 'processed', raw: 'done' }), 'done'],
    [{ kind: 'absent', raw: 'never seen' }, 'never seen'],
  ] as const) {
    const { said, kept } = await send({ given: [NOTHING], refund: [answer] });
    assert.deepEqual(said, ['unknown', raw, null, null]);
    assert.equal(kept.length, 1);
  }
});

test('refused for good it failed; refused for now it is over, and sent again later', async () => {
  const never = await send({ given: [NOTHING], refund: [refused('never')] });
  assert.deepEqual(never.said, ['failed', 'no, never', null, null]);
  assert.deepEqual(never.asked, ['given', 'keep', 'refund']);
  assert.match(never.errors.join(), /refuses this connection/);
  const later = await send({ given: [NOTHING], refund: [refused('later')] });
  assert.deepEqual(later.said, ['pending', 'no, later', null, 30 * MINUTE_MS]);
  assert.deepEqual(later.kept, [SENDING, { ...SENDING, isOver: true }]);
});

test('a second sending that is refused may be so because the first has arrived', async () => {
  const sending = { ...SENDING, at: SENT_AT - 1, isOver: true } as const;
  const again = async (seen: Given | typeof UNKNOWN, word: 'never' | 'later' = 'never') => {
    const script = { given: [NOTHING, seen], refund: [refused(word)] };
    const { said, asked, kept, review } = await send(script, { sending });
    assert.deepEqual(asked.slice(0, 4), ['given', 'keep', 'refund', 'given']);
    assert.equal(kept[0]?.count, 2);
    return [...said, review];
  };
  const there = { ...NOTHING, totalMinor: AMOUNT, refunds: [finding({ state: 'processed' })] };
  const two = { ...there, refunds: [finding(), finding({ theirs: 'R2' })] };
  const tied = [undefined];
  assert.deepEqual(await again(there), ['processed', 'taken', 'R1', 5 * MINUTE_MS, ...tied]);
  assert.deepEqual(await again(UNKNOWN), ['unknown', 'no answer', null, null, ...tied]);
  assert.deepEqual((await again(two)).slice(3), [null, 'refund_unclear']);
  assert.deepEqual(await again(NOTHING), ['failed', 'no, never', null, null, ...tied]);
  const later = await again(NOTHING, 'later');
  assert.deepEqual(later, ['pending', 'no, later', null, 30 * MINUTE_MS, ...tied]);
});

test('once it has a name there it is asked about by that', async () => {
  const named = { processorReference: 'R1', sending: SENDING };
  const done = await ask({ inquireRefund: [refunded({ state: 'processed' })] }, named);
  assert.deepEqual(done.said, ['processed', 'taken', 'R1', 5 * MINUTE_MS]);
  const gone = await ask({ inquireRefund: [{ kind: 'absent', raw: 'never seen' }] }, named);
  assert.deepEqual(gone.said, ['unknown', 'never seen', null, null]);
  // Done without saying what was given back says nothing.
  for (const silent of [{ amountMinor: null }, { currency: null }]) {
    const mute = await ask({ inquireRefund: [refunded({ state: 'processed', ...silent })] }, named);
    assert.equal(mute.said[0], 'unknown');
  }
  const failed = await ask(
    { inquireRefund: [refunded({ state: 'failed', amountMinor: null, currency: null })] },
    named,
  );
  assert.partialDeepStrictEqual(failed.report, { state: 'failed', amountMinor: AMOUNT });
  assert.equal(failed.report.currency, 'INR');
});

test('what was never sent, or is over, is sent', async () => {
  const over = { sending: { ...SENDING, isOver: true } as const };
  for (const refund of [{}, over]) {
    const { asked, kept } = await ask({ given: [NOTHING], refund: [refunded()] }, refund);
    assert.deepEqual(asked, ['given', 'keep', 'refund']);
    assert.equal(kept[0]?.count, refund === over ? 2 : 1);
  }
});

test('what was sent is told by the difference, and sent again after ten minutes only', async () => {
  const sent = { sending: SENDING };
  const there = { ...NOTHING, refunds: [finding({ state: 'processed' })] };
  const made = await ask({ given: [there] }, sent);
  assert.deepEqual(made.said, ['processed', 'taken', 'R1', 5 * MINUTE_MS]);
  const waits = await ask({ given: [NOTHING] }, sent, { afterMs: 10 * MINUTE_MS });
  assert.deepEqual([waits.said[0], waits.said[3], waits.asked], ['unknown', null, ['given']]);
  const script = { given: [NOTHING], refund: [refunded()] };
  const again = await ask(script, sent, { afterMs: 10 * MINUTE_MS + 1 });
  assert.deepEqual(again.asked, ['given', 'keep', 'refund']);
  assert.equal(again.kept[0]?.count, 2);
  // However long ago, what is there is not sent again.
  const late = await ask({ given: [there] }, sent, { afterMs: 90 * MINUTE_MS });
  assert.deepEqual(late.asked, ['given']);
  const unread = await ask({ given: [UNKNOWN] }, sent, { afterMs: 90 * MINUTE_MS });
  assert.deepEqual(unread.said, ['unknown', 'no answer', null, null]);
});

test('what cannot be told from others is for a person; the unclear is asked again', async () => {
  const sent = { sending: SENDING };
  const two = { ...NOTHING, refunds: [finding(), finding({ theirs: 'R2' })] };
  const doubted = await ask({ given: [two] }, sent, { afterMs: 90 * MINUTE_MS });
  const raw = 'R1 of 10000 taken, R2 of 10000 taken';
  assert.deepEqual(doubted.said, ['unknown', raw, null, null]);
  assert.deepEqual([doubted.review, doubted.asked], ['refund_unclear', ['given']]);
  const facts = { processor: 'bank', connection: 'conn_1', refund: 'RFN123def456GH', said: raw };
  const words = `a refund that cannot be told from others: ${JSON.stringify(facts)}`;
  assert.deepEqual(doubted.errors, [words]);
  const mute = { ...NOTHING, refunds: [finding({ amountMinor: null })] };
  const unclear = await ask({ given: [mute] }, sent, { afterMs: 90 * MINUTE_MS });
  assert.deepEqual([unclear.said[0], unclear.review, unclear.errors], ['unknown', undefined, []]);
});

test('nothing is asked or sent while a restore holds it', async () => {
  const restored = { isOlder: () => true, decidedOf: async () => 'held' as const };
  for (const [act, refund] of [
    [send, {}],
    [ask, {}],
    [ask, { sending: SENDING }],
  ] as const) {
    const { said, asked } = await act({}, refund, { restored });
    assert.deepEqual(said, ['unknown', 'held since a restore', null, 5 * MINUTE_MS]);
    assert.deepEqual(asked, []);
  }
  const unsaid = { isOlder: () => true, decidedOf: async () => null };
  const { review, said } = await send({}, {}, { restored: unsaid });
  assert.deepEqual([review, said[1]], ['restored', 'whether it was sent cannot be asked']);
});
