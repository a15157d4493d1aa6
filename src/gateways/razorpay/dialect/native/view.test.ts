// Native entities: every documented key, in every state.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildOrder, buildPayment, buildRefund } from '../../../../../test/support/call.ts';
import type { Payment } from '../../../../core/payment.ts';
import { viewCard, viewOrder, viewPayment, viewRefund } from './view.ts';

const order = buildOrder();
const aggregate = { order, payments: [], refunds: [] };
const show = (changes: Partial<Payment>) => viewPayment(buildPayment(changes), aggregate);

test('an order has the documented keys, and an empty list where it has no notes', () => {
  assert.deepEqual(viewOrder({ ...aggregate, order: buildOrder({ reference: null }) }), {
    id: 'order_ABC123def456GH',
    entity: 'order',
    amount: 50050,
    amount_paid: 0,
    amount_due: 50050,
    currency: 'INR',
    receipt: null,
    offer_id: null,
    status: 'created',
    attempts: 0,
    notes: [],
    created_at: Math.floor(order.createdAt / 1000),
  });
});

test('a captured payment has the documented keys', () => {
  const { created_at, ...rest } = show({});
  assert.ok(Number.isInteger(created_at));
  assert.deepEqual(rest, {
    id: 'pay_PAY123def456GH',
    entity: 'payment',
    amount: 50050,
    currency: 'INR',
    status: 'captured',
    order_id: 'order_ABC123def456GH',
    invoice_id: null,
    international: false,
    method: 'card',
    amount_refunded: 0,
    refund_status: null,
    captured: true,
    description: null,
    card_id: 'card_PAY123def456GH',
    bank: null,
    wallet: null,
    vpa: null,
    email: null,
    contact: null,
    notes: [],
    fee: 1181,
    tax: 180,
    error_code: null,
    error_description: null,
    error_source: null,
    error_step: null,
    error_reason: null,
    acquirer_data: { auth_code: null, rrn: '123456789' },
  });
});

test('each method shows its own instrument and bank reference', () => {
  const upi = show({ instrument: { method: 'upi', vpa: 'a@upi' } });
  assert.deepEqual(
    [upi.method, upi.vpa, 'upi' in upi && upi.upi, upi.acquirer_data],
    ['upi', 'a@upi', { vpa: 'a@upi' }, { rrn: '123456789' }],
  );
  const bank = { method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' } as const;
  const netbanking = show({ instrument: bank });
  const reference = { bank_transaction_id: '123456789' };
  assert.deepEqual([netbanking.bank, netbanking.acquirer_data], ['HDFC', reference]);
  const wallet = show({ instrument: { method: 'wallet', wallet: 'phonepe' } });
  const told = { transaction_id: '123456789' };
  assert.deepEqual([wallet.wallet, wallet.acquirer_data], ['phonepe', told]);
  const nothing = show({ instrument: null });
  assert.deepEqual([nothing.method, nothing.acquirer_data], [null, {}]);
  assert.equal(viewCard(buildPayment({ instrument: null })), null);
});

test('the states of a payment', () => {
  const rows: readonly (readonly [Partial<Payment>, string, boolean, string | null])[] = [
    [{ status: 'created' }, 'created', false, null],
    [{ status: 'pending' }, 'created', false, null],
    [{ status: 'authorized' }, 'authorized', false, null],
    [{ capturedMinor: 50050, refundedMinor: 1 }, 'captured', true, 'partial'],
    [{ capturedMinor: 50050, refundedMinor: 50050 }, 'refunded', true, 'full'],
    // Of a part that another dialect captured.
    [{ capturedMinor: 100, refundedMinor: 99 }, 'captured', true, 'partial'],
    [{ capturedMinor: 100, refundedMinor: 100 }, 'refunded', true, 'full'],
    [{ status: 'failed' }, 'failed', false, null],
    // As the gateway's own refund of a payment that nobody captured.
    [{ status: 'voided' }, 'refunded', false, 'full'],
  ];
  for (const [changes, status, captured, refunded] of rows) {
    const shown = show({ capturedMinor: 0, ...changes });
    assert.deepEqual(
      [shown.status, shown.captured, shown.refund_status],
      [status, captured, refunded],
    );
    if (!captured) assert.deepEqual([shown.fee, shown.tax], [null, null]);
  }
});

test('the fee is two parts in a hundred and its tax, in whole units, for every amount', () => {
  assert.deepEqual([show({ capturedMinor: 2100 }).fee, show({ capturedMinor: 2100 }).tax], [50, 8]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (capturedMinor) => {
      const { fee, tax } = show({ capturedMinor, amountMinor: capturedMinor });
      const charge = (BigInt(capturedMinor) * 2n + 50n) / 100n;
      const expected = (charge * 18n + 50n) / 100n;
      assert.deepEqual([BigInt(fee ?? 0), BigInt(tax ?? 0)], [charge + expected, expected]);
    }),
  );
});

test('a failed payment says why, with codes that SDKs know', () => {
  const declines = [
    ['declined', 'BAD_REQUEST_ERROR', 'payment_failed'],
    ['insufficient_funds', 'BAD_REQUEST_ERROR', 'insufficient_funds'],
    ['authentication_failed', 'GATEWAY_ERROR', 'authentication_failed'],
    ['cancelled_by_customer', 'BAD_REQUEST_ERROR', 'payment_cancelled'],
    ['timed_out', 'BAD_REQUEST_ERROR', 'payment_timed_out'],
    ['processor_error', 'GATEWAY_ERROR', 'gateway_technical_error'],
  ] as const;
  for (const [decline, code, reason] of declines) {
    const shown = show({ status: 'failed', decline });
    assert.deepEqual([shown.error_code, shown.error_reason], [code, reason]);
    assert.ok(shown.error_description);
  }
});

test('a refund has the documented keys; another speed is asked for, the normal one is done', () => {
  const refund = buildRefund({
    dialect: 'razorpay',
    wire: { speed: 'optimum' },
    notes: { a: 'b' },
  });
  assert.deepEqual(viewRefund(refund, buildPayment()), {
    id: 'rfnd_RFN123def456GH',
    entity: 'refund',
    amount: 10000,
    currency: 'INR',
    payment_id: 'pay_PAY123def456GH',
    notes: { a: 'b' },
    receipt: 'refund_123',
    acquirer_data: { arn: null },
    created_at: Math.floor(refund.createdAt / 1000),
    batch_id: null,
    status: 'pending',
    speed_processed: 'normal',
    speed_requested: 'optimum',
  });
  const states = (['pending', 'processed', 'failed', 'cancelled'] as const).map(
    (status) => viewRefund(buildRefund({ status }), buildPayment()).status,
  );
  assert.deepEqual(states, ['pending', 'processed', 'failed', 'failed']);
});
