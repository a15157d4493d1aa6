// A refund's own fields belong to the dialect that wrote them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildRefund } from '../../../test/support/call.ts';
import { readWire } from './wire.ts';

test('a dialect reads the fields that it wrote, and none of another', () => {
  const refund = buildRefund({ dialect: 'one', wire: { speed: 'fast' } });
  assert.deepEqual(readWire(refund, 'one'), { speed: 'fast' });
  assert.deepEqual(readWire(refund, 'other'), {});
});

test('a refund of the first version does not say whose they are: its fields told that', () => {
  const refund = buildRefund({ dialect: null, wire: { speed: 'fast' } });
  assert.deepEqual(readWire(refund, 'one'), { speed: 'fast' });
});
