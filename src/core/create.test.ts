// A repeated reference brings back the same order and no other; an order that is paid as it comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, NOW, orderCommand } from '../../test/support/call.ts';
import type { CreateOrder } from './command.ts';
import { decideCreate, decidePaid } from './create.ts';
import { isFailure } from './failure.ts';
import type { Order } from './order.ts';

let keys = 70;
const context = {
  now: NOW,
  newId: () => {
    keys += 1;
    return { key: keys, number: keys, token: `NEW123def456${keys}` };
  },
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};
const nothing = { aggregate: null, existingRefund: null };
const UPI = { method: 'upi', vpa: 'asha@upi' } as const;

const TOLD: readonly (readonly [Partial<CreateOrder>, Partial<Order>, boolean])[] = [
  [{}, {}, true],
  [{}, { status: 'attempted' }, true],
  [{}, { amountMinor: 50051 }, false],
  [{}, { currency: 'USD' }, false],
  [{}, { dialect: 'another' }, false],
  [{}, { status: 'paid' }, false],
  [{}, { status: 'expired' }, false],
  [{}, { status: 'cancelled' }, false],
  // Who proves nothing is told of no order that was made with a proof.
  [{ unproved: true }, {}, false],
  [{ unproved: true }, { unproved: true }, true],
  [{}, { unproved: true }, true],
  // A payment link is not given for an order, nor the other way round.
  [{ link: { reference: 'l' } }, {}, false],
  [{}, { link: { reference: 'l' } }, false],
  [{ link: { reference: 'l' } }, { link: { reference: 'l' } }, true],
];

for (const repeat of ['return', 'renew'] as const) {
  for (const [asked, kept, isTold] of TOLD) {
    const name = JSON.stringify([asked, kept]);
    test(`${repeat}: ${name} is ${isTold ? '' : 'not '}the same order`, () => {
      const command = orderCommand({ repeat, ...asked });
      const { dialect, amountMinor, currency, reference } = command;
      const order = buildOrder({ dialect, amountMinor, currency, reference, ...kept });
      const aggregate = { order, payments: [], refunds: [] };
      const decided = decideCreate({ aggregate, existingRefund: null }, command, context);
      if (!isTold) {
        assert.ok(isFailure(decided) && decided.failure === 'order_reference_taken');
        return;
      }
      assert.ok(!isFailure(decided));
      assert.equal(decided.outcome.aggregate.order.id, order.id);
    });
  }
}

test('an order keeps what limits its payments, and has no limit that nobody named', () => {
  const limits = { captureWithinMs: 1000, autoCaptureMs: 2000, methods: ['upi'] } as const;
  const limited = decideCreate(nothing, orderCommand(limits), context);
  const plain = decideCreate(nothing, orderCommand({}), context);
  assert.ok(!isFailure(limited) && !isFailure(plain));
  const { captureWithinMs, autoCaptureMs, methods } = limited.outcome.aggregate.order;
  assert.deepEqual({ captureWithinMs, autoCaptureMs, methods }, limits);
  for (const name of Object.keys(limits)) assert.ok(!(name in plain.outcome.aggregate.order));
});

test('an account that nobody carries gets no new order, and is told of those it has', () => {
  const inactive = { ...context, carrier: null };
  for (const repeat of ['accept', 'refuse', 'return', 'renew'] as const) {
    const command = orderCommand({ repeat });
    const { dialect, amountMinor, currency, reference } = command;
    const order = buildOrder({ dialect, amountMinor, currency, reference });
    const known = { aggregate: { order, payments: [], refunds: [] }, existingRefund: null };
    const refused = { failure: 'account_inactive' };
    assert.deepEqual(decideCreate(nothing, command, inactive), refused, repeat);
    const again = decideCreate(known, command, inactive);
    if (repeat === 'accept' || repeat === 'refuse') assert.deepEqual(again, refused, repeat);
    else assert.ok(!isFailure(again), repeat);
  }
});

test('a new order and its payment are one decision: the order is told of first', () => {
  const made = decideCreate(nothing, orderCommand({}), context);
  assert.ok(!isFailure(made));
  const announced = { ...made, events: [{ kind: 'order.created', at: NOW } as const] };
  const paid = decidePaid(announced, UPI, context);
  assert.ok(!isFailure(paid));
  assert.equal(paid.changes?.before, null);
  assert.deepEqual(paid.changes?.payment?.instrument, UPI);
  assert.equal(paid.instruction?.kind, 'charge');
  assert.deepEqual(paid.events, announced.events);
});

test('an order that was there, or was refused, is not paid with it', () => {
  const refused = { failure: 'order_reference_taken' } as const;
  assert.equal(decidePaid(refused, UPI, context), refused);
  const command = orderCommand({ repeat: 'renew', description: 'something else' });
  const { dialect, amountMinor, currency, reference } = command;
  const order = buildOrder({ dialect, amountMinor, currency, reference });
  const state = { aggregate: { order, payments: [], refunds: [] }, existingRefund: null };
  const renewed = decideCreate(state, command, context);
  assert.ok(!isFailure(renewed) && renewed.changes?.before === 1);
  assert.equal(decidePaid(renewed, UPI, context), renewed);
});

test('where a processor carries it, instruments that its page is not held to are refused', () => {
  const instruments = { never: [{ method: 'card', kind: 'credit' }] } as const;
  const carried = { ...context, carrier: { processor: 'a bank', connection: 7 } };
  const existing = { order: buildOrder(), payments: [], refunds: [] };
  for (const repeat of ['refuse', 'return', 'renew', 'accept'] as const) {
    for (const aggregate of [null, existing]) {
      const command = orderCommand({ reference: 'REF_1', repeat, instruments });
      const state = { aggregate, existingRefund: null };
      const refused = decideCreate(state, command, carried);
      assert.ok(isFailure(refused) && refused.failure === 'request_invalid', repeat);
      assert.deepEqual(
        refused.issues?.map(({ field }) => field),
        ['method'],
      );
    }
  }
  const payerAccount = { number: '765432123456789', ifsc: 'HDFC0000053', holder: 'Asha Rao' };
  const bound = decideCreate(nothing, orderCommand({ payerAccount }), carried);
  assert.ok(isFailure(bound) && bound.failure === 'request_invalid');
  assert.ok(!isFailure(decideCreate(nothing, orderCommand({ payerAccount }), context)));
  const methods = decideCreate(nothing, orderCommand({ methods: ['card'] }), carried);
  assert.ok(!isFailure(methods));
  assert.ok(!isFailure(decideCreate(nothing, orderCommand({ instruments }), context)));
});

test('an order in a currency that no connection takes is refused before anybody pays', () => {
  const carried = { ...context, carrier: { processor: 'a bank', connection: 7 } };
  for (const currencies of [null, ['USD', 'INR'], ['USD'], []]) {
    const made = decideCreate(nothing, orderCommand(), { ...carried, currencies });
    const isTaken = currencies === null || currencies.includes('INR');
    assert.equal(!isFailure(made), isTaken);
    const fields = isFailure(made) ? made.issues?.map(({ field }) => field) : ['currency'];
    assert.deepEqual(fields, ['currency']);
  }
});

test('a reference that is taken is refused where references are unique, else accepted', () => {
  const aggregate = { order: buildOrder(), payments: [], refunds: [] };
  const outcome = (repeat: CreateOrder['repeat'], uniqueReferences: boolean): string => {
    const state = { aggregate, existingRefund: null };
    const decided = decideCreate(state, orderCommand({ repeat }), { ...context, uniqueReferences });
    if (!isFailure(decided)) return 'made';
    assert.equal(decided.existing, aggregate);
    return decided.failure;
  };
  assert.equal(outcome('refuse', false), 'order_reference_taken');
  assert.equal(outcome('refuse', true), 'order_reference_taken');
  assert.equal(outcome('accept', true), 'order_reference_taken');
  assert.equal(outcome('accept', false), 'made');
});

const CONNECTED: { readonly processor: string; readonly connection: number | null } = {
  ...{ processor: 'bank', connection: 7 },
};

test('a processor’s page is held to no single instruments; no carrier is told of first', () => {
  const narrow = { instruments: { only: [{ method: 'card', network: 'visa' }] } } as const;
  const refusal = (carrier: typeof CONNECTED | null, changes: Partial<CreateOrder> = narrow) => {
    const decided = decideCreate(nothing, orderCommand(changes), { ...context, carrier });
    return isFailure(decided) ? decided.failure : 'made';
  };
  assert.equal(refusal(CONNECTED), 'request_invalid');
  assert.equal(refusal(CONNECTED, {}), 'made');
  assert.equal(refusal({ processor: 'sandbox', connection: null }), 'made');
  assert.equal(refusal(null), 'account_inactive');
});
