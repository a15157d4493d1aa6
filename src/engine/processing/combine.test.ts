// Many payments in one question: one place of the budget, one request, and an answer of its own for
// each; what the reply leaves out or garbles is asked by itself the next time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildAsk } from '../../../test/support/processor-ask.ts';
import { TEST_PROCESSOR } from '../../../test/support/processor.ts';
import type { Processor, WireReply } from '../../gateways/processor.ts';
import { createCall } from './call.ts';
import { createCombine, type Inquiry } from './combine.ts';

const NOW = 1_780_000_000_000;
const FOUND = { kind: 'found', order: 'open', attempts: [], refunds: [] } as const;

/** Its replies say a word of each name; of "paid" there is more to ask. */
const PROCESSOR: Processor = {
  ...TEST_PROCESSOR,
  inquire: {
    request: ({ name }) => ask(`one/${name}`),
    read: (reply, { name }, _side, step, earlier) => {
      if (step === 1) {
        assert.equal(earlier.length, 1);
        return { ...FOUND, order: 'closed' };
      }
      const { [name]: word } = wordsOf(reply);
      if (word === 'paid') return { kind: 'then', request: ask(`more/${name}`) };
      return word === 'open' ? FOUND : { kind: 'unknown', raw: String(word) };
    },
  },
  inquireMany: {
    max: 3,
    request: (asks) => ask(`many/${asks.map(({ name }) => name).join('|')}`),
  },
};

function ask(path: string) {
  return { method: 'GET', url: `https://bank.example/${path}`, headers: {}, body: null } as const;
}

function wordsOf({ status, body }: WireReply): Readonly<Record<string, string>> {
  return status === 200 ? (JSON.parse(body) as Record<string, string>) : {};
}

type Words = Readonly<Record<string, string>>;

function open(words: Words, changes: { readonly status?: number; readonly places?: number } = {}) {
  const sent: string[] = [];
  const booked: boolean[] = [];
  let places = changes.places ?? 100;
  const quiet = (): void => undefined;
  const call = createCall({
    send: async ({ url }) => {
      sent.push(new URL(url).pathname.slice(1));
      const body = JSON.stringify(words);
      return { kind: 'answered', status: changes.status ?? 200, body, isCut: false };
    },
    processors: new Map([['testbank', PROCESSOR]]),
    now: () => NOW,
    log: { info: quiet, warn: quiet, error: quiet },
  });
  const combine = createCombine({
    budget: async (_connection, _perMinute, isUrgent) => {
      booked.push(isUrgent);
      places -= 1;
      return places < 0 ? 7000 : null;
    },
    wait: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const inquire = (name: string, more: Partial<Inquiry> = {}) =>
    combine({
      connection: {
        ...{ id: 7, account: 1, processor: 'testbank', mode: 'test', baseUrl: null },
        credentials: [{}],
      },
      ...{ processor: PROCESSOR, call, ask: buildAsk(50_000, NOW, { name }) },
      ...{ isUrgent: false, isSwept: true, ...more },
    });
  const kinds = async (...names: readonly string[]) =>
    (await Promise.all(names.map((name) => inquire(name)))).map((each) =>
      each.kind === 'found' ? each.order : each.kind,
    );
  return { sent, booked, inquire, kinds };
}

test('those of a sweep are one request and one place of the budget', async () => {
  const rig = open({ A: 'open', B: 'open', C: 'open', D: 'open' });
  assert.deepEqual(await rig.kinds('A', 'B'), ['open', 'open']);
  assert.deepEqual([rig.sent, rig.booked], [['many/A|B'], [false]]);
  // No more than the processor takes in one; what is left over is asked as ever.
  assert.deepEqual(await rig.kinds('A', 'B', 'C', 'D'), ['open', 'open', 'open', 'open']);
  assert.deepEqual(rig.sent.slice(1), ['many/A|B|C', 'one/D']);
  assert.equal(rig.booked.length, 3);
});

test('of whom there is more to ask that is asked alone, in a place of its own', async () => {
  const rig = open({ A: 'paid', B: 'open', C: 'paid' }, { places: 2 });
  assert.deepEqual(await rig.kinds('A', 'B', 'C'), ['closed', 'open', 'later']);
  assert.deepEqual(rig.sent, ['many/A|B|C', 'more/A']);
});

test('what is left out or garbled is asked by itself the next time', async () => {
  const rig = open({ A: 'open', B: 'gibberish' });
  assert.deepEqual(await rig.kinds('A', 'B', 'C'), ['open', 'unknown', 'unknown']);
  assert.deepEqual(await rig.kinds('A', 'B', 'C'), ['open', 'unknown', 'unknown']);
  assert.deepEqual(rig.sent, ['many/A|B|C', 'one/B', 'one/C', 'one/A']);
  // Then with the others again.
  await rig.kinds('A', 'B', 'C');
  assert.deepEqual(rig.sent.slice(4), ['many/A|B|C']);
});

test('after a reply that says nothing of anybody each is asked alone', async () => {
  const rig = open({}, { status: 502 });
  assert.deepEqual(await rig.kinds('A', 'B'), ['unknown', 'unknown']);
  assert.deepEqual(await rig.kinds('A', 'B'), ['unknown', 'unknown']);
  assert.deepEqual(rig.sent, ['many/A|B', 'one/A', 'one/B']);
});

test('without a place nobody is asked; what is waited for is asked alone', async () => {
  const rig = open({ A: 'open', B: 'open' }, { places: 0 });
  assert.deepEqual(await rig.kinds('A', 'B'), ['later', 'later']);
  assert.deepEqual(rig.sent, []);
  const other = open({ A: 'open', B: 'open' });
  const [swept, waited] = await Promise.all([
    other.inquire('A'),
    other.inquire('B', { isSwept: false, isUrgent: true }),
  ]);
  assert.deepEqual([swept.kind, waited.kind], ['found', 'found']);
  assert.deepEqual(other.sent.sort(), ['one/A', 'one/B']);
  // One that is under way lets all that are asked with it use the whole minute.
  await Promise.all([other.inquire('A'), other.inquire('B', { isUrgent: true })]);
  assert.deepEqual([other.sent.at(-1), other.booked.at(-1)], ['many/A|B', true]);
});
