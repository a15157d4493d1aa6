// The way back: the placeholder filled, the order named once, nothing secret told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildOrder,
  buildPayment,
  CREDENTIALS,
  NOW,
  ADDRESSES,
} from '../../../../test/support/call.ts';
import type { Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import { embedMessages, handback } from './handback.ts';

function urlOf(
  success: string | null,
  order: Partial<Order> = {},
  payment?: Payment | null,
  embedded = false,
) {
  const returns = { success, failure: null, cancel: null, notify: null };
  const reply = handback({
    aggregate: {
      order: buildOrder({ reference: 'CF_1', returns, ...order }),
      payments: [],
      refunds: [],
    },
    payment: payment === undefined ? buildPayment() : payment,
    credentials: CREDENTIALS,
    now: NOW,
    addresses: ADDRESSES,
    embedded,
  });
  if (reply === null) return null;
  assert.equal(reply.kind, 'redirect');
  assert.ok(!JSON.stringify(reply).includes(CREDENTIALS.secret));
  return reply.url;
}

const ROWS: readonly (readonly [string, string])[] = [
  ['https://m.in/r?order_id={order_id}', 'https://m.in/r?order_id=CF_1'],
  ['https://m.in/r/{order_id}', 'https://m.in/r/CF_1'],
  ['https://m.in/r/{order_id}?again={order_id}', 'https://m.in/r/CF_1?again=CF_1'],
  ['https://m.in/r', 'https://m.in/r?order_id=CF_1'],
  ['https://m.in/r?', 'https://m.in/r?order_id=CF_1'],
  ['https://m.in/r?a=b%20c+d', 'https://m.in/r?a=b%20c+d&order_id=CF_1'],
  ['https://m.in/r?a=b#part', 'https://m.in/r?a=b&order_id=CF_1#part'],
  ['https://m.in/#/r?order_id={order_id}', 'https://m.in/#/r?order_id=CF_1'],
  ['https://m.in/r?order_id=mine', 'https://m.in/r?order_id=mine'],
  ['https://m.in/r?t={order_token}', 'https://m.in/r?t=token_ABC123def456GHPAGE&order_id=CF_1'],
  [
    'https://m.in/r?order_id={order_id}&order_token={order_token}',
    'https://m.in/r?order_id=CF_1&order_token=token_ABC123def456GHPAGE',
  ],
  [
    'https://m.in/दुकान?order_id={order_id}',
    `https://m.in/${encodeURIComponent('दुकान')}?order_id=CF_1`,
  ],
];

for (const [given, expected] of ROWS) {
  test(`handback: ${given}`, () => assert.equal(urlOf(given), expected));
}

test('handback: no address, no way back', () => assert.equal(urlOf(null), null));

test('handback: an order that has no name of the merchant’s is named by ours', () => {
  const url = urlOf('https://m.in/r', { reference: null });
  assert.equal(url, 'https://m.in/r?order_id=order_ABC123def456GH');
});

test('handback: a name is data, whatever it holds', () => {
  const reference = `<"&'$&>/../?#`;
  const url = urlOf('https://m.in/r?order_id={order_id}', { reference });
  assert.equal(URL.parse(url ?? '')?.searchParams.get('order_id'), reference);
  assert.equal(URL.parse(url ?? '')?.pathname, '/r');
});

test('handback: the same for every outcome, since the merchant asks for the order', () => {
  const outcomes = [
    null,
    buildPayment({ status: 'pending', instrument: null }),
    buildPayment({ status: 'authorized' }),
    buildPayment({ status: 'failed', decline: 'cancelled_by_customer', instrument: null }),
  ];
  for (const payment of outcomes) {
    assert.equal(urlOf('https://m.in/r', {}, payment), 'https://m.in/r?order_id=CF_1');
    assert.equal(urlOf('https://m.in/r', {}, payment, true), 'https://m.in/r?order_id=CF_1');
    // There are no fields to give where there is no address: the script tells of the end.
    assert.equal(urlOf(null, {}, payment, true), null);
  }
  const statuses = ['created', 'attempted', 'paid', 'expired', 'cancelled'] as const;
  for (const status of statuses) {
    assert.equal(urlOf('https://m.in/r', { status }), 'https://m.in/r?order_id=CF_1');
  }
});

test('a page around ours is told the order’s name and what became of its payment', () => {
  const tell = (
    moment: 'loaded' | 'failed' | 'ended',
    order: Partial<Order>,
    payment: Payment | null,
  ) =>
    embedMessages(
      {
        aggregate: {
          order: buildOrder({ reference: 'CF_1', ...order }),
          payments: [],
          refunds: [],
        },
        payment,
        credentials: CREDENTIALS,
        now: NOW,
        addresses: ADDRESSES,
        embedded: true,
      },
      moment,
    );
  const paid = buildPayment();
  assert.deepEqual(tell('loaded', {}, paid), []);
  assert.deepEqual(tell('ended', { status: 'paid' }, paid), [
    {
      source: 'cashfree',
      order: { status: 'PAID', orderId: 'CF_1', message: 'Transaction successful' },
      transaction: {
        transactionId: String(paid.id.number),
        txStatus: 'SUCCESS',
        txMsg: 'Transaction successful',
        transactionAmount: '500.50',
      },
    },
  ]);
  const failed = buildPayment({ status: 'failed', decline: 'declined', capturedMinor: 0 });
  const [told] = tell('failed', { status: 'attempted' }, failed);
  const { order, transaction } = told as Record<string, Record<string, unknown>>;
  assert.deepEqual([order?.['status'], transaction?.['txStatus']], ['ACTIVE', 'FAILED']);
  const [over] = tell('ended', { status: 'expired' }, null);
  assert.deepEqual(over, {
    source: 'cashfree',
    order: { status: 'EXPIRED', orderId: 'CF_1', message: 'Transaction not attempted' },
  });
  // The words of the versions that know of terminated orders (cashfree.md §4).
  for (const [changes, word] of [
    [{ status: 'cancelled' }, 'TERMINATED'],
    [{ status: 'attempted', cancelRequested: true }, 'TERMINATION_REQUESTED'],
  ] as const) {
    const [ended] = tell('ended', changes, null) as readonly Record<
      string,
      Record<string, unknown>
    >[];
    assert.equal(ended?.['order']?.['status'], word);
  }
});
