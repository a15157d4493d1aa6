// What an account may do before anybody has set anything: nothing without a proof.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANYWHERE, DEFAULT_SETTINGS } from './account.ts';
import { isWithin, readRange } from './address-range.ts';

test('an account starts with nothing that needs no proof, and keeps a repeated reference', () => {
  assert.deepEqual(DEFAULT_SETTINGS, {
    unsignedCreate: false,
    uniqueReferences: false,
    orderNotices: 'json',
    unsignedRefundAddresses: [],
    v1Hashes: null,
  });
  assert.ok(Object.isFrozen(DEFAULT_SETTINGS));
  assert.ok(Object.isFrozen(DEFAULT_SETTINGS.unsignedRefundAddresses));
});

test('anywhere is every address of both kinds', () => {
  const ranges = ANYWHERE.map((text) => readRange(text) ?? assert.fail(`${text} is no range`));
  for (const address of ['0.0.0.0', '255.255.255.255', '::', '2001:db8::1', 'ffff::ffff']) {
    assert.ok(isWithin(address, ranges), address);
  }
  assert.deepEqual(ANYWHERE, ['0.0.0.0/0', '::/0']);
  assert.ok(Object.isFrozen(ANYWHERE));
});
