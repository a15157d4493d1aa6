// The unique reference that a record's fields make, and when they make none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniqueRefOf } from './record.ts';

const NAMES = ['email', 'contact'];

test('the values in the order of their names, whatever the order of the body', () => {
  const ref = uniqueRefOf({ contact: '99', email: 'a@b', other: 1 }, NAMES);
  assert.equal(ref, '["a@b","99"]');
  assert.equal(uniqueRefOf({ email: 'a@b', contact: '99' }, NAMES), ref);
  assert.notEqual(uniqueRefOf({ email: '99', contact: 'a@b' }, NAMES), ref);
});

test('one value is enough; without any there is none', () => {
  assert.equal(uniqueRefOf({ email: 'a@b' }, NAMES), '["a@b",null]');
  assert.equal(uniqueRefOf({ email: null, contact: '99' }, NAMES), '[null,"99"]');
  assert.equal(uniqueRefOf({ email: '' }, NAMES), '["",null]');
  for (const body of [{}, { email: null }, { email: null, contact: undefined }, { name: 'x' }]) {
    assert.equal(uniqueRefOf(body, NAMES), null, JSON.stringify(body));
  }
});
