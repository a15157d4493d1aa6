// A refund that is not sent since a backup was restored, because it may have been sent before.
import { askOf, type Carried, REFUND_AGAIN_MS, type Said } from './carried.ts';
import { type RefundInstruction, saidOf } from './refund-report.ts';
import { findHold } from './restored.ts';

/** Null: nothing keeps it from being sent. */
export async function holdRefund(
  side: Carried,
  instruction: RefundInstruction,
): Promise<Said | null> {
  const held = await findHold(side, instruction, askOf(instruction.order, instruction.payment));
  if (held === null) return null;
  const { raw, ...review } = held;
  const report = { ...saidOf(instruction.refund, 'unknown', raw), ...review };
  return { report, againMs: REFUND_AGAIN_MS };
}
