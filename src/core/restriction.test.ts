// What an order says of how it is paid holds for whoever pays it: its methods, its time to capture.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, NOW } from '../../test/support/call.ts';
import { decideAttempt } from './attempt.ts';
import { orderIn } from './checkout-session.ts';
import { isFailure } from './failure.ts';
import { captureOf, type Order, takesInstrument, takesMethod } from './order.ts';
import type { CardKind, CardNetwork, Instrument, Method } from './payment.ts';

const context = {
  now: NOW,
  newId: () => ({ key: 9, number: 9, token: 'NEW123def456GH' }),
  carrier: { processor: 'sandbox', connection: null },
  uniqueReferences: false,
};

const INSTRUMENTS: Readonly<Record<'upi' | 'wallet', Instrument>> = {
  upi: { method: 'upi', vpa: 'a@bank' },
  wallet: { method: 'wallet', wallet: 'phonepe' },
};

function card(kind: CardKind, network: CardNetwork): Instrument {
  return { method: 'card', kind, network, last4: '1111', holder: null };
}

function pay(order: Order, paying: 'upi' | 'wallet' | Instrument): string {
  const { id } = order;
  const decision = decideAttempt(
    { order, payments: [], refunds: [] },
    {
      kind: 'startPayment',
      order: [{ by: 'token', token: id.token }],
      instrument: typeof paying === 'string' ? INSTRUMENTS[paying] : paying,
    },
    context,
  );
  return isFailure(decision) ? (decision.issues?.[0]?.field ?? decision.failure) : 'started';
}

test('an order of some methods is begun by those alone', () => {
  assert.equal(pay(buildOrder(), 'upi'), 'started');
  assert.equal(pay(buildOrder({ methods: ['upi', 'card'] }), 'upi'), 'started');
  assert.equal(pay(buildOrder({ methods: ['upi', 'card'] }), 'wallet'), 'method');
  assert.equal(pay(buildOrder({ methods: [] }), 'upi'), 'method');
});

test('an order of some instruments is begun by those alone', () => {
  const card = (kind: 'credit' | 'debit', network: 'visa' | 'amex'): Instrument => {
    return { method: 'card', kind, network, last4: '1111', holder: null };
  };
  const hdfc: Instrument = { method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' };
  const rows: readonly (readonly [Order['instruments'], readonly boolean[]])[] = [
    [{}, [true, true, true, true]],
    [{ only: [{ method: 'card', kind: 'credit' }] }, [true, false, true, false]],
    [{ only: [{ network: 'visa', kind: 'debit' }, { bank: 'HDFC' }] }, [false, true, false, true]],
    [{ never: [{ method: 'card', network: 'amex' }] }, [true, true, false, true]],
    [{ only: [{ kind: 'credit' }], never: [{ network: 'amex' }] }, [true, false, false, false]],
    [{ only: [] }, [false, false, false, false]],
  ];
  const all = [card('credit', 'visa'), card('debit', 'visa'), card('credit', 'amex'), hdfc];
  for (const [instruments = {}, taken] of rows) {
    const found = all.map((each) => takesInstrument(buildOrder({ instruments }), each));
    assert.deepEqual(found, taken, JSON.stringify(instruments));
  }
  const upi = { only: [{ method: 'card' }] };
  assert.equal(pay(buildOrder({ instruments: upi }), 'upi'), 'method');
  assert.ok(!takesInstrument(buildOrder({ methods: ['upi'], instruments: {} }), hdfc));
});

test('a card that is not taken where others are is told by its number', () => {
  const never = [
    { method: 'card', kind: 'credit' },
    { method: 'card', network: 'amex' },
  ];
  const rupay = buildOrder({ instruments: { never } });
  assert.equal(pay(rupay, card('debit', 'rupay')), 'started');
  assert.equal(pay(rupay, card('credit', 'rupay')), 'card_number');
  assert.equal(pay(rupay, card('debit', 'amex')), 'card_number');
  assert.equal(pay(rupay, 'upi'), 'started');
  const upi = buildOrder({ methods: ['upi'], instruments: { never } });
  assert.equal(pay(upi, card('debit', 'visa')), 'method');
  assert.equal(pay(buildOrder({ instruments: {} }), card('credit', 'visa')), 'started');
});

test('an opening of the page narrows the methods, and never widens them', () => {
  const session = { returns: {}, customer: {}, notes: null, embedder: null };
  const methods = (order: Order, own?: readonly Method[]) => {
    const seen = orderIn(order, own === undefined ? session : { ...session, methods: own });
    return (['card', 'upi', 'netbanking', 'wallet'] as const).filter((each) =>
      takesMethod(seen, each),
    );
  };
  assert.deepEqual(methods(buildOrder(), ['upi']), ['upi']);
  assert.deepEqual(methods(buildOrder({ methods: ['card'] }), ['upi', 'card']), ['card']);
  assert.deepEqual(methods(buildOrder({ methods: ['card'] }), ['upi']), []);
  assert.deepEqual(methods(buildOrder({ methods: ['card'] })), ['card']);
});

test('a payment that took too long is left for its merchant to capture', () => {
  const payment = buildPayment({ createdAt: NOW });
  const order = buildOrder({ capture: 'automatic', autoCaptureMs: 60_000 });
  assert.equal(captureOf(order, payment, NOW + 60_000), 'automatic');
  assert.equal(captureOf(order, payment, NOW + 60_001), 'manual');
  assert.equal(captureOf(buildOrder({ capture: 'automatic' }), payment, NOW + 9e9), 'automatic');
  const manual = buildOrder({ capture: 'manual', autoCaptureMs: 60_000 });
  assert.equal(captureOf(manual, payment, NOW), 'manual');
});
