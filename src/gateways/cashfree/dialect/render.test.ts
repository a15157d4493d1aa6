// Documented responses: the specification's examples, key for key.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  buildRefund,
  NOW,
  renderBy,
} from '../../../../test/support/call.ts';
import type { Outcome } from '../../../core/decision.ts';
import type { Reply } from '../../dialect.ts';
import { cashfree } from './index.ts';

function show(method: string, path: string, outcome: Outcome): string {
  const operations = cashfree.families[0]?.operations ?? [];
  const row = operations.find((each) => each.method === method && each.path === path);
  const reply: Reply = renderBy(row, outcome, buildCall({ path: '/' }));
  assert.ok(reply.kind === 'json');
  assert.equal(reply.status, 200);
  return JSON.stringify(reply.body);
}

const order = buildOrder({
  reference: 'CF_ORDER_123',
  customer: { id: 'cust_123', name: 'John Doe', email: 'john@example.com', phone: '9876543210' },
});
const payment = buildPayment();

test('create: the specification response', () => {
  assert.equal(
    show('POST', '/orders', buildOutcome({ order })),
    '{"cf_order_id":"order_ABC123def456GH","order_id":"CF_ORDER_123","order_status":"ACTIVE",' +
      '"order_token":"token_ABC123def456GHPAGE","order_amount":500.50,"order_currency":"INR",' +
      '"payment_session_id":"session_ABC123def456GHPAGE","payments":{"url":"http://127.0.0.1:8080' +
      '/api/v1/pg/via/cashfree/orders/order_ABC123def456GH/payments"},"refunds":{"url":' +
      '"http://127.0.0.1:8080/api/v1/pg/via/cashfree/orders/order_ABC123def456GH/refunds"}}',
  );
});

test('fetch: the specification response', () => {
  const paid = { ...order, status: 'paid' } as const;
  assert.equal(
    show('GET', '/orders/:id', buildOutcome({ order: paid, payments: [payment] })),
    '{"cf_order_id":"order_ABC123def456GH","order_id":"CF_ORDER_123","order_status":"PAID",' +
      '"order_amount":500.50,"order_currency":"INR","customer_details":{"customer_id":"cust_123",' +
      '"customer_name":"John Doe","customer_email":"john@example.com","customer_phone":' +
      '"9876543210"},"created_at":"2024-01-15T10:30:00+05:30"}',
  );
});

test('payments: the specification response', () => {
  assert.equal(
    show('GET', '/orders/:id/payments', buildOutcome({ order, payments: [payment] })),
    '[{"cf_payment_id":"pay_PAY123def456GH","order_id":"CF_ORDER_123","payment_status":"SUCCESS",' +
      '"payment_amount":500.50,"payment_currency":"INR","payment_method":{"card":{"card_network":' +
      '"VISA","card_type":"CREDIT_CARD","card_last4":"1234"}},"payment_time":' +
      '"2024-01-15T10:35:00+05:30","bank_reference":"123456789"}]',
  );
  assert.equal(show('GET', '/orders/:id/payments', buildOutcome({ order })), '[]');
});

test('refunds: the specification responses of create, list and fetch', () => {
  const refund = buildRefund();
  const done = buildRefund({
    status: 'processed',
    note: 'Customer requested refund',
    processedAt: NOW + 2_100_000,
  });
  assert.equal(
    show('POST', '/orders/:id/refunds', buildOutcome({ order, refunds: [refund] })),
    '{"cf_refund_id":"rf_RFN123def456GH","refund_id":"refund_123","order_id":"CF_ORDER_123",' +
      '"refund_status":"PENDING","refund_amount":100.00,"refund_currency":"INR",' +
      '"created_at":"2024-01-15T11:00:00+05:30"}',
  );
  assert.equal(
    show('GET', '/orders/:id/refunds', buildOutcome({ order, refunds: [done] })),
    '[{"cf_refund_id":"rf_RFN123def456GH","refund_id":"refund_123","refund_status":"SUCCESS",' +
      '"refund_amount":100.00,"created_at":"2024-01-15T11:00:00+05:30"}]',
  );
  assert.equal(
    show('GET', '/orders/:id/refunds/:refund_id', buildOutcome({ order, refunds: [done] })),
    '{"cf_refund_id":"rf_RFN123def456GH","refund_id":"refund_123","order_id":"CF_ORDER_123",' +
      '"refund_status":"SUCCESS","refund_amount":100.00,"refund_currency":"INR","refund_note":' +
      '"Customer requested refund","created_at":"2024-01-15T11:00:00+05:30","processed_at":' +
      '"2024-01-15T11:05:00+05:30"}',
  );
});

test('an order of another dialect shows our names and null where nothing is known', () => {
  const foreign = buildOrder({ reference: null, dialect: 'test' });
  const nameless = buildRefund({ reference: null });
  const abandoned = buildPayment({ status: 'failed', instrument: null, bankReference: null });
  const outcome = buildOutcome({ order: foreign, payments: [abandoned], refunds: [nameless] });
  const [fetched, payments, refunds] = ['', '/payments', '/refunds'].map((tail) =>
    JSON.parse(show('GET', `/orders/:id${tail}`, outcome)),
  );
  assert.equal(fetched.order_id, 'order_ABC123def456GH');
  assert.equal(fetched.customer_details.customer_email, null);
  assert.equal(payments[0].payment_method, null);
  assert.equal(payments[0].bank_reference, null);
  assert.equal(refunds[0].refund_id, 'rf_RFN123def456GH');
});

test('a refund outcome without a refund is a bug', () => {
  assert.throws(() => show('POST', '/orders/:id/refunds', buildOutcome({ order })), /refund/);
});
