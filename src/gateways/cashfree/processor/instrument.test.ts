// What paid, as far as Cashfree says it: no address and no name that it does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UPI_PAYMENT } from './fixtures/replies.ts';
import { instrumentOf } from './instrument.ts';
import { isPart, readReply } from './reply.ts';

function paidBy(payment_method: object) {
  const body = JSON.stringify({ ...UPI_PAYMENT, payment_method });
  const read = readReply({ status: 200, body });
  assert.ok(isPart(read));
  return read;
}

test('UPI of which no address is told is UPI all the same', () => {
  assert.deepEqual(instrumentOf(paidBy({ upi: { upi_id: null } })), { method: 'upi', vpa: null });
});

test('a bank is called by its name, never by a code', () => {
  const rows = [
    [{ netbanking_bank_code: 3333, netbanking_bank_name: 'TESTR' }, '3333', 'Test bank (TESTR)'],
    [{ netbanking_bank_code: 3333 }, '3333', 'Test bank (TESTR)'],
    [{ netbanking_bank_code: 3021, netbanking_bank_name: 'HDFCR' }, 'HDFC', 'HDFC Bank'],
    [{ netbanking_bank_code: 3999, netbanking_bank_name: 'NEWBR' }, '3999', null],
    [{ netbanking_bank_code: 3999 }, '3999', null],
    [{ netbanking_bank_code: 3999, netbanking_bank_name: 'A new bank' }, '3999', 'A new bank'],
  ] as const;
  for (const [netbanking, bank, bankName] of rows) {
    assert.deepEqual(instrumentOf(paidBy({ netbanking })), {
      method: 'netbanking',
      bank,
      bankName,
    });
  }
});
