// The rules, a row for each refusal: every row breaks the later rules too, so that the order shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildOrder,
  buildPayment,
  buildRefund,
  NOW,
  orderCommand,
} from '../../test/support/call.ts';
import type { Command, CreateRefund } from './command.ts';
import { decide } from './decide.ts';
import type { Context, State } from './state.ts';
import type { Decision } from './decision.ts';
import { type FailureCode, isFailure } from './failure.ts';
import type { Order } from './order.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';

const EXPIRED = { expiresAt: NOW - 1 };
const CARD = {
  method: 'card',
  network: 'visa',
  kind: 'credit',
  last4: '1111',
  holder: null,
} as const;
const CREATE = orderCommand({ reference: 'REF_1' });
const REFUND: CreateRefund = {
  kind: 'createRefund',
  dialect: 'test',
  target: { order: [] },
  reference: 'refund_9',
  amount: { minor: 10000 },
  note: null,
  notes: {},
  wire: {},
};
const AGAIN: Command = { ...CREATE, repeat: 'return' };
const RENEW: Command = { ...CREATE, repeat: 'renew' };
const START: Command = { kind: 'startPayment', order: [], instrument: CARD };
const ABANDON: Command = { kind: 'abandonPayment', order: [] };
const CANCEL: Command = { kind: 'cancelOrder', order: [] };
const EXPIRE: Command = { kind: 'expireOrder', orderKey: 1 };

function state(
  order: Partial<Order>,
  payments: readonly Partial<Payment>[] = [],
  refunds: readonly Partial<Refund>[] = [],
  existingRefund: Refund | null = null,
): State {
  const aggregate = {
    order: buildOrder(order),
    payments: payments.map(buildPayment),
    refunds: refunds.map(buildRefund),
  };
  return { aggregate, existingRefund };
}

const NOTHING: State = { aggregate: null, existingRefund: null };
const PENDING = { status: 'pending', capturedMinor: 0, completedAt: null } as const;
const AUTHORIZED = { status: 'authorized', capturedMinor: 0, completedAt: null } as const;
const FAILED = { status: 'failed', capturedMinor: 0 } as const;
const ALL_BACK = { refundedMinor: 50050 };

function contextWith(changes: Partial<Context> = {}): Context {
  let key = 100;
  const newId = () => {
    key += 1;
    return { key, number: key, token: String(key).padStart(14, '0') };
  };
  return {
    now: NOW,
    newId,
    carrier: { processor: 'sandbox', connection: null },
    uniqueReferences: false,
    ...changes,
  };
}

type Row = readonly [string, State, Command, FailureCode, Partial<Context>?];

const REFUSALS: readonly Row[] = [
  // Creation: by precedence.
  ['return: another amount', state({ amountMinor: 1 }), AGAIN, 'order_reference_taken'],
  ['return: another currency', state({ currency: 'USD' }), AGAIN, 'order_reference_taken'],
  ['return: another dialect', state({ dialect: 'x' }), AGAIN, 'order_reference_taken'],
  ['return: paid', state({ status: 'paid' }), AGAIN, 'order_reference_taken'],
  ['return: expired', state({ status: 'expired' }), AGAIN, 'order_reference_taken'],
  ['renew: another amount', state({ amountMinor: 1 }), RENEW, 'order_reference_taken'],
  ['renew: cancelled', state({ status: 'cancelled' }), RENEW, 'order_reference_taken'],
  ['refuse: taken', state({}), CREATE, 'order_reference_taken'],
  [
    'accept, where references are unique',
    state({}),
    { ...CREATE, repeat: 'accept' },
    'order_reference_taken',
    { uniqueReferences: true },
  ],
  // Attempts: paid, then cancelled, then expired, then under way.
  ['start: no order', NOTHING, START, 'order_not_found'],
  [
    'start: paid, and its time over',
    state({ status: 'paid', ...EXPIRED }, [{}]),
    START,
    'order_paid',
  ],
  [
    'start: cancelled, and its time over',
    state({ status: 'cancelled', ...EXPIRED }),
    START,
    'order_cancelled',
  ],
  ['start: expired', state({ status: 'expired' }, [PENDING]), START, 'order_expired'],
  [
    'start: its time over, not swept yet',
    state({ status: 'attempted', ...EXPIRED }, [PENDING]),
    START,
    'order_expired',
  ],
  ['start: its time over this millisecond', state({ expiresAt: NOW }), START, 'order_expired'],
  [
    'start: one is pending',
    state({ status: 'attempted' }, [PENDING]),
    START,
    'payment_in_progress',
  ],
  [
    'start: one is created',
    state({ status: 'attempted' }, [{ ...PENDING, status: 'created' }]),
    START,
    'payment_in_progress',
  ],
  [
    'start: one is authorized',
    state({ status: 'attempted' }, [AUTHORIZED]),
    START,
    'payment_in_progress',
  ],
  ['abandon: no order', NOTHING, ABANDON, 'order_not_found'],
  ['abandon: paid', state({ status: 'paid' }, [{}]), ABANDON, 'order_paid'],
  [
    'abandon: one is pending',
    state({ status: 'attempted' }, [PENDING]),
    ABANDON,
    'payment_in_progress',
  ],
  // Refunds: idempotence, then what was paid, what is left, the amount.
  [
    'refund: no order',
    { aggregate: null, existingRefund: buildRefund() },
    REFUND,
    'order_not_found',
  ],
  [
    'refund: reference taken, and unpaid',
    state({}, [], [], buildRefund()),
    REFUND,
    'refund_reference_taken',
  ],
  [
    'refund: reference taken, nothing left',
    state({ status: 'paid' }, [ALL_BACK], [], buildRefund()),
    REFUND,
    'refund_reference_taken',
  ],
  ['refund: never tried', state({}), { ...REFUND, amount: { minor: 0 } }, 'order_unpaid'],
  ['refund: failed', state({ status: 'attempted' }, [FAILED]), REFUND, 'order_unpaid'],
  ['refund: only authorized', state({ status: 'attempted' }, [AUTHORIZED]), REFUND, 'order_unpaid'],
  [
    'refund: nothing left',
    state({ status: 'paid' }, [ALL_BACK]),
    { ...REFUND, amount: { minor: 0 } },
    'payment_fully_refunded',
  ],
  [
    'refund: everything of nothing',
    state({ status: 'paid' }, [ALL_BACK]),
    { ...REFUND, amount: 'everything' },
    'payment_fully_refunded',
  ],
  [
    'refund: too many decimals',
    state({ status: 'paid' }, [{}]),
    { ...REFUND, amount: { text: '999999.005' } },
    'refund_amount_invalid',
  ],
  [
    'refund: zero',
    state({ status: 'paid' }, [{}]),
    { ...REFUND, amount: { minor: 0 } },
    'refund_amount_invalid',
  ],
  [
    'refund: below zero',
    state({ status: 'paid' }, [{}]),
    { ...REFUND, amount: { minor: -1 } },
    'refund_amount_invalid',
  ],
  [
    'refund: half a paisa',
    state({ status: 'paid' }, [{}]),
    { ...REFUND, amount: { minor: 0.5 } },
    'refund_amount_invalid',
  ],
  [
    'refund: one paisa too many',
    state({ status: 'paid' }, [{}]),
    { ...REFUND, amount: { minor: 50051 } },
    'refund_too_large',
  ],
  [
    'refund: more than is left',
    state({ status: 'paid' }, [{ refundedMinor: 50000 }]),
    { ...REFUND, amount: { text: '0.51' } },
    'refund_too_large',
  ],
  // Closing: done already (see below), then paid, cancelled, expired, under way.
  ['cancel: no order', NOTHING, CANCEL, 'order_not_found'],
  ['cancel: paid', state({ status: 'paid' }, [{}]), CANCEL, 'order_paid'],
  ['cancel: expired', state({ status: 'expired' }, [PENDING]), CANCEL, 'order_expired'],
  [
    'cancel: one is pending',
    state({ status: 'attempted' }, [PENDING]),
    CANCEL,
    'payment_in_progress',
  ],
  ['expire: no order', NOTHING, EXPIRE, 'order_not_found'],
  ['expire: paid', state({ status: 'paid', ...EXPIRED }, [{}]), EXPIRE, 'order_paid'],
  ['expire: cancelled', state({ status: 'cancelled', ...EXPIRED }), EXPIRE, 'order_cancelled'],
  [
    'expire: one is pending',
    state({ status: 'attempted', ...EXPIRED }, [PENDING]),
    EXPIRE,
    'payment_in_progress',
  ],
];

for (const [name, from, command, expected, changes] of REFUSALS) {
  test(`refused: ${name}: ${expected}`, () => {
    const result = decide(from, command, contextWith(changes));
    assert.ok(isFailure(result), 'it was decided');
    assert.equal(result.failure, expected);
    assert.deepEqual(result.existing, from.aggregate ?? undefined);
    const isTaken = expected === 'refund_reference_taken';
    assert.deepEqual(result.existingRefund, isTaken ? from.existingRefund : undefined);
  });
}

function decided(from: State, command: Command, changes: Partial<Context> = {}): Decision {
  const result = decide(from, command, contextWith(changes));
  assert.ok(!isFailure(result), isFailure(result) ? result.failure : '');
  return result;
}

type Unchanged = readonly [string, State, Command];
const UNCHANGED: readonly Unchanged[] = [
  ['return: asked again', state({}), AGAIN],
  ['return: after a failed attempt', state({ status: 'attempted' }, [FAILED]), AGAIN],
  ['renew: nothing new', state({}), RENEW],
  ['cancel: cancelled already', state({ status: 'cancelled' }), CANCEL],
  ['expire: expired already', state({ status: 'expired' }), EXPIRE],
  ['expire: not over yet', state({ expiresAt: NOW + 1 }), EXPIRE],
  ['expire: never over', state({ expiresAt: null }), EXPIRE],
];

for (const [name, from, command] of UNCHANGED) {
  test(`unchanged: ${name}`, () => {
    const { changes, events, instruction, outcome } = decided(from, command);
    assert.deepEqual(
      { changes, events, instruction },
      { changes: null, events: [], instruction: null },
    );
    assert.equal(outcome.aggregate, from.aggregate);
  });
}
