// Which entity a name means, and which of ours a text can be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNamed, findOlder, isNamed, readOwnNames, referencesFirst } from './name.ts';

const id = { key: 1, number: 4242, token: 'ORD123def456GH' };
const token = { by: 'token', token: id.token } as const;
const number = { by: 'number', number: 4242 } as const;
const reference = { by: 'reference', reference: '4242' } as const;

test('one of our names means its entity, a reference whoever has it', () => {
  assert.ok(isNamed({ id }, token));
  assert.ok(isNamed({ id }, number));
  assert.ok(!isNamed({ id }, { by: 'number', number: 4243 }));
  assert.ok(!isNamed({ id }, { by: 'token', token: 'ORD123def456GX' }));
  assert.ok(!isNamed({ id }, { by: 'reference', reference: id.token }));
  assert.ok(!isNamed({ id, reference: null }, reference));
  assert.ok(isNamed({ id, reference: '4242' }, reference));
});

test('references are tried first, each kind in its own order', () => {
  const other = { by: 'reference', reference: 'R' } as const;
  assert.deepEqual(referencesFirst([token, reference, number, other]), [
    reference,
    other,
    token,
    number,
  ]);
  const ours = { id, reference: null };
  const theirs = { id: { ...id, number: 7, token: 'ORD123def456GX' }, reference: '4242' };
  assert.equal(findNamed([ours, theirs], [number, reference]), theirs);
  assert.equal(findNamed([ours, theirs], [number]), ours);
  assert.equal(findNamed([ours], [reference, token]), ours);
  assert.equal(findNamed([ours], []), undefined);
  // Two payments of one order may each have a refund of that reference: the older one is meant.
  const later = { id: { ...id, key: 2 }, reference: '4242' };
  assert.equal(findNamed([ours, theirs, later], [reference]), theirs);
});

test('every spelling of our names is read, and nothing that only holds one', () => {
  const dated = ['v1-240115103000-aa-ORD123def456GH', 'v1-240115103000-rf-ORD123def456GH'];
  for (const text of [id.token, 'order_ORD123def456GH', 'CFPay_ORD123def456GH', ...dated]) {
    assert.deepEqual(readOwnNames(text), [token], text);
  }
  for (const text of ['4242', 'refund_4242']) assert.deepEqual(readOwnNames(text), [number], text);
  for (const word of ['a', 'Z', 'abcdefghijklmnop']) {
    assert.deepEqual(readOwnNames(`${word}_${id.token}`), [token], word);
  }
  assert.deepEqual(readOwnNames('12345678901234'), [
    { by: 'token', token: '12345678901234' },
    { by: 'number', number: 12345678901234 },
  ]);
  const longer = ['order_ORD123def456GH-2', 'retry_order_ORD123def456GH', 'ORD123def456G'];
  const prefixed = ['', 'abcdefghijklmnopq', 'a1', 'order_pay'].map(
    (word) => `${word}_${id.token}`,
  );
  const numbered = ['4242x', 'x4242', 'refund_4242x', 'refund_', 'refund_refund_4242', '4242\n'];
  for (const text of [...prefixed, ...numbered]) assert.deepEqual(readOwnNames(text), [], text);
  for (const text of ['', 'INV-1', '0042', 'order_4242', '9007199254740992', ...longer]) {
    assert.deepEqual(readOwnNames(text), [], text);
  }
});

test('of two that are called alike the older is meant, in whatever order they come', () => {
  const named = (key: number, called: string) => ({ id: { ...id, key }, reference: called });
  const older = named(7, 'A');
  const entities = [named(9, 'A'), named(1, 'B'), older, named(8, 'A')];
  assert.equal(
    findOlder(entities, (each) => each, 'A'),
    older,
  );
  assert.equal(
    findOlder(entities.toReversed(), (each) => each, 'A'),
    older,
  );
  assert.equal(
    findOlder(entities, (each) => each, 'C'),
    undefined,
  );
});
