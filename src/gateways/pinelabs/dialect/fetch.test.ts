// What the documented fetch answers for orders that are not paid, or not of this dialect.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import {
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  NOW,
} from '../../../../test/support/call.ts';
import { renderCreated, renderFetched } from './render.ts';

const CALL = buildCall({ path: '/fetch' });

function fetchBody(order: Partial<Order>, payments: readonly Payment[] = []): unknown {
  const reply = renderFetched(buildOutcome({ order: buildOrder(order), payments }), CALL);
  assert.ok(reply.kind === 'json' && reply.status === 200);
  return reply.body;
}

const found = { response_code: 1, response_message: 'SUCCESS', ppc_MerchantTxnId: 'REF_1' };

test('an unpaid order has no payment mode, even after a failed attempt', () => {
  const unpaid = { ...found, ppc_Amount: 50050, ppc_PaymentMode: null };
  assert.deepEqual(fetchBody({}), { ...unpaid, ppc_TxnStatus: 'INITIATED' });
  const failed = buildPayment({ status: 'failed', decline: 'declined', capturedMinor: 0 });
  const expected = { ...unpaid, ppc_TxnStatus: 'FAILED' };
  assert.deepEqual(fetchBody({ status: 'attempted' }, [failed]), expected);
});

test('an order whose time is over is FAILED though nobody has written so yet', () => {
  const body = fetchBody({ expiresAt: NOW });
  assert.deepEqual(body, {
    ...found,
    ppc_Amount: 50050,
    ppc_TxnStatus: 'FAILED',
    ppc_PaymentMode: null,
  });
});

test('an order of another dialect: no reference, another currency, no instrument', () => {
  const paid = { reference: null, amountMinor: 500, currency: 'JPY', status: 'paid' } as const;
  const body = fetchBody(paid, [buildPayment({ instrument: null, currency: 'JPY' })]);
  assert.deepEqual(body, {
    ...found,
    ppc_MerchantTxnId: 'order_ABC123def456GH',
    ppc_Amount: 500,
    ppc_TxnStatus: 'SUCCESS',
    ppc_PaymentMode: null,
  });
});

test('a repeated create answers the order that exists', () => {
  const order = buildOrder({ status: 'attempted', attempts: 1 });
  const reply = renderCreated(buildOutcome({ order }), CALL);
  assert.ok(reply.kind === 'json');
  assert.deepEqual(reply.body, {
    ...found,
    ppc_PinelabsTxnId: 'order_ABC123def456GH',
    redirect_url: 'http://127.0.0.1:8080/pay/ABC123def456GHPAGE',
  });
});
