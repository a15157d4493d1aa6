// What is guarded ends nothing: every way to fail is told, and what works is left alone.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { guarded, rethrow, within } from './guard.ts';

test('what a callback throws or rejects with is told, wherever it was called from', async () => {
  const told: string[] = [];
  const onError = (error: unknown): void => {
    told.push(String(error));
  };
  const fail = (): never => {
    throw new Error('thrown');
  };
  setImmediate(guarded(onError, fail));
  setTimeout(guarded(onError, fail), 0);
  const emitter = new EventEmitter();
  emitter.on('error', guarded(onError, fail));
  emitter.emit('error', new Error('of the emitter'));
  const controller = new AbortController();
  controller.signal.addEventListener('abort', guarded(onError, fail));
  controller.abort();
  setImmediate(guarded(onError, async () => Promise.reject(new Error('rejected'))));
  while (told.length < 5) await turn();
  const thrown = Array.from({ length: 4 }, () => 'Error: thrown');
  assert.deepEqual(told.sort(), ['Error: rejected', ...thrown]);
});

test('a callback that works is given what the event brings', () => {
  const given: unknown[] = [];
  const note = guarded(rethrow, (one: number, two: string) => given.push(one, two));
  note(1, 'b');
  assert.deepEqual(given, [1, 'b']);
});

test('work that takes too long is an error, work in time is what it is', async () => {
  const late = (): Error => new Error('late');
  assert.equal(await within(1000, Promise.resolve(7), late), 7);
  const never = Promise.withResolvers<void>().promise;
  await assert.rejects(within(5, never, late), /late/);
  await assert.rejects(within(1000, Promise.reject(new Error('own')), late), /own/);
});
