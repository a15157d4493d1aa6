// Random interleavings of two processes that share a database: who is handed over is asked about
// until its end, whatever is begun, cancelled, hinted at or killed between two calls of the store.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { openChance } from '../../../test/prove/chance.ts';
import { type BankRig, openBank } from '../../../test/support/bank.ts';
import {
  attemptAt,
  type Bank,
  changeState,
  DAY_MS,
  heldMinor,
  keptMinor,
  MINUTE_MS,
} from '../../../test/support/bank-book.ts';
import { databases } from '../../../test/support/database.ts';
import { openStage, type Stage } from '../../../test/support/stage.ts';
import { isUndecided, type Payment } from '../../core/payment.ts';
import type { Store } from '../../store/store.ts';

const WATCH_MS = DAY_MS;
/** What is watched only is looked at so often at least. */
const WATCH_LAST_MS = 6 * 60 * MINUTE_MS;
/** Ids hold the time since 2025: none is drawn twice where each day begins after the last one. */
const FIRST_MS = Date.UTC(2026, 0, 1);
const APART_MS = DAY_MS / 2;
const SWEEPS_MAX = 40;
const PLACES = [0, 1] as const;

type Act =
  | { readonly do: 'begin' | 'sweep' | 'cancel' | 'abandon' | 'expire' | 'void' }
  | { readonly do: 'hint' | 'inquire'; readonly isSigned: boolean }
  | { readonly do: 'pay'; readonly isTaken: boolean; readonly pick: number }
  | { readonly do: 'fault'; readonly question: string; readonly isDone: boolean }
  | { readonly do: 'pass'; readonly ms: number; readonly isHeard: boolean }
  | { readonly do: 'limit' | 'kill' };

/** `at`: which process; `steps`: how many calls of the store are made before what comes next. */
type Move = Act & { readonly at: 0 | 1; readonly steps: number };

const own = { at: fc.constantFrom(...PLACES), steps: fc.nat({ max: 14 }) };
const ENDS = ['cancel', 'cancel', 'abandon', 'expire', 'void', 'limit'] as const;
const SILENT = ['start', 'inquire', 'inquire', 'capture', 'withdraw', 'none'];
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ...own, do: fc.constant('begin' as const) }) },
  { weight: 4, arbitrary: fc.record({ ...own, do: fc.constant('sweep' as const) }) },
  { weight: 4, arbitrary: fc.record({ ...own, do: fc.constantFrom(...ENDS) }) },
  { weight: 1, arbitrary: fc.record({ ...own, do: fc.constant('kill' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ ...own, do: fc.constantFrom('hint' as const, 'inquire' as const) },
      isSigned: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ ...own, do: fc.constant('pay' as const) },
      ...{ isTaken: fc.boolean(), pick: fc.nat({ max: 3 }) },
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ ...own, do: fc.constant('fault' as const) },
      ...{ question: fc.constantFrom(...SILENT), isDone: fc.boolean() },
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ ...own, do: fc.constant('pass' as const), isHeard: fc.boolean() },
      ms: fc.constantFrom(900, 4000, 6000, 70_000, 6 * MINUTE_MS),
    }),
  },
);

type Scene = {
  readonly plain: Store;
  readonly stage: Stage;
  readonly bank: Bank;
  readonly rigs: BankRig[];
  readonly key: number;
  /** Both processes' budget is used up. */
  limit: boolean;
  lives: number;
  readonly underWay: Set<Promise<unknown>>;
};

let days = 0;
const opened = databases.open(null);
after(async () => (await opened).close());

async function openScene(): Promise<Scene> {
  const plain = await opened;
  days += 1;
  const now = FIRST_MS + days * APART_MS;
  // What another case has left is of no day that was before.
  for (const { account, id, kind } of await plain.accountInstructions(1)) {
    const nothing = { changes: null, events: [], instruction: null, record: null, reply: null };
    const answered = { id, kind, againAt: null };
    await plain.save({ ...nothing, account, answered, webhooks: [], now, clockOffsetMs: 0 });
  }
  const first = await openBank({ store: plain, now, watchMs: WATCH_MS, place: 0 });
  const key = await first.order({ expiresAt: now + 30 * MINUTE_MS, reference: `DAY_${days}` });
  const { bank } = first;
  const scene: Scene = {
    ...{ plain, stage: openStage(), bank, rigs: [], key, limit: false, lives: 0 },
    underWay: new Set(),
  };
  for (const place of PLACES) await openAt(scene, place, now);
  return scene;
}

/** Another process takes the place of one that is gone. */
async function openAt(scene: Scene, place: 0 | 1, now: number): Promise<void> {
  const { plain, stage, bank } = scene;
  scene.lives += 1;
  const name = `${place} ${scene.lives}`;
  const budget = () => async () => (scene.limit ? 20_000 : null);
  const rules = { store: plain, bank, now, watchMs: WATCH_MS, budget, place: scene.lives };
  const opening = openBank({ ...rules, wrap: (store) => stage.wrap(name, store) });
  await stage.advance(name, 'nothing that is');
  scene.rigs[place] = Object.assign(await opening, { name });
}

function rigAt({ rigs }: Scene, place: 0 | 1): BankRig & { readonly name?: string } {
  const rig = rigs[place];
  if (rig === undefined) throw new RangeError(String(place));
  return rig;
}

async function handedOf({ plain, key }: Scene): Promise<readonly Payment[]> {
  const known = await plain.loadOrder(1, key);
  const all = known?.payments.filter(({ surplus }) => surplus !== true) ?? [];
  return all.filter(({ handover }) => handover !== undefined);
}

/** Goes on beside what follows. */
function follow({ underWay }: Scene, work: Promise<unknown>): void {
  const quiet = work.catch((error: unknown) => {
    // A payment is begun beside another, or its process is gone.
    if (!/killed|refused: |no payment was started/.test(String(error))) throw error;
  });
  underWay.add(quiet);
  quiet.then(
    () => underWay.delete(quiet),
    () => undefined,
  );
}

async function begin(scene: Scene, move: Move): Promise<void> {
  const { bank, key, plain } = scene;
  const rig = rigAt(scene, move.at);
  const { engine, instructions, account, clock } = rig;
  const order = (await plain.loadOrder(1, key))?.order;
  if (order === undefined) throw new Error('no such order');
  const named = [{ by: 'token', token: order.id.token } as const];
  const handed = await handedOf(scene);
  switch (move.do) {
    case 'begin':
      return follow(scene, rig.begin(key));
    case 'sweep':
      return follow(scene, instructions.sweep());
    case 'cancel':
      return follow(scene, engine.execute(account, { kind: 'cancelOrder', order: named }));
    case 'abandon':
      return follow(scene, engine.execute(account, { kind: 'abandonPayment', order: named }));
    case 'expire':
      return follow(scene, engine.execute(account, { kind: 'expireOrder', orderKey: key }));
    case 'void': {
      const target = { order: named };
      return follow(scene, engine.execute(account, { kind: 'voidPayment', target }));
    }
    case 'hint':
    case 'inquire': {
      const payment = handed.at(-1);
      const hint = move.isSigned ? 'signed' : 'unsigned';
      if (payment === undefined) return;
      const told = move.do === 'hint' ? instructions.hint : instructions.inquire;
      return follow(scene, told(account, payment, hint));
    }
    case 'pay': {
      // Nobody pays by a form that was never handed out.
      const name = handed[move.pick % Math.max(handed.length, 1)]?.id.token ?? '';
      if (bank.accounts.get(name)?.order !== 'open') return;
      attemptAt(bank, name, { state: move.isTaken ? 'captured' : 'authorized' });
      return;
    }
    case 'fault':
      bank.fault = (question) =>
        question === move.question ? (move.isDone ? 'unanswered' : 'unheard') : null;
      return;
    case 'limit':
      scene.limit = !scene.limit;
      return;
    case 'pass': {
      const now = Math.max(...scene.rigs.map((each) => each.clock.now)) + move.ms;
      // The clock of one may be put right later than that of the other.
      for (const each of scene.rigs) if (move.isHeard || each === rig) each.clock.now = now;
      return;
    }
    case 'kill':
      scene.stage.kill(rig.name ?? '');
      return openAt(scene, move.at, clock.now);
  }
}

/** Whoever looks at the database now finds an instruction of all that has to be asked about. */
async function checkRows({ plain, rigs, key }: Scene): Promise<void> {
  const known = await plain.loadOrder(1, key);
  const rows = await plain.accountInstructions(1);
  const now = Math.max(...rigs.map((each) => each.clock.now));
  for (const payment of known?.payments ?? []) {
    const { id, status, surplus, handover, completedAt } = payment;
    const isOver = now >= (completedAt ?? now) + WATCH_MS;
    // What was adopted is asked about by the name that it has there.
    if (surplus === true || (!isUndecided(payment) && (handover === undefined || isOver))) continue;
    const row = rows.find((each) => each.id === id.key && each.kind === 'charge');
    assert.ok(row !== undefined, `nobody asks about ${id.token}, which is ${status}`);
    assert.ok(row.dueAt <= now + WATCH_LAST_MS, `${id.token} is asked about too late`);
  }
}

/** Lets those that wait go on, one call of any of them at a time; as many calls as that. */
async function go(scene: Scene, count: number, below: (most: number) => number): Promise<void> {
  const { stage } = scene;
  for (let step = 0; step < count; step += 1) {
    const waiting = await stage.waiting();
    if (waiting.length === 0) return;
    await stage.release(below(waiting.length));
    if (stage.hasWritten()) await checkRows(scene);
  }
}

/** Nothing fails any more, and nobody tells anything: what is due alone is done. */
async function settle(scene: Scene, below: (most: number) => number): Promise<void> {
  const { bank, rigs, underWay } = scene;
  const drain = async (): Promise<void> => {
    while (underWay.size > 0) await go(scene, 50, below);
  };
  await drain();
  bank.fault = () => null;
  scene.limit = false;
  for (const minutes of [2, 2, 6, 31, 31, 31, 7 * 60, 31]) {
    const now = Math.max(...rigs.map((each) => each.clock.now)) + minutes * MINUTE_MS;
    for (const each of rigs) each.clock.now = now;
    for (let sweeps = 0; ; sweeps += 1) {
      assert.ok(sweeps < SWEEPS_MAX, 'something is due again and again');
      for (const { instructions } of rigs) follow(scene, instructions.sweep());
      await drain();
      const rows = await scene.plain.accountInstructions(1);
      if (rows.every(({ dueAt }) => dueAt > now)) break;
    }
  }
}

/** Most orders are begun at first; of some the other process finds the start before it is saved. */
function beginningBy(seed: number): readonly Move[] {
  if (seed % 3 !== 0) return [{ do: 'begin', at: 0, steps: 40 }];
  return [
    { do: 'begin', at: 0, steps: 6 + ((seed / 3) % 3) },
    { do: 'pass', ms: 6000, isHeard: true, at: 1, steps: 0 },
    { do: 'sweep', at: 1, steps: 2 + ((seed / 9) & 3) },
  ];
}

async function holds(moves: readonly Move[], seed: number): Promise<void> {
  const scene = await openScene();
  const { bank, stage, plain, key } = scene;
  const { below } = openChance(String(seed));
  stage.hasWritten();
  for (const each of [...beginningBy(seed), ...moves]) {
    await begin(scene, each);
    await go(scene, each.steps, below);
  }
  for (const { attempts } of bank.accounts.values()) {
    for (const { theirs, state } of attempts) {
      if (state === 'pending') changeState(bank, theirs, { state: 'failed' });
    }
  }
  await settle(scene, below);
  const aggregate = await plain.loadOrder(1, key);
  assert.ok(aggregate !== null);
  const told = JSON.stringify({
    payments: aggregate.payments.map((each) => [each.id.token, each.status, each.processorStatus]),
    bank: [...bank.accounts.values()].map(({ name, attempts }) => [name, attempts.length]),
  });
  assert.equal(heldMinor(aggregate), keptMinor(bank), `the books differ: ${told}`);
}

test('who is handed over is asked about until its end, whatever happens between', async (t) => {
  const seed = Number(process.env['SEED'] ?? 20_263);
  const numRuns = Number(process.env['RUNS'] ?? (databases.isRemote ? 20 : 200));
  t.diagnostic(`seed ${seed}, ${numRuns} days`);
  const moves = fc.array(move, { minLength: 3, maxLength: 22 });
  await fc.assert(fc.asyncProperty(moves, fc.nat(), holds), { seed, numRuns });
});
