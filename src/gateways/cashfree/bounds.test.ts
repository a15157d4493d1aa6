// Names, phone numbers and expiry times at their bounds, as the gateway takes and refuses them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXPIRY_MAX_MS, EXPIRY_MIN_MS, NAME, PHONE } from './bounds.ts';

// cashfree.md §1.4, `customer_phone`: the schema's ten, eleven refused, `+91…` taken (observed);
// behind a plus E.164 allows fifteen digits, of which no country's number has fewer than seven.
test('a phone number has ten digits, or any country and up to fifteen', () => {
  const taken = ['9876543210', '0000000000', '+919876543210', '+1234567', '+123456789012345'];
  for (const text of taken) assert.match(text, PHONE);
  const refused = [
    ...['987654321', '98765432101', '+123456', '+1234567890123456', '+0987654321'],
    ...['x9876543210', '9876543210x', 'x+919876543210', '+919876543210x', '98765 43210', ''],
  ];
  for (const text of refused) assert.doesNotMatch(text, PHONE);
});

// cashfree.md §1.4, `order_id`: letters, digits, - and _.
test('a name is of letters, digits, - and _', () => {
  for (const text of ['a', 'Z9', 'order-1_B', '_', '-']) assert.match(text, NAME);
  for (const text of ['', 'a b', 'a.b', ' a', 'a ', 'ä', 'a\n']) assert.doesNotMatch(text, NAME);
});

// cashfree.md §1.4, `order_expiry_time`: the bounds (observed).
test('an order lives from a quarter of an hour to thirty days', () => {
  assert.deepEqual([EXPIRY_MIN_MS, EXPIRY_MAX_MS], [900_000, 2_592_000_000]);
});
