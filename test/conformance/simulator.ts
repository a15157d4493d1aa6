// What every processor promises: reports about what was asked, instruments that give nothing away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Choice } from '../../src/core/command.ts';
import type { Instruction } from '../../src/core/decision.ts';
import type { Instrument, Payment } from '../../src/core/payment.ts';
import type { Answer, Simulator } from '../../src/gateways/simulator.ts';
import { buildOrder, buildPayment, buildRefund, NOW } from '../support/call.ts';

export const CHOICES: readonly Choice[] = ['success', 'failure', 'cancel', 'pending', 'authorize'];
const FIELDS: ReadonlySet<string> = new Set(
  'method vpa card_number card_expiry card_cvv card_name bank wallet'.split(' '),
);

export function chargeOf(payment: Partial<Payment>, manual = false): Instruction {
  const rest = { status: 'created', capturedMinor: 0, completedAt: null } as const;
  const built = buildPayment({ ...rest, ...payment });
  const order = buildOrder({
    amountMinor: built.amountMinor,
    capture: manual ? 'manual' : 'automatic',
    status: 'attempted',
  });
  return { kind: 'charge', payment: built, order };
}

export function refundOf(amountMinor: number): Instruction {
  const refund = buildRefund({ amountMinor });
  return { kind: 'refund', refund, payment: buildPayment(), order: buildOrder() };
}

/** Holds an answer to what was asked: the same names, a whole amount, a moment that can come. */
export function checkAnswer({ report, againMs }: Answer, instruction: Instruction): void {
  assert.ok(againMs === null || (Number.isSafeInteger(againMs) && againMs >= 0), `${againMs}`);
  if (report.state === 'pending' || report.state === 'unknown') assert.notEqual(againMs, null);
  assert.ok(Number.isSafeInteger(report.amountMinor));
  assert.equal(typeof report.raw, 'string');
  if (instruction.kind === 'refund') {
    const { refund } = instruction;
    assert.ok(report.kind === 'reportRefund');
    assert.equal(report.refundKey, refund.id.key);
    assert.equal(report.orderKey, refund.orderKey);
    assert.deepEqual([report.amountMinor, report.currency], [refund.amountMinor, refund.currency]);
    return;
  }
  const { payment } = instruction;
  assert.ok(report.kind === 'reportPayment');
  assert.equal(report.paymentKey, payment.id.key);
  assert.equal(report.orderKey, payment.orderKey);
  assert.deepEqual([report.amountMinor, report.currency], [payment.amountMinor, payment.currency]);
  assert.equal(report.decline !== null, report.state === 'failed');
}

/** Everything that can pay here, as the menu offers it. */
export function instrumentsOf({ menu, readInstrument }: Simulator): Instrument[] {
  const entries = [
    ...menu.offers.map(({ method, value }) => ({ method, vpa: value, cardNumber: value })),
    ...menu.banks.map(({ code }) => ({ method: 'netbanking' as const, bank: code })),
    ...menu.wallets.map(({ code }) => ({ method: 'wallet' as const, wallet: code })),
  ].filter((entry) => !('vpa' in entry) || entry.method === 'card' || entry.method === 'upi');
  return entries.map((entry) => {
    const read = readInstrument(entry, NOW);
    assert.ok('method' in read, `${JSON.stringify(entry)} is offered and refused`);
    return read;
  });
}

export function testSimulator(name: string, processor: Simulator): void {
  test(`${name}: the menu has methods, and no code stands in it twice`, () => {
    const { methods, banks, wallets, offers } = processor.menu;
    assert.ok(methods.length > 0 && new Set(methods).size === methods.length);
    for (const list of [banks, wallets]) {
      assert.equal(new Set(list.map(({ code }) => code)).size, list.length);
      assert.ok(list.every((each) => each.code !== '' && each.name !== ''));
    }
    const named = offers.map(({ method, value }) => `${method} ${value.toLowerCase()}`);
    assert.equal(new Set(named).size, named.length);
    assert.ok(offers.every(({ method }) => methods.includes(method)));
  });

  test(`${name}: every instrument of the menu is charged, and told about`, async () => {
    for (const instrument of instrumentsOf(processor)) {
      for (const manual of [false, true]) {
        const instruction = chargeOf({ instrument }, manual);
        const submitted = await processor.submit(instruction, NOW);
        checkAnswer(submitted, instruction);
        assert.notEqual(submitted.report.state, manual ? 'captured' : 'authorized');
        checkAnswer(await processor.inquire(instruction, NOW), instruction);
      }
    }
    const refund = refundOf(100);
    checkAnswer(await processor.submit(refund, NOW), refund);
    checkAnswer(await processor.inquire(refund, NOW), refund);
  });

  test(`${name}: a payment without an instrument cannot succeed`, async () => {
    const { report } = await processor.submit(chargeOf({ instrument: null }), NOW);
    assert.equal(report.state, 'failed');
  });

  test(`${name}: a choice is reported about the payment that it was made for`, () => {
    for (const instrument of instrumentsOf(processor)) {
      const instruction = chargeOf({ instrument, status: 'pending' });
      for (const choice of CHOICES) {
        for (const capture of ['automatic', 'manual'] as const) {
          const report = processor.choose(instruction.payment, choice, capture);
          checkAnswer({ report, againMs: 0 }, instruction);
          if (capture === 'manual') assert.notEqual(report.state, 'captured');
        }
      }
    }
  });

  test(`${name}: only a pending payment waits for its customer`, () => {
    for (const instrument of instrumentsOf(processor)) {
      for (const status of ['created', 'authorized', 'captured', 'failed', 'voided'] as const) {
        assert.equal(processor.awaitsChoice(buildPayment({ instrument, status })), false);
      }
    }
  });

  testEntries(name, processor);
}

function testEntries(name: string, { readInstrument, menu }: Simulator): void {
  const cards = menu.offers.filter(({ method }) => method === 'card').map(({ value }) => value);
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(...cards));
  const entry = fc.record(
    {
      method: fc.constantFrom('card', 'upi', 'netbanking', 'wallet'),
      vpa: text,
      cardNumber: text,
      cardExpiry: text,
      cardCvv: text,
      cardName: text,
      bank: text,
      wallet: text,
    },
    { requiredKeys: ['method'] },
  );

  test(`${name}: whatever is typed gives an instrument, or issues that name fields`, () => {
    fc.assert(
      fc.property(entry, (typed) => {
        const read = readInstrument(typed, NOW);
        if ('method' in read) return assert.equal(read.method, typed.method);
        assert.ok(read.length > 0);
        for (const { field, message } of read) {
          assert.ok(FIELDS.has(field), field);
          assert.notEqual(message, '');
        }
      }),
      { numRuns: 500 },
    );
  });

  test(`${name}: of a card only the network, the kind, four digits and the holder are kept`, () => {
    for (const cardNumber of cards) {
      const typed = { method: 'card', cardNumber, cardExpiry: '12/39', cardCvv: '739' } as const;
      const read = readInstrument({ ...typed, cardName: ' Asha Rao ' }, NOW);
      assert.ok('method' in read && read.method === 'card');
      assert.deepEqual(Object.keys(read).sort(), ['holder', 'kind', 'last4', 'method', 'network']);
      assert.equal(read.last4, cardNumber.slice(-4));
      assert.equal(read.holder, 'Asha Rao');
      const spaced = cardNumber.replace(/(.{4})/g, '$1 ');
      assert.deepEqual(readInstrument({ ...typed, cardNumber: spaced }, NOW), {
        ...read,
        holder: null,
      });
    }
  });
}
