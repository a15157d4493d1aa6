// Names as the published entities have them: a word before fourteen characters.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOKEN_PATTERN } from '../../core/id.ts';
import { isCustomerId, type Named, nameOf, readId, readLinkId } from './ids.ts';

// The words before an id are documented (razorpay.md §1.2); the fourteen characters are ours.
const SAMPLES: Readonly<Record<Named, string>> = {
  order: 'order_ABC123def456GH',
  payment: 'pay_ABC123def456GH',
  refund: 'rfnd_ABC123def456GH',
  card: 'card_ABC123def456GH',
  customer: 'cust_ABC123def456GH',
  link: 'plink_ABC123def456GH',
  item: 'item_ABC123def456GH',
  settlement: 'setl_ABC123def456GH',
};

for (const [kind, sample] of Object.entries(SAMPLES) as [Named, string][]) {
  test(`${kind}: ${sample} is read and written`, () => {
    const [, token = ''] = sample.split('_');
    assert.match(token, TOKEN_PATTERN);
    assert.equal(nameOf(kind, { id: { token } }), sample);
    assert.deepEqual(readId(sample, kind), [{ by: 'token', token }]);
  });
}

test('a customer is told by its word', () => {
  assert.ok(isCustomerId(SAMPLES.customer));
  for (const other of [SAMPLES.order, 'cust_', null]) assert.ok(!isCustomerId(other));
});

test('a link is found by its name alone', () => {
  assert.deepEqual(readLinkId(SAMPLES.link), [{ by: 'token', token: 'ABC123def456GH' }]);
  assert.ok(!Array.isArray(readLinkId(SAMPLES.order)));
});
