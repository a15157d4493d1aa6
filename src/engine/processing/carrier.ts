// Who carries a payment, as instructions see it: a simulator inside this server, or a processor
// that is called over HTTP by one of the account's connections.
import { within } from '../../guard.ts';
import type { Account } from '../../core/account.ts';
import type { Instruction } from '../../core/decision.ts';
import type { PaymentReport } from '../../core/command.ts';
import { customerOf, orderFor } from '../../core/order.ts';
import { type Handover, isUndecided, type Payment, takenMinor } from '../../core/payment.ts';
import type {
  Attempt,
  Connection,
  Found,
  Processor,
  Refused,
  Unknown,
} from '../../gateways/processor.ts';
import {
  askOf,
  type Asked,
  type Carried,
  type CarrierParts,
  isLost,
  type Said,
  logRefusal,
  START_MS,
} from './carried.ts';
import { askAlone } from './combine.ts';
import { LEASE_MS } from './lease.ts';
import { inquireNamedRefund, sendNamedRefund } from './named-refund.ts';
import { inquireUnnamedRefund, sendUnnamedRefund } from './unnamed-refund.ts';
import { attemptReport, nothingSaid, weigh } from './weigh.ts';

export type { CarrierAddresses, Said } from './carried.ts';

export type Carrier = {
  readonly name: string;
  /** What is authorized there lapses by itself. */
  readonly cannotRelease?: boolean;
  /** Told once for each instruction, after it was committed. `now` is the account's clock. */
  readonly submit: (instruction: Instruction, now: number, asked: Asked) => Promise<Said>;
  readonly inquire: (instruction: Instruction, now: number, asked: Asked) => Promise<Said>;
};

/** What is watched only is looked at again this much later when the processor is away. */
const SILENCE_MS = 5 * 60_000;
/** What somebody may have seen in the time that a restore has lost is asked about once more. */
const MINUTE_MS = 60_000;

export function createCarrier(
  parts: CarrierParts,
  account: Account,
  connection: Connection,
  processor: Processor,
): Carrier {
  const side: Carried = { parts, account, connection, processor };
  return {
    name: connection.processor,
    cannotRelease: processor.release === undefined,
    submit: (instruction, _now, asked) => submit(side, instruction, asked),
    inquire: (instruction, _now, asked) => inquire(side, instruction, asked),
  };
}

function submit(side: Carried, instruction: Instruction, asked: Asked): Promise<Said> {
  switch (instruction.kind) {
    case 'charge':
      return start(side, instruction, asked);
    case 'capture':
    case 'void':
      return finish(side, instruction);
    case 'refund':
      return refunderOf(side).send(instruction);
  }
}

type RefundInstruction = Extract<Instruction, { kind: 'refund' }>;
type Refunder = {
  readonly send: (instruction: RefundInstruction) => Promise<Said>;
  readonly inquire: (instruction: RefundInstruction, asked: Asked) => Promise<Said>;
};

function refunderOf(side: Carried): Refunder {
  const { processor } = side;
  if (processor.identifies === 'name') {
    return {
      send: (instruction) => sendNamedRefund(side, instruction),
      inquire: (instruction, asked) => inquireNamedRefund(side, instruction, asked),
    };
  }
  const { inquireGiven } = processor;
  return {
    send: (instruction) => sendUnnamedRefund(side, inquireGiven, instruction),
    inquire: (instruction) => inquireUnnamedRefund(side, inquireGiven, instruction),
  };
}

async function inquire(side: Carried, instruction: Instruction, asked: Asked): Promise<Said> {
  if (instruction.kind === 'refund') return refunderOf(side).inquire(instruction, asked);
  const { processor, connection, parts } = side;
  const { payment, order } = instruction;
  // What no customer can have seen moves nothing: its name is given up. In the time that a restore
  // has lost somebody may have seen it.
  const isUnseen = instruction.kind === 'charge' && payment.handover === undefined;
  const mayBeSeen = parts.restored?.isOlder(payment) === true;
  const unseen = notBegun(payment, 'never handed over', { isUnseen: true });
  if (isUnseen && !mayBeSeen) return unseen;
  const isUrgent = isUndecided(payment) && asked.isUnproved !== true;
  const { call, combine = (inquiry) => askAlone(parts, inquiry) } = parts;
  const about = { connection, processor, call, ask: askOf(order, payment) };
  const found = await combine({ ...about, isUrgent, isSwept: asked.isSwept === true });
  if (found.kind === 'later') {
    const report = nothingSaid(payment, 'unknown', 'asked later');
    const { afterMs: againMs, isCrowded } = found;
    return { report, againMs, isPutOff: true, ...(isCrowded && { isCrowded }) };
  }
  if (found.kind !== 'found') return silence(side, payment, found);
  const weighed = weigh(found, { payment, order }, processor, parts.now());
  const { surplus, againMs } = weighed;
  if (isUnseen && isUndecided(payment) && found.attempts.length === 0) {
    return { ...unseen, againMs: MINUTE_MS };
  }
  if (instruction.kind === 'charge') {
    const closed = await close(side, instruction, found);
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
  { withinMs = START_MS }: Asked,
): Promise<Said> {
  const order = orderFor(whole, payment);
  const customer = customerOf(order, payment);
  const { hook } = parts.addresses;
  const back = parts.addresses.back({ order, payments: [payment], refunds: [] });
  const about = { name: payment.id.token, order, payment, customer, merchant: account.name };
  const asking = parts.call(processor.start, { ...about, back, hook }, connection, { withinMs });
  // A token is asked for by others as well, and not given up for this one.
  const late = new Error(`no answer in ${Math.ceil(withinMs / 1000)} s`);
  const started = await within(withinMs, asking, () => late).catch((error): Unknown => {
    if (error !== late) throw error;
    return { kind: 'unknown', raw: late.message };
  });
  if (started.kind === 'refused') logRefusal(parts.log, connection, started);
  if (started.kind !== 'started') {
    const failed = notBegun(payment, started.raw, { isUnbegun: true });
    // Whoever asks the next connection may die before: then this is looked at again.
    return payment.goesOn === true ? { ...failed, againMs: LEASE_MS } : failed;
  }
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
    logRefusal(parts.log, connection, result);
    return { report: nothingSaid(payment, 'authorized', result.raw), againMs: null };
  }
  return silence(side, payment, result);
}

/**
 * An order that is over shall not be paid any more; where that fails, what is paid is returned.
 * Where routes may lead elsewhere it is kept that it is closed; null: all is as before.
 */
async function close(
  { parts, account, connection, processor }: Carried,
  { order, payment }: Extract<Instruction, { kind: 'charge' }>,
  { order: there, attempts }: Found,
): Promise<Handover | null> {
  const { handover, status } = payment;
  if (status !== 'failed' || handover === undefined) return null;
  const watchedMs = parts.now() - (payment.completedAt ?? parts.now());
  // Nobody looks any more: an order shall not wait for ever for what not every processor says.
  let isClosed = there === 'closed' || watchedMs >= processor.watchMs;
  if (there === 'open' && processor.withdraw !== undefined) {
    const said = await parts.call(processor.withdraw, askOf(order, payment), connection);
    isClosed ||= said.kind === 'withdrawn';
  }
  // That no new attempt can begin says nothing of one that its bank still decides.
  if (!isClosed || attempts.some(isUnderWay) || account.settings.routes === null) return null;
  return { ...handover, isClosed };
}

function isUnderWay({ state }: Attempt): boolean {
  return state !== 'failed' && state !== 'voided';
}

/** It refused to say, or did not: asked again later. */
function silence(
  { parts, connection }: Carried,
  payment: Payment,
  answer: Refused | Unknown | { readonly kind: string; readonly raw?: string },
): Said {
  if (answer.kind === 'refused') logRefusal(parts.log, connection, answer as Refused);
  const againMs = isUndecided(payment) ? null : SILENCE_MS;
  return { report: nothingSaid(payment, 'unknown', answer.raw ?? ''), againMs };
}
