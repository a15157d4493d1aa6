// Reviews as the operator asks for them: which are found, what is decided of them, and what is
// asked of a processor at once because of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildOrder, buildPayment, buildRefund } from '../../../test/support/call.ts';
import type { Command } from '../../core/command.ts';
import type { DecideReview, ListReviews, ShownReview } from '../../core/review-request.ts';
import type { Commit, ReviewRow, Store } from '../../store/store.ts';
import { chargeRow } from './instruction.ts';
import { createReviews } from './review.ts';

const NOW = 1_800_000_000_000;
const OTHER = { ...ACCOUNT, id: 2, key: 'other' };
const OWNER = { ...ACCOUNT, clockOffsetMs: 500 };
const ORDER = buildOrder({ reference: 'INV-1' });
const PAYMENT = buildPayment({ connection: 7 });
const REFUND = buildRefund();
const NOT_FOUND = { failure: 'record_not_found' };

function rowOf(key: number, more: Partial<ReviewRow> = {}): ReviewRow {
  return {
    ...{ id: { key, number: key, token: `REVIEW${key}` }, account: 1, orderKey: ORDER.id.key },
    ...{ paymentKey: PAYMENT.id.key, refundKey: null, reason: 'contradicted', openedAt: NOW },
    ...more,
  } as ReviewRow;
}

const named = (key: number) => [{ by: 'token', token: `REVIEW${key}` } as const];

type Given = {
  readonly rows?: readonly ReviewRow[];
  readonly payment?: typeof PAYMENT;
  readonly conflicts?: boolean;
  readonly refuses?: boolean;
  readonly isOrderThere?: boolean;
};

function open(given: Given = {}) {
  const { rows = [rowOf(1), rowOf(2, { account: 2 })], payment = PAYMENT } = given;
  const asked: unknown[] = [];
  const commands: (readonly [number, Command])[] = [];
  const saved: Commit[] = [];
  const aggregate = { order: ORDER, payments: [payment], refunds: [REFUND] };
  const accounts = [OWNER, OTHER];
  const known = (account: typeof OWNER | undefined) => (account === undefined ? null : { account });
  const parts = {
    store: {
      findReview: async (key: number) => rows.find(({ id }) => id.key === key) ?? null,
      listReviews: async (filter: object, limit: number) => {
        asked.push([filter, limit]);
        return rows;
      },
      loadOrder: async (account: number, key: number) => {
        asked.push(['loaded', account, key]);
        return aggregate;
      },
      save: async (commit: Commit) => {
        saved.push(commit);
        return given.conflicts && commit.instruction !== null ? 'conflict' : 'saved';
      },
    } as unknown as Store,
    ids: {
      keyOf: (locator: { readonly by: string; readonly token?: string }) =>
        locator.by === 'token' && /\d$/.test(locator.token ?? '')
          ? Number(locator.token?.replace(/\D/g, ''))
          : null,
    },
    accounts: {
      findFresh: async (key: string) => known(accounts.find((each) => each.key === key)),
      findById: async (id: number) => known(accounts.find((each) => each.id === id)),
    },
    engine: {
      execute: async (account: { readonly id: number }, command: Command) => {
        commands.push([account.id, command]);
        return given.refuses ? { failure: 'review_decided' } : {};
      },
      find: async () => (given.isOrderThere ? { aggregate } : { failure: 'order_not_found' }),
      nowOf: ({ id }: { readonly id: number }) => NOW + id,
    },
    orderOfPage: () => null,
    now: () => NOW,
  } as unknown as Parameters<typeof createReviews>[0];
  return { reviews: createReviews(parts), asked, commands, saved };
}

const ALL: ListReviews = {
  ...{ kind: 'listReviews', account: null, orderName: null, isOpen: null, before: null, count: 9 },
};
const decideOf = (key: number, decision: DecideReview['decision']): DecideReview => ({
  ...{ kind: 'decideReview', review: named(key), decision, by: 'asha', note: 'n' },
  reference: 'r',
});

test('a review is found by its own name alone, with what it is about', async () => {
  const { reviews, asked } = open({ rows: [rowOf(1, { refundKey: REFUND.id.key })] });
  const find = (review: Parameters<typeof reviews.find>[0]['review']) =>
    reviews.find({ kind: 'findReview', review });
  assert.deepEqual(await find(named(1)), {
    ...{ ...rowOf(1, { refundKey: REFUND.id.key }), account: OWNER.key },
    ...{ order: ORDER, payment: PAYMENT, refund: REFUND },
  });
  assert.deepEqual(asked, [['loaded', 1, ORDER.id.key]]);
  assert.deepEqual(await find([{ by: 'token', token: 'x' }, ...named(1)]), await find(named(1)));
  for (const review of [
    named(9),
    [],
    // A key that is counted from a token is no proof that it is that one's.
    [{ by: 'token', token: 'OTHER1' } as const],
    [{ by: 'number', number: 1 } as const],
  ]) {
    assert.deepEqual(await find(review), NOT_FOUND);
  }
  const gone = open({ rows: [rowOf(1, { account: 9 })] }).reviews;
  assert.deepEqual(await gone.find({ kind: 'findReview', review: named(1) }), NOT_FOUND);
  const { reviews: plain } = open();
  const shown = await plain.find({ kind: 'findReview', review: named(1) });
  assert.equal((shown as { readonly refund: unknown }).refund, null);
});

test('a review of nothing is a fault of ours, not an answer', async () => {
  const { reviews } = open({ rows: [rowOf(1, { paymentKey: 99 })] });
  await assert.rejects(reviews.find({ kind: 'findReview', review: named(1) }), /of nothing/);
});

test('a list is of all, or of an account, of an order, of those that are open', async () => {
  const rows: readonly (readonly [Partial<ListReviews>, object])[] = [
    [{}, {}],
    [{ isOpen: false }, { isOpen: false }],
    [
      { isOpen: true, account: 'other' },
      { isOpen: true, account: 2 },
    ],
    [
      { account: OWNER.key, orderName: 'INV-1' },
      { account: 1, orderKey: ORDER.id.key },
    ],
    // Orders of different accounts may be called alike.
    [{ orderName: 'INV-1' }, {}],
    [{ before: named(7) }, { beforeKey: 7 }],
    [{ before: [{ by: 'token', token: 'x' }, ...named(7)] }, { beforeKey: 7 }],
  ];
  for (const [request, filter] of rows) {
    const { reviews, asked } = open({ isOrderThere: true });
    const shown = await reviews.list({ ...ALL, ...request });
    assert.deepEqual(asked[0], [filter, 9], JSON.stringify(request));
    const keys = (shown as readonly { readonly account: string }[]).map(({ account }) => account);
    assert.deepEqual(keys, [OWNER.key, 'other']);
  }
  const { reviews } = open({ rows: [rowOf(1, { account: 9 }), rowOf(2)] });
  const shown = await reviews.list(ALL);
  assert.deepEqual(
    (shown as readonly ShownReview[]).map(({ id }) => id.key),
    [2],
  );
});

test('a list of what there is not is refused', async () => {
  const { reviews, asked } = open();
  assert.deepEqual(await reviews.list({ ...ALL, account: 'nobody' }), NOT_FOUND);
  assert.deepEqual(await reviews.list({ ...ALL, before: [] }), NOT_FOUND);
  const before = [{ by: 'token', token: 'x' } as const];
  assert.deepEqual(await reviews.list({ ...ALL, before }), NOT_FOUND);
  const ofOrder = { ...ALL, account: OWNER.key, orderName: 'x' };
  assert.deepEqual(await reviews.list(ofOrder), { failure: 'order_not_found' });
  assert.deepEqual(asked, []);
});

/** What is asked about at once: of which instruction, and when. */
const hastened = (saved: readonly Commit[]) =>
  saved.map(({ instruction, answered }) => [instruction?.kind, instruction?.dueAt, answered]);

test('what is decided is a command of its account; its processor is asked at once', async () => {
  for (const decision of ['refund', 'processed', 'failed'] as const) {
    const { reviews, commands, saved } = open();
    const shown = await reviews.decide(decideOf(1, decision));
    assert.equal((shown as { readonly id: { readonly key: number } }).id.key, 1);
    const about = { orderKey: ORDER.id.key, reviewKey: 1, decision, by: 'asha' };
    assert.deepEqual(commands, [
      [1, { kind: 'settleReview', ...about, note: 'n', reference: 'r' }],
    ]);
    assert.deepEqual(hastened(saved), [['charge', NOW, null]]);
  }
  const { reviews, saved } = open();
  await reviews.decide(decideOf(1, 'dismiss'));
  assert.deepEqual(saved, [], 'nothing is to be done there');
});

test('what is refused or not there asks nobody', async () => {
  const { reviews, saved } = open({ refuses: true });
  assert.deepEqual(await reviews.decide(decideOf(1, 'refund')), { failure: 'review_decided' });
  const none = open();
  assert.deepEqual(await none.reviews.decide(decideOf(9, 'refund')), NOT_FOUND);
  const ask = { kind: 'askReview', review: named(9) } as const;
  assert.deepEqual(await none.reviews.ask(ask), NOT_FOUND);
  assert.deepEqual([saved, none.saved, none.commands], [[], [], []]);
});

test('asked again, a payment and its refund are looked at by whoever sweeps next', async () => {
  const rows = [rowOf(1, { refundKey: REFUND.id.key })];
  const { reviews, saved, commands } = open({ rows });
  await reviews.ask({ kind: 'askReview', review: named(1) });
  const { account, instruction, answered, now, clockOffsetMs, ...nothing } = saved[0] as Commit;
  assert.deepEqual([account, answered, now, clockOffsetMs], [1, null, NOW + 1, 500]);
  const charge = chargeRow(OWNER, PAYMENT);
  assert.deepEqual(instruction, { ...charge, sentAt: PAYMENT.createdAt, dueAt: NOW });
  const none = { changes: null, events: [], record: null, reply: null, webhooks: [] };
  assert.deepEqual(nothing, none);
  assert.deepEqual(hastened(saved.slice(1)), [
    [undefined, undefined, { id: REFUND.id.key, kind: 'refund', againAt: NOW }],
  ]);
  assert.deepEqual(commands, [], 'nothing is decided by it');
});

test('what is asked about already is brought forward', async () => {
  const { reviews, saved } = open({ conflicts: true });
  await reviews.ask({ kind: 'askReview', review: named(1) });
  assert.deepEqual(hastened(saved), [
    ['charge', NOW, null],
    [undefined, undefined, { id: PAYMENT.id.key, kind: 'charge', againAt: NOW }],
  ]);
});

test('a payment that no processor carries has nobody to ask', async () => {
  const { reviews, saved } = open({ payment: buildPayment() });
  await reviews.ask({ kind: 'askReview', review: named(1) });
  assert.deepEqual(saved, []);
});
