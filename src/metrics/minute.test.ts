// Sums of minutes are what was added to the counters since, whatever they had before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createExposition } from './exposition.ts';
import { createMinutes } from './minute.ts';
import { measureRoad, beginCourse } from './road.ts';
import type { Family } from '../gateways/dialect.ts';

const MINUTE = Date.UTC(2026, 10, 29, 12);

test('a minute has what came in it, and grows until the next', () => {
  const exposition = createExposition();
  const family = { name: 'native' } as Family;
  const measure = measureRoad(exposition, new Map([[family, 'one']]));
  const ask = (changes: Partial<ReturnType<typeof beginCourse>>): void =>
    measure(family, { ...beginCourse(), kind: 'createOrder', status: 200, ...changes });
  ask({});
  const take = createMinutes(exposition, 7);
  const names = {
    minute: MINUTE,
    place: 7,
    dialect: 'one',
    processor: '',
    operation: 'createOrder',
  };
  const none = [0, 0, 0, 0, 0, 0, 0];
  assert.deepEqual(take(MINUTE + 1000), [
    { ...names, count: 1, refused: 0, failed: 0, took: [1, ...none] },
  ]);
  assert.deepEqual(take(MINUTE + 2000), []);
  ask({ failure: 'request_invalid' });
  ask({ failure: 'internal' });
  ask({ begunAt: performance.now() - 20_000 });
  assert.deepEqual(take(MINUTE + 3000), [
    { ...names, count: 4, refused: 1, failed: 1, took: [3, 0, 0, 0, 0, 0, 0, 1] },
  ]);
  ask({});
  const next = { ...names, minute: MINUTE + 60_000 };
  assert.deepEqual(take(MINUTE + 60_000), [
    { ...next, count: 1, refused: 0, failed: 0, took: [1, ...none] },
  ]);
});

test('questions to processors are told apart from requests', () => {
  const exposition = createExposition();
  const total = exposition.counter('dubash_processor_calls_total', '', ['p', 'o', 'r']);
  const took = exposition.histogram('dubash_processor_call_duration_seconds', '', ['p', 'o'], [1]);
  for (const result of ['told', 'unknown', 'error', 'refused']) {
    total('bank', 'inquire', result).add();
    took('bank', 'inquire').observe(2);
  }
  const [sum, ...others] = createMinutes(exposition, 1)(MINUTE);
  assert.deepEqual(others, []);
  assert.deepEqual(sum, {
    ...{ minute: MINUTE, place: 1, dialect: '', processor: 'bank', operation: 'inquire' },
    ...{ count: 4, refused: 1, failed: 2, took: [0, 4] },
  });
});
