// The key of a request, however often and however quoted its header comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../core/failure.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

/** The key; `refused`, or null for none. */
function read(headers: Readonly<Record<string, string>>): string | null {
  const found = readIdempotencyKey(headers);
  if (found === null) return null;
  return isFailure(found) ? 'refused' : found.key;
}

const KEY = 'x-idempotency-key';

test('a key that a client and a proxy both send is that key, and no other', () => {
  for (const sent of ['k-1', '"k-1"', 'k-1, k-1', 'k-1,k-1', '"k-1", "k-1"', 'k-1, "k-1", k-1']) {
    assert.equal(read({ [KEY]: sent }), 'k-1', sent);
  }
});

test('a key may hold a comma', () => {
  assert.equal(read({ [KEY]: 'a,b' }), 'a,b');
  assert.equal(read({ [KEY]: 'a, b' }), 'a, b');
});

test('the first of the headers that has one; none is none', () => {
  assert.equal(read({ [KEY]: 'one', 'idempotency-key': 'two' }), 'one');
  assert.equal(read({ [KEY]: ' ', 'idempotency-key': 'two' }), 'two');
  assert.equal(read({}), null);
  for (const wrong of ['ä', 'a\u0001', 'x'.repeat(256)])
    assert.equal(read({ [KEY]: wrong }), 'refused');
});
