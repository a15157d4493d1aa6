// Slips of the fingers are recognized; another word is not taken for one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestOf } from './nearest.ts';

const NAMES = ['start', 'status', 'backup'];

test('a letter too many, too few, another or swapped with its neighbour', () => {
  for (const typed of ['startt', 'star', 'stary', 'satrt', 'START', 'start']) {
    assert.equal(nearestOf(typed, NAMES), 'start', typed);
  }
  assert.equal(nearestOf('statsu', NAMES), 'status');
  assert.equal(nearestOf('bakcpu', NAMES), 'backup');
});

test('nothing is near to another word, or to nothing', () => {
  for (const typed of ['', 'x', 'serve', 'restore', 'stop-everything']) {
    assert.equal(nearestOf(typed, NAMES), null, typed);
  }
  assert.equal(nearestOf('start', []), null);
});
