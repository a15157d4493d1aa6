// At debug each stage is a line with the request that it is of; at other levels there is nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logStages } from './stage-log.ts';

type Said = Readonly<Record<string, unknown>>;

function logAt(level: 'info' | 'debug', said: Said[]) {
  const nothing = (): void => undefined;
  return {
    ...{ info: nothing, warn: nothing, error: nothing },
    debug: (fields: object, text: string) => void said.push({ ...fields, text }),
    isLevelEnabled: (asked: 'info' | 'debug') => level === 'debug' || asked === 'info',
  };
}

test('each stage says how long it took, and of which request it was', async () => {
  const said: Said[] = [];
  const tracing = logStages(logAt('debug', said), null) ?? assert.fail();
  const incoming = { id: 'r-1', method: 'GET', headers: {} };
  const reply = await tracing.request(incoming, async () => {
    assert.equal(
      tracing.stage('mount', () => 5),
      5,
    );
    await tracing.stage('decide', async () => 'done');
    await tracing.call({ 'dubash.processor': 'bank' }, async () => ({ kind: 'told' }));
    return { status: 200 };
  });
  assert.deepEqual(reply, { status: 200 });
  await assert.rejects(tracing.stage('save', () => Promise.reject(new Error('no'))));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    said.map(({ requestId, stage, text }) => [requestId, stage ?? text]),
    [
      ['r-1', 'mount'],
      ['r-1', 'decide'],
      ['r-1', 'asked a processor'],
      [undefined, 'save'],
    ],
  );
  assert.ok(said.every(({ tookMs }) => typeof tookMs === 'number'));
});

test('where nobody reads such lines, there is nothing on the way', () => {
  assert.equal(logStages(logAt('info', []), null), null);
});
