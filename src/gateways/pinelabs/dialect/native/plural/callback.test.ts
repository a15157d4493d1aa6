// The return of the token generation: what each outcome posts, where, and its signature.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { buildOrder, buildPayment, ADDRESSES, NOW } from '../../../../../../test/support/call.ts';
import type { Order } from '../../../../../core/order.ts';
import type { Payment } from '../../../../../core/payment.ts';
import { pinelabs } from '../../index.ts';

const SECRET = '0f'.repeat(32);
const SUCCESS = 'https://shop.example/paid';
const FAILURE = 'https://shop.example/failed';
const RETURNS = { success: SUCCESS, failure: FAILURE, cancel: FAILURE, notify: null };
const ID = 'v1-240115103000-aa-ABC123def456GH';

function context(order: Partial<Order>, payment: Payment | null, embedded = false) {
  const wire = { generation: 'order' };
  const whole = buildOrder({ dialect: 'pinelabs', wire, returns: RETURNS, ...order });
  const payments = payment === null ? [] : [payment];
  const aggregate = { order: whole, payments, refunds: [] };
  const credentials = { key: 'key', secret: SECRET };
  return pinelabs.handback({
    aggregate,
    payment,
    credentials,
    now: NOW,
    addresses: ADDRESSES,
    embedded,
  });
}

function hmac(text: string): string {
  const key = Buffer.from(SECRET, 'hex');
  return createHmac('sha256', key).update(text).digest('hex').toUpperCase();
}

const tried = { status: 'attempted' } as const;
const failed = (decline: Payment['decline']) =>
  buildPayment({ status: 'failed', decline, capturedMinor: 0 });

const ROWS: readonly (readonly [
  url: string,
  status: string,
  code: string | null,
  order: Partial<Order>,
  payment: Payment | null,
])[] = [
  [SUCCESS, 'PROCESSED', null, { status: 'paid' }, buildPayment()],
  [SUCCESS, 'AUTHORIZED', null, tried, buildPayment({ status: 'authorized' })],
  [SUCCESS, 'PENDING', null, tried, buildPayment({ status: 'pending' })],
  [FAILURE, 'FAILED', 'PAYMENT_DECLINED', tried, failed('declined')],
  [FAILURE, 'FAILED', 'INSUFFICIENT_FUNDS', tried, failed('insufficient_funds')],
  [FAILURE, 'FAILED', 'USER_AUTHENTICATION_FAILED', tried, failed('authentication_failed')],
  [FAILURE, 'FAILED', 'PAYMENT_CANCELLED', tried, failed('cancelled_by_customer')],
  [FAILURE, 'FAILED', null, { status: 'expired' }, null],
  [FAILURE, 'CANCELLED', null, { status: 'cancelled' }, null],
];

test('the callback tells each outcome, signed, at the address that is meant for it', () => {
  for (const [url, status, code, order, payment] of ROWS) {
    const reply = context(order, payment);
    assert.ok(reply?.kind === 'browserPost');
    assert.equal(reply.url, url, status);
    const names = code === null ? [] : ['error_code', 'error_message'];
    assert.deepEqual(
      reply.fields.map(([name]) => name),
      ['order_id', 'status', ...names, 'signature'],
    );
    const { signature, error_message, ...fields } = Object.fromEntries(reply.fields);
    const expected = { order_id: ID, status };
    assert.deepEqual(fields, code === null ? expected : { ...expected, error_code: code });
    const detail = code === null ? '' : `error_code=${code}&error_message=${error_message}&`;
    assert.equal(signature, hmac(`${detail}order_id=${ID}&status=${status}`));
  }
});

test('without an address there is no return, unless a page that embeds ours takes it', () => {
  const returns = { success: null, failure: null, cancel: null, notify: null };
  for (const [, , , order, payment] of ROWS) {
    assert.equal(context({ ...order, returns }, payment), null);
    const taken = context({ ...order, returns }, payment, true);
    const sent = context(order, payment);
    assert.ok(taken?.kind === 'browserPost' && sent?.kind === 'browserPost');
    assert.equal(taken.url, '');
    assert.deepEqual(taken.fields, sent.fields);
  }
});
