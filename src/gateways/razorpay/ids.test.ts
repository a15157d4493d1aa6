// Names as the published entities have them: a word before fourteen characters.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOKEN_PATTERN } from '../../core/id.ts';
import { buildOrder } from '../../../test/support/call.ts';
import { isFailure } from '../../core/failure.ts';
import {
  isCustomerId,
  isOrderless,
  type Named,
  nameOf,
  readBareId,
  readId,
  readLinkId,
} from './ids.ts';

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

const refusalOf = (read: ReturnType<typeof readId>) => {
  assert.ok(isFailure(read) && read.failure === 'request_invalid');
  return read.issues;
};

// "<id> is not a valid id" (§1.1): a malformed id of any kind.
test('what is no id of the kind is refused in the gateway’s words, under the field "id"', () => {
  const wrong = { field: 'id', rule: 'format', message: 'pay_1 is not a valid id' };
  assert.deepEqual(refusalOf(readId('pay_1', 'payment')), [wrong]);
  assert.deepEqual(refusalOf(readBareId('pay_1')), [wrong]);
  assert.deepEqual(readBareId('ABC123def456GH'), [{ by: 'token', token: 'ABC123def456GH' }]);
});

// fetch-id-standard names what follows the word, …/resend all of another word (§2.4).
test('what is no link is refused by what follows its word, else whole', () => {
  const said = (id: string) => refusalOf(readLinkId(id));
  const format = { field: 'id', rule: 'format' } as const;
  const of = (message: string) => [{ ...format, message: `invalid input ${message}` }];
  assert.deepEqual(said('plink_'), of('[strippedId] = []'));
  assert.deepEqual(said('plink_1'), of('[strippedId] = [1]'));
  assert.deepEqual(said('order_1'), of('[id] = [order_1]'));
  assert.deepEqual(said('xplink_1'), of('[id] = [xplink_1]'));
});

test('a checkout without an order is told by the mark of its own dialect', () => {
  const marked = { wire: { orderless: true } };
  assert.ok(isOrderless(buildOrder({ dialect: 'razorpay', ...marked })));
  assert.ok(!isOrderless(buildOrder({ dialect: 'test', ...marked })));
  for (const wire of [{}, { orderless: false }, { orderless: 'true' }]) {
    assert.ok(!isOrderless(buildOrder({ dialect: 'razorpay', wire })));
  }
});
