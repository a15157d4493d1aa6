// What operators change is written down before it is done, under a key of its own, and then how it
// ended.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditRecord } from '../../core/operator.ts';
import type { Store } from '../../store/store.ts';
import { type AuditedChange, createAudit } from './audit.ts';

const NOW = 1_800_000_000_000;
const CHANGE: AuditedChange = {
  ...{ operator: 'asha', role: 'operate', from: 'api', operation: 'POST /x', account: null },
  ...{ target: { key: 'shop' }, requestId: 'r1' },
};

/** `taken`: how many keys another process was faster with. */
function open(taken = 0) {
  const added: AuditRecord[] = [];
  const ended: unknown[] = [];
  const listed: unknown[] = [];
  const clock = { now: NOW };
  let left = taken;
  const store = {
    addAudit: async (entry: AuditRecord) => {
      added.push(entry);
      left -= 1;
      return left < 0;
    },
    endAudit: async (...end: readonly unknown[]) => void ended.push(end),
    listAudit: async (...asked: readonly unknown[]) => {
      listed.push(asked);
      return added;
    },
  } as unknown as Store;
  return { audit: createAudit(store, () => clock.now), added, ended, listed, clock };
}

test('a change stands there as begun before it is done, then how it ended', async () => {
  const { audit, added, ended } = open();
  const end = await audit.begin(CHANGE);
  const [{ key = 0 } = {}] = added;
  assert.deepEqual(added, [{ ...CHANGE, key, at: NOW, outcome: 'begun' }]);
  assert.deepEqual(ended, []);
  await end({ outcome: 'done', account: 'made', target: { id: 'i' } });
  const target = { key: 'shop', id: 'i' };
  assert.deepEqual(ended, [[key, { outcome: 'done', account: 'made', target }]]);
  const bare = await audit.begin({ ...CHANGE, account: 'own' });
  await bare({ outcome: 'not_found' });
  await (await audit.begin({ ...CHANGE, account: 'own' }))({ outcome: 'done', account: 'made' });
  await (await audit.begin(CHANGE))({ outcome: 'x' });
  assert.deepEqual(
    ended.slice(1).map((each) => (each as readonly [number, object])[1]),
    [
      { outcome: 'not_found', account: 'own', target: { key: 'shop' } },
      // What it was about from the beginning it is about at the end.
      { outcome: 'done', account: 'own', target: { key: 'shop' } },
      { outcome: 'x', account: null, target: { key: 'shop' } },
    ],
  );
});

test('what was not done is noted with why', async () => {
  const { audit, added, ended } = open();
  await audit.note(CHANGE, 'role_too_low');
  assert.deepEqual([added[0]?.outcome, ended.length], ['role_too_low', 0]);
});

test('keys follow the time, and each is one more; one that is taken is drawn again', async () => {
  const { audit, added, clock } = open(2);
  for (let at = 0; at < 700; at += 1) await audit.note(CHANGE, 'x');
  const keys = added.map(({ key }) => key);
  const [first = 0] = keys;
  assert.ok(first >= NOW * 1024 && first < NOW * 1024 + 512, `${first}`);
  assert.equal(keys.length, 702);
  for (const [at, key] of keys.entries()) {
    assert.ok(at === 0 || key > (keys[at - 1] ?? 0), `key ${at}`);
  }
  // A clock that is put back makes none that stands before another.
  clock.now -= 60_000;
  await audit.note(CHANGE, 'x');
  assert.equal(added.at(-1)?.key, (keys.at(-1) ?? 0) + 1);
  clock.now += 120_000;
  await audit.note(CHANGE, 'x');
  assert.ok((added.at(-1)?.key ?? 0) >= clock.now * 1024);
});

test('two processes seldom draw the same', async () => {
  const firsts = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const { audit, added } = open();
      await audit.note(CHANGE, 'x');
      return (added[0]?.key ?? 0) - NOW * 1024;
    }),
  );
  assert.ok(new Set(firsts).size > 100, 'they are drawn from 512');
  assert.ok(firsts.every((each) => each >= 0 && each < 512));
});

test('of each text two hundred characters are kept, without zero characters', async () => {
  const { audit, added, ended } = open();
  const long = 'x'.repeat(201);
  const end = await audit.begin({ ...CHANGE, target: { a: `\0a\0`, b: long } });
  await end({ outcome: 'done', target: { c: `\0${long}` } });
  const kept = 'x'.repeat(200);
  assert.deepEqual(added[0]?.target, { a: 'a', b: kept });
  const [[, { target } = {}] = []] = ended as readonly (readonly [number, { target?: object }])[];
  assert.deepEqual(target, { a: 'a', b: kept, c: kept });
});

test('what is called an account may be anything: it is kept as the other texts are', async () => {
  const { audit, added, ended } = open();
  const named = `\0${'x'.repeat(5000)}`;
  const kept = 'x'.repeat(200);
  const end = await audit.begin({ ...CHANGE, account: named });
  await end({ outcome: 'not_found' });
  await (await audit.begin(CHANGE))({ outcome: 'done', account: named });
  await audit.note({ ...CHANGE, account: named }, 'role_too_low');
  assert.deepEqual(
    added.map(({ account }) => account),
    [kept, null, kept],
  );
  const ends = ended as readonly (readonly [number, { account?: string }])[];
  assert.deepEqual(
    ends.map(([, { account }]) => account),
    [kept, kept],
  );
});

test('a list is asked for by its filters and its count', async () => {
  const { audit, listed } = open();
  const filter = { since: 1, until: 2, operator: 'a', account: 'b', before: 3 };
  await audit.list({ kind: 'listAudit', count: 5, ...filter });
  assert.deepEqual(listed, [[filter, 5]]);
});
