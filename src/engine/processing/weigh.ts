// What a processor found under our name, as the report about our payment: one attempt is ours, and
// every other success is money too much.
import type { PaymentReport } from '../../core/command.ts';
import type { Order } from '../../core/order.ts';
import { type Handover, isUndecided, type Payment } from '../../core/payment.ts';
import type { Attempt, Found, Processor } from '../../gateways/processor.ts';

export type Weighed = {
  readonly report: PaymentReport;
  /** Of money that was taken besides. */
  readonly surplus: readonly PaymentReport[];
  /** When to look again, in milliseconds; null: there is nothing left to see. */
  readonly againMs: number | null;
};

type Carried = { readonly payment: Payment; readonly order: Order };
type Rules = Pick<Processor, 'lateSuccess' | 'watchMs'>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Who has not paid by then has left; another payment of the order can be begun. */
const OPEN_MAX_MS = 24 * HOUR_MS;

/** How often to look, by how long ago it began; after these the last one holds for ever. */
const WAITING: readonly (readonly [untilMs: number, everyMs: number])[] = [
  [2 * MINUTE_MS, 4000],
  [15 * MINUTE_MS, 15_000],
  [2 * HOUR_MS, MINUTE_MS],
];
const WAITING_LAST_MS = 5 * MINUTE_MS;
/** What is watched is looked at after as long again as it has been watched, between these. */
const WATCH_FIRST_MS = MINUTE_MS;
const WATCH_LAST_MS = 6 * HOUR_MS;
const REFUND_EVERY_MS = 5 * MINUTE_MS;

/** `now` in real milliseconds. */
export function weigh(found: Found, carried: Carried, rules: Rules, now: number): Weighed {
  const { payment } = carried;
  const successes = found.attempts.filter(isSuccess).filter(isComplete);
  const own = ownAttempt(payment, found.attempts, successes);
  const others = successes.filter((attempt) => attempt !== own);
  const report =
    own === undefined
      ? withoutSuccess(found, carried, rules, now)
      : { ...attemptReport(carried, own, rules), byWatch: true as const };
  const surplus = others.map((attempt) => attemptReport(carried, attempt, rules));
  return { report, surplus, againMs: againAfter(found, carried, report, rules, now) };
}

/** What an attempt says of the payment; without its amount it says nothing. */
export function attemptReport(
  { payment }: Carried,
  attempt: Attempt,
  { lateSuccess }: Pick<Rules, 'lateSuccess'>,
): PaymentReport {
  const { state, raw, theirs, bankReference, decline, instrument } = attempt;
  return {
    ...nothingSaid(payment, isComplete(attempt) || !isSuccess(attempt) ? state : 'unknown', raw),
    ...(isComplete(attempt) ? taken(attempt) : {}),
    reference: theirs,
    bankReference,
    decline,
    ...(instrument === null ? {} : { instrument }),
    late: lateSuccess,
  };
}

export function nothingSaid(
  { orderKey, id, amountMinor, currency }: Payment,
  state: PaymentReport['state'],
  raw: string,
): PaymentReport {
  const about = { orderKey, paymentKey: id.key, amountMinor, currency };
  const said = { reference: null, bankReference: null, decline: null };
  return { kind: 'reportPayment', state, raw, ...about, ...said };
}

function isSuccess({ state }: Pick<Attempt, 'state'>): boolean {
  return state === 'authorized' || state === 'captured';
}

type Complete = Attempt & { readonly amountMinor: number; readonly currency: string };

function isComplete(attempt: Attempt): attempt is Complete {
  const { amountMinor, currency } = attempt;
  return Number.isSafeInteger(amountMinor) && Number(amountMinor) > 0 && currency !== null;
}

function taken({ amountMinor, currency }: Complete): Pick<Complete, 'amountMinor' | 'currency'> {
  return { amountMinor, currency };
}

/** The attempt that the payment is settled by, else the first that took what was asked. */
function ownAttempt(
  { status, processorReference, amountMinor, currency }: Payment,
  attempts: readonly Attempt[],
  successes: readonly Attempt[],
): Attempt | undefined {
  if (status === 'authorized' || status === 'captured' || status === 'voided') {
    return attempts.find(({ theirs }) => theirs === processorReference);
  }
  const fits = successes.find(
    (each) => each.amountMinor === amountMinor && each.currency === currency,
  );
  return fits ?? successes[0];
}

function withoutSuccess(
  { order, attempts }: Found,
  { payment }: Carried,
  { lateSuccess }: Rules,
  now: number,
): PaymentReport {
  const say = (state: PaymentReport['state'], raw: string): PaymentReport => ({
    ...nothingSaid(payment, state, raw),
    late: lateSuccess,
  });
  if (payment.status === 'failed') return say('failed', payment.processorStatus ?? '');
  if (!isUndecided(payment)) return say('unknown', `${order}, ${attempts.length} attempts`);
  const pending = attempts.find(({ state }) => state === 'pending');
  const unclear = attempts.find(({ state }) => state === 'unknown' || isSuccess({ state }));
  const failed = attempts.findLast(({ state }) => state === 'failed');
  const last = pending ?? unclear;
  if (last !== undefined) {
    return {
      ...say(pending === undefined ? 'unknown' : 'pending', last.raw),
      ...at(payment, false),
      reference: last.theirs,
    };
  }
  const isOver = order === 'closed' || now > payment.createdAt + OPEN_MAX_MS;
  if (!isOver) return { ...say('pending', failed?.raw ?? order), ...at(payment, true) };
  const decline = failed?.decline ?? 'timed_out';
  return { ...say('failed', failed?.raw ?? order), decline, ...closed(payment, order) };
}

/** Its own word that no new attempt can begin, where it is one. */
function closed({ handover }: Payment, order: Found['order']): { readonly handover?: Handover } {
  if (handover === undefined || handover.isClosed === true || order !== 'closed') return {};
  return { handover: { ...handover, step: null, isOpen: false, isClosed: true } };
}

function at({ handover }: Payment, isOpen: boolean): { readonly handover?: Handover } {
  return handover === undefined ? {} : { handover: { ...handover, isOpen } };
}

function againAfter(
  { refunds, areRefundsUnread }: Found,
  { payment }: Carried,
  { state }: PaymentReport,
  { watchMs }: Rules,
  now: number,
): number | null {
  const isUndecidedNow = isUndecided(payment) && (state === 'pending' || state === 'unknown');
  if (isUndecidedNow) return pace(now - payment.createdAt);
  if (payment.status === 'authorized' || state === 'authorized') {
    return Math.min(longer(now - payment.createdAt), HOUR_MS);
  }
  // Whoever asked for it, it lowers what can be given back until it has failed.
  if (refunds.some((each) => each.state === 'pending')) return REFUND_EVERY_MS;
  if (areRefundsUnread === true) return WATCH_FIRST_MS;
  // Also where it is paid and closed: two successes of one order have been seen.
  const since = now - (payment.completedAt ?? now);
  return since < watchMs ? longer(since) : null;
}

function longer(sinceMs: number): number {
  return Math.min(Math.max(sinceMs, WATCH_FIRST_MS), WATCH_LAST_MS);
}

function pace(sinceMs: number): number {
  return WAITING.find(([untilMs]) => sinceMs < untilMs)?.[1] ?? WAITING_LAST_MS;
}
