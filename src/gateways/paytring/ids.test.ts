// Our names on the documented Paytring paths: the words of the specification's samples, and our own
// word for endpoints, of which it has none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENDPOINT_PREFIX, ORDER_PREFIX, REFUND_PREFIX } from './ids.ts';

test('orders, refunds and endpoints are told apart by a word', () => {
  assert.deepEqual([ORDER_PREFIX, REFUND_PREFIX, ENDPOINT_PREFIX], ['order', 'rfnd', 'wh']);
});
