// What the dialect says of itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worldline } from './index.ts';

test('the description: its name, its test bank, and that nobody can change it', () => {
  assert.equal(worldline.name, 'worldline');
  assert.equal(worldline.title, 'Worldline');
  assert.deepEqual(worldline.instruments, [
    { method: 'netbanking', value: '470', label: 'TEST BANK', outcome: 'ask' },
  ]);
  assert.ok(Object.isFrozen(worldline.instruments[0]));
});
