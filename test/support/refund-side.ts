// A processor that answers what a test has written down, for refunds that are sent and asked about
// without a server: what was asked, committed and logged is told in its order.
import assert from 'node:assert/strict';
import type { SendRefund } from '../../src/core/command.ts';
import type { Refund } from '../../src/core/refund.ts';
import type { Payment } from '../../src/core/payment.ts';
import type { Carried } from '../../src/engine/processing/carried.ts';
import type { RefundInstruction } from '../../src/engine/processing/refund-report.ts';
import type { Restored } from '../../src/engine/processing/restored.ts';
import type {
  Exchange,
  Found,
  Given,
  PaymentAsk,
  Processor,
  Refunded,
  RefundFinding,
  Refused,
  Unknown,
} from '../../src/gateways/processor.ts';
import { ACCOUNT, buildOrder, buildPayment, buildRefund } from './call.ts';

export const SENT_AT = 1_700_000_000_000;
export const AMOUNT = 10_000;

type Or<Result> = Result | Refused | Unknown;
export type Script = {
  readonly given?: readonly Or<Given>[];
  readonly refund?: readonly Or<Refunded>[];
  readonly inquireRefund?: readonly Or<Refunded>[];
  readonly inquire?: readonly Or<Found>[];
};

export type More = {
  readonly processor?: Partial<Processor>;
  readonly restored?: Partial<Restored>;
  /** False: somebody else was faster. */
  readonly isKept?: boolean;
  /** How long the commit takes. */
  readonly heldUpMs?: number;
};

export function finding(changes: Partial<RefundFinding> = {}): RefundFinding {
  return {
    ...{ theirs: 'R1', ours: null, attempt: null, state: 'pending', raw: 'taken' },
    ...{ amountMinor: AMOUNT, currency: 'INR', bankReference: null },
    ...changes,
  };
}

export const refunded = (changes: Partial<RefundFinding> = {}): Refunded => ({
  kind: 'refunded',
  refund: finding(changes),
});

export const refused = (again: Refused['again']): Refused => {
  return { kind: 'refused', why: 'limit', again, raw: `no, ${again}` };
};

export const UNKNOWN: Unknown = { kind: 'unknown', raw: 'no answer' };

/** What is to go back of which payment, as an instruction has it. */
export function instructionOf(
  refund: Partial<Refund> = {},
  payment: Partial<Payment> = {},
): RefundInstruction {
  const held = { connection: 7, processorReference: 'T1', refundedMinor: AMOUNT };
  return {
    kind: 'refund',
    order: buildOrder(),
    payment: buildPayment({ ...held, ...payment }),
    refund: buildRefund(refund),
  };
}

export function openSide(script: Script, more: More = {}) {
  const { isKept = true, heldUpMs = 0, processor = {}, restored } = more;
  const waiting = new Map<unknown, { readonly name: string; readonly replies: unknown[] }>();
  const exchangeOf = (name: keyof Script): object => {
    const exchange = { name };
    waiting.set(exchange, { name, replies: [...(script[name] ?? [])] });
    return exchange;
  };
  const [given, refund, inquireRefund, inquire] = (
    ['given', 'refund', 'inquireRefund', 'inquire'] as const
  ).map(exchangeOf);
  const asked: string[] = [];
  const asks: { readonly name: string; readonly ask: unknown }[] = [];
  const kept: SendRefund['sending'][] = [];
  const errors: string[] = [];
  const clock = { now: SENT_AT };
  const parts = {
    call: async (exchange: unknown, ask: unknown) => {
      const { name, replies } = waiting.get(exchange) ?? assert.fail('not to be asked');
      asked.push(name);
      asks.push({ name, ask });
      return replies.shift() ?? assert.fail(`${name} is asked once too often`);
    },
    keep: async (_account: unknown, { orderKey, refundKey, sending }: SendRefund) => {
      assert.deepEqual([orderKey, refundKey], [1, 3]);
      asked.push('keep');
      kept.push(sending);
      clock.now += heldUpMs;
      return isKept ? {} : { failure: 'processor_unavailable' };
    },
    now: () => clock.now,
    log: {
      error: (fields: object, text: string) => errors.push(`${text}: ${JSON.stringify(fields)}`),
    },
    ...(restored === undefined ? {} : { restored }),
  };
  const own = { identifies: 'difference', refund, inquireRefund, inquire, ...processor };
  const connection = { id: 7, account: 1, processor: 'bank', shownAs: { connection: 'conn_1' } };
  const side = { parts, account: ACCOUNT, connection, processor: own } as unknown as Carried;
  const inquireGiven = given as unknown as Exchange<PaymentAsk, Or<Given>>;
  return { side, inquireGiven, asked, asks, kept, errors, clock };
}
