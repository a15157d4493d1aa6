// What a merchant's server changes afterwards: the commands, the refusals, what is shown of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
} from '../../../../../test/support/call.ts';
import { isFailure } from '../../../../core/failure.ts';
import type { Payment } from '../../../../core/payment.ts';
import { renderRefusal } from './refusal.ts';
import { TRAITS } from '../../version.ts';
import { viewPayments } from './view.ts';
import {
  parseAuthorization,
  parseCancelRefund,
  parseFindPayment,
  parseTerminate,
} from './change.ts';
import { parseNativeCreate } from './order.ts';

const ORDER = [{ by: 'reference', reference: 'order_1' }];
const build = (body: Record<string, unknown>, params: Record<string, string> = {}) =>
  buildCall({ path: '/', body }, { id: 'order_1', ...params });

function codeOf(result: unknown): string | undefined {
  assert.ok(isFailure(result));
  const reply = renderRefusal(result, TRAITS['2026-01-01']);
  return reply.kind === 'json' ? (reply.body as { code: string }).code : undefined;
}

test('an order is terminated and nothing else', () => {
  const command = parseTerminate(build({ order_status: 'TERMINATED' }));
  assert.deepEqual(command, { kind: 'cancelOrder', order: ORDER, whenDecided: true });
  assert.equal(codeOf(parseTerminate(build({ order_status: 'PAID' }))), 'order_status_invalid');
  assert.equal(codeOf(parseTerminate(build({}))), 'order_status_missing');
  assert.equal(codeOf(parseTerminate(build({}, { id: '=' }))), 'order_id_invalid');
});

test('an authorized payment is captured as far as is said, or voided', () => {
  const target = { order: ORDER };
  assert.deepEqual(parseAuthorization(build({ action: 'VOID' })), { kind: 'voidPayment', target });
  assert.deepEqual(parseAuthorization(build({ action: 'CAPTURE', amount: '500.50' })), {
    kind: 'capturePayment',
    target,
    amount: { text: '500.50' },
    partial: true,
    currency: null,
  });
  assert.equal(codeOf(parseAuthorization(build({ action: 'CAPTURE' }))), 'amount_missing');
  assert.equal(
    codeOf(parseAuthorization(build({ action: 'CAPTURE', amount: 0 }))),
    'amount_invalid',
  );
  assert.equal(codeOf(parseAuthorization(build({ action: 'capture' }))), 'action_invalid');
});

test('a refund is withdrawn by either of its names', () => {
  const command = parseCancelRefund(build({ refund_status: 'CANCELLED' }, { refund_id: 'r-1' }));
  const refund = [{ by: 'reference', reference: 'r-1' }];
  assert.deepEqual(command, { kind: 'cancelRefund', order: ORDER, refund });
  const wrong = parseCancelRefund(build({ refund_status: 'SUCCESS' }, { refund_id: 'r-1' }));
  assert.equal(codeOf(wrong), 'refund_status_invalid');
});

test('a payment is found by its number or its token, or not at all', () => {
  const find = (cf_payment_id: string) => parseFindPayment(build({}, { cf_payment_id }));
  const found = { kind: 'findPayment', order: ORDER } as const;
  assert.deepEqual(find('12'), { ...found, payment: [{ by: 'number', number: 12 }] });
  const payment = [{ by: 'token', token: 'PAY123def456GH' }];
  assert.deepEqual(find('pay_PAY123def456GH'), { ...found, payment });
  assert.deepEqual(find('../x'), { ...found, payment: [] });
});

const CREATE = {
  order_amount: 100,
  order_currency: 'INR',
  customer_details: { customer_id: 'cust_1', customer_phone: '9898989898' },
};

test('the note preauth_transaction asks for an authorization only', () => {
  for (const [order_note, capture] of [
    ['preauth_transaction', 'manual'],
    ['shoes', 'automatic'],
  ] as const) {
    const command = parseNativeCreate(build({ ...CREATE, order_note }), TRAITS['2025-01-01']);
    assert.ok(!isFailure(command));
    assert.equal(command.capture, capture);
  }
});

test('a held payment shows what became of the authorization', () => {
  const order = buildOrder({ capture: 'manual' });
  const shown = (changes: Partial<Payment>) => {
    const payments = [buildPayment(changes)];
    const [body] = viewPayments(buildOutcome({ order, payments }).aggregate, TRAITS['2025-01-01']);
    return JSON.parse(JSON.stringify(body?.['authorization']));
  };
  const open = { start_time: null, end_time: null, approve_by: null, action_reference: null };
  const none = { ...open, action_time: null, captured_amount: 0 };
  const held = { status: 'authorized', completedAt: null } as const;
  assert.deepEqual(shown(held), { ...none, action: null, status: 'PENDING' });
  const asked = { ...held, requested: 'void' } as const;
  assert.deepEqual(shown(asked), { ...none, action: 'VOID', status: 'PENDING' });
  assert.deepEqual(shown({}), {
    ...open,
    action: 'CAPTURE',
    status: 'SUCCESS',
    captured_amount: 500.5,
    action_reference: 'SBX1',
    action_time: '2024-01-15T10:35:00+05:30',
  });
  assert.equal(shown({ status: 'voided' }).action, 'VOID');
  for (const status of ['pending', 'failed'] as const) {
    assert.equal(shown({ status, completedAt: null }), null);
  }
});
