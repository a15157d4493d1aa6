// What counts as silence of a processor, what closes its circuit, and what is told to an operator:
// a call goes through as it is, whatever becomes of the counting.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT } from '../../../test/support/call.ts';
import { TEST_PROCESSOR } from '../../../test/support/processor.ts';
import type { Connection, Processor } from '../../gateways/processor.ts';
import { createWatch } from './breaker.ts';
import type { Call } from './call.ts';
import type { Circuits, Question } from './circuit.ts';

const ROUTED = {
  ...ACCOUNT,
  settings: { ...ACCOUNT.settings, routes: { rules: [], otherwise: [7] } },
};
const WIRE = { method: 'GET', url: 'https://b.example/', headers: {}, body: null } as const;
const STARTED = {
  ...{ kind: 'started', theirOrder: null },
  step: { kind: 'redirect', url: 'https://b.example/' },
} as const;
const FOUND = { kind: 'found', order: 'open', attempts: [], refunds: [] } as const;
const UNKNOWN = { kind: 'unknown', raw: 'timeout' } as const;
const refused = (why: string) => ({ kind: 'refused', why, again: 'never', raw: 'no' }) as const;
const exchange = (request: unknown) => ({ request: () => request, read: () => UNKNOWN });
const PROCESSOR = {
  ...TEST_PROCESSOR,
  ...{ start: exchange(WIRE), inquire: exchange(WIRE), refund: exchange(WIRE) },
} as unknown as Processor;
const CALLLESS = { ...PROCESSOR, start: exchange(STARTED) } as unknown as Processor;

type More = {
  /** Null: it is asked without one. */
  readonly name?: string | null;
  readonly id?: number;
  readonly processor?: Processor;
  readonly account?: typeof ROUTED;
  /** False: nothing was asked of anybody. */
  readonly isSent?: boolean;
};

function open(breaks = false) {
  const told: string[] = [];
  const lines: string[] = [];
  const circuits = new Map<number, { readonly question: Question }>();
  const log = {
    info: (fields: object, text: string) => lines.push(`info ${text} ${JSON.stringify(fields)}`),
    warn: (fields: object, text: string) => lines.push(`warn ${text} ${JSON.stringify(fields)}`),
    error: (_fields: object, text: string) => lines.push(`error ${text}`),
  };
  const watch = createWatch({
    log,
    circuits: {
      read: async () => {
        if (breaks) throw new Error('no database');
        return circuits;
      },
      open: async (account: number, key: number, question: Question, why: string) => {
        told.push(`open ${account} ${key} ${question} ${why}`);
        circuits.set(key, { question });
      },
      close: async (account: number, key: number, question: Question) => {
        told.push(`close ${account} ${key} ${question}`);
        circuits.delete(key);
      },
    } as unknown as Circuits,
  });
  const asked: string[] = [];
  /** One question of a payment by its name, answered so. */
  const ask = async (
    question: 'start' | 'inquire' | 'refund',
    result: unknown,
    {
      name = `p${asked.length}`,
      id = 7,
      processor = PROCESSOR,
      account = ROUTED,
      isSent = true,
    }: More = {},
  ) => {
    const call = (async (given: { readonly request: (...all: unknown[]) => unknown }) => {
      asked.push(question);
      if (isSent) given.request({}, {});
      return result;
    }) as unknown as Call;
    const connection = { id, account: 1, processor: 'bank' } as unknown as Connection;
    const watched = watch(account, processor, call);
    const exchanges = processor as unknown as Record<string, Parameters<Call>[0]>;
    const about = name === null ? {} : { name };
    const answer = await watched(exchanges[question] ?? assert.fail(), about, connection);
    assert.equal(answer, result, 'it is answered as it was');
  };
  return { ask, told, lines, circuits };
}

type Row = readonly [string, readonly unknown[], readonly string[]];
const OPENED = 'open 1 7 start timeout';

const ROWS: readonly Row[] = [
  ['two silent starts', [UNKNOWN, UNKNOWN], []],
  ['three of them', [UNKNOWN, UNKNOWN, UNKNOWN], [OPENED]],
  ['an answer between', [UNKNOWN, UNKNOWN, STARTED, UNKNOWN, UNKNOWN], []],
  ['payments that are refused', [1, 2, 3, 4].map(() => refused('input')), []],
  [
    'a connection that is refused',
    [1, 2, 3].map(() => refused('credentials')),
    ['open 1 7 start credentials: no'],
  ],
];

for (const [name, results, wanted] of ROWS) {
  test(`${name}: ${wanted.length > 0 ? 'it opens' : 'nothing'}`, async () => {
    const { ask, told } = open();
    for (const result of results) await ask('start', result);
    assert.deepEqual(told, wanted);
  });
}

test('more than half of the last ten opens it as well, though never three in a row', async () => {
  const { ask, told } = open();
  const pattern = [UNKNOWN, UNKNOWN, STARTED];
  for (let at = 0; at < 9; at += 1) await ask('start', pattern[at % 3]);
  assert.deepEqual(told, []);
  await ask('start', UNKNOWN);
  assert.deepEqual(told, [OPENED]);
});

test('fewer than ten are too few for a share; earlier ones count no more', async () => {
  const nine = open();
  const pattern = [STARTED, UNKNOWN, UNKNOWN];
  for (let at = 0; at < 9; at += 1) await nine.ask('start', pattern[at % 3]);
  assert.deepEqual(nine.told, []);
  const closed = open();
  for (let at = 0; at < 3; at += 1) await closed.ask('start', UNKNOWN);
  await closed.ask('start', STARTED);
  for (let at = 0; at < 9; at += 1) await closed.ask('start', pattern[at % 3]);
  assert.equal(closed.told.length, 2);
  // Another process may have closed it.
  const elsewhere = open();
  for (let at = 0; at < 3; at += 1) await elsewhere.ask('start', UNKNOWN);
  elsewhere.circuits.delete(7);
  for (let at = 0; at < 2; at += 1) await elsewhere.ask('start', UNKNOWN);
  assert.deepEqual(elsewhere.told, [OPENED]);
});

test('half of the last twenty, or fewer, does not', async () => {
  const { ask, told } = open();
  for (let at = 0; at < 40; at += 1) await ask('start', at % 2 === 0 ? STARTED : UNKNOWN);
  assert.deepEqual(told, []);
});

test('it is told when it opens and when the processor answers again', async () => {
  const { ask, told, lines } = open();
  for (let at = 0; at < 3; at += 1) await ask('start', UNKNOWN);
  const facts = { processor: 'bank', connection: 7, question: 'start', why: 'timeout' };
  const words = 'a processor does not answer: payments go elsewhere where routes allow it';
  assert.deepEqual(lines, [`warn ${words} ${JSON.stringify(facts)}`]);
  // While it is open each silence keeps it so, and counting begins anew.
  await ask('start', UNKNOWN);
  assert.equal(told.length, 2);
  await ask('start', STARTED);
  assert.equal(told.at(-1), 'close 1 7 start');
  const closed = JSON.stringify({ processor: 'bank', connection: 7 });
  assert.equal(lines.at(-1), `info a processor answers again ${closed}`);
  for (let at = 0; at < 2; at += 1) await ask('start', UNKNOWN);
  assert.equal(told.length, 3);
  await ask('start', STARTED);
  assert.equal(told.length, 3, 'what is closed is not closed again');
});

test('each connection counts for itself; another question’s answer closes nothing', async () => {
  const { ask, told, circuits } = open();
  for (const id of [7, 8, 7, 8]) await ask('start', UNKNOWN, { id });
  assert.deepEqual(told, []);
  await ask('start', UNKNOWN, { id: 8 });
  assert.deepEqual(told, ['open 1 8 start timeout']);
  circuits.set(7, { question: 'inquire' });
  await ask('start', STARTED);
  assert.equal(told.length, 1);
});

test('one payment that is never told of is no silent processor', async () => {
  const { ask, told } = open();
  for (let at = 0; at < 5; at += 1) await ask('start', UNKNOWN, { name: 'one' });
  assert.deepEqual(told, []);
  for (const name of ['two', 'one']) await ask('start', UNKNOWN, { name });
  assert.deepEqual(told, [OPENED]);
  // Without a name each is one of its own.
  const nameless = open();
  for (let at = 0; at < 3; at += 1) await nameless.ask('start', UNKNOWN, { name: null });
  assert.deepEqual(nameless.told, [OPENED]);
});

test('inquiries count where a start asks nobody; such a start counts never', async () => {
  const { ask, told } = open();
  await ask('start', STARTED);
  for (let at = 0; at < 4; at += 1) await ask('inquire', UNKNOWN);
  assert.deepEqual(told, []);
  const callless = { processor: CALLLESS };
  for (let at = 0; at < 4; at += 1) await ask('start', UNKNOWN, callless);
  assert.deepEqual(told, []);
  for (let at = 0; at < 4; at += 1) await ask('refund', UNKNOWN, callless);
  assert.deepEqual(told, []);
  for (let at = 0; at < 3; at += 1) await ask('inquire', UNKNOWN, callless);
  assert.deepEqual(told, ['open 1 7 inquire timeout']);
  // Its starts have said nothing of another connection.
  for (let at = 0; at < 4; at += 1) await ask('inquire', UNKNOWN, { ...callless, id: 8 });
  assert.equal(told.length, 1);
  await ask('start', STARTED, callless);
  assert.equal(told.length, 1, 'a start that asked nobody closed it');
  await ask('inquire', FOUND, callless);
  assert.equal(told.at(-1), 'close 1 7 inquire');
  // A refusal is an answer to an inquiry.
  for (let at = 0; at < 4; at += 1) await ask('inquire', refused('credentials'), callless);
  assert.equal(told.length, 2);
});

test('nothing else counts, nor anything of an account without routes', async () => {
  const { ask, told } = open();
  for (let at = 0; at < 4; at += 1) await ask('refund', UNKNOWN);
  const account = { ...ROUTED, settings: { ...ROUTED.settings, routes: null as never } };
  for (let at = 0; at < 4; at += 1) await ask('start', UNKNOWN, { account });
  assert.deepEqual(told, []);
  // Nor what was answered without asking anybody.
  for (let at = 0; at < 4; at += 1) await ask('start', UNKNOWN, { isSent: false });
  assert.deepEqual(told, []);
  for (let at = 0; at < 3; at += 1) await ask('start', { kind: 'unknown' });
  assert.deepEqual(told, ['open 1 7 start ']);
});

test('what cannot be noted loses no answer', async () => {
  const { ask, lines } = open(true);
  await ask('start', STARTED);
  assert.deepEqual(lines, ['error a circuit could not be changed']);
});
