// Names of entities as callers spell them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberLocator, tokenLocator } from './id.ts';

const id = { key: 1, number: 4242, token: 'ORD123def456GH' };

test('a token is read with its prefix and its fourteen characters only', () => {
  assert.deepEqual(tokenLocator('order_ORD123def456GH', 'order'), { by: 'token', token: id.token });
  for (const text of [
    'ORD123def456GH',
    'pay_ORD123def456GH',
    'order_ORD123',
    'order_ORD123def4-6GH',
  ])
    assert.equal(tokenLocator(text, 'order'), undefined, text);
});

test('a number is read from plain digits below 2^53 only', () => {
  assert.deepEqual(numberLocator('4242'), { by: 'number', number: 4242 });
  for (const text of ['', '0', '042', '4.2', '-1', '9007199254740992'])
    assert.equal(numberLocator(text), undefined, text);
});
