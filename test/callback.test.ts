// Reads the source: what is called later, where no `try` is around it, is guarded by src/guard.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourcesBelow } from './support/source.ts';

const LATER = [
  /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|nextTick)\((?!\s*guarded|\s*\))/g,
  /\.(?:on|once|addListener|prependListener|addEventListener)\([^,()]+,(?!\s*guarded)/g,
];
// Scripts for browsers are texts there; neither has timers of its own, because both are pure.
const IN_BROWSERS = /^src\/(?:(?:gateways|pages)\/|dashboard\/script\.ts)/;
// Runs in the process of a merchant's tests, not in the server's.
const IN_TESTS = /^src\/testing\//;

function unguarded(text: string): readonly number[] {
  const found = LATER.flatMap((rule) => [...text.matchAll(rule)]);
  return found.map(({ index }) => text.slice(0, index).split('\n').length);
}

test('an error of what is called later ends nothing', () => {
  const sources = sourcesBelow('src').filter(({ name }) => {
    return !name.endsWith('.test.ts') && !IN_BROWSERS.test(name) && !IN_TESTS.test(name);
  });
  assert.ok(sources.length > 100);
  const wrong = sources.flatMap(({ name, lines }) => {
    return unguarded(lines.join('\n')).map((line) => `${name}:${line} is not guarded`);
  });
  assert.deepEqual(wrong, []);
});

const SEEN = [
  'setTimeout(work, 5)',
  'setImmediate(() => work())',
  'setInterval(\n  () => work(),\n  5,\n)',
  "socket.on('error', fail)",
  'process.once(signal, () => end())',
  "signal.addEventListener(\n  'abort',\n  end,\n)",
  'process.nextTick(work)',
];
const UNSEEN = [
  'setTimeout(guarded(onError, work), 5)',
  'setTimeout(\n  guarded(onError, () => work()),\n  5,\n)',
  'setImmediate(guardedFlush)',
  "socket.on(\n  'error',\n  guarded(rethrow, fail),\n)",
  "await once(socket, 'connect')",
  'clearTimeout(timer)',
];

test('it is seen in every spelling, and nothing else is', () => {
  for (const text of SEEN) assert.deepEqual(unguarded(text), [1], text);
  for (const text of UNSEEN) assert.deepEqual(unguarded(text), [], text);
});
