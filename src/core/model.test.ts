// Random histories of one order: whatever is asked in whatever order, the sums and the tables hold.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Command } from './command.ts';
import { decide } from './decide.ts';
import type { Context, State } from './state.ts';
import type { Decision, EventKind } from './decision.ts';
import { isFailure } from './failure.ts';
import { type Aggregate, ORDER_TRANSITIONS } from './order.ts';
import { PAYMENT_TRANSITIONS } from './payment.ts';
import { REFUND_TRANSITIONS, type Refund } from './refund.ts';

const AMOUNT = 1000;
const START_AT = 1_700_000_000_000;

/** One step of a history; `pick` chooses among the payments or refunds there are. */
type Step =
  | {
      readonly do: 'create';
      readonly repeat: 'refuse' | 'return' | 'renew';
      readonly amount: number;
    }
  | { readonly do: 'start' | 'abandon' | 'cancel' | 'expire' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'refund'; readonly amount: number | null; readonly reference: string | null }
  | {
      readonly do: 'reportPayment';
      readonly pick: number;
      readonly state: 'pending' | 'authorized' | 'captured' | 'failed' | 'unknown';
      readonly amountMinor: number;
      readonly currency: string;
    }
  | {
      readonly do: 'reportRefund';
      readonly pick: number;
      readonly state: 'pending' | 'processed' | 'failed' | 'cancelled' | 'unknown';
      readonly isRight: boolean;
    };

const pick = fc.nat({ max: 5 });
const reported = fc.record({
  do: fc.constant('reportPayment' as const),
  pick,
  state: fc.constantFrom('captured', 'pending', 'authorized', 'failed', 'unknown'),
  amountMinor: fc.oneof({ weight: 4, arbitrary: fc.constant(AMOUNT) }, fc.nat({ max: 2000 })),
  currency: fc.constantFrom('INR', 'INR', 'INR', 'INR', 'USD'),
});
const sentBack = fc.record({
  do: fc.constant('reportRefund' as const),
  pick,
  state: fc.constantFrom('processed', 'pending', 'failed', 'cancelled', 'unknown'),
  isRight: fc.boolean(),
});
const refund = fc.record({
  do: fc.constant('refund' as const),
  amount: fc.option(fc.integer({ min: -1, max: 1200 }), { nil: null, freq: 6 }),
  reference: fc.option(fc.constantFrom('r1', 'r2', 'r3'), { nil: null }),
});
const created = fc.record({
  do: fc.constant('create' as const),
  repeat: fc.constantFrom('refuse', 'return', 'renew'),
  amount: fc.constantFrom(AMOUNT, AMOUNT, 999),
});
const plain = fc.constantFrom('start', 'abandon', 'cancel', 'expire').map((verb) => ({ do: verb }));
const started = fc.constant({ do: 'start' } as const);
const wait = fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 40_000 }) });
const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const step: fc.Arbitrary<Step> = fc.oneof(
  weighted(3, started),
  weighted(6, reported),
  weighted(4, refund),
  weighted(4, sentBack),
  weighted(1, created),
  weighted(1, plain),
  weighted(1, wait),
) as fc.Arbitrary<Step>;

class History {
  aggregate: Aggregate | null = null;
  now = START_AT;
  readonly taken = new Map<string, Refund>();
  readonly told: EventKind[] = [];
  #key = 0;

  context(): Context {
    const newId = () => {
      this.#key += 1;
      return { key: this.#key, number: this.#key, token: String(this.#key).padStart(14, '0') };
    };
    return {
      now: this.now,
      newId,
      carrier: { processor: 'p', connection: null },
      uniqueReferences: false,
    };
  }

  /** What a step asks; null when there is nothing that it could be about. */
  command(step: Step): Command | null {
    const payments = this.aggregate?.payments ?? [];
    const refunds = this.aggregate?.refunds ?? [];
    const said = { raw: 'x', reference: null, bankReference: null, orderKey: 1 };
    switch (step.do) {
      case 'wait':
        this.now += step.ms;
        return null;
      case 'create':
        return { ...CREATE, repeat: step.repeat, amountMinor: step.amount };
      case 'start':
        return { kind: 'startPayment', order: [], instrument: { method: 'upi', vpa: 'a@b' } };
      case 'abandon':
        return { kind: 'abandonPayment', order: [] };
      case 'cancel':
        return { kind: 'cancelOrder', order: [] };
      case 'expire':
        return { kind: 'expireOrder', orderKey: 1 };
      case 'refund': {
        const amount = step.amount === null ? 'everything' : { minor: step.amount };
        const { reference } = step;
        const rest = { target: { order: [] }, note: null, notes: {}, wire: {} };
        return { kind: 'createRefund', dialect: 'test', reference, amount, ...rest } as const;
      }
      case 'reportPayment': {
        const payment = payments[step.pick % Math.max(1, payments.length)];
        if (payment === undefined) return null;
        const { state, amountMinor, currency } = step;
        const about = { kind: 'reportPayment', paymentKey: payment.id.key } as const;
        return { ...said, ...about, state, amountMinor, currency, decline: null };
      }
      case 'reportRefund': {
        const found = refunds[step.pick % Math.max(1, refunds.length)];
        if (found === undefined) return null;
        const amountMinor = found.amountMinor + (step.isRight ? 0 : 1);
        const about = { kind: 'reportRefund', refundKey: found.id.key } as const;
        return { ...said, ...about, state: step.state, amountMinor, currency: 'INR' };
      }
    }
  }

  take(command: Command): void {
    const reference = command.kind === 'createRefund' ? command.reference : null;
    const existingRefund = reference === null ? null : (this.taken.get(reference) ?? null);
    const state: State = { aggregate: this.aggregate, existingRefund };
    const copy = structuredClone(state);
    const result = decide(state, command, this.context());
    assert.deepEqual(state, copy, 'decide changed what it was given');
    if (isFailure(result)) return;
    checkStep(this.aggregate, result);
    checkWrongReport(this.aggregate, command, result);
    if (result.changes === null) return;
    this.aggregate = result.outcome.aggregate;
    this.told.push(...result.events.map(({ kind }) => kind));
    const { refund: written } = result.changes;
    if (written?.ownsReference && written.reference !== null) {
      this.taken.set(written.reference, written);
    }
  }
}

const CREATE = {
  kind: 'createOrder',
  dialect: 'test',
  reference: 'REF',
  currency: 'INR',
  amountText: null,
  capture: 'automatic',
  description: null,
  customer: { id: null, name: null, email: null, phone: null },
  notes: {},
  returns: { success: null, failure: null, cancel: null, notify: null },
  wire: {},
  expiresAt: START_AT + 60_000,
} as const;

/** Every change is one version, moves along the tables, and says in `outcome` what it writes. */
function checkStep(before: Aggregate | null, { changes, events, outcome }: Decision): void {
  if (changes === null) {
    assert.deepEqual(events, []);
    assert.equal(outcome.aggregate, before);
    return;
  }
  const { order, payment, refund: back } = changes;
  assert.equal(changes.before, before?.order.version ?? null);
  assert.equal(order.version, (before?.order.version ?? 0) + 1);
  assert.equal(new Set(events.map(({ kind }) => kind)).size, events.length);
  assert.equal(outcome.aggregate.order, order);
  if (payment !== null) assert.ok(outcome.aggregate.payments.includes(payment));
  if (back !== null) assert.ok(outcome.aggregate.refunds.includes(back));
  const after = outcome.aggregate;
  const from = before?.order.status ?? order.status;
  assert.ok(from === order.status || ORDER_TRANSITIONS[from].includes(order.status));
  for (const now of after.payments) {
    const was = before?.payments.find(({ id }) => id.key === now.id.key)?.status ?? now.status;
    assert.ok(was === now.status || PAYMENT_TRANSITIONS[was].includes(now.status));
  }
  for (const now of after.refunds) {
    const was = before?.refunds.find(({ id }) => id.key === now.id.key)?.status ?? now.status;
    assert.ok(was === now.status || REFUND_TRANSITIONS[was].includes(now.status));
  }
}

function checkWrongReport(before: Aggregate | null, command: Command, decision: Decision): void {
  if (command.kind !== 'reportPayment') return;
  if (command.amountMinor === AMOUNT && command.currency === 'INR') return;
  const paidBefore = before?.order.amountPaidMinor ?? 0;
  assert.equal(decision.outcome.aggregate.order.amountPaidMinor, paidBefore);
  const good = (list: Aggregate['payments']) =>
    list.filter(({ status }) => status === 'captured' || status === 'authorized').length;
  assert.ok(good(decision.outcome.aggregate.payments) <= good(before?.payments ?? []));
}

function checkAggregate({ order, payments, refunds }: Aggregate): void {
  assert.equal(order.attempts, payments.length);
  assert.equal(order.refunds, refunds.length);
  const captured = payments.filter(({ status }) => status === 'captured');
  assert.ok(captured.length <= 1, 'captured twice');
  const open = payments.filter(({ status }) => /^(created|pending|authorized)$/.test(status));
  assert.ok(open.length + captured.length <= 1, 'two payments under way');
  assert.equal(order.status === 'paid', captured.length === 1);
  assert.equal(order.amountPaidMinor, captured.length === 1 ? order.amountMinor : 0);
  for (const payment of payments) {
    const capturedMinor = payment.status === 'captured' ? payment.amountMinor : 0;
    assert.equal(payment.capturedMinor, capturedMinor);
    assert.ok(payment.refundedMinor <= payment.capturedMinor, 'refunded more than captured');
    const held = refunds.filter(
      ({ paymentKey, status }) =>
        paymentKey === payment.id.key && status !== 'failed' && status !== 'cancelled',
    );
    const sum = held.reduce((total, { amountMinor }) => total + amountMinor, 0);
    assert.equal(payment.refundedMinor, sum);
    const closed = /^(captured|failed|voided)$/.test(payment.status);
    assert.equal(payment.completedAt !== null, closed);
    assert.equal(payment.decline !== null, payment.status === 'failed');
  }
  for (const each of refunds) {
    assert.ok(each.amountMinor > 0);
    assert.equal(each.processedAt !== null, each.status === 'processed');
  }
}

test('random histories keep every invariant', () => {
  const history = fc.array(step, { minLength: 5, maxLength: 40 });
  let paid = 0;
  fc.assert(
    fc.property(history, (steps) => {
      const told = new History();
      told.take({ ...CREATE, repeat: 'refuse', amountMinor: AMOUNT });
      for (const each of steps) {
        const command = told.command(each);
        if (command !== null) told.take(command);
        if (told.aggregate !== null) checkAggregate(told.aggregate);
      }
      checkTold(told);
      if (told.aggregate?.order.status === 'paid') paid += 1;
    }),
    { numRuns: 1500 },
  );
  assert.ok(paid > 100, `only ${paid} histories were paid: the steps are badly weighted`);
});

/** Each end is announced once: for a payment its capture, for an order its payment. */
function checkTold({ told, aggregate }: History): void {
  const count = (kind: EventKind) => told.filter((each) => each === kind).length;
  const payments = aggregate?.payments ?? [];
  const refunds = aggregate?.refunds ?? [];
  const failed = payments.filter(({ status }) => status === 'failed').length;
  assert.equal(count('payment.failed'), failed);
  assert.equal(count('payment.captured'), payments.filter((each) => each.capturedMinor > 0).length);
  assert.equal(count('order.paid'), aggregate?.order.status === 'paid' ? 1 : 0);
  assert.equal(count('refund.created'), refunds.length);
  assert.ok(count('payment.authorized') <= payments.length);
  for (const status of ['processed', 'failed', 'cancelled'] as const) {
    const ended = refunds.filter((each) => each.status === status).length;
    assert.equal(count(`refund.${status}`), ended);
  }
}
