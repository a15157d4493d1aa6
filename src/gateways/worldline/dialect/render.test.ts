// The documented Worldline answers, byte for byte in key order, and every row of the status tables.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Order, OrderStatus } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import type { RefundStatus } from '../../../core/refund.ts';
import {
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  buildRefund,
} from '../../../../test/support/call.ts';
import { renderCreated, renderFetched } from './render.ts';

const order = (changes: Partial<Order> = {}): Order =>
  buildOrder({
    dialect: 'worldline',
    reference: 'WL_ORDER_123',
    amountMinor: 50000,
    amountText: '500.00',
    ...changes,
  });

function fetchedBody(outcome: Parameters<typeof renderFetched>[0]): Record<string, unknown> {
  const reply = renderFetched(outcome);
  assert.ok(reply.kind === 'json');
  assert.equal(reply.status, 200);
  return JSON.parse(JSON.stringify(reply.body));
}

// worldline.md §0, "Response".
test('creation answers with exactly the documented keys', () => {
  const call = buildCall({ path: '/create', body: {} });
  const reply = renderCreated(buildOutcome({ order: order() }), call);
  assert.ok(reply.kind === 'json');
  assert.equal(reply.status, 200);
  assert.equal(
    JSON.stringify(reply.body),
    '{"status":"SUCCESS","order_id":"WL_ORDER_123","paytring_order_id":"order_ABC123def456GH",' +
      '"payment_url":"http://127.0.0.1:8080/pay/ABC123def456GHPAGE"}',
  );
});

test('fetching answers with the keys of our extension', () => {
  const paid = buildOutcome({
    order: order({ status: 'paid', amountPaidMinor: 50000 }),
    payments: [buildPayment()],
  });
  assert.equal(
    JSON.stringify(fetchedBody(paid)),
    '{"status":"SUCCESS","order_id":"WL_ORDER_123","paytring_order_id":"order_ABC123def456GH",' +
      '"amount":"500.00","currency":"INR","txn_status":"0300","txn_msg":"success"}',
  );
});

type Row = readonly [string, OrderStatus, readonly Partial<Payment>[], string, string];
const failed = (decline: Payment['decline']): Partial<Payment> => ({ status: 'failed', decline });

// worldline.md §5.4 names the code of each state; §3.2 (vendor's logs and plugins) the words.
const STANDINGS: readonly Row[] = [
  ['created (§5.4, not attempted)', 'created', [], '0398', 'initiated'],
  ['an attempt begun (§5.4)', 'attempted', [{ status: 'created' }], '0398', 'initiated'],
  ['pending (§5.4)', 'attempted', [{ status: 'pending' }], '0396', 'awaited'],
  [
    'authorized (silent: never a success)',
    'attempted',
    [{ status: 'authorized' }],
    '0396',
    'awaited',
  ],
  ['success (§5.4)', 'paid', [{ status: 'captured' }], '0300', 'success'],
  ['failed, unknown why (§5.4)', 'attempted', [failed(null)], '0399', 'failure'],
  ['failed: declined (§5.4)', 'attempted', [failed('declined')], '0399', 'failure'],
  ['failed: funds (§5.4)', 'attempted', [failed('insufficient_funds')], '0399', 'failure'],
  [
    'failed: authentication (§5.4)',
    'attempted',
    [failed('authentication_failed')],
    '0399',
    'failure',
  ],
  ['failed: timed out (§5.4)', 'attempted', [failed('timed_out')], '0399', 'failure'],
  ['failed: processor (§5.4)', 'attempted', [failed('processor_error')], '0399', 'failure'],
  ['user cancelled (§5.4)', 'attempted', [failed('cancelled_by_customer')], '0392', 'User Aborted'],
  ['voided (silent: as failed)', 'attempted', [{ status: 'voided' }], '0399', 'failure'],
  ['expired (§5.4)', 'expired', [], '0399', 'failure'],
  [
    'expired after an abort (§5.4)',
    'expired',
    [failed('cancelled_by_customer')],
    '0399',
    'failure',
  ],
  ['withdrawn by the merchant (silent: as failed)', 'cancelled', [], '0399', 'failure'],
  [
    'success after a failure',
    'paid',
    [failed('declined'), { status: 'captured' }],
    '0300',
    'success',
  ],
  [
    'the newest of several failures',
    'attempted',
    [failed('declined'), failed('cancelled_by_customer')],
    '0392',
    'User Aborted',
  ],
  ['money that came after all', 'expired', [{ status: 'captured' }], '0300', 'success'],
];

for (const [name, status, payments, code, message] of STANDINGS) {
  test(`fetched: ${name} → ${code}`, () => {
    const outcome = buildOutcome({
      order: order({ status }),
      payments: payments.map(buildPayment),
    });
    const body = fetchedBody(outcome);
    assert.deepEqual([body['txn_status'], body['txn_msg']], [code, message]);
  });
}

// worldline.md §5.4: "refund pending 0400", "refunded full / partial 0300".
const REFUNDED: readonly (readonly [readonly RefundStatus[], string])[] = [
  [['pending'], '0400'],
  [['processed', 'pending'], '0400'],
  [['processed'], '0300'],
  [['failed'], '0300'],
  [['cancelled'], '0300'],
];

for (const [statuses, code] of REFUNDED) {
  test(`fetched: paid, with a refund ${statuses.join(' and ')} → ${code}`, () => {
    const outcome = buildOutcome({
      order: order({ status: 'paid' }),
      payments: [buildPayment()],
      refunds: statuses.map((status) => buildRefund({ status })),
    });
    assert.equal(fetchedBody(outcome)['txn_status'], code);
  });
}

test('an order of another dialect is told from what is known of it', () => {
  const foreign = buildOrder({
    dialect: 'test',
    reference: null,
    amountMinor: 1500,
    currency: 'KWD',
  });
  assert.deepEqual(fetchedBody(buildOutcome({ order: foreign })), {
    status: 'SUCCESS',
    order_id: null,
    paytring_order_id: 'order_ABC123def456GH',
    amount: '1.500',
    currency: 'KWD',
    txn_status: '0398',
    txn_msg: 'initiated',
  });
});
