// What each settlement of a reconciliation comes to: the sum by which it stands in a bank account.
import type { SettlementSum } from './reconciliation-request.ts';
import { addMinor, type SettledLine } from './settled-line.ts';

/** By settlement and currency, in the order of their days. */
export function sumSettlements(lines: Iterable<SettledLine>): readonly SettlementSum[] {
  const sums = new Map<string, SettlementSum>();
  for (const line of lines) {
    if (!line.isSettled) continue;
    const { settlement, currency } = line;
    const name = JSON.stringify([settlement, currency]);
    sums.set(name, add(sums.get(name) ?? begin(line), line));
  }
  return [...sums.values()].sort((one, other) => (one.day ?? '').localeCompare(other.day ?? ''));
}

function begin({ settlement, utr, settledOn: day, currency }: SettledLine): SettlementSum {
  const counts = { payments: 0, refunds: 0, others: 0 };
  const sums = { paidMinor: 0, refundedMinor: 0, feeMinor: 0, taxMinor: 0, netMinor: 0 };
  return { settlement, utr, day, currency, ...counts, ...sums };
}

function add(sum: SettlementSum, line: SettledLine): SettlementSum {
  const { kind, amountMinor } = line;
  return {
    ...sum,
    utr: sum.utr ?? line.utr,
    day: sum.day ?? line.settledOn,
    payments: sum.payments + (kind === 'payment' ? 1 : 0),
    refunds: sum.refunds + (kind === 'refund' ? 1 : 0),
    others: sum.others + (kind === 'other' ? 1 : 0),
    paidMinor: kind === 'payment' ? addMinor(sum.paidMinor, amountMinor) : sum.paidMinor,
    refundedMinor: kind === 'refund' ? addMinor(sum.refundedMinor, amountMinor) : sum.refundedMinor,
    feeMinor: addMinor(sum.feeMinor, line.feeMinor),
    taxMinor: addMinor(sum.taxMinor, line.taxMinor),
    netMinor: addMinor(sum.netMinor, line.netMinor),
  };
}
