// What a hint makes of the row of its payment, and whether anybody is asked because of it: by who
// gave it, whether the payment is polled for anyway, and how often it came.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildPayment } from '../../../test/support/call.ts';
import type { Payment } from '../../core/payment.ts';
import type { InstructionRow, Store } from '../../store/store.ts';
import { createHintTaker, findRow, HINT_EVERY_MS } from './hint.ts';
import { chargeRow } from './instruction.ts';
import { LEASE_MS } from './lease.ts';

const NOW = 1_700_000_000_000;
const HANDOVER = { theirOrder: null, step: null, isOpen: true } as const;
const PAID = buildPayment({ connection: 7, handover: HANDOVER });
const OPEN = buildPayment({ connection: 7, handover: HANDOVER, status: 'pending' });

type Given = {
  readonly mayHint?: boolean;
  /** What is under way of it already. */
  readonly running?: Promise<unknown>;
  readonly kept?: Partial<InstructionRow> | null;
  readonly fails?: boolean;
};

async function take(payment: Payment, hint: 'signed' | 'unsigned', given: Given = {}) {
  const { mayHint = true, running, kept = { tries: 4, sentAt: 5 }, fails = false } = given;
  const told: unknown[] = [];
  const lines: string[] = [];
  let looked = 0;
  const row = (wanted: InstructionRow) => (kept === null ? null : { ...wanted, ...kept });
  const store = {
    findInstruction: async (wanted: InstructionRow) => {
      looked += 1;
      return row(wanted);
    },
    bringForward: async (wanted: InstructionRow, isLimited: boolean) => {
      told.push(['brought forward', wanted.dueAt - NOW, wanted.sentAt, isLimited]);
      return row(wanted);
    },
  } as unknown as Store;
  const taker = createHintTaker(
    {
      store,
      perform: async ({ tries, isUnproved }) => {
        told.push(['asked', tries, isUnproved]);
        if (fails) throw new Error('no database');
      },
      runningOf: ({ id, kind }) => {
        assert.deepEqual([id, kind], [payment.id.key, 'charge']);
        return running;
      },
      now: () => NOW,
      log: { info: () => {}, warn: () => {}, error: (_fields, text) => lines.push(text) },
    },
    async () => mayHint,
  );
  await taker(ACCOUNT, payment, hint);
  await new Promise((done) => setImmediate(done));
  return { told, lines, looked };
}

const AT = PAID.createdAt;

test('what a processor tells is kept at once, and asked about', async () => {
  for (const payment of [PAID, OPEN]) {
    // How often others came says nothing of one that is signed.
    for (const mayHint of [true, false]) {
      const { told } = await take(payment, 'signed', { mayHint });
      assert.deepEqual(told, [
        ['brought forward', LEASE_MS, AT, false],
        ['asked', 4, undefined],
      ]);
    }
  }
});

test('what nobody signed of a settled payment is kept, and put off if it is often', async () => {
  assert.deepEqual((await take(PAID, 'unsigned')).told, [
    ['brought forward', LEASE_MS, AT, false],
    ['asked', 4, true],
  ]);
  const often = await take(PAID, 'unsigned', { mayHint: false });
  assert.deepEqual(often.told, [['brought forward', HINT_EVERY_MS, AT, true]]);
});

test('what nobody signed leaves the poll of an open payment as it is', async () => {
  assert.deepEqual((await take(OPEN, 'unsigned')).told, [['asked', 4, true]]);
  const flood = await take(OPEN, 'unsigned', { mayHint: false });
  assert.deepEqual([flood.told, flood.looked], [[], 0]);
  // Where it has no row nobody removes one that comes meanwhile.
  assert.deepEqual((await take(OPEN, 'unsigned', { kept: null })).told, [['asked', -1, true]]);
});

test('whose start is under way is not hinted at', async () => {
  const { handover: _, ...begun } = OPEN;
  for (const hint of ['signed', 'unsigned'] as const) {
    assert.deepEqual((await take(begun, hint)).told, []);
  }
});

test('what is under way is waited for, however it ends; what fails is logged', async () => {
  let end: (value?: unknown) => void = () => undefined;
  const running = new Promise((done) => {
    end = done;
  });
  const { told } = await take(PAID, 'signed', { running });
  assert.equal(told.length, 1);
  end();
  await new Promise((done) => setImmediate(done));
  assert.equal(told.length, 2);
  const broken = await take(PAID, 'signed', { running: Promise.reject(new Error('x')) });
  assert.equal(broken.told.length, 2);
  const { lines } = await take(PAID, 'signed', { fails: true });
  assert.deepEqual(lines, ['a hint of a processor could not be followed']);
});

test('a row that is not there is stood for; one never sent was sent when it began', async () => {
  const wanted = { ...chargeRow(ACCOUNT, PAID), sentAt: 7, dueAt: NOW };
  const found = (row: InstructionRow | null) =>
    findRow({ findInstruction: async () => row } as unknown as Store, wanted);
  assert.deepEqual(await found(null), { ...wanted, tries: -1 });
  assert.equal((await found({ ...wanted, sentAt: null, tries: 3 })).sentAt, 7);
  assert.equal((await found({ ...wanted, sentAt: 9, tries: 3 })).sentAt, 9);
});
