// The three state tables: closed, final where they say so, and honoured by the one rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORDER_TRANSITIONS } from './order.ts';
import { PAYMENT_TRANSITIONS } from './payment.ts';
import { REFUND_TRANSITIONS } from './refund.ts';
import { type Transitions, transition } from './transition.ts';

const TABLES: Readonly<Record<string, Transitions<string>>> = {
  order: ORDER_TRANSITIONS,
  payment: PAYMENT_TRANSITIONS,
  refund: REFUND_TRANSITIONS,
};

// Every step that there is, written out: what is missing here can be done to nobody's money.
const STEPS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  order: {
    created: ['attempted', 'expired', 'cancelled'],
    attempted: ['paid', 'expired', 'cancelled'],
    paid: [],
    expired: [],
    cancelled: [],
  },
  payment: {
    created: ['pending', 'authorized', 'captured', 'failed'],
    pending: ['authorized', 'captured', 'failed'],
    authorized: ['captured', 'failed', 'voided'],
    captured: [],
    failed: ['authorized', 'captured'],
    voided: [],
  },
  refund: {
    pending: ['processed', 'failed', 'cancelled'],
    processed: [],
    failed: [],
    cancelled: [],
  },
};

test('the tables have these steps and no others', () => {
  assert.deepEqual(TABLES, STEPS);
});

for (const [name, table] of Object.entries(TABLES)) {
  test(`the ${name} table is closed, ends somewhere, and is honoured`, () => {
    const states = Object.keys(table);
    assert.ok(Object.isFrozen(table));
    assert.ok(states.some((state) => table[state]?.length === 0));
    for (const from of states) {
      for (const to of table[from] ?? []) assert.ok(states.includes(to), `${from} → ${to}`);
      for (const to of states) {
        if (to === from || table[from]?.includes(to)) assert.equal(transition(table, from, to), to);
        else assert.throws(() => transition(table, from, to), /not in the table/);
      }
    }
  });
}

test('a settled state is final in every table', () => {
  const final = [ORDER_TRANSITIONS.paid, ORDER_TRANSITIONS.expired, ORDER_TRANSITIONS.cancelled];
  // A payment that failed is lifted by evidence alone, which the tests of reports hold.
  const money = [PAYMENT_TRANSITIONS.captured, PAYMENT_TRANSITIONS.voided];
  const back = [REFUND_TRANSITIONS.processed, REFUND_TRANSITIONS.failed];
  for (const next of [...final, ...money, ...back]) assert.deepEqual(next, []);
});
