// Who carries a payment, as instructions see it: a simulator inside this server, or a processor
// that is called over HTTP by one of the account's connections.
import type { Account } from '../../core/account.ts';
import type { PaymentReport, RefundReport } from '../../core/command.ts';
import type { Instruction } from '../../core/decision.ts';
import { type Aggregate, customerOf, type Order, orderFor } from '../../core/order.ts';
import { type Handover, isUndecided, type Payment, takenMinor } from '../../core/payment.ts';
import type { Refund } from '../../core/refund.ts';
import type {
  Attempt,
  Connection,
  Found,
  PaymentAsk,
  Processor,
  Refunded,
  RefundFinding,
  Refused,
  Unknown,
} from '../../gateways/processor.ts';
import type { Answer } from '../../gateways/simulator.ts';
import type { InstructionRow } from '../../store/store.ts';
import type { Log } from '../log.ts';
import type { Budget } from './budget.ts';
import type { Call } from './call.ts';
import { attemptReport, nothingSaid, weigh } from './weigh.ts';

/** What a carrier said, and what else it told of on the way. */
export type Said = Answer & {
  /** Money that was taken besides. */
  readonly surplus?: readonly PaymentReport[];
  readonly refunds?: readonly RefundFinding[];
};

type Asked = Pick<InstructionRow, 'sentAt' | 'tries'>;

export type Carrier = {
  readonly name: string;
  /** What is authorized there lapses by itself. */
  readonly cannotRelease?: boolean;
  /** Told once for each instruction, after it was committed. `now` is the account's clock. */
  readonly submit: (instruction: Instruction, now: number) => Promise<Said>;
  readonly inquire: (instruction: Instruction, now: number, asked: Asked) => Promise<Said>;
};

/** Where the customer's browser comes back, and where the processor tells what happened. */
export type CarrierAddresses = {
  readonly back: (aggregate: Aggregate) => string;
  readonly hook: string;
};

type Parts = {
  readonly budget: Budget;
  readonly call: Call;
  readonly addresses: CarrierAddresses;
  /** The real time in milliseconds. */
  readonly now: () => number;
  readonly log: Log;
};

const MINUTE_MS = 60_000;
/** A request that the processor has not seen this long after it was sent has not arrived. */
const ARRIVES_MS = MINUTE_MS;
const REFUND_AGAIN_MS = 5 * MINUTE_MS;
/** What is watched only is looked at again this much later when the processor is away. */
const SILENCE_MS = 5 * MINUTE_MS;
const LATER_MS = 30 * MINUTE_MS;

export function createCarrier(
  parts: Parts,
  account: Account,
  connection: Connection,
  processor: Processor,
): Carrier {
  const side: Carried = { parts, account, connection, processor };
  return {
    name: connection.processor,
    cannotRelease: processor.release === undefined,
    submit: (instruction) => submit(side, instruction),
    inquire: (instruction, _now, asked) => inquire(side, instruction, asked),
  };
}

type Carried = {
  readonly parts: Parts;
  readonly account: Account;
  readonly connection: Connection;
  readonly processor: Processor;
};

function submit(side: Carried, instruction: Instruction): Promise<Said> {
  switch (instruction.kind) {
    case 'charge':
      return start(side, instruction);
    case 'capture':
    case 'void':
      return finish(side, instruction);
    case 'refund':
      return refund(side, instruction);
  }
}

async function inquire(side: Carried, instruction: Instruction, asked: Asked): Promise<Said> {
  if (instruction.kind === 'refund') return inquireRefund(side, instruction, asked);
  // What no customer can have seen moves nothing: its name is given up.
  if (instruction.kind === 'charge' && instruction.payment.handover === undefined) {
    return notBegun(instruction.payment, 'never handed over');
  }
  const { processor, connection, parts } = side;
  const { payment, order } = instruction;
  const over = await parts.budget(connection, processor.inquiriesPerMinute, isUndecided(payment));
  if (over !== null) {
    return { report: nothingSaid(payment, 'unknown', 'asked later'), againMs: over };
  }
  const found = await parts.call(processor.inquire, askOf(order, payment), connection);
  if (found.kind !== 'found') return silence(side, payment, found);
  const weighed = weigh(found, { payment, order }, processor, parts.now());
  const { surplus, againMs } = weighed;
  if (instruction.kind === 'charge') {
    const closed = await close(side, instruction, found.order);
    const report = closed === null ? weighed.report : { ...weighed.report, handover: closed };
    return { report, againMs, surplus, refunds: found.refunds };
  }
  const { state } = weighed.report;
  // Asked for, and still as it was: it may not have arrived.
  if (state === 'authorized' && isLost(asked, parts.now())) return finish(side, instruction);
  const isDone = state === 'captured' || state === 'voided' || state === 'failed';
  const report = isDone ? weighed.report : nothingSaid(payment, 'unknown', weighed.report.raw);
  return { report, againMs: null };
}

async function start(
  { parts, account, connection, processor }: Carried,
  { order: whole, payment }: Extract<Instruction, { kind: 'charge' }>,
): Promise<Said> {
  const order = orderFor(whole, payment);
  const customer = customerOf(order, payment);
  const { hook } = parts.addresses;
  const back = parts.addresses.back({ order, payments: [payment], refunds: [] });
  const about = { name: payment.id.token, order, payment, customer, merchant: account.name };
  const started = await parts.call(processor.start, { ...about, back, hook }, connection);
  if (started.kind === 'refused') tellRefusal(parts.log, connection, started);
  if (started.kind !== 'started') return notBegun(payment, started.raw, { isUnbegun: true });
  const { theirOrder, step } = started;
  const report = nothingSaid(payment, 'pending', 'started');
  return { report: { ...report, handover: { theirOrder, step, isOpen: true } }, againMs: 5000 };
}

/** None of the processors moves money before its customer has seen the step. */
function notBegun(payment: Payment, raw: string, more: Partial<PaymentReport> = {}): Said {
  const failed = nothingSaid(payment, 'failed', raw);
  return { report: { ...failed, decline: 'processor_error', ...more }, againMs: null };
}

/** Captures or releases; a processor that cannot leaves the payment as it is. */
async function finish(
  side: Carried,
  { kind, order, payment }: Extract<Instruction, { kind: 'capture' | 'void' }>,
): Promise<Said> {
  const { parts, connection, processor } = side;
  const ask = askOf(order, payment);
  const unable: Refused = { kind: 'refused', why: 'input', again: 'never', raw: `no ${kind}` };
  const release = processor.release ?? null;
  const capture = processor.capture ?? null;
  let result: { readonly kind: 'attempted'; readonly attempt: Attempt } | Refused | Unknown;
  if (kind === 'capture') {
    const asked = { ...ask, amountMinor: takenMinor(payment) };
    result = capture === null ? unable : await parts.call(capture, asked, connection);
  } else {
    result = release === null ? unable : await parts.call(release, ask, connection);
  }
  if (result.kind === 'attempted') {
    return { report: attemptReport({ payment, order }, result.attempt, processor), againMs: null };
  }
  if (result.kind === 'refused' && result.again === 'never') {
    tellRefusal(parts.log, connection, result);
    return { report: nothingSaid(payment, 'authorized', result.raw), againMs: null };
  }
  return silence(side, payment, result);
}

type RefundInstruction = Extract<Instruction, { kind: 'refund' }>;

async function refund(side: Carried, instruction: RefundInstruction): Promise<Said> {
  const { parts, connection, processor } = side;
  const { refund: asked, payment, order } = instruction;
  const ask = { ...askOf(order, payment), refundName: asked.id.token, refund: asked };
  const result = await parts.call(processor.refund, ask, connection);
  const say = (state: RefundReport['state'], raw: string): RefundReport =>
    saidOf(asked, state, raw);
  switch (result.kind) {
    case 'refunded':
      return { report: refundReport(asked, result.refund), againMs: REFUND_AGAIN_MS };
    case 'refused': {
      tellRefusal(parts.log, connection, result);
      const isOver = result.again === 'never';
      return { report: say(isOver ? 'failed' : 'pending', result.raw), againMs: LATER_MS };
    }
    case 'absent':
    case 'unknown':
      return { report: say('unknown', result.raw), againMs: null };
  }
}

async function inquireRefund(
  side: Carried,
  instruction: RefundInstruction,
  asked: Asked,
): Promise<Said> {
  const { parts, connection, processor } = side;
  const { refund: ours, payment, order } = instruction;
  const ask = { ...askOf(order, payment), refundName: ours.id.token, refund: ours };
  const found = await parts.call(processor.inquireRefund, ask, connection);
  // Under the same name, by which the processor knows it should it have arrived after all.
  if (found.kind === 'absent' && isLost(asked, parts.now())) {
    const again = await refund(side, instruction);
    if (again.report.state !== 'failed') return again;
    // It may be refused because the first one has arrived by now.
    const now = await parts.call(processor.inquireRefund, ask, connection);
    return now.kind === 'absent' ? again : foundRefund(ours, now);
  }
  return foundRefund(ours, found);
}

function foundRefund(ours: Refund, found: Refunded | Refused | Unknown): Said {
  return found.kind === 'refunded'
    ? { report: refundReport(ours, found.refund), againMs: REFUND_AGAIN_MS }
    : { report: saidOf(ours, 'unknown', found.raw), againMs: null };
}

function saidOf(
  { orderKey, id, amountMinor, currency }: Refund,
  state: RefundReport['state'],
  raw: string,
): RefundReport {
  const about = { orderKey, refundKey: id.key, amountMinor, currency };
  return { kind: 'reportRefund', state, raw, ...about, reference: null, bankReference: null };
}

function refundReport(ours: Refund, finding: RefundFinding): RefundReport {
  const { state, raw, theirs, bankReference, amountMinor, currency } = finding;
  // Done without saying what was given back says nothing.
  const isSaid = state !== 'processed' || (amountMinor !== null && currency !== null);
  return {
    ...saidOf(ours, isSaid ? state : 'unknown', raw),
    amountMinor: amountMinor ?? ours.amountMinor,
    currency: currency ?? ours.currency,
    reference: theirs,
    bankReference,
  };
}

function isLost({ sentAt, tries }: Asked, now: number): boolean {
  return sentAt !== null && tries >= 2 && now > sentAt + ARRIVES_MS;
}

/**
 * An order that is over shall not be paid any more; where that fails, what is paid is returned.
 * Where routes may lead elsewhere it is kept that it is closed; null: all is as before.
 */
async function close(
  { parts, account, connection, processor }: Carried,
  { order, payment }: Extract<Instruction, { kind: 'charge' }>,
  there: Found['order'],
): Promise<Handover | null> {
  const { handover, status } = payment;
  if (status !== 'failed' || handover === undefined) return null;
  let isClosed = there === 'closed';
  if (there === 'open' && processor.withdraw !== undefined) {
    const said = await parts.call(processor.withdraw, askOf(order, payment), connection);
    isClosed = said.kind === 'withdrawn';
  }
  return isClosed && account.settings.routes !== null ? { ...handover, isClosed } : null;
}

/** It refused to say, or did not: asked again later. */
function silence(
  { parts, connection }: Carried,
  payment: Payment,
  answer: Refused | Unknown | { readonly kind: string; readonly raw?: string },
): Said {
  if (answer.kind === 'refused') tellRefusal(parts.log, connection, answer as Refused);
  const againMs = isUndecided(payment) ? null : SILENCE_MS;
  return { report: nothingSaid(payment, 'unknown', answer.raw ?? ''), againMs };
}

/** For whoever runs this server: a customer is told that it cannot be paid now, and no more. */
function tellRefusal(log: Log, { id, processor }: Connection, { why, raw }: Refused): void {
  log.error({ processor, connection: id, why, raw }, 'a processor refuses this connection');
}

function askOf(order: Order, payment: Payment): PaymentAsk {
  return {
    name: payment.handover?.name ?? payment.id.token,
    theirOrder: payment.handover?.theirOrder ?? null,
    attempt: payment.processorReference,
    order,
    payment,
  };
}
