// Which signed fields may hold the separator: none whose text could then be cut anew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listBarred } from './hash.ts';

const UDFS = ['udf1', 'udf2', 'udf3', 'udf4', 'udf5', 'udf6', 'udf7', 'udf8', 'udf9', 'udf10'];
const WITHOUT = ['amount', 'firstname', 'email', ...UDFS];
const BESIDE = [...UDFS.slice(5), 'si_details', 'beneficiarydetail'];
const PLAIN = { key: 'K', txnid: 'T', amount: '10.00', productinfo: 'chai', firstname: 'Asha' };
const MORE_OF_19 = ['user_token', 'offer_key', 'offer_auto_apply', 'cart_details', 'extra_charges'];

const barred = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, 'Jo|x']));

test('a bar is refused where a name could become another field, in the fields’ order', () => {
  assert.deepEqual(listBarred({}), []);
  assert.deepEqual(listBarred(PLAIN), []);
  for (const name of WITHOUT) assert.deepEqual(listBarred({ ...PLAIN, [name]: '|' }), [name]);
  assert.deepEqual(listBarred({ ...PLAIN, ...barred(WITHOUT) }), WITHOUT);
  assert.deepEqual(listBarred({ ...PLAIN, lastname: 'a|b', splitRequest: '{"a":"|"}' }), []);
});

test('goods may hold bars: as many as nothing can be cut from, and any number alone', () => {
  const goods = (bars: number) => ({ ...PLAIN, productinfo: 'tea'.concat('|'.repeat(bars)) });
  for (const bars of [1, 4, 5, 40]) assert.deepEqual(listBarred(goods(bars)), []);
  for (const name of BESIDE) {
    assert.deepEqual(listBarred({ ...goods(4), [name]: 'x' }), [], name);
    assert.deepEqual(listBarred({ ...goods(5), [name]: 'x' }), ['productinfo'], name);
    assert.deepEqual(listBarred({ ...goods(5), [name]: '' }), [], name);
  }
  const both = { ...goods(5), udf6: 'x', email: 'a|b' };
  assert.deepEqual(listBarred(both), ['productinfo', 'email']);
});

test('version 19 has a bar in no field but the key, which is ours', () => {
  const signed = ['txnid', 'amount', 'productinfo', 'firstname', 'email', ...UDFS, ...MORE_OF_19];
  const names = [...signed, 'phone'];
  const sent = { ...PLAIN, ...barred(names), api_version: '19' };
  assert.deepEqual(listBarred(sent), names);
  assert.deepEqual(listBarred({ ...PLAIN, key: 'a|b', api_version: '19' }), []);
});
