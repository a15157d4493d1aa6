// Whether a refund may be sent now where no name of ours is kept for it: one at a time of a
// payment, by one process, and only after all that is known to have gone back was seen there.
import type { SendRefund } from './command.ts';
import { changed, type Decision } from './decision.ts';
import type { Failure } from './failure.ts';
import { findByKey } from './id.ts';
import type { Aggregate, Order } from './order.ts';
import { isInFlight, type Refund, type RefundSending } from './refund.ts';

export function decideSendRefund(
  existing: Aggregate,
  { refundKey, sending }: SendRefund,
): Decision | Failure {
  const refund = findByKey(existing.refunds, refundKey);
  if (refund === undefined) return { failure: 'refund_not_found', existing };
  // Named or decided by now, or somebody else was faster.
  const isOpen = refund.status === 'pending' && refund.processorReference === null;
  const count = (refund.sending?.count ?? 0) + (sending.isOver === true ? 0 : 1);
  if (!isOpen || sending.count !== count) return { failure: 'refund_not_pending', existing };
  const others = existing.refunds.filter(
    (each) => each !== refund && each.paymentKey === refund.paymentKey,
  );
  const isHeld = others.some(isInFlight) || isBehind(others, sending);
  if (sending.isOver !== true && isHeld) return { failure: 'processor_unavailable', existing };
  const order: Order = { ...existing.order, version: existing.order.version + 1 };
  return changed(existing, { order, payment: null, refund: { ...refund, sending } }, []);
}

/** What we know to have gone back is not all there yet: the difference would tell of that. */
function isBehind(
  others: readonly Refund[],
  { before, beforeMinor, isLatestAlone }: RefundSending,
): boolean {
  const known = others.filter(
    ({ status, processorReference }) =>
      status === 'processed' || (status === 'pending' && processorReference !== null),
  );
  if (before === null) {
    return known.reduce((sum, { amountMinor }) => sum + amountMinor, 0) > beforeMinor;
  }
  if (isLatestAlone === true) return isLatestBehind(known, before);
  return known.some(
    ({ processorReference }) => processorReference !== null && !before.includes(processorReference),
  );
}

/**
 * Of one that another has come after nothing more would be told, so that it has to be done first. A
 * name that we do not know is somebody else's.
 */
function isLatestBehind(known: readonly Refund[], [latest]: readonly string[]): boolean {
  if (known.some(({ status }) => status === 'pending')) return true;
  const sentAt = ({ sending, createdAt }: Refund): number => sending?.at ?? createdAt;
  const newest = known.toSorted((one, other) => sentAt(other) - sentAt(one))[0];
  if (newest === undefined || newest.processorReference === latest) return false;
  const isOurs = known.some(({ processorReference }) => processorReference === latest);
  return latest === undefined || isOurs;
}
