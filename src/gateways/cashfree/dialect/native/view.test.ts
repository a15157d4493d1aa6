// What each native version shows: the version matrix of cashfree.md §1.1, row by row.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  buildRefund,
  NOW,
} from '../../../../../test/support/call.ts';
import type { Aggregate } from '../../../../core/order.ts';
import { TRAITS, VERSIONS, type Version } from '../../version.ts';
import { viewOrder, viewPayments, viewRefund } from './view.ts';

const call = buildCall({ path: '/orders', base: '/pg' });
const order = buildOrder({
  reference: 'order_1',
  description: 'note',
  customer: { id: 'cust_1', name: null, email: null, phone: '9999999999' },
  expiresAt: NOW + 30 * 86_400_000,
});

type Json = Record<string, unknown>;
const print = (body: unknown): Json => JSON.parse(JSON.stringify(body));
const order_ = (version: Version, aggregate: Partial<Aggregate> = {}): Json =>
  print(viewOrder({ ...buildOutcome({ order }).aggregate, ...aggregate }, TRAITS[version], call));

function payments_(version: Version, payments: Aggregate['payments']): Json[] {
  const aggregate = buildOutcome({ order, payments }).aggregate;
  return JSON.parse(JSON.stringify(viewPayments(aggregate, TRAITS[version])));
}

function refund_(version: Version, refund = buildRefund()): Json {
  const { aggregate } = buildOutcome({ order, payments: [buildPayment()], refunds: [refund] });
  return print(viewRefund(refund, aggregate, TRAITS[version]));
}

// Columns: cf ids as numbers, prefix of cf_refund_id, order_token, url objects, customer_uid and
// cart, error_details, refund_speed, gateway details.
const MATRIX: Readonly<Record<Version, readonly [boolean, string, ...boolean[]]>> = {
  '2021-05-21': [true, '', true, true, false, false, false, false],
  '2022-01-01': [true, '', true, true, false, false, false, false],
  '2022-09-01': [true, 'refund_', false, true, false, true, true, false],
  '2023-08-01': [false, '', false, false, true, true, true, false],
  '2025-01-01': [false, '', false, false, true, true, true, true],
  '2026-01-01': [false, '', false, false, true, true, true, true],
};

for (const version of VERSIONS) {
  test(`the version matrix: ${version}`, () => {
    const [numbers, prefix, token, addresses, cart, details, speed, gateway] = MATRIX[version];
    const shown = order_(version);
    const [payment = {}] = payments_(version, [buildPayment()]);
    const refund = refund_(version);
    assert.equal(shown['cf_order_id'], numbers ? 4403993715527184 : '4403993715527184');
    assert.equal(payment['cf_payment_id'], numbers ? 5403993715527185 : '5403993715527185');
    assert.equal(refund['cf_payment_id'], payment['cf_payment_id']);
    assert.equal(refund['cf_refund_id'], `${prefix}6403993715527186`);
    assert.equal('order_token' in shown, token);
    assert.equal('payment_link' in shown, token);
    assert.equal('payment_session_id' in shown, !token);
    assert.equal('order_splits' in shown, !token);
    for (const name of ['payments', 'settlements', 'refunds']) {
      const url = `http://127.0.0.1:8080/pg/orders/order_1/${name}`;
      assert.deepEqual(shown[name], addresses ? { url } : undefined);
    }
    assert.equal('cart_details' in shown && 'terminal_data' in shown, cart);
    assert.equal('customer_uid' in (shown['customer_details'] as Json), cart);
    assert.equal('error_details' in payment, details);
    assert.equal('refund_speed' in refund, speed);
    for (const name of ['payment_gateway_details', 'payment_surcharge', 'international_payment']) {
      assert.equal(name in payment, gateway);
    }
    assert.equal('order_currency' in payment, gateway);
    assert.equal('forex_conversion_rate' in refund, gateway);
    assert.equal('charges_currency' in refund, gateway);
  });
}

test('an order of 2025-01-01: the keys and nulls of a real body (cashfree.md §1.5)', () => {
  assert.deepEqual(order_('2025-01-01'), {
    cf_order_id: '4403993715527184',
    order_id: 'order_1',
    entity: 'order',
    order_amount: 500.5,
    order_currency: 'INR',
    order_status: 'ACTIVE',
    order_note: 'note',
    created_at: '2024-01-15T10:30:00+05:30',
    order_expiry_time: '2024-02-14T10:30:00+05:30',
    payment_session_id: 'session_ABC123def456GHPAGE',
    customer_details: {
      customer_id: 'cust_1',
      customer_name: null,
      customer_email: null,
      customer_phone: '9999999999',
      customer_uid: null,
    },
    order_meta: {
      return_url: null,
      notify_url: null,
      payment_methods: null,
      payment_methods_filters: null,
    },
    order_splits: [],
    order_tags: null,
    cart_details: null,
    terminal_data: null,
  });
});

test('an order shows what it was created with', () => {
  const full = buildOrder({
    dialect: 'cashfree',
    notes: { a: 'b' },
    wire: { payment_methods: 'cc,upi' },
    returns: { success: 'https://m.in/r', failure: null, cancel: null, notify: 'https://m.in/n' },
  });
  const shown = order_('2022-09-01', { order: full });
  assert.deepEqual(shown['order_tags'], { a: 'b' });
  assert.deepEqual(shown['order_meta'], {
    return_url: 'https://m.in/r',
    notify_url: 'https://m.in/n',
    payment_methods: 'cc,upi',
  });
  assert.equal(shown['order_expiry_time'], null);
});

test('statuses by version: a failed attempt leaves ACTIVE, TERMINATED is new in 2023-08-01', () => {
  const failed = {
    order: buildOrder({ status: 'attempted' }),
    payments: [buildPayment({ status: 'failed' })],
  };
  const cancelled = { order: buildOrder({ status: 'cancelled' }) };
  for (const version of VERSIONS) {
    assert.equal(order_(version, failed)['order_status'], 'ACTIVE');
    const word = version < '2023-08-01' ? 'EXPIRED' : 'TERMINATED';
    assert.equal(order_(version, cancelled)['order_status'], word);
  }
});

test('amounts keep two decimals in the text, as a published plugin needs', () => {
  const whole = { ...buildOutcome({ order: buildOrder({ amountMinor: 10000 }) }).aggregate };
  const text = JSON.stringify(viewOrder(whole, TRAITS['2022-09-01'], call));
  assert.match(text, /"order_amount":100\.00,/);
});

test('a payment of 2025-01-01: the keys of a real body (cashfree.md §1.6)', () => {
  const upi = buildPayment({ instrument: { method: 'upi', vpa: 'testsuccess@gocash' } });
  assert.deepEqual(payments_('2025-01-01', [upi]), [
    {
      cf_payment_id: '5403993715527185',
      order_id: 'order_1',
      entity: 'payment',
      payment_status: 'SUCCESS',
      payment_amount: 500.5,
      payment_currency: 'INR',
      order_amount: 500.5,
      order_currency: 'INR',
      payment_group: 'upi',
      payment_method: {
        upi: {
          channel: 'collect',
          upi_id: 'testsuccess@gocash',
          upi_instrument: 'UPI',
          upi_instrument_number: '',
          upi_payer_account_number: '',
          upi_payer_ifsc: '',
        },
      },
      payment_time: '2024-01-15T10:34:00+05:30',
      payment_completion_time: '2024-01-15T10:35:00+05:30',
      payment_message: 'Transaction successful',
      bank_reference: '123456789',
      is_captured: true,
      error_details: null,
      payment_surcharge: {
        payment_surcharge_service_charge: 0,
        payment_surcharge_service_tax: 0,
      },
      payment_gateway_details: {
        gateway_name: 'CASHFREE',
        gateway_settlement: 'cashfree',
        gateway_order_id: null,
        gateway_payment_id: null,
        gateway_status_code: null,
      },
      international_payment: { international: false },
      payment_offers: null,
      auth_id: null,
      authorization: null,
    },
  ]);
});

test('the successful attempt comes first, else the newest', () => {
  const at = (number: number, status: 'failed' | 'captured' | 'pending') =>
    buildPayment({ id: { key: number, number, token: 'PAY123def456GH' }, status });
  const ids = (payments: Aggregate['payments']) =>
    payments_('2022-09-01', payments).map((each) => each['cf_payment_id']);
  assert.deepEqual(ids([at(1, 'failed'), at(2, 'captured'), at(3, 'failed')]), [2, 3, 1]);
  assert.deepEqual(ids([at(1, 'failed'), at(2, 'pending')]), [2, 1]);
  assert.deepEqual(ids([]), []);
});

test('a failed attempt carries its error details', () => {
  const payment = buildPayment({
    status: 'failed',
    decline: 'authentication_failed',
    capturedMinor: 0,
  });
  const [shown = {}] = payments_('2023-08-01', [payment]);
  assert.equal(shown['payment_status'], 'FAILED');
  assert.equal(shown['is_captured'], false);
  assert.deepEqual(shown['error_details'], {
    error_code: 'TRANSACTION_DECLINED',
    error_description: 'issuer bank or payment service provider declined the transaction',
    error_reason: 'auth_declined',
    error_source: 'customer',
  });
});

test('a refund of 2025-01-01: the keys of a real body (cashfree.md §1.8)', () => {
  const pending = refund_(
    '2025-01-01',
    buildRefund({ dialect: 'cashfree', wire: { refund_speed: 'INSTANT' } }),
  );
  assert.deepEqual(pending, {
    cf_refund_id: '6403993715527186',
    cf_payment_id: '5403993715527185',
    refund_id: 'refund_123',
    order_id: 'order_1',
    entity: 'refund',
    refund_amount: 100,
    refund_currency: 'INR',
    refund_status: 'PENDING',
    status_description: 'In Progress',
    refund_note: null,
    refund_type: 'MERCHANT_INITIATED',
    refund_mode: 'NORMAL',
    refund_speed: { requested: 'INSTANT', accepted: 'STANDARD', processed: null, message: null },
    created_at: '2024-01-15T11:00:00+05:30',
    processed_at: null,
    refund_arn: null,
    refund_charge: 0,
    refund_splits: [],
    metadata: null,
    charges_currency: 'INR',
    forex_conversion_rate: 0,
    forex_conversion_handling_charge: 0,
    forex_conversion_handling_tax: 0,
  });
  const done = buildRefund({
    status: 'processed',
    processedAt: NOW + 2_100_000,
    bankReference: 'A',
  });
  const processed = refund_('2025-01-01', done);
  assert.equal(processed['refund_status'], 'SUCCESS');
  assert.equal(processed['processed_at'], '2024-01-15T11:05:00+05:30');
  assert.equal(processed['refund_arn'], 'A');
  assert.equal((processed['refund_speed'] as Json)['processed'], 'STANDARD');
});
