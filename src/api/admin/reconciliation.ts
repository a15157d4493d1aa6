// Whether the money arrived, as the operator asks it of an account or of one of its connections.
import { addDays, isDay } from '../../core/indian-day.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import type { Reconciled } from '../../core/reconciliation.ts';
import {
  type Reconcile,
  type Reconciliation,
  type SettlementSum,
  verdictOf,
} from '../../core/reconciliation-request.ts';
import { type Call, type Operation, operation, type RowShape } from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { reply } from '../family.ts';
import { readName } from '../locator.ts';
import { listOf, namesOf, objectOf, open, text, textTo, whole, wholeOf } from '../shape.ts';

/** One request answers for so many days; a command has no such bound. */
const DAYS_MAX = 7;
export const WITHIN_DAYS_MAX = 60;

const DAY = { ...textTo(10), format: 'date' };
const RECONCILE: RowShape = {
  does: 'Asks the processors’ own reports whether the money arrived; amounts in minor units.',
  body: {
    from: { schema: DAY, required: true, says: 'A day in India.' },
    to: { schema: DAY, says: `At most ${DAYS_MAX} days in all; the same day unless given.` },
    connection: { schema: textTo(100), says: 'One connection; every one unless given.' },
    within_days: { schema: wholeOf(0, WITHIN_DAYS_MAX), says: 'How long a settlement may take.' },
  },
  answer: objectOf({
    reconciliations: listOf(
      objectOf({
        ...{ account: text, connection: text, processor: text, mode: text, from: text, to: text },
        ...{ within_days: whole, verdict: text, counts: open, asked: open, adopted: open },
        ...{ reviews: open, unread: open, settlements: listOf(open), entries: listOf(open) },
      }),
    ),
  }),
};

const OPERATE = { role: 'operate', audits: ['from', 'to', 'connection'] } as const;

export const reconciliationOperations: readonly Operation[] = Object.freeze([
  operation(
    {
      method: 'POST',
      path: '/accounts/:key/reconciliation',
      rate: 'create',
      shape: RECONCILE,
      ...OPERATE,
    },
    parseReconcile,
    (all) => reply({ reconciliations: all.map(viewReconciliation) }),
  ),
]);

function parseReconcile({ fields, params }: Call): Reconcile | Failure {
  const read = readFields(fields);
  read.refuseStrangers(namesOf(RECONCILE));
  const from = read.text('from', { required: true, max: 10 }) ?? '';
  const to = read.text('to', { max: 10 }) ?? from;
  for (const [field, day] of Object.entries({ from, to })) {
    if (day !== '' && !isDay(day)) read.wrong(field, 'format', 'must be a day such as 2026-11-28');
  }
  const connection = read.text('connection', { max: 100 });
  const withinDays = read.integer('within_days', { min: 0, max: WITHIN_DAYS_MAX });
  if (read.issues.length > 0) return invalid(read.issues);
  if (to < from) read.wrong('to', 'range', 'must not be before from');
  if (to > addDays(from, DAYS_MAX - 1)) {
    read.wrong('to', 'range', `must be within ${DAYS_MAX} days from from on`);
  }
  if (read.issues.length > 0) return invalid(read.issues);
  return {
    ...{ kind: 'reconcile', account: params['key'] ?? '', from, to, withinDays, lines: null },
    connection: connection === null ? null : readName(connection),
  };
}

/** As programs read it; amounts in minor units. */
export function viewReconciliation(all: Reconciliation): Readonly<Record<string, unknown>> {
  const { account, connection, processor, mode, from, to, counts, unread } = all;
  return {
    account,
    connection: `conn_${connection}`,
    ...{ processor, mode, from, to },
    within_days: all.withinDays,
    verdict: verdictOf(all),
    counts,
    asked: all.asked,
    adopted: all.adopted,
    reviews: all.reviews,
    unread,
    settlements: all.settlements.map(viewSettlement),
    entries: all.entries.map(viewReconciled),
  };
}

function viewSettlement(sum: SettlementSum): Readonly<Record<string, unknown>> {
  const { settlement, utr, day, currency, payments, refunds, others } = sum;
  return {
    settlement_id: settlement,
    utr,
    settled_on: day,
    currency,
    ...{ payments, refunds, others },
    paid_minor: sum.paidMinor,
    refunded_minor: sum.refundedMinor,
    fee_minor: sum.feeMinor,
    tax_minor: sum.taxMinor,
    net_minor: sum.netMinor,
  };
}

export type ReconciledView = ReturnType<typeof viewReconciled>;

/** What is ours begins so; all else is what the processor said. */
export function viewReconciled({ agreement, kind, line, booked, why }: Reconciled) {
  return {
    agreement,
    kind,
    our_id: booked?.token ?? null,
    our_name: booked?.name ?? line?.name ?? null,
    our_reference: booked?.reference ?? null,
    our_status: booked?.status ?? null,
    our_day: booked?.day ?? null,
    our_amount_minor: booked?.amountMinor ?? null,
    id: line?.theirs ?? booked?.theirs ?? null,
    payment_id: line?.attempt ?? null,
    refund_name: line?.refundName ?? null,
    amount_minor: line?.amountMinor ?? null,
    currency: line?.currency ?? booked?.currency ?? null,
    fee_minor: line?.feeMinor ?? null,
    tax_minor: line?.taxMinor ?? null,
    net_minor: line?.netMinor ?? null,
    settlement_id: line?.settlement ?? null,
    utr: line?.utr ?? null,
    settled_on: line?.settledOn ?? null,
    why,
  };
}
