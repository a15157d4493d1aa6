// Which methods the lists of either generation leave, by currency.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { methodsOf, methodsOfCodes, methodsOfWords } from './allowed-methods.ts';

const ALL = ['card', 'netbanking', 'upi', 'wallet'];

test('words leave those that are here and pay in the currency', () => {
  const words = ['CARD', 'UPI', 'NETBANKING', 'WALLET', 'POINTS', 'CREDIT_EMI'];
  assert.deepEqual(methodsOfWords(words, 'INR'), ALL);
  assert.deepEqual(methodsOfWords(words, 'USD'), ['card']);
  assert.deepEqual(methodsOfWords(['WALLET', 'UPI'], 'INR'), ['upi', 'wallet']);
  for (const none of [['POINTS'], ['upi'], [10, null, {}], []]) {
    assert.deepEqual(methodsOfWords(none, 'INR'), []);
  }
  assert.deepEqual(methodsOfWords(['UPI'], 'USD'), []);
});

test('codes leave those that are here; a text without any says nothing', () => {
  assert.deepEqual(methodsOfCodes('1,3,4,10,11,14,16,17,19,20'), ALL);
  assert.deepEqual(methodsOfCodes(' 10, 1 ,'), ['card', 'upi']);
  assert.deepEqual(methodsOfCodes('11'), ['wallet']);
  for (const none of ['4', '14,17', '01', '1 3', 'CARD'])
    assert.deepEqual(methodsOfCodes(none), []);
  for (const nothing of ['', ' ', ',', ' , ']) assert.equal(methodsOfCodes(nothing), null);
});

test('without a list an order in rupees is paid by whatever there is, any other by card', () => {
  assert.deepEqual(methodsOf('INR'), {});
  assert.deepEqual(methodsOf('JPY'), { methods: ['card'] });
});
