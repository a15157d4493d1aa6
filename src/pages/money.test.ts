/** Holds the amounts to the digits they are made of, in currencies with 0, 2 and 3 decimals. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMoney } from './money.ts';

test('money is written from digits, as India groups them', () => {
  const cases: readonly (readonly [number, string, number, string])[] = [
    [10000000, 'INR', 2, '₹1,00,000.00'],
    [50050, 'INR', 2, '₹500.50'],
    [5, 'INR', 2, '₹0.05'],
    [0, 'INR', 2, '₹0.00'],
    [Number.MAX_SAFE_INTEGER, 'INR', 2, '₹9,00,71,99,25,47,409.91'],
    [1500, 'JPY', 0, 'JP¥1,500'],
    [1234, 'KWD', 3, 'KWD\u00a01.234'],
  ];
  for (const [amountMinor, currency, exponent, text] of cases) {
    assert.equal(formatMoney({ amountMinor, currency, exponent }), text);
  }
});
