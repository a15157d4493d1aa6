// What the browser carries back: four fields under one hash, whatever the merchant's receipt holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, CREDENTIALS, ADDRESSES, NOW } from '../../../../test/support/call.ts';
import type { Order } from '../../../core/order.ts';
import { handback } from './handback.ts';

const ADDRESS = 'https://merchant.com/callback';
const RETURNS = { success: ADDRESS, failure: ADDRESS, cancel: ADDRESS, notify: null };

function post(changes: Partial<Order>): Record<string, string> {
  const order = buildOrder({ dialect: 'paytring', returns: RETURNS, ...changes });
  const aggregate = { order, payments: [], refunds: [] };
  const rest = { payment: null, credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  const back = handback({ aggregate, ...rest });
  assert.ok(back?.kind === 'browserPost');
  assert.equal(back.url, ADDRESS);
  assert.deepEqual(
    back.fields.map(([name]) => name),
    ['key', 'receipt_id', 'order_id', 'hash'],
  );
  assert.ok(!JSON.stringify(back).includes(CREDENTIALS.secret));
  return Object.fromEntries(back.fields);
}

test('the hash is over key, order and receipt: vector V9 of paytring.md §1.4', () => {
  // V9 has an order id of 18 digits; ours are below 2^53, so the number is written as text here.
  const id = { key: 1, token: 'ABC123def456GH', number: '489651149222183338' as unknown as number };
  const fields = post({ id, reference: '10123450' });
  assert.deepEqual(fields, {
    key: 'test_123',
    receipt_id: '10123450',
    order_id: '489651149222183338',
    hash: '085e7fc39574796cb0aacdd49f2009b755ae2b2ac9b74159bf6a0bf900a0b23e2baac42a325c4b7d57d9d3c215726ae3a8a19dc2683eb86dd064da893bde09fb',
  });
});

test('line ends, which a browser would rewrite, are blanks in the field and in the hash', () => {
  const fields = post({ reference: 'a\r\nb' });
  assert.equal(fields['receipt_id'], 'a  b');
  assert.notEqual(fields['hash'], post({ reference: 'a\nb' })['hash']);
});

test('an order without a receipt or without an address', () => {
  assert.equal(post({ reference: null })['receipt_id'], '');
  const order = buildOrder({ dialect: 'paytring' });
  const aggregate = { order, payments: [], refunds: [] };
  const rest = { payment: null, credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  assert.equal(handback({ aggregate, ...rest }), null);
});
