// Reports of a processor against the books of an engine: what is missing is asked about and
// weighed, never copied, and pages that lie end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attemptAt, DAY_MS, MINUTE_MS } from '../../../test/support/bank-book.ts';
import { type BankRig, openBank as openAt } from '../../../test/support/bank.ts';
import { BANK, TEST_PROCESSOR } from '../../../test/support/processor.ts';
import { lineOf } from '../../../test/support/settled.ts';
import type { ShownConnection } from '../../core/connection.ts';
import { isFailure } from '../../core/failure.ts';
import { addDays, dayAt } from '../../core/indian-day.ts';
import { type Reconcile, verdictOf } from '../../core/reconciliation-request.ts';
import type { SettledLine } from '../../core/settled-line.ts';
import type { Refused, SettledAsk, SettledPage, Unknown } from '../../gateways/processor.ts';
import { createCall } from '../processing/call.ts';
import { createReconciler, type ReconcileParts } from './reconcile.ts';

type Answer = SettledPage | Refused | Unknown;
type Tell = (ask: SettledAsk) => Answer;

const SHOWN = {
  id: { key: 7, number: 7, token: 'conn0000000007' },
  ...{ processor: BANK, mode: 'test', label: null, baseUrl: null, retiredAt: null },
} as const;
const CONNECTION = { id: 7, account: 1, processor: BANK, mode: 'test' } as const;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

const page = (lines: readonly SettledLine[], next: string | null = null): SettledPage => {
  return { kind: 'page', lines, next };
};

function open(rig: BankRig, tell: Tell, changes: Partial<ReconcileParts> = {}) {
  const asked: string[] = [];
  const unread = { read: (): Unknown => ({ kind: 'unknown', raw: 'unread' }) };
  const request = (ask: SettledAsk): Answer => {
    asked.push(`${ask.day} ${ask.cursor ?? ''}`.trim());
    return tell(ask);
  };
  const settlements = { ...unread, request, withinDays: 3, pagesPerMinute: 60 };
  const send = () => Promise.reject(new Error('the bank is in memory'));
  const now = () => rig.clock.now;
  const reconcile = createReconciler({
    ...{ store: rig.store, ids: rig.ids, now },
    accounts: { findFresh: async () => ({ account: rig.account }) as never },
    connections: {
      list: async () => [SHOWN as unknown as ShownConnection],
      look: async () => SHOWN as unknown as ShownConnection,
      find: async () => ({ ...CONNECTION, credentials: [{}], baseUrl: null }),
    },
    processors: new Map([[BANK, { ...TEST_PROCESSOR, settlements }]]),
    call: createCall({ send, now, log: SILENT }),
    budget: async () => null,
    ...{ patienceMs: 0, adoptedWithinMs: 0, wait: async () => undefined, tell: () => undefined },
    ...changes,
  });
  const today = dayAt(rig.clock.now);
  const of = async (request: Partial<Reconcile> = {}) => {
    const all = await reconcile({
      ...{ kind: 'reconcile', account: 'k', connection: null, from: today, to: today },
      ...{ withinDays: null, lines: null },
      ...request,
    });
    assert.ok(!isFailure(all), JSON.stringify(all));
    const [only] = all;
    assert.ok(only !== undefined && all.length === 1);
    return only;
  };
  return { of, asked };
}

/** Keys begin with the year 2025. */
const openBank = (rules: Parameters<typeof openAt>[0] = {}) =>
  openAt({ now: Date.parse('2026-11-10T10:30:00+05:30'), ...rules });

const close = async (rig: BankRig): Promise<void> => {
  await rig.instructions.finish();
  await rig.store.close();
};

async function paid(rig: BankRig) {
  const key = await rig.order();
  const { id } = await rig.begin(key);
  const attempt = attemptAt(rig.bank, id.token);
  await rig.pass(10_000);
  assert.equal((await rig.read(key)).payments[0]?.status, 'captured');
  return { key, id, attempt };
}

test('what is settled there and agrees is matched, and nobody is asked about it', async () => {
  const rig = await openBank();
  const { id, attempt } = await paid(rig);
  const line = lineOf({ theirs: attempt.theirs, name: id.token });
  const told = await open(rig, () => page([line])).of();
  assert.deepEqual([told.counts.matched, told.entries.length, told.asked], [1, 1, 0]);
  assert.equal(verdictOf(told), 'agreed');
  const [sum] = told.settlements;
  assert.deepEqual([sum?.settlement, sum?.utr, sum?.netMinor], ['setl_1', 'UTR1', 48_869]);
  await close(rig);
});

test('a payment that we hold to have failed long ago is asked about, and weighed', async () => {
  const rig = await openBank({ lateSuccess: 'pay' });
  const key = await rig.order();
  const { id } = await rig.begin(key);
  attemptAt(rig.bank, id.token, { state: 'failed' });
  const account = rig.bank.accounts.get(id.token);
  assert.ok(account !== undefined);
  account.order = 'closed';
  await rig.pass(10_000);
  assert.equal((await rig.read(key)).payments[0]?.status, 'failed');
  await rig.pass(3 * DAY_MS, 10 * MINUTE_MS);
  // The bank took the money after all, and nobody told.
  const { theirs } = attemptAt(rig.bank, id.token);
  const { of } = open(rig, () => page([lineOf({ theirs, name: id.token })]));
  const told = await of();
  assert.deepEqual([told.counts.missing_here, told.asked], [1, 1]);
  assert.equal(verdictOf(told), 'differs');
  assert.equal((await rig.read(key)).payments[0]?.status, 'failed', 'a report changes no state');
  await rig.pass(5000);
  assert.equal((await rig.read(key)).payments[0]?.status, 'captured');
  assert.equal(verdictOf(await of()), 'agreed');
  await close(rig);
});

test('while it waits, what was missing is adopted, and the answer is of then', async () => {
  const rig = await openBank();
  const { id, attempt } = await paid(rig);
  const other = attemptAt(rig.bank, id.token);
  const both = [attempt, other].map(({ theirs }) => lineOf({ theirs, name: id.token }));
  const waits = { adoptedWithinMs: 60_000, wait: (ms: number) => rig.pass(ms) };
  const told = await open(rig, () => page(both), waits).of();
  assert.deepEqual([told.counts.matched, told.asked, told.adopted], [2, 1, 1]);
  assert.equal(verdictOf(told), 'agreed');
  const never = { adoptedWithinMs: 2000, wait: (ms: number) => rig.pass(ms) };
  const lie = lineOf({ theirs: 'pay_lie', name: id.token });
  const still = await open(rig, () => page([...both, lie]), never).of();
  assert.deepEqual([still.counts.missing_here, still.asked, still.adopted], [1, 1, 0]);
  await close(rig);
});

test('a report that lies makes nothing paid', async () => {
  const rig = await openBank();
  const key = await rig.order();
  const { id } = await rig.begin(key);
  const told = await open(rig, () => page([lineOf({ name: id.token })])).of();
  assert.deepEqual([told.counts.missing_here, told.asked], [1, 1]);
  await rig.pass(5000);
  assert.equal((await rig.read(key)).payments[0]?.status, 'pending');
  await close(rig);
});

test('a refund of the dashboard that was never told is adopted once it is settled', async () => {
  const rig = await openBank({ watchMs: MINUTE_MS });
  const { key, id, attempt } = await paid(rig);
  await rig.pass(2 * DAY_MS, 10 * MINUTE_MS);
  const made = { name: id.token, theirs: 'dashboard-1', ours: null, attempt: attempt.theirs };
  const money = { amountMinor: 1000, currency: 'INR', bankReference: null };
  rig.bank.refunds.push({ ...made, ...money, state: 'processed', raw: 'processed' });
  await rig.pass(DAY_MS, 10 * MINUTE_MS);
  assert.equal((await rig.read(key)).refunds.length, 0);
  const names = { theirs: 'dashboard-1', attempt: attempt.theirs, name: id.token };
  const line = lineOf({ kind: 'refund', ...names, amountMinor: 1000 });
  const { of } = open(rig, () => page([line]));
  assert.deepEqual((await of()).counts.missing_here, 1);
  await rig.pass(5000);
  const { refunds } = await rig.read(key);
  assert.deepEqual(
    refunds.map(({ amountMinor, status }) => [amountMinor, status]),
    [[1000, 'processed']],
  );
  assert.equal((await of()).counts.matched, 1);
  await close(rig);
});

test('a payment that waits already is asked about now', async () => {
  const rig = await openBank();
  const { key, id, attempt } = await paid(rig);
  await rig.pass(5 * MINUTE_MS);
  const before = rig.bank.asked.length;
  const other = attemptAt(rig.bank, id.token);
  const both = [attempt, other].map(({ theirs }) => lineOf({ theirs, name: id.token }));
  const told = await open(rig, () => page(both)).of();
  assert.deepEqual([told.counts.matched, told.counts.missing_here], [1, 1]);
  await rig.pass(1000);
  assert.ok(rig.bank.asked.length > before, 'it was not asked');
  const { payments } = await rig.read(key);
  assert.deepEqual(
    payments.map(({ surplus }) => surplus === true),
    [false, true],
  );
  await close(rig);
});

test('money of a stranger is missing here, and nobody is asked', async () => {
  const rig = await openBank();
  const lines = [lineOf({ name: null }), lineOf({ theirs: 'pay_2', name: 'A0000000000000' })];
  const told = await open(rig, () => page(lines)).of();
  assert.deepEqual([told.counts.missing_here, told.asked], [2, 0]);
  await close(rig);
});

test('later days are read for what moved in the span, never days to come', async () => {
  const rig = await openBank();
  const { id, attempt } = await paid(rig);
  const day = dayAt(rig.clock.now);
  await rig.pass(10 * DAY_MS, DAY_MS);
  const line = lineOf({ theirs: attempt.theirs, name: id.token });
  const { of, asked } = open(rig, (ask) => page(ask.day === addDays(day, 2) ? [line] : []));
  const told = await of({ from: day, to: day });
  assert.equal(told.counts.matched, 1);
  assert.deepEqual(
    asked,
    [0, 1, 2, 3].map((days) => addDays(day, days)),
  );
  assert.deepEqual(told.settlements, [], 'of a later day only some lines are looked at');
  const none = open(rig, () => page([]));
  assert.equal((await none.of({ from: day, to: day })).counts.missing_there, 1);
  const today = dayAt(rig.clock.now);
  await none.of({ from: today, to: today });
  assert.equal(none.asked.at(-1), today);
  await close(rig);
});

const LIES: readonly (readonly [name: string, tell: Tell, why: RegExp])[] = [
  ['the same page for ever', () => page([lineOf()], 'again'), /the same page again/],
  [
    'cursors in a circle',
    ({ cursor }) => page([lineOf({ theirs: `pay_${Math.random()}` })], cursor === '1' ? '2' : '1'),
    /in a circle/,
  ],
  [
    'empty pages for ever',
    ({ cursor }) => page([], String(Number(cursor ?? 0) + 1)),
    /more than 1000 pages/,
  ],
  ['nothing that can be read', () => ({ kind: 'unknown', raw: '502 bad gateway' }), /502/],
  [
    'wrong keys',
    () => ({ kind: 'refused', why: 'credentials', again: 'later', raw: 'no such key' }),
    /no such key/,
  ],
  [
    'not now',
    () => ({ kind: 'refused', why: 'limit', again: 'later', raw: 'slow down' }),
    /not now: slow down/,
  ],
];

for (const [name, tell, why] of LIES) {
  test(`${name}: the day is unread, and nothing is said to be missing`, async () => {
    const rig = await openBank();
    await paid(rig);
    const { of, asked } = open(rig, tell);
    const told = await of();
    assert.equal(told.unread.length, 1);
    assert.match(told.unread[0]?.why ?? '', why);
    assert.deepEqual([told.counts.unknown, told.counts.missing_there], [1, 0]);
    assert.equal(verdictOf(told), 'unread');
    assert.ok(asked.length <= 1000, `${asked.length} pages`);
    await close(rig);
  });
}

test('what is refused for the account is not asked for on each day', async () => {
  const rig = await openBank();
  const no: Refused = { kind: 'refused', why: 'credentials', again: 'later', raw: 'no such key' };
  const { of, asked } = open(rig, () => no);
  const to = dayAt(rig.clock.now);
  const told = await of({ from: addDays(to, -9), to });
  assert.deepEqual([asked.length, told.unread.length], [1, 10]);
  await close(rig);
});

test('one that takes no more questions now is waited for, but not for ever', async () => {
  const rig = await openBank();
  const waits: number[] = [];
  let refusals = 2;
  const no: Refused = { kind: 'refused', why: 'limit', again: 'later', raw: 'slow down' };
  const patient = { patienceMs: 61_000, wait: async (ms: number) => void waits.push(ms) };
  const { of } = open(rig, () => (refusals-- > 0 ? no : page([])), patient);
  assert.deepEqual((await of()).unread, []);
  assert.deepEqual(waits, [60_000, 60_000]);
  const never = open(rig, () => no, patient);
  assert.match((await never.of()).unread[0]?.why ?? '', /not now/);
  assert.equal(never.asked.length, 4);
  await close(rig);
});

test('a file stands for a report, and no processor is asked', async () => {
  const rig = await openBank();
  const { id, attempt } = await paid(rig);
  const { of, asked } = open(rig, () => assert.fail('it was asked'));
  const lines = [lineOf({ theirs: attempt.theirs, name: id.token, settledOn: null })];
  assert.equal((await of({ lines })).counts.matched, 1);
  assert.deepEqual(asked, []);
  await close(rig);
});

test('without an API what moved is unknown, and where nothing did nothing is', async () => {
  const rig = await openBank();
  const bare = { processors: new Map([[BANK, TEST_PROCESSOR]]) };
  const { of } = open(rig, () => assert.fail('it was asked'), bare);
  assert.equal(verdictOf(await of()), 'agreed');
  await paid(rig);
  const told = await of();
  assert.equal(verdictOf(told), 'unread');
  assert.match(told.unread[0]?.why ?? '', /give a file/);
  await close(rig);
});
