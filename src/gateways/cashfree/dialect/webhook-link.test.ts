// What webhooks tell of payment links, and who hears of a link and who of its payments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildPayment } from '../../../../test/support/call.ts';
import { dataOf, HOOK, only, renderWebhooks } from '../../../../test/support/cashfree-event.ts';
import type { Order } from '../../../core/order.ts';

const LINK: Partial<Order> = {
  reference: 'CFPay_l-1',
  notes: { room: '7' },
  status: 'paid',
  amountPaidMinor: 50050,
  description: 'for shoes',
  returns: { success: null, failure: null, cancel: null, notify: HOOK },
  link: { reference: 'l-1' },
  wire: { send_sms: true, send_email: false, reminders: false },
};

test('a payment link tells of itself, amounts as text', () => {
  const told = only({ kind: 'order.paid', order: LINK, payment: buildPayment() });
  assert.equal(told.event, 'PAYMENT_LINK_EVENT');
  assert.deepEqual(JSON.parse(told.body), {
    data: {
      cf_link_id: 4403993715527184,
      link_id: 'l-1',
      link_status: 'PAID',
      link_currency: 'INR',
      link_amount: '500.50',
      link_amount_paid: '500.50',
      link_partial_payments: false,
      link_minimum_partial_amount: null,
      link_purpose: 'for shoes',
      link_created_at: '2024-01-15T10:30:00+05:30',
      customer_details: {
        customer_phone: '9876543210',
        customer_email: 'asha@example.com',
        customer_name: 'Asha Rao',
      },
      link_meta: { notify_url: HOOK, return_url: null, payment_methods: null },
      link_url: 'http://127.0.0.1:8080/pay/ABC123def456GHPAGE',
      link_expiry_time: null,
      link_notes: { room: '7' },
      link_auto_reminders: false,
      link_notify: { send_sms: true, send_email: false },
      order: {
        order_amount: '500.50',
        order_id: 'CFPay_l-1',
        order_expiry_time: null,
        order_hash: null,
        transaction_id: 5403993715527185,
        transaction_status: 'SUCCESS',
      },
    },
    type: 'PAYMENT_LINK_EVENT',
    version: 1,
    event_time: '2024-01-15T10:35:00+05:30',
  });
  for (const [status, word] of [
    ['expired', 'EXPIRED'],
    ['cancelled', 'CANCELLED'],
  ] as const) {
    const order = { ...LINK, status, amountPaidMinor: 0 };
    const {
      link_status,
      link_amount_paid,
      order: within,
    } = dataOf({
      kind: `order.${status}`,
      order,
    });
    assert.deepEqual([link_status, link_amount_paid], [word, '0.00']);
    assert.equal(within?.['transaction_status'], null);
  }
});

test('a link’s address hears of the link alone, an endpoint of both', () => {
  const about = { order: LINK, payment: buildPayment() };
  assert.deepEqual(renderWebhooks({ ...about, kind: 'payment.captured' }), []);
  const endpoint = { body: {} };
  assert.equal(only({ ...about, ...endpoint, kind: 'order.paid' }).event, 'PAYMENT_LINK_EVENT');
  const { order } = dataOf({ ...about, ...endpoint, kind: 'payment.captured' });
  assert.deepEqual(order?.['order_tags'], { room: '7', cf_link_id: '4403993715527184' });
});

test('a link of another dialect is told as well; what it keeps of it is not read', () => {
  const foreign = { ...LINK, dialect: 'another', reference: null, link: { reference: null } };
  const about = { kind: 'order.paid', order: foreign, payment: buildPayment(), body: {} } as const;
  const { link_id, link_notify } = dataOf(about);
  assert.equal(link_id, 'ABC123def456GH');
  assert.deepEqual(link_notify, { send_sms: false, send_email: false });
});
