// A circuit as its row keeps it: how long it is open, who may try, who may close it, and that of
// two that change a row at once neither is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../store/store.ts';
import { type Circuit, countCircuits, createCircuits } from './circuit.ts';

const START = 1_700_000_000_000;

/** `before` is called before each swap: somebody else may be faster. */
function open(before: (settings: Map<string, string>) => void = () => undefined) {
  const settings = new Map<string, string>();
  const clock = { now: START };
  const reads: string[] = [];
  const swaps: string[] = [];
  const store = {
    findSetting: async (name: string) => {
      reads.push(name);
      return settings.get(name) ?? null;
    },
    keepSetting: async (name: string, value: string) => {
      if (!settings.has(name)) settings.set(name, value);
      return settings.get(name) ?? value;
    },
    save: async ({ swap, account }: Parameters<Store['save']>[0]) => {
      assert.equal(account, 1);
      const { name, from, to } = swap ?? assert.fail('nothing else is saved');
      before(settings);
      swaps.push(name);
      if (settings.get(name) !== from) return 'conflict';
      settings.set(name, to);
      return 'saved';
    },
  };
  const kept = store as unknown as Parameters<typeof createCircuits>[0];
  const circuits = createCircuits(kept, () => clock.now);
  const of = async (key = 7): Promise<Circuit | undefined> => {
    clock.now += 1000;
    const found = (await circuits.read(1)).get(key);
    clock.now -= 1000;
    return found;
  };
  return { circuits, settings, clock, reads, swaps, of };
}

test('it is open for half a minute, then twice as long each time, to five minutes', async () => {
  const { circuits, clock, of } = open();
  await circuits.open(1, 7, 'start', 'timeout');
  const first = { question: 'start', openedAt: START } as const;
  assert.deepEqual(await of(), { ...first, until: START + 30_000, times: 0, why: 'timeout' });
  for (const [times, openMs] of [
    [1, 60_000],
    [2, 120_000],
    [3, 240_000],
    [4, 300_000],
    [5, 300_000],
  ] as const) {
    clock.now = (await of())?.until ?? 0;
    assert.equal(await circuits.claim(1, 7), true);
    assert.partialDeepStrictEqual(await of(), { ...first, until: clock.now + 60_000, times });
    clock.now += 5000;
    await circuits.open(1, 7, 'start', `still ${times}`);
    const { until, openedAt, why } = (await of()) ?? {};
    assert.deepEqual([until, openedAt], [clock.now + openMs, START]);
    assert.equal(why, `still ${times}`);
  }
});

test('one that others opened stays as it is; one whose time is over opens again', async () => {
  const { circuits, clock, of, swaps } = open();
  await circuits.open(1, 7, 'start', 'timeout');
  clock.now += 29_999;
  await circuits.open(1, 7, 'start', 'another');
  assert.equal((await of())?.until, START + 30_000);
  assert.equal(swaps.length, 1, 'nothing is written for it');
  clock.now += 1;
  await circuits.open(1, 7, 'start', 'another');
  assert.deepEqual([(await of())?.until, (await of())?.times], [clock.now + 60_000, 1]);
  // Who tries is asked something else: that decides nothing of it.
  const tried = open();
  await tried.circuits.open(1, 7, 'start', 'timeout');
  tried.clock.now += 30_000;
  await tried.circuits.claim(1, 7);
  await tried.circuits.open(1, 7, 'inquire', 'no answer');
  assert.equal((await tried.of())?.question, 'start');
});

test('nobody tries before its time is over, nor while somebody does', async () => {
  const { circuits, clock, of } = open();
  assert.equal(await circuits.claim(1, 7), false, 'there is none');
  await circuits.open(1, 7, 'start', 'timeout');
  clock.now += 29_999;
  assert.equal(await circuits.claim(1, 7), false);
  clock.now += 1;
  assert.deepEqual([await circuits.claim(1, 7), await circuits.claim(1, 7)], [true, false]);
  clock.now += 60_000;
  assert.equal(await circuits.claim(1, 7), true, 'whoever tried is gone');
  assert.equal((await of())?.times, 2);
});

test('it is closed by what it was opened by, and leaves the others', async () => {
  const { circuits, of, settings, swaps } = open();
  await circuits.open(1, 7, 'start', 'timeout');
  await circuits.open(1, 8, 'inquire', 'timeout');
  await circuits.close(1, 7, 'inquire');
  await circuits.close(1, 9, 'start');
  assert.equal(swaps.length, 2);
  assert.deepEqual([(await of())?.question, (await of(8))?.question], ['start', 'inquire']);
  assert.equal(countCircuits([...settings.values()]), 2);
  await circuits.close(1, 7, 'start');
  assert.deepEqual([await of(), (await of(8))?.question], [undefined, 'inquire']);
  assert.equal(countCircuits([...settings.values(), '']), 1);
  assert.deepEqual([...settings.keys()], ['circuits 1']);
});

test('one that is not there is asked about once, and nothing is written', async () => {
  const { circuits, reads, swaps } = open();
  await circuits.close(1, 7, 'start');
  assert.deepEqual([reads.length, swaps.length], [1, 0]);
});

test('what is known is looked up once a second, and at once after a change of ours', async () => {
  const { circuits, clock, reads } = open();
  await circuits.read(1);
  clock.now += 999;
  await circuits.read(1);
  assert.equal(reads.length, 1);
  await circuits.read(2);
  assert.equal(reads.length, 2, 'each account for itself');
  clock.now += 1;
  await circuits.read(1);
  assert.equal(reads.length, 3);
  await circuits.open(1, 7, 'start', 'timeout');
  assert.equal((await circuits.read(1)).size, 1);
});

test('who is overtaken decides once more by what is there then, twenty times at most', async () => {
  let turn = 0;
  const other = JSON.stringify({
    8: { question: 'start', openedAt: 1, until: 2, times: 0, why: 'other' },
  });
  const once = open((settings) => {
    turn += 1;
    if (turn === 1) settings.set('circuits 1', other);
  });
  await once.circuits.open(1, 7, 'start', 'timeout');
  assert.deepEqual([(await once.of(7))?.why, (await once.of(8))?.why], ['timeout', 'other']);
  assert.equal(once.swaps.length, 2);
  let count = 0;
  const always = open((settings) => {
    count += 1;
    settings.set('circuits 1', JSON.stringify({ [count + 100]: {} }));
  });
  await always.circuits.open(1, 7, 'start', 'timeout');
  assert.equal(always.swaps.length, 20);
  const over = { question: 'start', openedAt: 1, until: 2, times: 0, why: '' };
  const tried = open((settings) => {
    count += 1;
    settings.set('circuits 1', JSON.stringify({ 7: { ...over, times: count } }));
  });
  tried.settings.set('circuits 1', JSON.stringify({ 7: over }));
  assert.equal(await tried.circuits.claim(1, 7), false, 'who does not know has not claimed it');
  assert.equal(await always.of(), undefined);
});

test('why is kept to two hundred characters', async () => {
  const { circuits, of } = open();
  await circuits.open(1, 7, 'start', `${'x'.repeat(199)}yz`);
  assert.equal((await of())?.why, `${'x'.repeat(199)}y`);
});
