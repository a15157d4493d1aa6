// A circuit is one for all processes: who opens it, who tries whether the processor is back, and
// who closes it, each with its own connection to one database.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ACCOUNT } from '../../../test/support/call.ts';
import { databases } from '../../../test/support/database.ts';
import { openRig } from '../../../test/support/engine.ts';
import { TEST_PROCESSOR } from '../../../test/support/processor.ts';
import type { Connection, Processor } from '../../gateways/processor.ts';
import { createWatch } from './breaker.ts';
import { createCall } from './call.ts';
import { type Circuits, createCircuits } from './circuit.ts';
import { manyOf } from './many.ts';

const CONNECTION: Connection = {
  ...{ id: 7, account: ACCOUNT.id, processor: 'north', mode: 'test', baseUrl: null },
  credentials: [{}],
};
const ROUTED = {
  ...ACCOUNT,
  settings: { ...ACCOUNT.settings, routes: { rules: [], otherwise: [7] } },
};
const silent = () => undefined;
const log = { info: silent, warn: silent, error: silent };

type Answer = 'up' | 'down' | 'input' | 'account' | 'no call';

const DOWN: readonly Answer[] = ['down', 'down', 'down', 'down'];

/** Two processes on one database, whose processor answers as the test says. */
async function openTwo() {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-circuit-'));
  const file = path.join(folder, 'shared.db');
  const rig = await openRig({ path: file });
  const other = await databases.open(file);
  const said: { answer: Answer } = { answer: 'up' };
  const now = (): number => rig.clock.now;
  const ask = (): ReturnType<Processor['start']['request']> => {
    if (said.answer === 'no call') return STARTED;
    return { method: 'GET', url: 'https://north.example/', headers: {}, body: null };
  };
  const processor: Processor = {
    ...TEST_PROCESSOR,
    start: {
      request: ask,
      read: () =>
        said.answer === 'up'
          ? STARTED
          : { kind: 'refused', why: said.answer as 'input', again: 'never', raw: 'no' },
    },
    inquire: {
      request: () => ({ method: 'GET', url: 'https://north.example/', headers: {}, body: null }),
      read: () => ({ kind: 'found', order: 'open', attempts: [], refunds: [] }),
    },
    inquireMany: {
      max: 2,
      request: () => ({ method: 'GET', url: 'https://north.example/', headers: {}, body: null }),
    },
  };
  const send = async () =>
    said.answer === 'down'
      ? ({ kind: 'failed', reason: 'connect', detail: 'refused' } as const)
      : ({ kind: 'answered', status: 200, body: '', isCut: false } as const);
  const processes = [rig.store, other].map((store) => {
    const circuits = createCircuits(store, now);
    const watch = createWatch({ circuits, log });
    const call = watch(ROUTED, processor, createCall({ send, processors: new Map(), now, log }));
    const start = async (answer: Answer): Promise<void> => {
      said.answer = answer;
      await call(processor.start, {} as never, CONNECTION);
    };
    const inquire = async (answer: Answer, name: string): Promise<void> => {
      said.answer = answer;
      await call(processor.inquire, { name } as never, CONNECTION);
    };
    const inquireMany = async (answer: Answer): Promise<void> => {
      said.answer = answer;
      const exchange = manyOf(processor) ?? assert.fail('one at a time');
      await call(exchange, [{ name: 'one' }, { name: 'two' }] as never, CONNECTION);
    };
    return { circuits, start, inquire, inquireMany };
  });
  const [first, second] = processes;
  assert.ok(first !== undefined && second !== undefined);
  const close = async (): Promise<void> => {
    await Promise.all([rig.store.close(), other.close()]);
    rmSync(folder, { recursive: true, force: true });
  };
  return { first, second, clock: rig.clock, close };
}

const STARTED = {
  kind: 'started',
  theirOrder: null,
  step: { kind: 'redirect', url: 'https://north.example/' },
} as const;

async function isOpen(circuits: Circuits): Promise<boolean> {
  return (await circuits.read(ACCOUNT.id)).has(7);
}

test('three silent starts of one process are known to the other within two seconds', async () => {
  const { first, second, clock, close } = await openTwo();
  assert.equal(await isOpen(second.circuits), false);
  for (const _ of [1, 2]) await first.start('down');
  assert.equal(await isOpen(first.circuits), false);
  await first.start('down');
  assert.equal(await isOpen(first.circuits), true);
  clock.now += 2000;
  assert.equal(await isOpen(second.circuits), true);
  const circuit = (await second.circuits.read(ACCOUNT.id)).get(7);
  assert.deepEqual([circuit?.question, circuit?.why], ['start', 'connect: refused']);
  // Its time is over: of all who ask one tries.
  assert.equal(await second.circuits.claim(ACCOUNT.id, 7), false, 'it is not over yet');
  clock.now += 30_000;
  const tries = [first, second, first, second].map(({ circuits }) => circuits.claim(ACCOUNT.id, 7));
  assert.equal((await Promise.all(tries)).filter(Boolean).length, 1);
  // The try fails: it is open for twice as long, from the same moment on.
  await second.start('down');
  const again = (await second.circuits.read(ACCOUNT.id)).get(7);
  assert.deepEqual([again?.openedAt, again?.until], [circuit?.openedAt, clock.now + 60_000]);
  await second.start('up');
  clock.now += 2000;
  assert.deepEqual([await isOpen(first.circuits), await isOpen(second.circuits)], [false, false]);
  await close();
});

test('many processes that find it out at once open one circuit', async () => {
  const { first, second, clock, close } = await openTwo();
  const opened = Array.from({ length: 10 }, (_, place) =>
    (place % 2 === 0 ? first : second).circuits.open(ACCOUNT.id, place < 5 ? 7 : 8, 'start', 'x'),
  );
  await Promise.all(opened);
  clock.now += 2000;
  const circuits = await second.circuits.read(ACCOUNT.id);
  assert.deepEqual([...circuits.keys()].sort(), [7, 8]);
  assert.equal(circuits.get(7)?.until, clock.now - 2000 + 30_000);
  await close();
});

test('silence opens a circuit, or a refusal of the connection, not of a payment', async () => {
  const rows: readonly (readonly [readonly Answer[], boolean])[] = [
    [['down', 'down', 'up', 'down', 'down'], false],
    [['account', 'account', 'account'], true],
    [['input', 'input', 'input', 'input'], false],
    [['down', 'down', 'input', 'down'], false],
    [['down', 'down', 'no call', 'down'], true],
    // Half of them: never three in a row, and more than half of the last ten.
    [['down', 'down', 'up', 'down', 'down', 'up', 'down', 'down', 'up', 'down'], true],
    [['down', 'up', 'down', 'up', 'down', 'up', 'down', 'up', 'down', 'up', 'down'], true],
    [['down', 'up', 'up', 'down', 'up', 'up', 'down', 'up', 'up', 'down', 'up', 'up'], false],
  ];
  for (const [answers, wanted] of rows) {
    const { first, close } = await openTwo();
    for (const answer of answers) await first.start(answer);
    assert.equal(await isOpen(first.circuits), wanted, answers.join());
    await close();
  }
});

test('inquiries count where a start is no call, and one payment alone never', async () => {
  const { first, close } = await openTwo();
  for (const [place, answer] of DOWN.entries()) await first.inquire(answer, `p${place}`);
  assert.equal(
    await isOpen(first.circuits),
    false,
    'its starts have not said that they say nothing',
  );
  await first.start('no call');
  for (const answer of DOWN) await first.inquire(answer, 'one');
  assert.equal(await isOpen(first.circuits), false, 'one payment that is never told of');
  for (const name of ['two', 'three']) await first.inquire('down', name);
  assert.equal(await isOpen(first.circuits), true);
  await first.start('no call');
  assert.equal(await isOpen(first.circuits), true, 'a start that asked nobody closed it');
  await first.inquire('up', 'one');
  assert.equal(await isOpen(first.circuits), false);
  await close();
});

test('a question about many counts as an inquiry, once', async () => {
  const { first, close } = await openTwo();
  await first.start('no call');
  for (const _ of [1, 2]) await first.inquireMany('down');
  assert.equal(await isOpen(first.circuits), false);
  await first.inquireMany('down');
  assert.equal(await isOpen(first.circuits), true);
  await first.inquireMany('up');
  assert.equal(await isOpen(first.circuits), false);
  await close();
});

test('a processor that answers inquiries is not held to answer starts', async () => {
  const { first, clock, close } = await openTwo();
  await first.circuits.open(ACCOUNT.id, 7, 'start', 'x');
  await first.circuits.close(ACCOUNT.id, 7, 'inquire');
  clock.now += 2000;
  assert.equal(await isOpen(first.circuits), true);
  await first.circuits.close(ACCOUNT.id, 7, 'start');
  assert.equal(await isOpen(first.circuits), false);
  await close();
});
