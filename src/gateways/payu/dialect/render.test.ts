// Replies of the documented PayU paths, byte for byte as the specification shows them, and every
// state.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  buildRefund,
  buildRequest,
} from '../../../../test/support/call.ts';
import type { OrderStatus } from '../../../core/order.ts';
import type { Instrument, Payment } from '../../../core/payment.ts';
import { payu } from './index.ts';
import { renderCreated, renderFetched } from './render.ts';

const SEED_ORDER = buildOrder({
  dialect: 'payu',
  reference: 'TXN123456',
  amountMinor: 50000,
  amountText: '500.00',
});

function resultOf(
  payments: readonly Payment[],
  changes: Parameters<typeof buildOrder>[0] = {},
): Readonly<Record<string, unknown>> {
  const order = { ...SEED_ORDER, ...changes };
  const reply = renderFetched(buildOutcome({ order, payments }));
  assert.ok(reply.kind === 'json' && reply.status === 200);
  const { status, result } = reply.body as { status: number; result: Record<string, unknown> };
  assert.equal(status, 1);
  return result;
}

test('create answers exactly the keys of the specification example', () => {
  const call = buildCall({ path: '/create', body: {} });
  const reply = renderCreated(buildOutcome({ order: SEED_ORDER }), call);
  assert.ok(reply.kind === 'json');
  assert.equal(reply.status, 200);
  assert.equal(
    JSON.stringify(reply.body),
    '{"status":1,"msg":"Order Created","result":{"txnid":"TXN123456",' +
      '"order_id":"order_ABC123def456GH",' +
      '"payment_url":"http://127.0.0.1:8080/pay/ABC123def456GHPAGE"}}',
  );
});

test('fetch answers exactly the specification example', () => {
  const order = { ...SEED_ORDER, status: 'paid' as const };
  const reply = renderFetched(buildOutcome({ order, payments: [buildPayment()] }));
  assert.ok(reply.kind === 'json');
  assert.equal(reply.status, 200);
  assert.equal(
    JSON.stringify(reply.body),
    '{"status":1,"result":{"txnid":"TXN123456","amount":"500.00","status":"success",' +
      '"mode":"CC","bank_ref_num":"123456789"}}',
  );
});

// payu.md §5.1 (three words), §5.4 (states); "docs" is docs.payu.in "Payment State Explanations".
const FATES: readonly (readonly [string, OrderStatus, readonly Payment[], string])[] = [
  ['§5.4 created', 'created', [], 'pending'],
  ['§5.4 expired', 'expired', [], 'failure'],
  ['withdrawn (inferred)', 'cancelled', [], 'failure'],
  ['docs: in progress', 'attempted', [buildPayment({ status: 'created' })], 'pending'],
  ['§5.4 pending', 'attempted', [buildPayment({ status: 'pending' })], 'pending'],
  ['docs: auth', 'attempted', [buildPayment({ status: 'authorized' })], 'success'],
  ['§5.4 success', 'paid', [buildPayment()], 'success'],
  [
    '§5.4 failed',
    'attempted',
    [buildPayment({ status: 'failed', decline: 'declined' })],
    'failure',
  ],
  [
    '§5.4 user cancelled',
    'attempted',
    [buildPayment({ status: 'failed', decline: 'cancelled_by_customer', instrument: null })],
    'failure',
  ],
  ['voided (inferred)', 'attempted', [buildPayment({ status: 'voided' })], 'failure'],
  ['expired after a failure', 'expired', [buildPayment({ status: 'failed' })], 'failure'],
  [
    'retried after a failure (payu.md §5.1)',
    'paid',
    [buildPayment({ status: 'failed' }), buildPayment()],
    'success',
  ],
];
for (const [source, status, payments, expected] of FATES) {
  test(`fetch ${source}: ${expected}`, () => {
    const result = resultOf(payments, { status });
    assert.equal(result['status'], expected);
    const paid = expected === 'success';
    assert.equal(result['mode'], paid ? 'CC' : null);
    assert.equal(result['bank_ref_num'], paid ? '123456789' : null);
    assert.deepEqual(Object.keys(result), ['txnid', 'amount', 'status', 'mode', 'bank_ref_num']);
  });
}

test('a refunded order is still a success (payu.md §5.4)', () => {
  const order = { ...SEED_ORDER, status: 'paid' as const };
  const payments = [buildPayment({ refundedMinor: 50000 })];
  const refunds = [buildRefund({ status: 'processed', amountMinor: 50000 })];
  const reply = renderFetched(buildOutcome({ order, payments, refunds }));
  assert.ok(reply.kind === 'json');
  assert.match(JSON.stringify(reply.body), /"status":"success"/);
});

// payu.md §1.4, modes.
const MODES: readonly (readonly [Instrument, string])[] = [
  [{ method: 'card', network: 'visa', kind: 'credit', last4: '1112', holder: null }, 'CC'],
  [{ method: 'card', network: 'rupay', kind: 'debit', last4: '7308', holder: null }, 'DC'],
  [{ method: 'netbanking', bank: 'HDFB', bankName: 'HDFC Bank' }, 'NB'],
  [{ method: 'upi', vpa: 'anything@payu' }, 'UPI'],
  [{ method: 'wallet', wallet: 'phonepe' }, 'CASH'],
];
for (const [instrument, mode] of MODES) {
  test(`mode of ${instrument.method}: ${mode}`, () => {
    assert.equal(resultOf([buildPayment({ instrument })], { status: 'paid' })['mode'], mode);
  });
}

test('amounts are printed with the decimals of the currency', () => {
  assert.equal(resultOf([], { amountText: '10', amountMinor: 1000 })['amount'], '10.00');
  assert.equal(resultOf([], { amountMinor: 500, currency: 'JPY' })['amount'], '500');
});

test('an order of another dialect is answered too', () => {
  const result = resultOf([buildPayment({ instrument: null, bankReference: null })], {
    dialect: 'other',
    reference: null,
    amountText: null,
    status: 'paid',
  });
  assert.deepEqual(result, {
    txnid: null,
    amount: '500.00',
    status: 'success',
    mode: null,
    bank_ref_num: null,
  });
});

test('failures have the documented shape', () => {
  const [v2] = payu.families;
  const request = buildRequest({ path: '/create' });
  const taken = v2?.renderFailure({ failure: 'order_reference_taken' }, request);
  assert.deepEqual(taken, {
    kind: 'json',
    status: 400,
    body: {
      status: 'ERROR',
      code: 'VALIDATION_ERROR',
      message: 'Invalid request parameters',
      errors: { txnid: ['Txnid has already been used'] },
    },
  });
  const unknown = v2?.renderFailure({ failure: 'order_not_found' }, request);
  assert.deepEqual(unknown, {
    kind: 'json',
    status: 404,
    body: { status: 'ERROR', code: 'ORDER_NOT_FOUND', message: 'Order not found' },
  });
});

test('the table has the two documented rows in both versions', () => {
  const documented = payu.families.filter(({ name }) => name.startsWith('documented'));
  assert.equal(documented.length, 2);
  for (const { operations } of documented) {
    assert.deepEqual(
      operations.map(({ method, path, rate }) => [method, path, rate]),
      [
        ['POST', '/create', 'create'],
        ['POST', '/fetch', 'fetch'],
      ],
    );
  }
  assert.ok(Object.isFrozen(payu.families));
});

test('published card numbers are real ones and VPAs are VPAs', () => {
  for (const { method, value } of payu.instruments) {
    if (method === 'upi') assert.match(value, /^[\w.-]+@[\w.]+$/);
    if (method === 'card') assert.equal(luhn(value), 0, value);
  }
});

function luhn(digits: string): number {
  const doubled = [...digits].reverse().map((digit, at) => Number(digit) * (at % 2 === 0 ? 1 : 2));
  return doubled.reduce((sum, each) => sum + (each > 9 ? each - 9 : each), 0) % 10;
}
