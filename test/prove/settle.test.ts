// Whoever waits for the first server tells a slow machine from a server that does not do its work.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settleNear, Unsettled } from './settle.ts';

/** `left`: how many instructions are due at each look, the last of them from then on. */
function world(left: readonly number[], hears: () => Promise<void> = async () => undefined) {
  const looks = [...left];
  const books = {
    countDue: async () => (looks.length > 1 ? looks.shift() : looks[0]) ?? 0,
    listDue: async () => ['charge 7'],
  };
  const shift = { now: () => 1_000_000, add: () => undefined };
  return { books, near: { hears }, shift, settlesMaxMs: 100 };
}

test('it waits for what is due and being done, and no longer', async () => {
  await settleNear(world([2, 1, 1, 0]));
  await settleNear(world([0]));
});

test('what is leased again and again says nothing of the server', async () => {
  const { books, ...rest } = world([1]);
  // Never due itself, always on its way.
  const leased = { ...books, countDue: async (until: number) => (until > 1_000_000 ? 1 : 0) };
  await assert.rejects(settleNear({ ...rest, books: leased }), Unsettled);
});

test('what nobody looks at is told of a server that hears its clock', async () => {
  const stuck = settleNear(world([1]));
  await assert.rejects(stuck, (error: unknown) => {
    assert.ok(error instanceof Error && !(error instanceof Unsettled));
    assert.match(error.message, /does not do what is due.*charge 7/s);
    return true;
  });
});

test('one that does not hear its clock cannot be judged', async () => {
  const deaf = async () => {
    throw new Unsettled('the first server does not hear its clock');
  };
  await assert.rejects(settleNear(world([0], deaf)), Unsettled);
});
