// A refund that was sent again and refused: the first may have arrived meanwhile, so its refusal is
// believed only where the processor still has never seen it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildOrder, buildPayment, buildRefund, NOW } from '../../../test/support/call.ts';
import { BANK, TEST_PROCESSOR } from '../../../test/support/processor.ts';
import type { Instruction } from '../../core/decision.ts';
import type {
  Connection,
  Given,
  Processor,
  Refunded,
  RefundFinding,
  Refused,
  Unknown,
} from '../../gateways/processor.ts';
import type { Call } from './call.ts';
import type { CarrierParts } from './carried.ts';
import { createCarrier } from './carrier.ts';

const REFUND = buildRefund({ status: 'pending', processedAt: null });
const ASKED: Instruction = {
  kind: 'refund',
  refund: REFUND,
  payment: buildPayment(),
  order: buildOrder(),
};
const CONNECTION: Connection = {
  ...{ id: 7, account: 1, processor: BANK, mode: 'test' },
  ...{ credentials: [{}], baseUrl: null },
};
const PROCESSOR = { ...TEST_PROCESSOR, inquireRefund: { ...TEST_PROCESSOR.inquireRefund } };
const ABSENT: Refunded = { kind: 'absent', raw: 'no such refund' };
const UNKNOWN: Unknown = { kind: 'unknown', raw: 'no answer' };
const REFUSED: Refused = { kind: 'refused', why: 'input', again: 'never', raw: 'too much' };
const THERE: Refunded = {
  kind: 'refunded',
  refund: {
    ...{ theirs: 'r-1', ours: REFUND.id.token, attempt: null, state: 'processed', raw: 'done' },
    ...{ amountMinor: REFUND.amountMinor, currency: REFUND.currency, bankReference: null },
  },
};

type Answer = Refunded | Refused | Unknown;

/** Inquires two minutes after the refund was sent; returns the state, and what was asked. */
async function inquire(looks: readonly Answer[], sent: Answer) {
  const asked: string[] = [];
  const left = [...looks];
  const call = (async (exchange: unknown) => {
    const isLook = exchange === PROCESSOR.inquireRefund;
    asked.push(isLook ? 'look' : 'send');
    return isLook ? (left.shift() ?? assert.fail('asked too often')) : sent;
  }) as Call;
  const note = (): void => undefined;
  const log = { info: note, warn: note, error: note };
  const addresses = { back: () => '', hook: '' };
  const keep = () => assert.fail('it is known by name');
  const parts = { budget: async () => null, call, keep, addresses, now: () => NOW, log };
  const carrier = createCarrier(parts, ACCOUNT, CONNECTION, PROCESSOR);
  const { report } = await carrier.inquire(ASKED, NOW, { sentAt: NOW - 120_000, tries: 3 });
  return [report.state, asked.join(' ')];
}

for (const [name, looks, sent, expected] of [
  ['taken', [ABSENT], THERE, ['processed', 'look send']],
  ['not heard', [ABSENT], UNKNOWN, ['unknown', 'look send']],
  ['refused, as the first arrived', [ABSENT, THERE], REFUSED, ['processed', 'look send look']],
  ['refused, and nobody can look', [ABSENT, UNKNOWN], REFUSED, ['unknown', 'look send look']],
  ['refused, and never seen', [ABSENT, ABSENT], REFUSED, ['failed', 'look send look']],
  ['not sent, as it is there', [THERE], REFUSED, ['processed', 'look']],
] as const) {
  test(`a refund that is sent again is ${name}: ${expected[0]}`, async () => {
    assert.deepEqual(await inquire(looks, sent), expected);
  });
}

const MADE = { ...THERE.refund, ours: null, state: 'pending' } as const;
const given = (...refunds: readonly RefundFinding[]): Given => {
  const totalMinor = refunds.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
  return { kind: 'given', totalMinor, currency: REFUND.currency, refunds };
};
const LATER: Refused = { ...REFUSED, again: 'later' };
const SENDING = { count: 1, at: NOW - 11 * 60_000, beforeMinor: 0, before: [] };

/** The same where no name of ours is kept: what was committed is told as well. */
async function inquireUnnamed(looks: readonly (Given | Unknown)[], sent: Answer) {
  const asked: string[] = [];
  const left = [...looks];
  const inquireGiven = { ...TEST_PROCESSOR.probe } as never;
  const processor: Processor = { ...TEST_PROCESSOR, identifies: 'difference', inquireGiven };
  const call = (async (exchange: unknown) => {
    const isLook = exchange === inquireGiven;
    asked.push(isLook ? 'look' : 'send');
    return isLook ? (left.shift() ?? assert.fail('asked too often')) : sent;
  }) as Call;
  const keep: CarrierParts['keep'] = async (_account, { sending }) => {
    asked.push(`${sending.isOver === true ? 'over' : 'keep'} ${sending.count}`);
    return {
      aggregate: { order: ASKED.order, payments: [], refunds: [] },
      payment: null,
      refund: null,
    };
  };
  const note = (): void => undefined;
  const log = { info: note, warn: note, error: note };
  const addresses = { back: () => '', hook: '' };
  const parts = { budget: async () => null, call, keep, addresses, now: () => NOW, log };
  const carrier = createCarrier(parts, ACCOUNT, CONNECTION, processor);
  const instruction = { ...ASKED, refund: { ...REFUND, sending: SENDING } } as Instruction;
  const { report } = await carrier.inquire(instruction, NOW, { sentAt: SENDING.at, tries: 9 });
  return [report.state, report.reference, asked.join(', ')];
}

const AGAIN = 'look, keep 2, send';
for (const [name, looks, sent, expected] of [
  ['taken', [given()], THERE, ['processed', 'r-1', AGAIN]],
  ['not heard', [given()], UNKNOWN, ['unknown', null, AGAIN]],
  [
    'refused, as the first arrived',
    [given(), given(MADE)],
    REFUSED,
    ['pending', 'r-1', `${AGAIN}, look`],
  ],
  [
    'refused, and nobody can look',
    [given(), UNKNOWN],
    REFUSED,
    ['unknown', null, `${AGAIN}, look`],
  ],
  ['refused, and never seen', [given(), given()], REFUSED, ['failed', null, `${AGAIN}, look`]],
  ['refused for now', [given(), given()], LATER, ['pending', null, `${AGAIN}, look, over 2`]],
  ['not sent, as it is there', [given(MADE)], REFUSED, ['pending', 'r-1', 'look']],
] as const) {
  test(`without a name, a refund that is sent again is ${name}: ${expected[0]}`, async () => {
    assert.deepEqual(await inquireUnnamed(looks, sent), expected);
  });
}
