// What follows from a processor's answer besides its report: money too much is kept as a payment
// and given back, refunds of others are kept, and what is to be captured at once is.
import type { Account } from '../../core/account.ts';
import { SURPLUS_MAX } from '../../core/adopt.ts';
import type { PaymentReport } from '../../core/command.ts';
import type { Instruction } from '../../core/decision.ts';
import { findByKey } from '../../core/id.ts';
import { type Aggregate, captureOf } from '../../core/order.ts';
import { type Payment, refundableMinor } from '../../core/payment.ts';
import type { Refund } from '../../core/refund.ts';
import { SURPLUS_NOTE } from '../../core/settle-review.ts';
import type { RefundFinding } from '../../gateways/processor.ts';
import type { Store } from '../../store/store.ts';
import type { Engine } from '../orders/engine.ts';
import type { Carrier, Said } from './carrier.ts';

type Parts = { readonly store: Store; readonly engine: Engine };

/**
 * Each step is a command that finds its work done when it is repeated, so that a process that dies
 * in between leaves the rest to the next inquiry. False: one more is needed.
 */
export async function settleAftermath(
  parts: Parts,
  account: Account,
  carrier: Pick<Carrier, 'cannotRelease'>,
  instruction: Instruction,
  { report: own, surplus = [], refunds = [] }: Said,
): Promise<boolean> {
  const { store, engine } = parts;
  const { payment: asked } = instruction;
  if (asked.connection === undefined) return true;
  const { orderKey } = asked;
  // Its own may be another by now, where another process heard of another first.
  const isOwn =
    own.kind === 'reportPayment' && (own.state === 'captured' || own.state === 'authorized');
  const isMany = surplus.length > SURPLUS_MAX;
  const adopted = isMany ? await bound(parts, account, asked, surplus) : surplus;
  for (const report of [...(isOwn ? [own] : []), ...adopted]) {
    await engine.execute(account, { kind: 'adoptPayment', orderKey, report });
  }
  let aggregate = await store.loadOrder(account.id, orderKey);
  // One that was adopted goes on there as well.
  for (const report of surplus) {
    const known = adoptedOf(aggregate, asked, report);
    if (known !== null) await engine.execute(account, { ...report, paymentKey: known.id.key });
  }
  let isDone = true;
  for (const finding of aggregate === null ? [] : refunds) {
    if (aggregate === null) continue;
    isDone = (await adoptRefund(parts, account, aggregate, asked, finding)) && isDone;
  }
  aggregate = await store.loadOrder(account.id, orderKey);
  const carried = aggregate?.payments.filter(({ connection }) => connection !== undefined) ?? [];
  for (const payment of aggregate === null ? [] : carried) {
    if (aggregate !== null) await conclude(parts, account, carrier, aggregate, payment);
  }
  return isDone;
}

/** Of what is not known yet no more than can be adopted, and one, so that somebody hears of it. */
async function bound(
  { store }: Parts,
  account: Account,
  asked: Payment,
  surplus: readonly PaymentReport[],
): Promise<readonly PaymentReport[]> {
  const aggregate = await store.loadOrder(account.id, asked.orderKey);
  const fresh = surplus.filter((report) => adoptedOf(aggregate, asked, report) === null);
  return fresh.slice(0, SURPLUS_MAX + 1);
}

function adoptedOf(
  aggregate: Aggregate | null,
  asked: Payment,
  { reference }: PaymentReport,
): Payment | null {
  const adopted = aggregate?.payments.find(
    ({ id, processorReference, connection }) =>
      id.key !== asked.id.key &&
      processorReference === reference &&
      connection === asked.connection,
  );
  return adopted ?? null;
}

/** Gives back what has become surplus of an order, as it was before, that no connection carries. */
export async function giveSurplusBack(
  parts: Parts,
  account: Account,
  before: Aggregate,
): Promise<void> {
  const aggregate = await parts.store.loadOrder(account.id, before.order.id.key);
  for (const payment of aggregate?.payments ?? []) {
    const isNew = findByKey(before.payments, payment.id.key)?.surplus !== true;
    if (aggregate === null || payment.surplus !== true || !isNew) continue;
    await conclude(parts, account, {}, aggregate, payment);
  }
}

/** False: whether it is one of ours is told once that has the processor's name. */
async function adoptRefund(
  { engine }: Parts,
  account: Account,
  aggregate: Aggregate,
  asked: Payment,
  finding: RefundFinding,
): Promise<boolean> {
  const { order } = aggregate;
  // Another connection may name its own alike.
  const payments = aggregate.payments.filter(({ connection }) => connection === asked.connection);
  const keys = new Set(payments.map(({ id }) => id.key));
  const refunds = aggregate.refunds.filter(({ paymentKey }) => keys.has(paymentKey));
  const { ours, theirs, attempt, state, raw, amountMinor, currency, bankReference } = finding;
  if (theirs === null || amountMinor === null || currency === null) return true;
  const orderKey = order.id.key;
  const said = { raw, amountMinor, currency, reference: theirs, bankReference };
  const known = refunds.find(({ processorReference }) => processorReference === theirs);
  // Of one that is over core keeps what cannot be true beside that.
  if (known !== undefined && isNews(known, finding) && state !== 'unknown') {
    const refundKey = known.id.key;
    await engine.execute(account, { kind: 'reportRefund', orderKey, refundKey, state, ...said });
  }
  if (known !== undefined || (state !== 'pending' && state !== 'processed')) return true;
  const own = new Map(refunds.map((each) => [each.id.token, each])).get(ours ?? '');
  // It was held to have failed without a name of the processor's, and is there after all.
  if (own?.processorReference === null && own.status === 'failed') {
    const refundKey = own.id.key;
    await engine.execute(account, { kind: 'reportRefund', orderKey, refundKey, state, ...said });
  }
  const payment =
    attempt === null
      ? findByKey(payments, asked.id.key)
      : payments.find(
          // One that failed may have its name, where it was adopted since.
          (each) => each.processorReference === attempt && each.status === 'captured',
        );
  // Its own refunds may be on their way, and not yet have a name of the processor's.
  const mayBeOurs = refunds.some(
    (each) =>
      each.status === 'pending' &&
      each.processorReference === null &&
      each.amountMinor === amountMinor,
  );
  if (own !== undefined || payment === undefined || payment.status !== 'captured') return true;
  if (ours === null && mayBeOurs) return false;
  const paymentKey = payment.id.key;
  await engine.execute(account, { kind: 'adoptRefund', orderKey, paymentKey, state, ...said });
  return true;
}

function isNews(known: Refund, { state, amountMinor, currency }: RefundFinding): boolean {
  const isOther = amountMinor !== known.amountMinor || currency !== known.currency;
  return state !== known.status || isOther;
}

/** Captures what nobody has to decide about, and gives back what was too much. */
async function conclude(
  { engine }: Parts,
  account: Account,
  { cannotRelease }: Pick<Carrier, 'cannotRelease'>,
  { order, refunds }: Aggregate,
  payment: Payment,
): Promise<void> {
  const target = { payment: [{ by: 'token', token: payment.id.token } as const] };
  const { status, requested, surplus } = payment;
  if (status === 'authorized' && requested === null) {
    const capture = captureOf(order, payment, engine.nowOf(account));
    if (surplus === true) {
      if (cannotRelease === true) return;
      await engine.execute(account, { kind: 'voidPayment', target });
    } else if (capture === 'automatic') {
      const all = { amount: 'everything', currency: null } as const;
      await engine.execute(account, { kind: 'capturePayment', target, ...all });
    }
    return;
  }
  if (status !== 'captured' || surplus !== true || refundableMinor(payment) === 0) return;
  // A refund that failed is for somebody to look at, not for a loop; of another amount it may do,
  // where somebody gave a part back there before ours arrived.
  const isTried = ({ paymentKey, status: ended, amountMinor }: Refund): boolean =>
    paymentKey === payment.id.key &&
    (ended === 'failed' || ended === 'cancelled') &&
    amountMinor === refundableMinor(payment);
  if (refunds.some(isTried)) return;
  await engine.execute(account, {
    kind: 'createRefund',
    dialect: '',
    target,
    reference: null,
    amount: 'everything',
    note: SURPLUS_NOTE,
    notes: {},
    wire: {},
  });
}
