// Names of entities as callers spell them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findByKey, numberLocator, TOKEN_PATTERN, tokenLocator } from './id.ts';

const id = { key: 1, number: 4242, token: 'ORD123def456GH' };

test('a token is read with its prefix and its fourteen characters only', () => {
  assert.deepEqual(tokenLocator('order_ORD123def456GH', 'order'), { by: 'token', token: id.token });
  for (const text of [
    'ORD123def456GH',
    'pay_ORD123def456GH',
    // As long as the prefix, and another one.
    'ordre_ORD123def456GH',
    'order-ORD123def456GH',
    'Order_ORD123def456GH',
    'order_ORD123',
    'order_ORD123def4-6GH',
    'order_ORD123def456GHx',
    'order_xORD123def456GH',
    'order_-ORD123def456GH',
    'order_ORD123def456GH-',
    'order_ORD123def456GH\n',
  ])
    assert.equal(tokenLocator(text, 'order'), undefined, text);
});

test('a token by itself is fourteen characters from end to end', () => {
  assert.ok(TOKEN_PATTERN.test(id.token));
  for (const text of ['', 'ORD123def456G', 'ORD123def456GHx', ' ORD123def456GH', 'ORD123def456G_'])
    assert.ok(!TOKEN_PATTERN.test(text), text);
});

test('a number is read from plain digits below 2^53 only', () => {
  for (const number of [1, 9, 10, 4242, 5_403_993_715_527_185, Number.MAX_SAFE_INTEGER])
    assert.deepEqual(numberLocator(String(number)), { by: 'number', number });
  for (const text of [
    '',
    '0',
    '042',
    '4.2',
    '-1',
    '1e3',
    ' 42',
    '42 ',
    '42\n',
    'x42',
    '42x',
    '9007199254740992',
    '12345678901234567',
  ])
    assert.equal(numberLocator(text), undefined, text);
});

test('an entity is found by its key and by nothing else', () => {
  const entities = [1, 2, 3].map((key) => ({ id: { ...id, key } }));
  for (const each of entities) assert.equal(findByKey(entities, each.id.key), each);
  assert.equal(findByKey(entities, 4242), undefined);
  assert.equal(findByKey(entities, undefined), undefined);
});
