// A refund before it is sent where no name of ours is kept: one at a time, by one process, and only
// once all that is known to have gone back was seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund, NOW } from '../../test/support/call.ts';
import { REPORT_CONTEXT } from '../../test/support/report.ts';
import { decide } from './decide.ts';
import type { Refund, RefundSending } from './refund.ts';

const SENDING: RefundSending = { count: 1, at: NOW, beforeMinor: 0, before: [] };
const OTHER = { key: 4, number: 40, token: 'OTHER3def456GH' };

/** The state of the refund afterwards, or why not. */
function send(
  own: Partial<Refund>,
  others: readonly Partial<Refund>[],
  sending: Partial<RefundSending> = {},
) {
  const refunds = [
    buildRefund(own),
    ...others.map((each) => buildRefund({ id: OTHER, reference: null, ...each })),
  ];
  const aggregate = { order: buildOrder({ version: 4 }), payments: [buildPayment()], refunds };
  const result = decide(
    { aggregate, existingRefund: null },
    { kind: 'sendRefund', orderKey: 1, refundKey: 3, sending: { ...SENDING, ...sending } },
    REPORT_CONTEXT,
  );
  if ('failure' in result) return result.failure;
  assert.deepEqual(result.events, []);
  assert.equal(result.instruction, null);
  assert.equal(result.changes?.order.version, 5);
  assert.equal(result.changes?.payment, null);
  return result.outcome.aggregate.refunds[0]?.sending;
}

test('the first sending is kept, and only one process may be the first', () => {
  assert.deepEqual(send({}, []), SENDING);
  assert.equal(send({ sending: SENDING }, []), 'refund_not_pending');
  assert.equal(send({}, [], { count: 2 }), 'refund_not_pending');
  assert.equal(send({ sending: SENDING }, [], { count: 3 }), 'refund_not_pending');
});

test('the next sending replaces it; one that was refused is over, and may be followed', () => {
  assert.equal((send({ sending: SENDING }, [], { count: 2 }) as RefundSending).count, 2);
  const over = { ...SENDING, isOver: true } as const;
  assert.deepEqual(send({ sending: SENDING }, [], { isOver: true }), over);
  assert.equal(send({}, [], { isOver: true }), 'refund_not_pending');
  assert.equal((send({ sending: over }, [], { count: 2 }) as RefundSending).isOver, undefined);
});

test('what is named, decided or not there is not sent', () => {
  for (const own of [
    { processorReference: 'r-1' },
    { status: 'processed' },
    { status: 'failed' },
    { status: 'cancelled' },
  ] as const) {
    assert.equal(send(own, []), 'refund_not_pending', JSON.stringify(own));
  }
  assert.equal(send({ id: OTHER }, []), 'refund_not_found');
});

test('it waits while another of its payment may be on its way', () => {
  const held = 'processor_unavailable';
  assert.equal(send({}, [{ sending: SENDING }]), held);
  for (const other of [
    { sending: { ...SENDING, isOver: true } },
    { sending: SENDING, status: 'processed' },
    { sending: SENDING, status: 'failed' },
    { sending: SENDING, paymentKey: 9 },
    {},
  ] as const) {
    assert.deepEqual(send({}, [other]), SENDING, JSON.stringify(other));
  }
});

test('it waits until all that went back of its payment is told there', () => {
  const named = { processorReference: 'r-1', status: 'processed' } as const;
  assert.equal(send({}, [named]), 'processor_unavailable');
  assert.equal(send({}, [{ ...named, status: 'pending' }]), 'processor_unavailable');
  assert.equal((send({}, [named], { before: ['r-1'] }) as RefundSending).count, 1);
  assert.deepEqual(send({}, [{ ...named, status: 'failed' }]), SENDING);
  assert.deepEqual(send({}, [{ ...named, paymentKey: 9 }]), SENDING);
});

test('where the latest alone is told, the one before has to be done, and be told', () => {
  const latest = (...before: readonly string[]) => ({ before, isLatestAlone: true }) as const;
  const done = { processorReference: 'r-1', status: 'processed', sending: SENDING } as const;
  const newer = { ...SENDING, at: NOW + 1 };
  const next = { ...done, processorReference: 'r-2', sending: newer } as const;
  const held = 'processor_unavailable';
  assert.equal(send({}, [{ ...done, status: 'pending' }], latest('r-1')), held);
  assert.equal(send({}, [done], latest()), held);
  assert.equal(send({}, [next, done], latest('r-1')), held, 'it does not tell r-2 yet');
  assert.equal(send({}, [done, next], latest('r-1')), held, 'nor in another order');
  for (const [others, name] of [
    [[], null],
    [[], 'of the dashboard'],
    [[done], 'r-1'],
    [[next, done], 'r-2'],
    [[done, next], 'r-2'],
    // By when they were sent, not by when they were asked for.
    [[done, { ...next, createdAt: NOW }], 'r-2'],
    [[done], 'of the dashboard'],
    [[{ ...done, status: 'failed' }], null],
    [[{ ...done, paymentKey: 9 }], null],
  ] as const) {
    const sent = send({}, others, latest(...(name === null ? [] : [name])));
    assert.equal((sent as RefundSending).count, 1, `${others.length} ${name}`);
  }
});

test('where only the sum is told, it may not be less than what is known', () => {
  const sum = (beforeMinor: number) => ({ before: null, beforeMinor });
  const done = { status: 'processed', amountMinor: 10000 } as const;
  assert.equal(send({}, [done], sum(9999)), 'processor_unavailable');
  assert.equal((send({}, [done], sum(10000)) as RefundSending).beforeMinor, 10000);
  assert.equal((send({}, [done], sum(12000)) as RefundSending).beforeMinor, 12000);
  assert.equal((send({}, [{ ...done, status: 'failed' }], sum(0)) as RefundSending).count, 1);
});
