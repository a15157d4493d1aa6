// What a processor says of a refund, as the report about ours.
import type { RefundReport } from '../../core/command.ts';
import type { Refund } from '../../core/refund.ts';
import type { RefundFinding } from '../../gateways/processor.ts';

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
