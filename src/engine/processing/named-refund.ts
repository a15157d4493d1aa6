// Gives money back where the processor keeps our name for it: what is not answered is asked about
// by that name, and what it has never seen is sent again under the same one.
import {
  type Asked,
  type Carried,
  isLost,
  LATER_MS,
  REFUND_AGAIN_MS,
  type Said,
  logRefusal,
} from './carried.ts';
import { holdRefund } from './held-refund.ts';
import {
  askRefundOf,
  foundRefund,
  type RefundInstruction,
  refundReport,
  saidOf,
} from './refund-report.ts';

export async function sendNamedRefund(
  side: Carried,
  instruction: RefundInstruction,
): Promise<Said> {
  const held = await holdRefund(side, instruction);
  if (held !== null) return held;
  const { parts, connection, processor } = side;
  const { refund: asked } = instruction;
  const result = await parts.call(processor.refund, askRefundOf(instruction), connection);
  switch (result.kind) {
    case 'refunded':
      return { report: refundReport(asked, result.refund), againMs: REFUND_AGAIN_MS };
    case 'refused': {
      logRefusal(parts.log, connection, result);
      const state = result.again === 'never' ? 'failed' : 'pending';
      return { report: saidOf(asked, state, result.raw), againMs: LATER_MS };
    }
    case 'absent':
    case 'unknown':
      return { report: saidOf(asked, 'unknown', result.raw), againMs: null };
  }
}

export async function inquireNamedRefund(
  side: Carried,
  instruction: RefundInstruction,
  asked: Asked,
): Promise<Said> {
  const { parts, connection, processor } = side;
  const { refund: ours } = instruction;
  const ask = askRefundOf(instruction);
  const found = await parts.call(processor.inquireRefund, ask, connection);
  // Under the same name, by which the processor knows it should it have arrived after all.
  if (found.kind === 'absent' && isLost(asked, parts.now())) {
    const again = await sendNamedRefund(side, instruction);
    if (again.report.state !== 'failed') return again;
    // It may be refused because the first one has arrived by now.
    const now = await parts.call(processor.inquireRefund, ask, connection);
    return now.kind === 'absent' ? again : foundRefund(ours, now);
  }
  return foundRefund(ours, found);
}
