// Two processes that draw the same keys, as those may that were started 64 starts apart: no payment
// of an order takes the place of another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBank } from '../../../test/support/bank.ts';
import { databases } from '../../../test/support/database.ts';

test('a payment of another process keeps its row', async () => {
  const plain = await databases.open(null);
  const now = Date.UTC(2026, 0, 1);
  const one = await openBank({ store: plain, now, place: 3 });
  const other = await openBank({ store: plain, now, place: 3, bank: one.bank });
  const key = await one.order();
  // What the other draws next is what the first payment is called.
  assert.equal(other.ids.next(now).key, key);
  one.bank.fault = () => 'unheard';
  const first = await one.begin(key);
  assert.equal(first.status, 'failed');
  await other.begin(key);
  const { payments, order } = await one.read(key);
  assert.equal(order.attempts, 2);
  assert.equal(payments.length, 2, 'one has taken the place of the other');
  assert.deepEqual(payments[0], first);
  await plain.close();
});
