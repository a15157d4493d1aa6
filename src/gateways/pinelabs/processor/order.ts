// An order of the gateway's with all of its payments, as every one of its replies shows it.
// Source: pinelabs.md §2.8 and §P.4.
import { refundableMinor } from '../../../core/payment.ts';
import type { Attempt, Found, PaymentAsk, RefundFinding, WireReply } from '../../processor.ts';
import { type DatedAttempt, readAttempt } from './attempt.ts';
import {
  dataOf,
  idOf,
  isPart,
  itemsOf,
  type Part,
  readReply,
  textOf,
  valueIn,
  wholeOf,
} from './reply.ts';
import { orderStateOf, PAID_ORDERS } from './words.ts';

/** Null: it is none, or not the one that was asked about; or something in it cannot be read. */
export function readOrder(reply: WireReply, ask: PaymentAsk): Found | null {
  const read = readReply(reply);
  const order = isPart(read) ? dataOf(read) : null;
  if (order === null || !isOurs(order, ask)) return null;
  const word = textOf(order, 'status');
  const state = orderStateOf(word, wholeOf(order, 'payment_retries_remaining'));
  const attempts = state === null ? null : readAttempts(order);
  if (word === null || state === null || attempts === null) return null;
  // An order that is paid by nothing that we see: its payments lag behind.
  const isBehind = PAID_ORDERS.has(word) && !attempts.some((each) => PAYING.has(each.state));
  if (isBehind) return null;
  return { kind: 'found', order: state, attempts, refunds: restOf(word, order, attempts, ask) };
}

/** AUTHORIZED without `pre_auth` is not yet money, and yet what the order speaks of. */
const PAYING: ReadonlySet<Attempt['state']> = new Set([
  'captured',
  'authorized',
  'voided',
  'unknown',
  'pending',
]);

function isOurs(order: Part, { name, theirOrder }: PaymentAsk): boolean {
  const theirs = idOf(order, 'order_id');
  return (
    textOf(order, 'type') === 'CHARGE' &&
    textOf(order, 'merchant_order_reference') === name &&
    theirs !== null &&
    (theirOrder === null || theirs === theirOrder)
  );
}

/** One that cannot be read may be the one that paid: then nothing is known. */
function readAttempts(order: Part): readonly Attempt[] | null {
  // "Returned only for orders linked with a payment"; samples have an empty list too.
  if ((valueIn(order, 'payments') ?? null) === null) return [];
  const items = itemsOf(order, 'payments');
  if (items === null) return null;
  const read: DatedAttempt[] = [];
  for (const item of items) {
    const attempt = readAttempt(item, order);
    if (attempt === null) return null;
    read.push(attempt);
  }
  // Which comes first is not documented.
  const isDated = read.every(({ at }) => at !== null);
  const sorted = isDated ? read.toSorted((one, other) => (one.at ?? 0) - (other.at ?? 0)) : read;
  return sorted.map(({ attempt }) => attempt);
}

/**
 * No reply lists an order's refunds (§P.5). When all of it has gone back, what we have not asked
 * for was given back elsewhere, as by the dashboard: it is told as one refund.
 */
function restOf(
  word: string,
  order: Part,
  attempts: readonly Attempt[],
  { attempt: paying, payment }: PaymentAsk,
): readonly RefundFinding[] {
  const captured = attempts.filter(({ state }) => state === 'captured');
  const [own, ...others] = captured;
  const rest = refundableMinor(payment);
  const isTold = word === 'FULLY_REFUNDED' && own?.theirs === paying && others.length === 0;
  if (!isTold || own === undefined || rest <= 0 || own.amountMinor === null) return [];
  return [
    {
      theirs: `${idOf(order, 'order_id')}-rest-${payment.refundedMinor}`,
      ours: null,
      attempt: own.theirs,
      state: 'processed',
      raw: word,
      amountMinor: rest,
      currency: own.currency,
      bankReference: null,
    },
  ];
}
