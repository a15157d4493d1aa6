// Reconciliation: what came in, what went back, and what was settled, as far as the sandbox knows.
// Source: cashfree.md §1.9: /settlement/recon tells of settlements, /recon of all events of a time.
import type { ListQuery } from '../../../../core/command.ts';
import type { Listing } from '../../../../core/decision.ts';
import { type Failure, invalid } from '../../../../core/failure.ts';
import type { Aggregate } from '../../../../core/order.ts';
import type { Payment } from '../../../../core/payment.ts';
import type { RefundStatus } from '../../../../core/refund.ts';
import { type Call, type Operation, operation, type Reply } from '../../../dialect.ts';
import { readRequest } from '../reading.ts';
import type { Traits } from '../../version.ts';
import { type ReconEvent, viewFlat, viewNested } from './recon-view.ts';
import {
  CAPTURED_WITHIN_MS,
  DAY_MS,
  readPage,
  readSpan,
  renderPage,
  SETTLES_AFTER_MS,
  settledAtOf,
  settledOperations,
} from './settlement.ts';

/** What took money from the payment, or will. */
const GOES_BACK: Readonly<Record<RefundStatus, boolean>> = Object.freeze({
  pending: true,
  processed: true,
  failed: false,
  cancelled: false,
});

/** A payment, then what of it went back. */
function eventsOf(
  aggregate: Aggregate,
  payment: Payment,
  settledAt: number | null,
): readonly ReconEvent[] {
  const { order, refunds } = aggregate;
  const about = { order, payment, settledAt };
  const back = refunds.filter(
    ({ paymentKey, status }) => paymentKey === payment.id.key && GOES_BACK[status],
  );
  return [
    { ...about, type: 'PAYMENT', at: payment.completedAt ?? payment.createdAt, refund: null },
    ...back.map((refund): ReconEvent => {
      const at = refund.processedAt ?? refund.createdAt;
      return { ...about, type: 'REFUND', at, refund };
    }),
  ];
}

/** The settlement as an event of its own. */
function settlementOf({ order }: Aggregate, payment: Payment, at: number): ReconEvent {
  return { type: 'SETTLEMENT', at, order, payment, settledAt: at, refund: null };
}

/** What is given back once its payment is settled is taken off a day after; null: not yet. */
function eventSettledAt({ refund, settledAt }: ReconEvent, { now }: Call): number | null {
  if (refund === null || settledAt === null || refund.createdAt <= settledAt) return settledAt;
  const later = refund.createdAt + SETTLES_AFTER_MS;
  return later > now ? null : later;
}

/** How many days after its payment a refund may come (§1.8). */
const REFUNDED_WITHIN_MS = 180 * DAY_MS;

function parseRecon({ fields }: Call): ListQuery | Failure {
  const read = readRequest(fields);
  const { skip, limit: count } = readPage(read);
  for (const field of ['filters.start_date', 'filters.end_date']) {
    if (!read.has(field)) read.refuse({ field, rule: 'required', message: 'is missing' });
  }
  const { start, end } = readSpan(read);
  if (read.issues.length > 0) return invalid(read.issues);
  const from = (start ?? 0) - CAPTURED_WITHIN_MS - REFUNDED_WITHIN_MS;
  return {
    kind: 'list',
    of: 'payment',
    from: Math.max(0, from),
    to: end,
    skip,
    count,
    reference: null,
    states: ['captured'],
  };
}

function renderRecon(listing: Listing, call: Call, traits: Traits): Reply {
  const { start, end } = readSpan(readRequest(call.fields));
  const view = traits.version < '2026-01-01' ? viewFlat : viewNested;
  const data = listing.items.flatMap(({ aggregate, payment }) => {
    if (payment === null) return [];
    const settledAt = settledAtOf(payment, call);
    const settlement = settledAt === null ? [] : [settlementOf(aggregate, payment, settledAt)];
    return [...eventsOf(aggregate, payment, settledAt), ...settlement]
      .filter(({ at }) => at >= (start ?? at) && at <= (end ?? at))
      .map((event) => view(event, traits, 'payment_group'));
  });
  return renderPage(listing, data, call, traits);
}

export function reconOperations(traits: Traits): readonly Operation[] {
  const view = traits.version < '2025-01-01' ? viewFlat : viewNested;
  return [
    ...settledOperations(
      '/settlement/recon',
      traits,
      (aggregate, payment, _traits, call, isAsked) =>
        eventsOf(aggregate, payment, settledAtOf(payment, call)).flatMap((event) => {
          const at = eventSettledAt(event, call);
          const told = at === null ? event : { ...event, settledAt: at };
          return isAsked(at ?? Number.NaN) ? [view(told, traits, 'payment_mode')] : [];
        }),
      REFUNDED_WITHIN_MS,
    ),
    operation(
      { method: 'POST', path: '/recon', rate: 'fetch' },
      parseRecon,
      (listing: Listing, call) => renderRecon(listing, call, traits),
    ),
  ];
}
