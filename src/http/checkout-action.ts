// What a customer does on the pages: pays, answers for the bank, leaves. Each ends in a redirect.
import type { Choice, Payer } from '../core/command.ts';
import { isBegunAt } from '../core/checkout-session.ts';
import { carrierOf } from '../core/account.ts';
import { isFailure } from '../core/failure.ts';
import { type Aggregate, captureOf, isOpen, takesInstrument, takesMethod } from '../core/order.ts';
import { type Instrument, isHolding, isLeft, type Payment } from '../core/payment.ts';
import type { Fields } from '../gateways/dialect.ts';
import type { Engine } from '../engine/orders/engine.ts';
import type { Instructions } from '../engine/processing/instruct.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import { type CheckoutPage, findAwaited } from './checkout-page.ts';
import { comeAgain } from './come-again.ts';
import { isDecidedByPhone, answeredVpa } from './checkout-upi.ts';
import { readInstrumentInput, SCANNED_VPA, wrongWords } from './checkout-view.ts';
import { showForm } from './pay-form.ts';
import { seeOther } from './reply.ts';

/** What a payment needs besides its page. */
export type Payers = { readonly engine: Engine; readonly instructions: Instructions };

/** Marks the page that follows an attempt: a page around ours is told of a failure only there. */
export const TRIED = 'tried';

export async function pay(
  payers: Payers,
  checkout: CheckoutPage,
  fields: Fields,
): Promise<WireReply> {
  const { processor, base, context } = checkout;
  const { entry: typed, entered } = readInstrumentInput(fields);
  if (typed === null) return seeOther(base);
  const vpa = checkout.sandbox ? answeredVpa(fields.values['app'], typed) : null;
  const entry = vpa === null ? typed : { ...typed, method: 'upi' as const, vpa };
  const instrument = processor.readInstrument(entry, context.now);
  const again = { wanted: entry.method, entered, declined: null, isNews: false };
  if (!('method' in instrument)) {
    return showForm(checkout, 422, { ...again, errors: wrongWords(instrument, checkout) });
  }
  const { order } = context.aggregate;
  if (takesMethod(order, instrument.method) && !takesInstrument(order, instrument)) {
    const { wrongCard, notTaken } = checkout.words;
    const isCard = instrument.method === 'card';
    const errors = isCard ? { card_number: wrongCard } : { method: notTaken };
    return showForm(checkout, 422, { ...again, errors });
  }
  const payment = await begin(payers, checkout, instrument);
  return payment === null ? seeOther(base) : onward(checkout, payment);
}

/** The payment as it stands once the processor was told; null: it could not be begun. */
async function begin(
  payers: Payers,
  checkout: CheckoutPage,
  instrument: Instrument,
): Promise<Payment | null> {
  const { engine, instructions } = payers;
  const { account, aggregate, context } = checkout;
  if (carrierOf(account) === null) return null;
  // As this opening sees the order, which may offer less.
  if (!takesInstrument(context.aggregate.order, instrument)) return null;
  await takeOver(payers, checkout);
  const started = await engine.execute(account, {
    kind: 'startPayment',
    order: [tokenOf(aggregate)],
    instrument,
    ...payerOf(checkout),
  });
  if (isFailure(started) || started.payment === null) return null;
  const charged = await instructions.charge(account, started.payment);
  return isFailure(charged) ? started.payment : (charged.payment ?? started.payment);
}

/** What another session left at its bank step keeps nobody from paying: it is given up. */
async function takeOver(payers: Payers, checkout: CheckoutPage): Promise<void> {
  const { elsewhere } = findAwaited(checkout);
  if (elsewhere !== null) await decide(payers, checkout, elsewhere, 'cancel');
}

/** Where a browser goes after an attempt: to the merchant when it went well, else to the page. */
function onward({ base }: CheckoutPage, payment: Payment | null): WireReply {
  const good = payment?.status === 'captured' || payment?.status === 'authorized';
  return seeOther(good ? `${base}/return` : `${base}?${TRIED}`);
}

const CHOICES: readonly Choice[] = ['success', 'failure', 'cancel', 'pending'];

/** Another account can be chosen where one is asked for. */
function choiceOf({ aggregate }: CheckoutPage, { values }: Fields): Choice | null {
  const known: readonly Choice[] =
    aggregate.order.payerAccount === undefined ? CHOICES : [...CHOICES, 'other_account'];
  return known.find((choice) => choice === values['outcome']) ?? null;
}

/** The order's payment as the bank's answer leaves it; null: it could not be told. */
async function decide(
  { instructions }: Payers,
  { account, processor, aggregate, context }: CheckoutPage,
  payment: Payment,
  choice: Choice,
): Promise<Payment | null> {
  const capture = captureOf(aggregate.order, payment, context.now);
  const report = processor.choose(payment, choice, capture);
  const decided = await instructions.report(account, payment, report, null);
  return isFailure(decided) ? null : decided.payment;
}

export async function choose(
  payers: Payers,
  checkout: CheckoutPage,
  fields: Fields,
): Promise<WireReply> {
  const { base } = checkout;
  const choice = choiceOf(checkout, fields);
  const { here: payment } = findAwaited(checkout);
  if (payment === null || choice === null) return seeOther(base);
  // "Stay pending" changes nothing: the customer leaves and the processor is asked again later.
  if (choice === 'pending') return seeOther(`${base}/wait`);
  return onward(checkout, await decide(payers, checkout, payment, choice));
}

/** The same on the phone that scanned the code, where the payment may have to be begun first. */
export async function chooseScanned(
  payers: Payers,
  checkout: CheckoutPage,
  fields: Fields,
): Promise<WireReply> {
  const { processor, base } = checkout;
  const choice = choiceOf(checkout, fields);
  if (choice === null || !isDecidedByPhone(checkout)) return seeOther(`${base}/upi`);
  const { here } = findAwaited(checkout);
  const payment = here ?? (await begin(payers, checkout, { method: 'upi', vpa: SCANNED_VPA }));
  if (payment !== null && choice !== 'pending' && processor.awaitsChoice(payment)) {
    await decide(payers, checkout, payment, choice);
  }
  return seeOther(`${base}/upi?${TRIED}`);
}

/** The customer leaves: an attempt that failed already stands for it; otherwise leaving is one. */
export async function cancel(payers: Payers, checkout: CheckoutPage): Promise<WireReply> {
  const { engine } = payers;
  const { account, aggregate, base } = checkout;
  const { order, payments } = aggregate;
  const isElsewhere = findAwaited(checkout).elsewhere !== null;
  const left = payments.find(isLeft);
  const holds = payments.some((each) => isHolding(each) && each !== left);
  if (!isOpen(order) || (holds && !isElsewhere)) return seeOther(base);
  // It may be paid by now: nobody gives up what the gateway has not spoken of.
  if (left !== undefined) {
    const inquired = await payers.instructions.inquire(account, left, 'pressed');
    if (inquired !== 'answered') return comeAgain(checkout, '');
  }
  await takeOver(payers, checkout);
  const last = payments.at(-1);
  if (last?.status !== 'failed' || !isBegunAt(last, checkout.opening)) {
    const command = { kind: 'abandonPayment', order: [tokenOf(aggregate)] } as const;
    const abandoned = await engine.execute(account, { ...command, ...payerOf(checkout) });
    if (isFailure(abandoned)) return seeOther(base);
    // Withdrawn at the gateway, where that can be, before anybody is told that it was given up.
    if (left !== undefined) await payers.instructions.inquire(account, left, 'signed');
  }
  return seeOther(`${base}/return`);
}

export function payerOf({ checkoutSession, opening }: CheckoutPage): { readonly payer?: Payer } {
  const isElsewhere = opening.session !== null || opening.embedder !== null;
  if (!isElsewhere) return {};
  const { customer = {}, notes = null, description } = checkoutSession ?? {};
  const told = description === undefined ? {} : { description };
  return { payer: { customer, notes, ...told, opening } };
}

export function tokenOf({ order }: Aggregate) {
  return { by: 'token', token: order.id.token } as const;
}
