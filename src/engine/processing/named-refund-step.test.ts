// Each answer to each question about a refund that its processor knows by our name, and what a
// restore holds back until it was asked about or somebody has decided.
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
import { ACCOUNT, buildPayment, buildRefund } from '../../../test/support/call.ts';
import type { Payment } from '../../core/payment.ts';
import type { Review } from '../../core/review.ts';
import type { Found, RefundFinding } from '../../gateways/processor.ts';
import type { Store } from '../../store/store.ts';
import { inquireNamedRefund, sendNamedRefund } from './named-refund.ts';
import { readRestored, RESTORED_AT } from './restored.ts';

const MINUTE_MS = 60_000;
const NAMED = { identifies: 'name' } as const;
const ABSENT = { kind: 'absent', raw: 'never seen' } as const;
const LOST = { sentAt: SENT_AT, tries: 2 } as const;

async function send(script: Script, more: More = {}, payment: Partial<Payment> = {}) {
  const { side, ...seen } = openSide(script, { processor: NAMED, ...more });
  const { report, againMs } = await sendNamedRefund(side, instructionOf({}, payment));
  const review = report.kind === 'reportRefund' ? report.review : undefined;
  return { ...seen, said: [report.state, report.raw, report.reference, againMs], review };
}

async function ask(
  script: Script,
  asked: { readonly sentAt: number | null; readonly tries: number },
  afterMs: number,
) {
  const { side, clock, ...seen } = openSide(script, { processor: NAMED });
  clock.now += afterMs;
  const { report, againMs } = await inquireNamedRefund(side, instructionOf(), asked);
  return { ...seen, said: [report.state, report.raw, report.reference, againMs] };
}

test('what is answered is told: taken, refused for good or for now, or nothing', async () => {
  for (const [answer, said, isLogged] of [
    [refunded(), ['pending', 'taken', 'R1', 5 * MINUTE_MS], false],
    [refused('never'), ['failed', 'no, never', null, 30 * MINUTE_MS], true],
    [refused('later'), ['pending', 'no, later', null, 30 * MINUTE_MS], true],
    [UNKNOWN, ['unknown', 'no answer', null, null], false],
    [ABSENT, ['unknown', 'never seen', null, null], false],
  ] as const) {
    const result = await send({ refund: [answer] });
    assert.deepEqual(result.said, said);
    assert.deepEqual(result.asked, ['refund']);
    assert.equal(result.errors.length, isLogged ? 1 : 0);
    assert.partialDeepStrictEqual(result.asks[0]?.ask, { refundName: 'RFN123def456GH' });
  }
});

test('it is asked about by the names under which it stands there', async () => {
  const handover = { name: 'FIRST123456789', theirOrder: 'O1', step: null, isOpen: false };
  const asked = { refundName: 'RFN123def456GH', attempt: 'T1' };
  for (const [payment, names] of [
    [{ handover }, { name: 'FIRST123456789', theirOrder: 'O1' }],
    [{}, { name: 'PAY123def456GH', theirOrder: null }],
  ] as const) {
    const { asks } = await send({ refund: [refunded()] }, {}, payment);
    assert.partialDeepStrictEqual(asks[0]?.ask, { ...asked, ...names });
  }
});

test('what is found there is told, and nothing is sent', async () => {
  for (const [answer, said] of [
    [refunded({ state: 'processed' }), ['processed', 'taken', 'R1', 5 * MINUTE_MS]],
    [UNKNOWN, ['unknown', 'no answer', null, null]],
    [refused('never'), ['unknown', 'no, never', null, null]],
  ] as const) {
    const result = await ask({ inquireRefund: [answer] }, LOST, 90 * MINUTE_MS);
    assert.deepEqual([result.said, result.asked], [said, ['inquireRefund']]);
  }
});

test('another amount or currency that went back is told as it is', async () => {
  const { side } = openSide(
    { inquireRefund: [refunded({ state: 'processed', amountMinor: 9_999, currency: 'USD' })] },
    { processor: NAMED },
  );
  const { report } = await inquireNamedRefund(side, instructionOf(), LOST);
  assert.partialDeepStrictEqual(report, { amountMinor: 9_999, currency: 'USD' });
});

test('what was never seen is sent again, a minute after it was sent and asked twice', async () => {
  for (const [asked, afterMs] of [
    [LOST, MINUTE_MS],
    [{ ...LOST, tries: 1 }, 90 * MINUTE_MS],
    [{ ...LOST, sentAt: null }, 90 * MINUTE_MS],
  ] as const) {
    const early = await ask({ inquireRefund: [ABSENT] }, asked, afterMs);
    assert.deepEqual(early.said, ['unknown', 'never seen', null, null]);
    assert.deepEqual(early.asked, ['inquireRefund']);
  }
  const script = { inquireRefund: [ABSENT], refund: [refunded()] };
  const again = await ask(script, LOST, MINUTE_MS + 1);
  assert.deepEqual(again.said, ['pending', 'taken', 'R1', 5 * MINUTE_MS]);
  assert.deepEqual(again.asked, ['inquireRefund', 'refund']);
});

test('one that is sent again and refused may have arrived: it is asked about again', async () => {
  const refusedThen = (now: ReturnType<typeof refunded> | typeof UNKNOWN) =>
    ask({ inquireRefund: [ABSENT, now], refund: [refused('never')] }, LOST, 2 * MINUTE_MS);
  const there = await refusedThen(refunded({ state: 'processed' }));
  assert.deepEqual(there.said, ['processed', 'taken', 'R1', 5 * MINUTE_MS]);
  assert.deepEqual(there.asked, ['inquireRefund', 'refund', 'inquireRefund']);
  assert.deepEqual((await refusedThen(UNKNOWN)).said, ['unknown', 'no answer', null, null]);
  const failed = ['failed', 'no, never', null, 30 * MINUTE_MS];
  assert.deepEqual((await refusedThen(ABSENT)).said, failed);
});

const OLDER = { isOlder: () => true, decidedOf: async () => null } as const;

function foundOf(refunds: readonly Partial<RefundFinding>[], changes: Partial<Found> = {}): Found {
  const found = refunds.map((each) => finding({ ours: 'SOMEONE3def456', ...each }));
  return { kind: 'found', order: 'closed', attempts: [], refunds: found, ...changes };
}

test('since a restore it is sent once all that went back there is known here', async () => {
  // 700 went back before, by our books; 10000 are this refund's own.
  const payment = { refundedMinor: 700 + AMOUNT };
  const known: readonly (readonly Partial<RefundFinding>[])[] = [
    [],
    [{ amountMinor: 700 }],
    [{ amountMinor: 300 }, { amountMinor: 400 }],
    [{ amountMinor: 700 }, { ours: 'RFN123def456GH', amountMinor: AMOUNT }],
    [{ amountMinor: 700 }, { state: 'failed' }, { state: 'cancelled' }],
    [{ amountMinor: 700, attempt: 'T1' }, { attempt: 'T2' }],
  ];
  for (const refunds of known) {
    const script = { inquire: [foundOf(refunds)], refund: [refunded()] };
    const { said, asked } = await send(script, { restored: OLDER }, payment);
    assert.deepEqual([said[0], asked], ['pending', ['inquire', 'refund']], JSON.stringify(refunds));
  }
  const unknown: readonly Found[] = [
    foundOf([{ amountMinor: 701 }]),
    foundOf([{ amountMinor: 700 }, { amountMinor: 1, state: 'pending' }]),
    foundOf([{ amountMinor: 701, ours: null }]),
    foundOf([{ amountMinor: null }]),
    foundOf([{ amountMinor: 701, attempt: 'T1' }]),
    foundOf([], { areRefundsUnread: true }),
  ];
  for (const found of unknown) {
    const held = await send({ inquire: [found] }, { restored: OLDER }, payment);
    const wanted = ['unknown', 'refunds that are not known here', null, 5 * MINUTE_MS];
    assert.deepEqual([held.said, held.review], [wanted, 'restored'], JSON.stringify(found.refunds));
  }
});

test('since a restore it waits while its processor does not say', async () => {
  for (const answer of [UNKNOWN, refused('never')]) {
    const { said, review, asked } = await send({ inquire: [answer] }, { restored: OLDER });
    assert.deepEqual(said, ['unknown', 'not asked since a restore', null, 5 * MINUTE_MS]);
    assert.deepEqual([review, asked], [undefined, ['inquire']]);
  }
});

test('where parts or names are not told, a person says whether it was sent', async () => {
  for (const processor of [{ ...NAMED, hidesParts: true }, { identifies: 'difference' }] as const) {
    const mute = { restored: OLDER, processor: processor as More['processor'] & object };
    const { said, review, asked } = await send({}, mute);
    assert.equal(said[1], 'whether it was sent cannot be asked');
    assert.deepEqual([review, asked], ['restored', []]);
    const released = { ...OLDER, decidedOf: async () => 'released' as const };
    const sent = await send({ refund: [refunded()] }, { ...mute, restored: released });
    assert.deepEqual(sent.asked, ['refund']);
    const kept = { ...OLDER, decidedOf: async () => 'held' as const };
    const held = await send({}, { ...mute, restored: kept });
    assert.deepEqual([held.said[1], held.review], ['held since a restore', undefined]);
  }
});

test('a payment that is younger than the restore is not held', async () => {
  const younger = { ...OLDER, isOlder: () => false };
  const { asked } = await send({ refund: [refunded()] }, { restored: younger });
  assert.deepEqual(asked, ['refund']);
});

test('what was restored when, and what was decided of a refund since, is read', async () => {
  const review = (refundKey: number | null, reason: string, decision: string | null) => ({
    ...{ refundKey, reason, decided: decision === null ? null : { decision } },
  });
  let reviews: readonly unknown[] = [];
  const store = (at: string | null) =>
    ({
      findSetting: async (name: string) => (name === RESTORED_AT ? at : null),
      listReviews: async (filter: object, count: number) => {
        assert.deepEqual([filter, count], [{ account: 1, orderKey: 1 }, 100]);
        return reviews as readonly Review[];
      },
    }) as unknown as Store;
  assert.equal(RESTORED_AT, 'restored_at', 'databases have it under this name');
  const restored = await readRestored(store('5000'));
  const isOlder = (createdAt: number) => restored.isOlder(buildPayment({ createdAt }));
  assert.deepEqual([isOlder(4999), isOlder(5000), isOlder(5001)], [true, true, false]);
  assert.equal((await readRestored(store(null))).isOlder(buildPayment({ createdAt: 1 })), false);
  for (const [rows, wanted] of [
    [[], null],
    [[review(3, 'restored', null)], 'held'],
    // Of a time when that could be said: it is asked again.
    [[review(3, 'restored', 'dismiss')], null],
    [[review(3, 'restored', 'dismiss'), review(3, 'restored', 'refund')], 'released'],
    [[review(4, 'restored', 'refund'), review(null, 'restored', null)], null],
    [[review(3, 'refund_unclear', 'refund')], null],
  ] as const) {
    reviews = rows;
    assert.equal(await restored.decidedOf(ACCOUNT, buildRefund()), wanted, JSON.stringify(rows));
  }
});
