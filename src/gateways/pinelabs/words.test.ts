// Every row of Pine Labs' closed tables, with the place that it comes from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Order } from '../../core/order.ts';
import type { Instrument, Payment } from '../../core/payment.ts';
import type { Refund } from '../../core/refund.ts';
import { buildOrder, buildPayment, buildRefund } from '../../../test/support/call.ts';
import {
  attemptWord,
  DECLINE_MESSAGE,
  MODE_CODE,
  MODE_NAME,
  modeOf,
  PARENT_CODES,
  REFUND_CODES,
  RETURN_CODES,
  type TxnWord,
  txnWord,
} from './words.ts';

type Row = {
  readonly source: string;
  readonly order: Partial<Order>;
  readonly payments?: readonly Partial<Payment>[];
  readonly refunds?: readonly Partial<Refund>[];
  readonly word: TxnWord;
};
const paid: Partial<Order> = { status: 'paid', amountPaidMinor: 50050 };
const tried: Partial<Order> = { status: 'attempted' };
const whole = { amountMinor: 50050 };

const ROWS: readonly Row[] = [
  { source: '§5.4 created', order: {}, word: 'INITIATED' },
  {
    source: '§5.4 created (attempt begun)',
    order: tried,
    payments: [{ status: 'created' }],
    word: 'INITIATED',
  },
  { source: '§5.4 pending', order: tried, payments: [{ status: 'pending' }], word: 'INITIATED' },
  {
    source: 'inferred: authorized moved no money yet',
    order: tried,
    payments: [{ status: 'authorized', capturedMinor: 0 }],
    word: 'INITIATED',
  },
  { source: '§5.4 success; §0', order: paid, payments: [{}], word: 'SUCCESS' },
  {
    source: '§5.4 success after a failed attempt',
    order: paid,
    payments: [{ status: 'failed', decline: 'declined', id: id(7) }, {}],
    word: 'SUCCESS',
  },
  ...(
    [
      'declined',
      'insufficient_funds',
      'authentication_failed',
      'timed_out',
      'processor_error',
    ] as const
  ).map(
    (decline): Row => ({
      source: `§5.4 failed (${decline})`,
      order: tried,
      payments: [{ status: 'failed', decline }],
      word: 'FAILED',
    }),
  ),
  {
    source: '§5.4 failed, reason not kept',
    order: tried,
    payments: [{ status: 'failed' }],
    word: 'FAILED',
  },
  {
    source: '§5.4 user cancelled',
    order: tried,
    payments: [{ status: 'failed', decline: 'cancelled_by_customer', instrument: null }],
    word: 'CANCELLED',
  },
  {
    source: 'inferred: voided gave the hold back',
    order: tried,
    payments: [{ status: 'voided' }],
    word: 'FAILED',
  },
  { source: '§5.4 expired', order: { status: 'expired' }, word: 'FAILED' },
  {
    source: '§5.4 expired after the customer cancelled',
    order: { status: 'expired' },
    payments: [{ status: 'failed', decline: 'cancelled_by_customer', instrument: null }],
    word: 'FAILED',
  },
  {
    source: 'inferred: withdrawn by the merchant',
    order: { status: 'cancelled' },
    word: 'CANCELLED',
  },
  {
    source: '§5.4 refund pending',
    order: paid,
    payments: [{ refundedMinor: 10000 }],
    refunds: [{ status: 'pending' }],
    word: 'REFUND_INITIATED',
  },
  {
    source: '§5.4 refund pending, another one done',
    order: paid,
    payments: [{ refundedMinor: 20000 }],
    refunds: [{ status: 'processed' }, { status: 'pending' }],
    word: 'REFUND_INITIATED',
  },
  {
    source: '§5.4 refunded partial',
    order: paid,
    payments: [{ refundedMinor: 10000 }],
    refunds: [{ status: 'processed' }],
    word: 'PARTIALLY_REFUNDED',
  },
  {
    source: '§5.4 refunded full',
    order: paid,
    payments: [{ refundedMinor: 50050 }],
    refunds: [{ ...whole, status: 'processed' }],
    word: 'REFUNDED',
  },
  {
    source: '§5.4 refunded full in two',
    order: paid,
    payments: [{ refundedMinor: 50050 }],
    refunds: [{ status: 'processed' }, { status: 'processed', amountMinor: 40050 }],
    word: 'REFUNDED',
  },
  ...(['failed', 'cancelled'] as const).map(
    (status): Row => ({
      source: `§5.4 success: the refund ${status}`,
      order: paid,
      payments: [{}],
      refunds: [{ ...whole, status }],
      word: 'SUCCESS',
    }),
  ),
  {
    source: "another payment's refund says nothing of this one",
    order: paid,
    payments: [{}],
    refunds: [{ ...whole, status: 'processed', paymentKey: 99 }],
    word: 'SUCCESS',
  },
];

function id(key: number) {
  return { key, number: 5403993715527000 + key, token: `PAY123def456G${key}` };
}

for (const { source, order, payments = [], refunds = [], word } of ROWS) {
  test(`ppc_TxnStatus ${word}: ${source}`, () => {
    const aggregate = {
      order: buildOrder(order),
      payments: payments.map(buildPayment),
      refunds: refunds.map(buildRefund),
    };
    assert.equal(txnWord(aggregate), word);
  });
}

test('an order whose payments are not at hand keeps its own word', () => {
  assert.equal(attemptWord(buildOrder(paid), null), 'SUCCESS');
  assert.equal(attemptWord(buildOrder(tried), null), 'INITIATED');
});

test('a payment that was captured after its order had ended is a success', () => {
  for (const status of ['expired', 'cancelled'] as const) {
    assert.equal(attemptWord(buildOrder({ status }), buildPayment()), 'SUCCESS');
  }
});

// §2.4: 4/1, 1/0 and -7 documented, -10 observed in a plugin; §2.5 for the code -1.
test('the return codes are those of §2.4', () => {
  assert.deepEqual(RETURN_CODES, {
    SUCCESS: { status: '4', response: '1' },
    INITIATED: { status: '1', response: '0' },
    FAILED: { status: '-7', response: '-1' },
    CANCELLED: { status: '-10', response: '-1' },
  });
});

// §2.5's table, and -10 by §5.4; what the browser brings as 1/0 is 1/1 to the inquiry.
test('the parent codes are those of §2.5', () => {
  const codes = Object.entries(PARENT_CODES).map(([word, each]) => [
    word,
    `${each.status}/${each.response} ${each.message}`,
  ]);
  assert.deepEqual(Object.fromEntries(codes), {
    SUCCESS: '4/1 SUCCESS',
    INITIATED: '1/1 INITIATED',
    FAILED: '-7/-1 FAILED',
    CANCELLED: '-10/-1 CANCELLED',
    REFUND_INITIATED: '1/2 REFUND PROCESS INITIATED',
    REFUNDED: '6/1 REFUNDED',
    PARTIALLY_REFUNDED: '9/1 PARTIALLY REFUNDED',
  });
});

// §2.10: 6/1 of `payment.refund.success`; -7 of `payment.refund.failed`, whose -78 is one
// acquirer's.
test("a refund's own codes are those of its webhooks", () => {
  assert.deepEqual(REFUND_CODES, {
    SUCCESS: { status: '6', response: '1', message: 'SUCCESS' },
    FAILED: { status: '-7', response: '-1', message: 'FAILURE' },
  });
});

test('why a payment failed, in sentences of ours', () => {
  assert.deepEqual(DECLINE_MESSAGE, {
    declined: 'DECLINED',
    insufficient_funds: 'INSUFFICIENT FUNDS',
    authentication_failed: 'AUTHENTICATION FAILED',
    cancelled_by_customer: 'CANCELLED BY USER',
    timed_out: 'TIMED OUT',
    processor_error: 'ACQUIRER ERROR',
  });
});

// §2.3, last column.
test('the payment modes of webhooks', () => {
  assert.deepEqual(MODE_NAME, {
    card: 'CREDIT_DEBIT_CARD',
    netbanking: 'NET_BANKING',
    upi: 'UPI',
    wallet: 'WALLET',
  });
});

// §5.2: words; §2.3: codes.
const MODES: readonly (readonly [Instrument, string, string])[] = [
  [card('credit'), 'CREDIT_CARD', '1'],
  [card('debit'), 'DEBIT_CARD', '1'],
  [{ method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' }, 'NET_BANKING', '3'],
  [{ method: 'upi', vpa: 'john@upi' }, 'UPI', '10'],
  [{ method: 'wallet', wallet: 'phonepe' }, 'WALLET', '11'],
];

function card(kind: 'credit' | 'debit'): Instrument {
  return { method: 'card', network: 'visa', kind, last4: '1112', holder: null };
}

for (const [instrument, word, code] of MODES) {
  test(`payment mode ${word}, code ${code}`, () => {
    assert.equal(modeOf(instrument), word);
    assert.equal(MODE_CODE[instrument.method], code);
  });
}
