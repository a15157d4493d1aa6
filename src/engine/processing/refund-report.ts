// What a processor said of a refund of ours, as the report about it.
import type { RefundReport } from '../../core/command.ts';
import type { Instruction } from '../../core/decision.ts';
import type { Refund } from '../../core/refund.ts';
import type {
  RefundAsk,
  Refunded,
  RefundFinding,
  Refused,
  Unknown,
} from '../../gateways/processor.ts';
import { askOf, REFUND_AGAIN_MS, type Said } from './carried.ts';

export type RefundInstruction = Extract<Instruction, { kind: 'refund' }>;

export function askRefundOf({ order, payment, refund }: RefundInstruction): RefundAsk {
  return { ...askOf(order, payment), refundName: refund.id.token, refund };
}

/** As it is asked about later. */
export function foundRefund(ours: Refund, found: Refunded | Refused | Unknown): Said {
  return found.kind === 'refunded'
    ? { report: refundReport(ours, found.refund), againMs: REFUND_AGAIN_MS }
    : { report: saidOf(ours, 'unknown', found.raw), againMs: null };
}

export function saidOf(
  { orderKey, id, amountMinor, currency }: Refund,
  state: RefundReport['state'],
  raw: string,
): RefundReport {
  const about = { orderKey, refundKey: id.key, amountMinor, currency };
  return { kind: 'reportRefund', state, raw, ...about, reference: null, bankReference: null };
}

export function refundReport(ours: Refund, finding: RefundFinding): RefundReport {
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
