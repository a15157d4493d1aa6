// Closed tables of the processor, whole: states of an order, which of them are paid, and the words
// for a card. Source: docs/gateways/pinelabs.md §2.6, §2.8.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CARD_KIND_OF, NETWORK_OF, orderStateOf, PAID_ORDERS, wordIn } from './words.ts';

const OPEN = ['CREATED', 'PENDING', 'ATTEMPTED'];
const PAID = [
  ...['AUTHORIZED', 'PROCESSED', 'PARTIALLY_CAPTURED', 'FULLY_REFUNDED', 'PARTIALLY_REFUNDED'],
];
const OVER = ['CANCELLED', 'FAILED'];

test('every word for an order: open or closed, and whether some payment must be money', () => {
  for (const [words, state, isPaid] of [
    [OPEN, 'open', false],
    [PAID, 'closed', true],
    [OVER, 'closed', false],
  ] as const) {
    for (const word of words) {
      assert.equal(orderStateOf(word, null), state, word);
      assert.equal(PAID_ORDERS.has(word), isPaid, word);
    }
  }
  assert.equal(PAID_ORDERS.size, PAID.length);
});

test('one retry that is left keeps a failed order open, and no other word', () => {
  assert.equal(orderStateOf('FAILED', 1), 'open');
  assert.equal(orderStateOf('FAILED', -1), 'closed');
  for (const word of [...PAID, 'CANCELLED']) assert.equal(orderStateOf(word, 1), 'closed', word);
});

test('kinds and networks of cards; of a prepaid or a charge card nothing is said', () => {
  assert.deepEqual(CARD_KIND_OF, {
    ...{ CREDIT: 'credit', COMMERCIAL_CREDIT: 'credit' },
    ...{ DEBIT: 'debit', COMMERCIAL_DEBIT: 'debit' },
  });
  assert.deepEqual(NETWORK_OF, {
    ...{ VISA: 'visa', MASTERCARD: 'mastercard', RUPAY: 'rupay' },
    ...{ AMEX: 'amex', MAESTRO: 'maestro', DINERS: 'diners' },
  });
  for (const word of ['PREPAID', 'CHARGE_CARD', 'toString', '', null]) {
    assert.equal(wordIn(CARD_KIND_OF, word), null, String(word));
  }
});
