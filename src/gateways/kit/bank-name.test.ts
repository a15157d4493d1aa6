// Names of banks by the letters of their IFSC.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bankNameOf } from './bank-name.ts';

test('a bank by its letters, retail and corporate, and none by another code', () => {
  assert.equal(bankNameOf('HDFC'), 'HDFC Bank');
  assert.equal(bankNameOf('BARB_R'), 'Bank of Baroda');
  assert.equal(bankNameOf('UTIB_C'), 'Axis Bank');
  for (const code of ['', '3333', 'HDFCR', 'HDFC_X', 'constructor']) {
    assert.equal(bankNameOf(code), null, code);
  }
});
