// Gives money back where the processor keeps no name of ours for it: what has gone back in all is
// asked and committed before each sending, and an answer that is lost is told by the difference.
import { isFailure } from '../../core/failure.ts';
import type { Refund } from '../../core/refund.ts';
import type { Exchange, Given, PaymentAsk, Refused, Unknown } from '../../gateways/processor.ts';
import {
  askOf,
  type Carried,
  LATER_MS,
  REFUND_AGAIN_MS,
  type Said,
  logRefusal,
} from './carried.ts';
import { type Difference, readDifference } from './difference.ts';
import { holdRefund } from './held-refund.ts';
import {
  askRefundOf,
  foundRefund,
  type RefundInstruction,
  refundReport,
  saidOf,
} from './refund-report.ts';

type InquireGiven = Exchange<PaymentAsk, Given | Refused | Unknown>;

/** A second sending is a second refund if the first arrives after all, so this is long. */
const ARRIVES_MS = 10 * 60_000;
/** Who was held up for so long after the commit does not send: another process may, by then. */
const HELD_UP_MS = 5000;
/** To look again while another refund of the payment is on its way. */
const WAIT_MS = 15_000;

export async function sendUnnamedRefund(
  side: Carried,
  inquireGiven: InquireGiven,
  instruction: RefundInstruction,
): Promise<Said> {
  const held = await holdRefund(side, instruction);
  if (held !== null) return held;
  const given = await readGiven(side, inquireGiven, instruction);
  if (given.kind !== 'given') return notRead(side, instruction.refund, given);
  return send(side, inquireGiven, instruction, given);
}

export async function inquireUnnamedRefund(
  side: Carried,
  inquireGiven: InquireGiven,
  instruction: RefundInstruction,
): Promise<Said> {
  const { parts, connection, processor } = side;
  const { refund } = instruction;
  const { sending } = refund;
  if (refund.processorReference !== null) {
    const ask = askRefundOf(instruction);
    return foundRefund(refund, await parts.call(processor.inquireRefund, ask, connection));
  }
  if (sending === undefined || sending.isOver === true) {
    return sendUnnamedRefund(side, inquireGiven, instruction);
  }
  const held = await holdRefund(side, instruction);
  if (held !== null) return held;
  const given = await readGiven(side, inquireGiven, instruction);
  if (given.kind !== 'given') return notRead(side, refund, given);
  const told = readDifference(given, { ...refund, sending });
  const isLost = told.kind === 'unseen' && parts.now() > sending.at + ARRIVES_MS;
  return isLost ? send(side, inquireGiven, instruction, given) : toldBy(side, refund, told);
}

function readGiven(
  { parts, connection }: Carried,
  inquireGiven: InquireGiven,
  { order, payment }: RefundInstruction,
): Promise<Given | Refused | Unknown> {
  return parts.call(inquireGiven, askOf(order, payment), connection);
}

/** Nothing is sent without knowing what was there before. */
function notRead({ parts, connection }: Carried, refund: Refund, said: Refused | Unknown): Said {
  if (said.kind === 'refused') logRefusal(parts.log, connection, said);
  return { report: saidOf(refund, 'unknown', said.raw), againMs: null };
}

async function send(
  side: Carried,
  inquireGiven: InquireGiven,
  instruction: RefundInstruction,
  { totalMinor, currency, refunds, isLatestAlone }: Given,
): Promise<Said> {
  const { parts, account, connection, processor } = side;
  const { refund: asked, payment } = instruction;
  const { id, orderKey, amountMinor } = asked;
  if (currency !== asked.currency) {
    return { report: saidOf(asked, 'unknown', `given back in ${currency}`), againMs: null };
  }
  // Not every processor looks: what is gone there cannot be given back once more.
  if (totalMinor !== null && totalMinor + amountMinor > payment.capturedMinor) {
    const raw = `${totalMinor} of ${payment.capturedMinor} went back before`;
    return { report: saidOf(asked, 'failed', raw), againMs: null };
  }
  const sending = {
    count: (asked.sending?.count ?? 0) + 1,
    at: parts.now(),
    beforeMinor: totalMinor ?? 0,
    before: refunds?.flatMap(({ theirs }) => theirs ?? []) ?? null,
    ...(isLatestAlone === true ? { isLatestAlone } : {}),
  };
  const about = { kind: 'sendRefund', orderKey, refundKey: id.key } as const;
  const kept = await parts.keep(account, { ...about, sending });
  if (isFailure(kept)) {
    return { report: saidOf(asked, 'pending', 'another is on its way'), againMs: WAIT_MS };
  }
  if (parts.now() > sending.at + HELD_UP_MS) {
    return { report: saidOf(asked, 'unknown', 'held up before it was sent'), againMs: null };
  }
  const refund = { ...asked, sending };
  const ask = askRefundOf({ ...instruction, refund });
  const result = await parts.call(processor.refund, ask, connection);
  if (result.kind === 'refunded' && result.refund.theirs !== null) {
    return { report: refundReport(refund, result.refund), againMs: REFUND_AGAIN_MS };
  }
  if (result.kind !== 'refused') {
    const raw = result.kind === 'refunded' ? result.refund.raw : result.raw;
    return { report: saidOf(refund, 'unknown', raw), againMs: null };
  }
  logRefusal(parts.log, connection, result);
  // It may be refused because an earlier one has arrived by now.
  if (sending.count > 1) {
    const given = await readGiven(side, inquireGiven, instruction);
    if (given.kind !== 'given') return notRead(side, refund, given);
    const told = readDifference(given, refund);
    if (told.kind !== 'unseen') return toldBy(side, refund, told);
  }
  if (result.again === 'never') {
    return { report: saidOf(refund, 'failed', result.raw), againMs: null };
  }
  await parts.keep(account, { ...about, sending: { ...sending, isOver: true } });
  return { report: saidOf(refund, 'pending', result.raw), againMs: LATER_MS };
}

function toldBy({ parts, connection }: Carried, refund: Refund, told: Difference): Said {
  if (told.kind === 'made') {
    return { report: refundReport(refund, told.refund), againMs: REFUND_AGAIN_MS };
  }
  const report = saidOf(refund, 'unknown', told.raw);
  if (told.kind !== 'doubted') return { report, againMs: null };
  const { processor, shownAs } = connection;
  const about = { processor, ...shownAs, refund: refund.id.token, said: told.raw };
  parts.log.error(about, 'a refund that cannot be told from others');
  return { report: { ...report, review: 'refund_unclear' }, againMs: null };
}
