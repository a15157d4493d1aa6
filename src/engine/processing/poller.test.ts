// What is due is begun beside what is not answered yet, up to a bound.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InstructionRow } from '../../store/store.ts';
import { createPoller } from './poller.ts';

const NOW = 1_000_000;

/** As many are due as are asked for; each is answered when a test says so, or refused. */
function openDue(count: number) {
  let left = count;
  const begun: { readonly row: InstructionRow; readonly answer: () => void }[] = [];
  const limits: number[] = [];
  const logged: string[] = [];
  const note = (fields: object, text: string): void => void logged.push(`${text} ${fields}`);
  const poller = createPoller({
    store: {
      leaseInstructions: async (_now, _until, limit) => {
        limits.push(limit);
        const taken = Math.min(left, limit);
        left -= taken;
        return Array.from({ length: taken }, (_, index): InstructionRow => {
          const names = { account: 1, orderKey: 1, kind: 'charge', key: null } as const;
          return { ...names, id: left + index, dueAt: NOW, sentAt: null, tries: 0 };
        });
      },
    },
    perform: (row) =>
      new Promise<void>((resolve, reject) => {
        if (row.id === 0) reject(new Error('it cannot be carried out'));
        begun.push({ row, answer: resolve });
      }),
    now: () => NOW,
    log: { info: note, warn: note, error: note },
  });
  return { poller, begun, limits, logged };
}

test('who is silent is waited for by no poll, and six hundred of them end it', async () => {
  const { poller, begun, limits } = openDue(1000);
  for (let polls = 0; polls < 5; polls += 1) await poller.poll();
  assert.equal(begun.length, 600);
  assert.deepEqual(limits, [200, 200, 200]);
  for (const { answer } of begun.slice(0, 30)) answer();
  await new Promise((resolve) => setImmediate(resolve));
  await poller.poll();
  assert.equal(begun.length, 630);
  assert.equal(limits.at(-1), 30);
});

test('a sweep waits for what it began, and counts what cannot be carried out', async () => {
  const { poller, begun, logged } = openDue(3);
  const sweep = poller.sweep();
  while (begun.length < 3) await new Promise((resolve) => setImmediate(resolve));
  for (const { answer } of begun) answer();
  assert.equal(await sweep, 3);
  assert.equal(logged.length, 1);
  assert.equal(await poller.sweep(), 0);
});
