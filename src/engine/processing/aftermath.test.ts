// What follows from one answer, command by command: what is adopted, what is told of refunds, what
// is captured, let go or given back, and what is left alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildOrder, buildPayment, buildRefund, NOW } from '../../../test/support/call.ts';
import { finding } from '../../../test/support/refund-side.ts';
import { PAYMENT_REPORT, REFUND_REPORT } from '../../../test/support/report.ts';
import type { Command, PaymentReport } from '../../core/command.ts';
import type { Aggregate, Order } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import type { Refund } from '../../core/refund.ts';
import type { RefundFinding } from '../../gateways/processor.ts';
import { giveSurplusBack, settleAftermath } from './aftermath.ts';
import type { Carrier, Said } from './carrier.ts';

const OTHER = { key: 5, number: 50, token: 'OTHER12def456G' };
const OTHER_REFUND = { key: 6, number: 60, token: 'OTHER3def456GH' };
const OWN = { connection: 7, processorReference: 'T1' } as const;
const PAID: Payment = buildPayment(OWN);
const TOO_MUCH = { id: OTHER, connection: 7, surplus: true, processorReference: 'T2' } as const;

type Given = {
  readonly own?: PaymentReport | typeof REFUND_REPORT;
  readonly surplus?: readonly PaymentReport[];
  readonly found?: readonly Partial<RefundFinding>[];
  readonly asked?: Payment;
  readonly order?: Partial<Order>;
  readonly payments?: readonly Payment[];
  readonly refunds?: readonly Refund[];
  readonly carrier?: Pick<Carrier, 'cannotRelease'>;
};

/** The order as it is read first, and later. */
function partsOf(aggregate: Aggregate | null, later = aggregate) {
  const commands: Command[] = [];
  let reads = 0;
  const parts = {
    store: {
      loadOrder: async (account: number, orderKey: number) => {
        assert.deepEqual([account, orderKey], [ACCOUNT.id, 1]);
        reads += 1;
        return reads === 1 ? aggregate : later;
      },
    },
    engine: {
      execute: async (_account: unknown, command: Command) => void commands.push(command),
      nowOf: () => NOW,
    },
  };
  return { parts: parts as unknown as Parameters<typeof settleAftermath>[0], commands };
}

async function settle({
  own = { ...PAYMENT_REPORT, state: 'unknown' },
  surplus = [],
  found = [],
  asked = PAID,
  order = {},
  payments = [asked],
  refunds = [],
  carrier = {},
}: Given) {
  const { parts, commands } = partsOf({ order: buildOrder(order), payments, refunds });
  const said = { report: own, againMs: null, surplus, refunds: found.map(finding) } as Said;
  const instruction = { kind: 'charge', payment: asked, order: buildOrder() } as const;
  const isDone = await settleAftermath(parts, ACCOUNT, carrier, instruction, said);
  return { isDone, commands, kinds: commands.map(({ kind }) => kind) };
}

test('what no connection carries has no aftermath', async () => {
  const { connection: _, ...sandbox } = PAID;
  const surplus = [PAYMENT_REPORT];
  const { kinds, isDone } = await settle({ asked: sandbox, surplus, own: PAYMENT_REPORT });
  assert.deepEqual([kinds, isDone], [[], true]);
});

test('each success is adopted, should another process have heard of another first', async () => {
  const second = { ...PAYMENT_REPORT, reference: 'T2' };
  for (const state of ['captured', 'authorized'] as const) {
    const own = { ...PAYMENT_REPORT, state };
    const { commands } = await settle({ own, surplus: [second] });
    assert.deepEqual(commands, [
      { kind: 'adoptPayment', orderKey: 1, report: own },
      { kind: 'adoptPayment', orderKey: 1, report: second },
    ]);
  }
  for (const own of [{ ...PAYMENT_REPORT, state: 'pending' } as const, REFUND_REPORT]) {
    assert.deepEqual((await settle({ own })).kinds, []);
  }
});

test('what was adopted goes on there as well, under its own key', async () => {
  const second = { ...PAYMENT_REPORT, reference: 'T2' };
  const done = { surplus: true, refundedMinor: 50050 } as const;
  const adopted = buildPayment({ ...OWN, ...done, id: OTHER, processorReference: 'T2' });
  const { commands } = await settle({ surplus: [second], payments: [PAID, adopted] });
  assert.deepEqual(commands.slice(1), [{ ...second, paymentKey: OTHER.key }]);
  for (const payments of [
    [PAID, { ...adopted, connection: 8 }],
    [PAID, { ...adopted, processorReference: 'T3' }],
    [{ ...PAID, processorReference: 'T2' }],
  ]) {
    assert.deepEqual((await settle({ surplus: [second], payments })).kinds, ['adoptPayment']);
  }
});

test('a refund that is known by its name there is told of when its state is another', async () => {
  const told = (state: RefundFinding['state'], refund: Partial<Refund>) =>
    settle({
      found: [{ state, bankReference: 'B3' }],
      refunds: [buildRefund({ processorReference: 'R1', ...refund })],
    });
  const { commands, isDone } = await told('processed', {});
  const said = { raw: 'taken', amountMinor: 10_000, currency: 'INR' };
  const names = { reference: 'R1', bankReference: 'B3' };
  const report = { kind: 'reportRefund', orderKey: 1, refundKey: 3, state: 'processed' } as const;
  assert.deepEqual([commands, isDone], [[{ ...report, ...said, ...names }], true]);
  assert.deepEqual((await told('failed', { status: 'processed' })).kinds, ['reportRefund']);
  assert.deepEqual((await told('pending', {})).kinds, []);
  assert.deepEqual((await told('processed', { status: 'processed' })).kinds, []);
  assert.deepEqual((await told('unknown', {})).kinds, []);
});

test('a refund that was made there is adopted, of the payment that it gives back', async () => {
  const other = buildPayment({ ...OWN, id: OTHER, processorReference: 'T2' });
  const payments = [PAID, other];
  const adopted = async (change: Partial<RefundFinding>, more: Given = {}) =>
    (await settle({ found: [change], payments, ...more })).commands;
  const said = { raw: 'taken', amountMinor: 10_000, currency: 'INR', bankReference: null };
  const command = { kind: 'adoptRefund', orderKey: 1, paymentKey: 2, state: 'pending' } as const;
  assert.deepEqual(await adopted({}), [{ ...command, ...said, reference: 'R1' }]);
  const [of] = await adopted({ attempt: 'T2', state: 'processed' });
  assert.partialDeepStrictEqual(of, { paymentKey: OTHER.key, state: 'processed' });
  assert.equal((await adopted({ ours: 'STRANGERdef456' })).length, 1);
  // None of these says that money of a captured payment went back.
  for (const change of [
    { theirs: null },
    { amountMinor: null },
    { currency: null },
    { state: 'failed' },
    { state: 'cancelled' },
    { state: 'unknown' },
    { attempt: 'T9' },
  ] as const) {
    const { kinds, isDone } = await settle({ found: [change] });
    assert.deepEqual([kinds, isDone], [[], true], JSON.stringify(change));
  }
  const failed = buildPayment({ ...OWN, status: 'failed', capturedMinor: 0 });
  assert.deepEqual(await adopted({}, { payments: [failed] }), []);
});

test('it is of the success that it gives back, not of a failure of the same name', async () => {
  // It failed as attempt T1, which then took another amount and was adopted.
  const failed = buildPayment({ ...OWN, status: 'failed', capturedMinor: 0 });
  const adopted = buildPayment({ ...TOO_MUCH, processorReference: 'T1', refundedMinor: 50050 });
  const { commands } = await settle({
    found: [{ attempt: 'T1' }],
    asked: failed,
    payments: [failed, adopted],
  });
  assert.partialDeepStrictEqual(commands, [{ kind: 'adoptRefund', paymentKey: OTHER.key }]);
});

test('what another connection names alike is another one', async () => {
  const there = buildPayment({ ...OWN, connection: 8, id: OTHER });
  const theirs = buildRefund({ id: OTHER_REFUND, paymentKey: OTHER.key, processorReference: 'R1' });
  const payments = [there, PAID];
  const { commands } = await settle({ found: [{ attempt: 'T1' }], payments, refunds: [theirs] });
  assert.partialDeepStrictEqual(commands, [{ kind: 'adoptRefund', paymentKey: 2 }]);
  const waiting = buildRefund({ id: OTHER_REFUND, paymentKey: OTHER.key });
  const besides = await settle({ found: [{}], payments, refunds: [waiting] });
  assert.deepEqual([besides.kinds, besides.isDone], [['adoptRefund'], true]);
});

test('what may be ours, without a name there yet, is not adopted but asked about', async () => {
  const own = buildRefund();
  const again = await settle({ found: [{}], refunds: [own] });
  assert.deepEqual([again.kinds, again.isDone], [[], false]);
  const both = await settle({ found: [{}, { theirs: 'R2', amountMinor: 7 }], refunds: [own] });
  assert.deepEqual([both.kinds, both.isDone], [['adoptRefund'], false]);
  for (const refund of [
    { amountMinor: 9_999 },
    { status: 'failed' },
    { processorReference: 'R9' },
  ] as const) {
    const { kinds, isDone } = await settle({ found: [{}], refunds: [buildRefund(refund)] });
    assert.deepEqual([kinds, isDone], [['adoptRefund'], true], JSON.stringify(refund));
  }
  const named = await settle({ found: [{ ours: 'STRANGERdef456' }], refunds: [own] });
  assert.deepEqual([named.kinds, named.isDone], [['adoptRefund'], true]);
});

test('one of ours by its name is never adopted; held to have failed, it is told of', async () => {
  const found = [{ ours: 'RFN123def456GH' }];
  const told = (refund: Partial<Refund>) => settle({ found, refunds: [buildRefund(refund)] });
  const { commands } = await told({ status: 'failed' });
  assert.partialDeepStrictEqual(commands, [
    { kind: 'reportRefund', refundKey: 3, reference: 'R1' },
  ]);
  for (const refund of [{}, { status: 'failed', processorReference: 'R9' }] as const) {
    const { kinds, isDone } = await told(refund);
    assert.deepEqual([kinds, isDone], [[], true], JSON.stringify(refund));
  }
});

const HELD = { ...OWN, status: 'authorized', capturedMinor: 0 } as const;

test('what is held is captured where nobody decides, and let go where it is too much', async () => {
  const concluded = async (payment: Partial<Payment>, more: Given = {}) =>
    (await settle({ asked: buildPayment({ ...HELD, ...payment }), ...more })).commands;
  const target = { payment: [{ by: 'token', token: 'PAY123def456GH' }] };
  const all = { amount: 'everything', currency: null };
  assert.deepEqual(await concluded({}), [{ kind: 'capturePayment', target, ...all }]);
  assert.deepEqual(await concluded({}, { order: { capture: 'manual' } }), []);
  assert.deepEqual(await concluded({ requested: 'capture' }), []);
  const late = { order: { autoCaptureMs: 1 } };
  assert.deepEqual(await concluded({ createdAt: NOW - 2 }, late), []);
  assert.equal((await concluded({ createdAt: NOW - 1 }, late)).length, 1);
  assert.deepEqual(await concluded({ surplus: true }), [{ kind: 'voidPayment', target }]);
  assert.deepEqual(await concluded({ surplus: true }, { carrier: { cannotRelease: true } }), []);
  const { connection: _, ...sandbox } = buildPayment({ ...HELD, id: OTHER });
  assert.equal((await concluded({}, { payments: [buildPayment(HELD), sandbox] })).length, 1);
});

test('surplus is given back once; one whose refund failed is for a person', async () => {
  const given = async (payment: Partial<Payment>, refunds: readonly Partial<Refund>[] = []) => {
    const payments = [PAID, buildPayment({ ...TOO_MUCH, ...payment })];
    const made = refunds.map((each) => buildRefund({ paymentKey: OTHER.key, ...each }));
    return (await settle({ payments, refunds: made })).commands;
  };
  const target = { payment: [{ by: 'token', token: OTHER.token }] };
  const said = { amount: 'everything', note: 'Surplus payment', notes: {}, wire: {} };
  const back = { kind: 'createRefund', dialect: '', target, reference: null, ...said };
  assert.deepEqual(await given({}), [back]);
  assert.deepEqual(await given({ refundedMinor: 50049 }), [back]);
  assert.deepEqual(await given({ refundedMinor: 50050 }), []);
  assert.deepEqual(await given({ status: 'voided', capturedMinor: 50050 }), []);
  for (const status of ['failed', 'cancelled'] as const) {
    assert.deepEqual(await given({}, [{ status, amountMinor: 50050 }]), []);
    assert.deepEqual(await given({}, [{ status, amountMinor: 50049 }]), [back]);
    const others = { status, amountMinor: 50050, paymentKey: 2 };
    assert.deepEqual(await given({}, [others]), [back]);
  }
  const kept = { id: OTHER_REFUND, status: 'processed', amountMinor: 50050 } as const;
  assert.deepEqual(await given({}, [kept]), [back]);
  // What was paid for an order is nobody's surplus.
  assert.deepEqual((await settle({})).kinds, []);
});

test('what is adopted on the way is concluded as it is by then', async () => {
  const grown = { order: buildOrder(), refunds: [], payments: [PAID, buildPayment(TOO_MUCH)] };
  const { parts, commands } = partsOf({ ...grown, payments: [PAID] }, grown);
  const said = { report: PAYMENT_REPORT, againMs: null } as const;
  const instruction = { kind: 'charge', payment: PAID, order: grown.order } as const;
  await settleAftermath(parts, ACCOUNT, {}, instruction, said);
  assert.deepEqual(
    commands.map(({ kind }) => kind),
    ['adoptPayment', 'createRefund'],
  );
});

test('without a connection that is given back which has just become surplus', async () => {
  const { connection: _, ...surplus } = buildPayment(TOO_MUCH);
  const { surplus: __, ...before } = surplus;
  const kindsAfter = async (payments: readonly Payment[], after: Aggregate | null = null) => {
    const order = buildOrder();
    const now = after ?? { order, payments: [PAID, surplus], refunds: [] };
    const { parts, commands } = partsOf(now);
    await giveSurplusBack(parts, ACCOUNT, { order, payments, refunds: [] });
    return commands.map((command) => [
      command.kind,
      'target' in command ? JSON.stringify(command.target).includes(OTHER.token) : null,
    ]);
  };
  assert.deepEqual(await kindsAfter([PAID, before]), [['createRefund', true]]);
  assert.deepEqual(await kindsAfter([PAID]), [['createRefund', true]]);
  assert.deepEqual(await kindsAfter([PAID, surplus]), []);
});
