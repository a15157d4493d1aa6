// Payment links: who may be changed or withdrawn, what a change is, and that no two are called
// alike.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, NOW, orderCommand } from '../../test/support/call.ts';
import type { CancelOrder } from './command.ts';
import { decide } from './decide.ts';
import { type Failure, isFailure } from './failure.ts';
import type { Aggregate, Order } from './order.ts';
import type { EditLink } from './payment-link.ts';
import type { State } from './state.ts';

const LATER = NOW + 5000;
const context = {
  now: LATER,
  newId: () => buildOrder().id,
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};
const EDIT: EditLink = { kind: 'editLink', order: [], notes: { a: 'b' } };
const CANCEL: CancelOrder = { kind: 'cancelOrder', order: [], link: true };

function linkOf(changes: Partial<Order> = {}): Aggregate {
  const order = buildOrder({ link: { reference: 'L-1' }, version: 4, ...changes });
  return { order, payments: [], refunds: [] };
}

const stateOf = (aggregate: Aggregate | null, more: Partial<State> = {}): State => {
  return { aggregate, existingRefund: null, ...more };
};

function edit(command: Partial<EditLink>, changes: Partial<Order> = {}) {
  const decided = decide(stateOf(linkOf(changes)), { ...EDIT, ...command }, context);
  assert.ok(!isFailure(decided));
  assert.deepEqual([decided.events, decided.instruction], [[], null]);
  return decided.changes;
}

for (const [why, aggregate, expected] of [
  ['nothing of that name', null, 'order_not_found'],
  ['an order that is no link', linkOf({ link: undefined as never }), 'order_not_found'],
  ['it is paid', linkOf({ status: 'paid' }), 'order_paid'],
  ['it was withdrawn', linkOf({ status: 'cancelled' }), 'order_cancelled'],
  ['it has run out', linkOf({ status: 'expired' }), 'order_expired'],
  ['its time is over, and nobody has said so yet', linkOf({ expiresAt: LATER }), 'order_expired'],
] as const) {
  test(`refused: ${why}`, () => {
    for (const command of [EDIT, CANCEL]) {
      const decided = decide(stateOf(aggregate), command, context);
      assert.ok(isFailure(decided), command.kind);
      assert.equal(decided.failure satisfies Failure['failure'], expected, command.kind);
    }
  });
}

test('what is not named stays, the rest of what its dialect keeps too', () => {
  const before = { notes: { x: 'y' }, wire: { one: 1, two: 2 }, expiresAt: LATER + 9 };
  const notes = edit({ notes: { a: 'b' } }, before)?.order;
  assert.deepEqual(
    [notes?.notes, notes?.wire, notes?.expiresAt],
    [{ a: 'b' }, before.wire, LATER + 9],
  );
  const { order } = edit({ notes: { x: 'y' }, wire: { two: 3 }, expiresAt: null }, before) ?? {};
  assert.deepEqual(
    [order?.notes, order?.wire, order?.expiresAt],
    [{ x: 'y' }, { one: 1, two: 3 }, null],
  );
  assert.deepEqual(order?.link, { reference: 'L-1', changedAt: LATER });
  assert.equal(order?.version, 5);
});

test('a change that changes nothing writes nothing', () => {
  assert.equal(edit({ notes: {}, reference: 'L-1', wire: {} }), null);
});

test('only another name is written among the links', () => {
  assert.equal(edit({ notes: { a: 'b' } })?.renamesLink, undefined);
  assert.equal(edit({ reference: 'L-1' })?.renamesLink, undefined);
  const renamed = edit({ reference: 'L-2' });
  assert.deepEqual([renamed?.renamesLink, renamed?.order.link?.reference], [true, 'L-2']);
  assert.equal(edit({ reference: null })?.order.link?.reference, null);
});

test('no two links are called alike, whatever their orders are called', () => {
  const taken = decide(stateOf(linkOf(), { linkTaken: true }), EDIT, context);
  assert.ok(isFailure(taken) && taken.failure === 'order_reference_taken');
  const create = { ...orderCommand({ repeat: 'accept' }), link: { reference: 'L-1' } };
  const second = decide(stateOf(null, { linkTaken: true }), create, context);
  assert.ok(isFailure(second) && second.failure === 'order_reference_taken');
  const made = decide(stateOf(linkOf()), create, context);
  assert.ok(!isFailure(made));
  assert.deepEqual(made.changes?.order.link, { reference: 'L-1' });
  const plain = decide(stateOf(null), orderCommand(), context);
  assert.ok(!isFailure(plain) && plain.changes !== null && !('link' in plain.changes.order));
});

test('withdrawn, and it is known when; not under a payment', () => {
  const decided = decide(stateOf(linkOf()), CANCEL, context);
  assert.ok(!isFailure(decided));
  const { order } = decided.outcome.aggregate;
  assert.deepEqual([order.status, order.link?.changedAt], ['cancelled', LATER]);
  const held = {
    ...linkOf({ status: 'attempted' }),
    payments: [buildPayment({ status: 'pending' })],
  };
  const refused = decide(stateOf(held), CANCEL, context);
  assert.ok(isFailure(refused) && refused.failure === 'payment_in_progress');
});

test('that a link ran out is no change of it', () => {
  const expire = { kind: 'expireOrder', orderKey: 1 } as const;
  const decided = decide(stateOf(linkOf({ expiresAt: LATER })), expire, context);
  assert.ok(!isFailure(decided));
  const { order } = decided.outcome.aggregate;
  assert.deepEqual([order.status, order.link], ['expired', { reference: 'L-1' }]);
});

/** What the order was, what its payment comes to, what the order is then, and changed or not. */
const REPORTED = [
  ['withdrawn under a payment that fails', { cancelRequested: true }, 'failed', 'cancelled', true],
  ['a payment fails', {}, 'failed', 'attempted', false],
  ['a payment pays it', {}, 'captured', 'paid', false],
  ['withdrawn before', { status: 'cancelled' }, 'failed', 'cancelled', false],
] as const;

for (const [name, was, state, status, isChanged] of REPORTED) {
  test(`when a link changed last: ${name}`, () => {
    const existing = linkOf({ status: 'attempted', ...was });
    const payment = buildPayment({ status: 'pending', capturedMinor: 0, completedAt: null });
    const report = {
      kind: 'reportPayment',
      orderKey: 1,
      paymentKey: payment.id.key,
      state,
      raw: state,
      amountMinor: payment.amountMinor,
      currency: payment.currency,
      reference: null,
      bankReference: null,
      decline: state === 'failed' ? 'declined' : null,
    } as const;
    const decided = decide(stateOf({ ...existing, payments: [payment] }), report, context);
    assert.ok(!isFailure(decided));
    const { order } = decided.outcome.aggregate;
    assert.deepEqual(
      [order.status, order.link?.changedAt ?? null],
      [status, isChanged ? LATER : null],
    );
  });
}
