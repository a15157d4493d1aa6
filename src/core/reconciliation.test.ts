// Lines against books: each class by an example, and whatever is in both, each payment and refund
// once and in the right class.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bookedAs, booksOf, lineOf } from '../../test/support/settled.ts';
import { addDays } from './indian-day.ts';
import {
  type Agreement,
  type Booked,
  type DatedLine,
  type Reconciled,
  reconcile,
  type Span,
} from './reconciliation.ts';
import type { SettledLine } from './settled-line.ts';

const SPAN: Span = {
  ...{ from: '2026-11-10', to: '2026-11-12', today: '2026-11-28', withinDays: 7 },
  unread: new Set<string>(),
};

function compare(
  lines: readonly (Partial<SettledLine> & { readonly on?: string | null })[],
  books: readonly Partial<Booked>[],
  span: Partial<Span> = {},
): readonly Reconciled[] {
  const dated = lines.map(({ on = '2026-11-12', ...line }): DatedLine => {
    return { line: lineOf(line), day: on };
  });
  return reconcile(dated, booksOf(books.map(bookedAs)), { ...SPAN, ...span });
}

const short = (all: readonly Reconciled[]) =>
  all.map(({ agreement, why }) => (why === null ? agreement : `${agreement}: ${why}`));

const REFUND = { kind: 'refund', theirs: 'rf_1', refundName: 'rF3dE5fG7hJ9kL' } as const;
const OWN_REFUND = { kind: 'refund', token: 'rF3dE5fG7hJ9kL', theirs: 'rf_1' } as const;
const BACK = { ...OWN_REFUND, status: 'processed' } as const;

type Case = readonly [
  name: string,
  lines: Parameters<typeof compare>[0],
  books: Parameters<typeof compare>[1],
  wanted: readonly string[],
  span?: Partial<Span>,
];

const CASES: readonly Case[] = [
  ['settled as it was captured', [{}], [{}], ['matched']],
  ['captured long before', [{}], [{ day: '2026-10-01' }], ['matched']],
  [
    'the customer bore the fee',
    [{ amountMinor: 51_000, withoutFeeMinor: 50_050 }],
    [{}],
    ['matched'],
  ],
  ['less was settled', [{ amountMinor: 50_000 }], [{}], ['different: another amount']],
  ['in another currency', [{ currency: 'USD' }], [{}], ['different: another currency']],
  ['no amount', [{ amountMinor: null }], [{}], ['different: its amount cannot be read']],
  ['twice, differently', [{}, { utr: 'UTR2' }], [{}], ['different: told 2 times']],
  ['twice, the same', [{}, {}], [{}], ['matched']],
  [
    'twice, the same, and differently',
    [{}, { utr: 'UTR2' }, {}],
    [{}],
    ['different: told 2 times'],
  ],
  ['nobody knows it', [{ name: null }], [], ['missing_here: nothing here has its names']],
  [
    'nobody knows it, told twice',
    [{ name: null }, { name: null }],
    [],
    ['missing_here: nothing here has its names'],
  ],
  [
    'two lines without any name',
    [
      { name: null, theirs: null },
      { name: null, theirs: null },
    ],
    [],
    ['missing_here: nothing here has its names', 'missing_here: nothing here has its names'],
  ],
  [
    'a second success of an order',
    [{}, { theirs: 'pay_2' }],
    [{}],
    ['matched', 'missing_here: not known of this order'],
  ],
  [
    'not known to be paid',
    [{}],
    [{ theirs: null, status: 'pending', isMoved: false, day: null }],
    ['missing_here: here it is pending'],
  ],
  [
    'two successes of one that is not known to be paid',
    [{}, { theirs: 'pay_2' }],
    [{ theirs: null, status: 'pending', isMoved: false, day: null }],
    ['missing_here: here it is pending', 'missing_here: here it is pending'],
  ],
  [
    'held to have failed',
    [{}],
    [{ status: 'failed', isMoved: false, day: null }],
    ['missing_here: here it is failed'],
  ],
  ['not settled in time', [], [{}], ['missing_there: not settled within 7 days']],
  ['its time is not over', [], [{}], ['awaited'], { today: '2026-11-17' }],
  ['its last day', [], [{ day: '2026-11-11' }], ['awaited'], { today: '2026-11-18' }],
  [
    'the day after',
    [],
    [{}],
    ['missing_there: not settled within 7 days'],
    { today: '2026-11-18' },
  ],
  ['told of, and held back', [{ isSettled: false }], [{}], ['awaited: told of, not settled yet']],
  [
    'on a day that could not be read',
    [],
    [{}],
    ['unknown: not every day could be read'],
    { unread: new Set(['2026-11-14']) },
  ],
  [
    'on its own day, which could not be read',
    [],
    [{}],
    ['unknown: not every day could be read'],
    { unread: new Set(['2026-11-10']) },
  ],
  [
    'on the last day of its time, which could not be read',
    [],
    [{}],
    ['unknown: not every day could be read'],
    { unread: new Set(['2026-11-17']) },
  ],
  [
    'days that could not be read are earlier',
    [],
    [{ day: '2026-11-11' }],
    ['missing_there: not settled within 7 days'],
    { unread: new Set(['2026-11-10']) },
  ],
  [
    'days that could not be read are later',
    [],
    [{}],
    ['missing_there: not settled within 7 days'],
    { unread: new Set(['2026-11-18']) },
  ],
  ['settled after the span', [{ on: '2026-11-15' }], [{}], ['matched']],
  [
    'told after the span, and in it',
    [{ on: '2026-11-15' }, {}],
    [{ day: '2026-10-01' }],
    ['matched'],
  ],
  ['a later line of another day', [{ on: '2026-11-15' }], [{ day: '2026-11-13' }], []],
  ['a later line that nobody knows', [{ on: '2026-11-15', name: null }], [], []],
  ['captured on another day, and not settled', [], [{ day: '2026-11-09' }], []],
  ['a transfer', [{ kind: 'other', raw: 'transfer' }], [], ['other']],
  ['a transfer stands last', [{ kind: 'other', raw: 'transfer' }, {}], [{}], ['matched', 'other']],
  ['a refund by its name there', [{ ...REFUND, refundName: null }], [BACK], ['matched']],
  ['a refund by our name', [{ ...REFUND, theirs: null }], [BACK], ['matched']],
  ['a refund on its way', [REFUND], [{ ...BACK, status: 'pending', day: null }], ['matched']],
  [
    'a refund by both its names',
    [REFUND, { ...REFUND, theirs: null }],
    [BACK],
    ['different: told 2 times'],
  ],
  ['what failed here, and is not settled', [], [{ status: 'failed', isMoved: false }], []],
  ['a refund on its way of that day', [], [{ ...BACK, status: 'pending' }], []],
  ['a refund on its way, and not settled', [], [{ ...BACK, status: 'pending', day: null }], []],
  [
    'a refund that failed here',
    [REFUND],
    [{ ...BACK, status: 'failed', isMoved: false, day: null }],
    ['missing_here: here it is failed'],
  ],
  [
    'a refund of the dashboard',
    [{ ...REFUND, refundName: null, attempt: 'pay_1', name: null }],
    [{ day: '2026-10-01' }],
    ['missing_here: not known of this order'],
  ],
  ['a file has no days', [{ on: null, settledOn: null }], [{}], ['matched']],
];

for (const [name, lines, books, wanted, span] of CASES) {
  test(name, () => assert.deepEqual(short(compare(lines, books, span)), wanted));
}

test('of what is missing here the payment is asked about, of what agrees none is', () => {
  const asks = (...given: Parameters<typeof compare>) => compare(...given).map((each) => each.asks);
  const own = { paymentKey: 2, orderKey: 1 };
  assert.deepEqual(asks([{}], [{}]), [null]);
  assert.deepEqual(asks([{ amountMinor: 1 }], [{}]), [own]);
  assert.deepEqual(asks([{ theirs: 'pay_2' }], [{ day: '2026-10-01' }]), [own]);
  const stray = { ...REFUND, refundName: null, attempt: 'pay_1', name: null };
  assert.deepEqual(asks([stray], [{ day: '2026-10-01' }]), [own]);
  assert.deepEqual(asks([{ name: 'somebodyElses1' }], []), [null]);
  assert.deepEqual(asks([], [{}]), [null]);
  // Of several that may be meant, the one that was begun.
  const open = { theirs: null, status: 'pending', isMoved: false, day: null } as const;
  assert.deepEqual(asks([{}], [open, { ...open, paymentKey: 3 }]), [own]);
});

test('what it is says its line, else our books', () => {
  const kinds = (...given: Parameters<typeof compare>) =>
    compare(...given).map((each) => each.kind);
  assert.deepEqual(kinds([{ kind: 'other' }], []), ['other']);
  assert.deepEqual(kinds([{ ...REFUND, name: null }], []), ['refund']);
  assert.deepEqual(kinds([], [BACK, {}]), ['refund', 'payment']);
  assert.deepEqual(kinds([REFUND, {}], [BACK, {}]), ['refund', 'payment']);
});

/** What may have become of a payment or a refund, and what has to be said of it. */
const FATES: readonly Agreement[] = [
  ...(['matched', 'different', 'missing_here', 'missing_there', 'awaited', 'other'] as const),
];
type Fate = (typeof FATES)[number] | 'unknown here' | 'outside';

type Drawn = {
  readonly fate: Fate;
  readonly isRefund: boolean;
  readonly minor: number;
  readonly isLate: boolean;
};

const TODAY = addDays(SPAN.to, 5);
const AWAITED_FROM = addDays(TODAY, -SPAN.withinDays);

/** Books, lines and what is to be said, by names that tell which is which. */
function build(drawn: readonly Drawn[]) {
  const books: Booked[] = [];
  const lines: DatedLine[] = [];
  const wanted = new Map<string, Agreement>();
  for (const [at, { fate, isRefund, minor, isLate }] of drawn.entries()) {
    const theirs = `there-${at}`;
    const token = `token${String(at).padStart(9, '0')}`;
    const kind = isRefund ? ('refund' as const) : ('payment' as const);
    const early = fate === 'missing_there' ? addDays(AWAITED_FROM, -1) : SPAN.to;
    const day = fate === 'outside' ? addDays(SPAN.from, -40) : early;
    const own = { kind, token, theirs, name: `name-${at}`, amountMinor: minor, day };
    const status = isRefund ? 'processed' : 'captured';
    const line = { kind, theirs, name: `name-${at}`, amountMinor: minor };
    // Only what is ours in the span may be settled after it.
    const later = isLate && (fate === 'matched' || fate === 'different');
    const on = later ? addDays(SPAN.to, 3) : SPAN.to;
    const settle = (changes: Partial<SettledLine> = {}) =>
      void lines.push({ line: lineOf({ ...line, ...changes }), day: on });
    if (fate !== 'other' && fate !== 'unknown here') {
      const isMoved = fate !== 'missing_here';
      books.push(bookedAs({ ...own, status: isMoved ? status : 'failed', isMoved }));
    }
    if (fate === 'other') settle({ kind: 'other' });
    if (fate === 'different') settle({ amountMinor: minor + 1 });
    if (fate === 'matched' || fate === 'missing_here' || fate === 'unknown here') settle();
    if (fate === 'matched' && minor % 3 === 0) settle();
    if (fate === 'outside') continue;
    wanted.set(theirs, fate === 'unknown here' ? 'missing_here' : fate);
  }
  return { books, lines, wanted };
}

test('whatever is in both books, each payment and refund is there once, in its class', () => {
  const seed = Number(process.hrtime.bigint() % 2_000_000_000n);
  const drawn = fc.record({
    fate: fc.constantFrom<Fate>(...FATES, 'unknown here', 'outside'),
    isRefund: fc.boolean(),
    minor: fc.integer({ min: 1, max: 10_000_000 }),
    isLate: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 60 }), fc.boolean(), (all, isTurned) => {
      const { books, lines, wanted } = build(all);
      const told = isTurned ? lines.toReversed() : lines;
      const entries = reconcile(told, booksOf(books), {
        ...SPAN,
        from: '2026-11-01',
        today: TODAY,
      });
      const names = entries.map(({ line, booked }) => line?.theirs ?? booked?.theirs ?? '');
      assert.equal(new Set(names).size, names.length, 'one of them is there twice');
      assert.deepEqual(
        new Map(entries.map(({ agreement }, at) => [names[at], agreement] as const).sort()),
        new Map([...wanted].sort()),
      );
    }),
    { seed, numRuns: 300 },
  );
});
