// What follows from a processor's answer besides its report: money too much is kept as a payment
// and given back, refunds of others are kept, and what is to be captured at once is.
import type { Account } from '../../core/account.ts';
import type { Instruction } from '../../core/decision.ts';
import { findByKey } from '../../core/id.ts';
import { type Aggregate, captureOf } from '../../core/order.ts';
import { type Payment, refundableMinor } from '../../core/payment.ts';
import type { RefundFinding } from '../../gateways/processor.ts';
import type { Store } from '../../store/store.ts';
import type { Engine } from '../orders/engine.ts';
import type { Said } from './carrier.ts';

type Parts = { readonly store: Store; readonly engine: Engine };

/** Why the engine itself gives money back; shown where a refund's note is. */
const NOTE = 'Surplus payment';

/**
 * Each step is a command that finds its work done when it is repeated, so that a process that dies
 * in between leaves the rest to the next inquiry.
 */
export async function settleAftermath(
  parts: Parts,
  account: Account,
  instruction: Instruction,
  { surplus = [], refunds = [] }: Said,
): Promise<void> {
  const { store, engine } = parts;
  const { payment: own } = instruction;
  if (own.connection === undefined) return;
  const { orderKey } = own;
  for (const report of surplus) {
    await engine.execute(account, { kind: 'adoptPayment', orderKey, report });
  }
  let aggregate = await store.loadOrder(account.id, orderKey);
  for (const finding of aggregate === null ? [] : refunds) {
    if (aggregate !== null) await adoptRefund(parts, account, aggregate, own, finding);
  }
  aggregate = await store.loadOrder(account.id, orderKey);
  const carried = aggregate?.payments.filter(({ connection }) => connection !== undefined) ?? [];
  for (const payment of aggregate === null ? [] : carried) {
    if (aggregate !== null) await conclude(parts, account, aggregate, payment);
  }
}

async function adoptRefund(
  { engine }: Parts,
  account: Account,
  { refunds, payments, order }: Aggregate,
  own: Payment,
  finding: RefundFinding,
): Promise<void> {
  const { ours, theirs, attempt, state, raw, amountMinor, currency, bankReference } = finding;
  if (theirs === null || amountMinor === null || currency === null) return;
  if (state !== 'pending' && state !== 'processed') return;
  const known = new Set(
    refunds.flatMap(({ id, processorReference }) => [id.token, processorReference]),
  );
  const isOurs = known.has(ours ?? '') || known.has(theirs);
  const payment =
    attempt === null
      ? findByKey(payments, own.id.key)
      : payments.find(({ processorReference }) => processorReference === attempt);
  // Its own refunds may be on their way, and not yet have a name of the processor's.
  const mayBeOurs = refunds.some(
    (each) =>
      each.status === 'pending' &&
      each.processorReference === null &&
      each.amountMinor === amountMinor,
  );
  if (isOurs || payment === undefined || payment.status !== 'captured') return;
  if (ours === null && mayBeOurs) return;
  await engine.execute(account, {
    kind: 'adoptRefund',
    orderKey: order.id.key,
    paymentKey: payment.id.key,
    ...{ state, raw, amountMinor, currency, bankReference },
    reference: theirs,
  });
}

/** Captures what nobody has to decide about, and gives back what was too much. */
async function conclude(
  { engine }: Parts,
  account: Account,
  { order, refunds }: Aggregate,
  payment: Payment,
): Promise<void> {
  const target = { payment: [{ by: 'token', token: payment.id.token } as const] };
  const { status, requested, surplus } = payment;
  if (status === 'authorized' && requested === null) {
    const capture = captureOf(order, payment, engine.nowOf(account));
    if (surplus === true) await engine.execute(account, { kind: 'voidPayment', target });
    else if (capture === 'automatic') {
      const all = { amount: 'everything', currency: null } as const;
      await engine.execute(account, { kind: 'capturePayment', target, ...all });
    }
    return;
  }
  if (status !== 'captured' || surplus !== true || refundableMinor(payment) === 0) return;
  // A refund that failed is for somebody to look at, not for a loop.
  if (refunds.some(({ paymentKey }) => paymentKey === payment.id.key)) return;
  await engine.execute(account, {
    kind: 'createRefund',
    dialect: '',
    target,
    reference: null,
    amount: 'everything',
    note: NOTE,
    notes: {},
    wire: {},
  });
}
