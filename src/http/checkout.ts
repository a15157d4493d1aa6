// The customer pays here: chooses how, passes the bank, sees how it went, returns to the merchant.
import type { Choice, Payer } from '../core/command.ts';
import { isBegunAt } from '../core/checkout-session.ts';
import { isFailure } from '../core/failure.ts';
import { type Aggregate, isOpen } from '../core/order.ts';
import { isHolding, isUndecided, type Payment } from '../core/payment.ts';
import type { Fields } from '../gateways/dialect.ts';
import { decodeBody } from '../gateways/kit/body.ts';
import type { Engine } from '../engine/orders/engine.ts';
import type { Instructions } from '../engine/processing/instruct.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import { type Method, renderBank, renderMissing, renderPay } from '../pages/index.ts';
import { showOutcome, showReturn } from './result-page.ts';
import { htmlReply, seeOther } from './reply.ts';
import type { IncomingRequest } from './request.ts';
import type { Mounted } from './server.ts';
import {
  declineTitle,
  declineWords,
  instrumentWords,
  readInstrumentInput,
  showOffers,
  showOrder,
  stateOf,
} from './checkout-view.ts';
import {
  embeddingOf,
  hasReturn,
  readCheckoutPage,
  type CheckoutPage,
  type PageSources,
} from './checkout-page.ts';

const PATH = /^\/pay\/([^/]+)(?:\/in\/([\w-]{1,400}))?(\/bank|\/wait|\/cancel|\/return)?$/;
/** Marks the page that follows an attempt: a page around ours is told of a failure only there. */
const TRIED = 'tried';
const TRY_AGAIN = 'Try again, or use another method.';

/** What a payment needs besides its page. */
type Payers = { readonly engine: Engine; readonly instructions: Instructions };

/** `isElsewhere`: whether a dialect serves a path below ours, under a longer base of its own. */
export function createCheckout(
  parts: PageSources & Payers,
  isElsewhere: (incoming: IncomingRequest) => boolean,
): Mounted {
  return (incoming) => {
    const match = PATH.exec(incoming.path);
    if (match === null) {
      const isHere = /^\/pay(\/|$)/.test(incoming.path) && !isElsewhere(incoming);
      return isHere ? missing() : null;
    }
    const checkout = readCheckoutPage(parts, match[1] ?? '', match[2] ?? '');
    return checkout.then((found) =>
      found === null ? missing() : serve(parts, incoming, found, match[3] ?? ''),
    );
  };
}

async function serve(
  payers: Payers,
  incoming: IncomingRequest,
  checkout: CheckoutPage,
  step: string,
): Promise<WireReply> {
  const { method } = incoming;
  const reading = method === 'GET' || method === 'HEAD';
  if (reading && step === '') return showCheckout(checkout, incoming);
  if (reading && step === '/bank') return showBank(checkout);
  if (reading && step === '/wait') return showWait(checkout);
  if (reading && step === '/return') return showReturn(checkout, incoming);
  if (reading) return seeOther(checkout.base);
  if (method !== 'POST' || step === '/return' || step === '/wait') return missing();
  const fields = decodeBody(incoming.headers['content-type'] ?? '', incoming.bytes);
  if (isFailure(fields)) return seeOther(checkout.base);
  if (step === '') return pay(payers, checkout, fields);
  if (step === '/bank') return choose(payers, checkout, fields);
  return cancel(payers, checkout);
}

async function missing(): Promise<WireReply> {
  return htmlReply(404, renderMissing());
}

/** The page at the order's own address, whatever state the order is in. */
function showCheckout(checkout: CheckoutPage, incoming: IncomingRequest): WireReply {
  const { aggregate, processor, base } = checkout;
  const { order, payments } = aggregate;
  const holding = payments.find(isHolding);
  if (holding !== undefined && processor.awaitsChoice(holding)) return seeOther(`${base}/bank`);
  if (holding !== undefined && isUndecided(holding)) return seeOther(`${base}/wait`);
  if (!isOpen(order) || holding !== undefined) return showOutcome(checkout);
  const declined = declinedOf(payments.at(-1));
  const isNews = TRIED in incoming.query;
  // What the merchant named is for the first attempt; after it everything is open.
  const preset = payments.length === 0 ? checkout.dialect?.preset?.(order) : null;
  const only = preset?.method;
  const wanted = only ?? incoming.query['method'] ?? payments.at(-1)?.instrument?.method;
  const entered = preset?.entered ?? {};
  return showForm(checkout, 200, { wanted, only, entered, errors: {}, declined, isNews });
}

function declinedOf(last: Payment | undefined): Form['declined'] {
  if (last?.status !== 'failed') return null;
  const { decline } = last;
  return { title: declineTitle(decline), reason: `${declineWords(decline)} ${TRY_AGAIN}` };
}

type Form = {
  readonly wanted: string | undefined;
  /** The one method that is offered; all are where the processor does not have it. */
  readonly only?: string | undefined;
  readonly entered: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly declined: { title: string; reason: string } | null;
  /** Whether it was declined just now. */
  readonly isNews: boolean;
};

function showForm(checkout: CheckoutPage, status: number, form: Form): WireReply {
  const { account, aggregate, checkoutSession, processor, base, sandbox, context } = checkout;
  const { banks, wallets, offers } = processor.menu;
  const named = processor.menu.methods.filter((method) => method === form.only);
  const methods = named.length > 0 ? named : processor.menu.methods;
  const chosen = methods.find((method) => method === form.wanted) ?? methods[0] ?? 'upi';
  const page = renderPay({
    order: showOrder(account, aggregate.order, checkoutSession),
    sandbox,
    action: base,
    cancelAction: `${base}/cancel`,
    returns: hasReturn(checkout),
    methods,
    banks,
    wallets,
    instruments: sandbox ? showOffers(offers, context.now) : [],
    chosen: chosen satisfies Method,
    entered: form.entered,
    errors: form.errors,
    declined: form.declined,
    ...embeddingOf(checkout, form.declined !== null && form.isNews ? 'failed' : 'loaded'),
  });
  return htmlReply(status, page);
}

async function pay(
  { engine, instructions }: Payers,
  checkout: CheckoutPage,
  fields: Fields,
): Promise<WireReply> {
  const { account, aggregate, processor, base, context } = checkout;
  const { entry, entered } = readInstrumentInput(fields);
  if (entry === null) return seeOther(base);
  const instrument = processor.readInstrument(entry, context.now);
  if (!('method' in instrument)) {
    const errors = Object.fromEntries(instrument.map(({ field, message }) => [field, message]));
    const form = { wanted: entry.method, entered, errors, declined: null, isNews: false };
    return showForm(checkout, 422, form);
  }
  const started = await engine.execute(account, {
    kind: 'startPayment',
    order: [tokenOf(aggregate)],
    instrument,
    ...payerOf(checkout),
  });
  if (isFailure(started) || started.payment === null) return seeOther(base);
  const charged = await instructions.charge(account, started.payment);
  return onward(checkout, isFailure(charged) ? null : charged.payment);
}

/** Where a browser goes after an attempt: to the merchant when it went well, else to the page. */
function onward({ base }: CheckoutPage, payment: Payment | null): WireReply {
  const good = payment?.status === 'captured' || payment?.status === 'authorized';
  return seeOther(good ? `${base}/return` : `${base}?${TRIED}`);
}

function showBank(checkout: CheckoutPage): WireReply {
  const { account, aggregate, checkoutSession, processor, base, sandbox } = checkout;
  const holding = aggregate.payments.find((payment) => processor.awaitsChoice(payment));
  if (holding === undefined) return seeOther(base);
  const order = showOrder(account, aggregate.order, checkoutSession);
  const instrument = instrumentWords(holding.instrument);
  const page = { order, instrument, action: `${base}/bank`, sandbox };
  return htmlReply(200, renderBank({ ...page, ...embeddingOf(checkout, 'loaded') }));
}

/** A pending payment while its customer waits; the page asks again by itself until it is paid. */
function showWait(checkout: CheckoutPage): WireReply {
  const state = stateOf(checkout.aggregate);
  if (state === 'pending') return showOutcome(checkout);
  return seeOther(state === 'paid' ? `${checkout.base}/return` : `${checkout.base}?${TRIED}`);
}

const CHOICES: ReadonlySet<string> = new Set(['success', 'failure', 'cancel', 'pending']);

async function choose(
  { instructions }: Pick<Payers, 'instructions'>,
  checkout: CheckoutPage,
  fields: Fields,
): Promise<WireReply> {
  const { account, aggregate, processor, base } = checkout;
  const choice = fields.values['outcome'];
  const payment = aggregate.payments.find((each) => processor.awaitsChoice(each));
  if (payment === undefined || typeof choice !== 'string' || !CHOICES.has(choice)) {
    return seeOther(base);
  }
  // "Stay pending" changes nothing: the customer leaves and the processor is asked again later.
  if (choice === 'pending') return seeOther(`${base}/wait`);
  const report = processor.choose(payment, choice as Choice, aggregate.order.capture);
  const decided = await instructions.report(account, payment, report, null);
  return onward(checkout, isFailure(decided) ? null : decided.payment);
}

/** The customer leaves: an attempt that failed already stands for it; otherwise leaving is one. */
async function cancel(
  { engine }: Pick<Payers, 'engine'>,
  checkout: CheckoutPage,
): Promise<WireReply> {
  const { account, aggregate, base } = checkout;
  const { order, payments } = aggregate;
  if (!isOpen(order) || payments.some(isHolding)) return seeOther(base);
  const last = payments.at(-1);
  if (last?.status !== 'failed' || !isBegunAt(last, checkout.opening)) {
    const command = { kind: 'abandonPayment', order: [tokenOf(aggregate)] } as const;
    const left = await engine.execute(account, { ...command, ...payerOf(checkout) });
    if (isFailure(left)) return seeOther(base);
  }
  return seeOther(`${base}/return`);
}

function payerOf({ checkoutSession, opening }: CheckoutPage): { readonly payer?: Payer } {
  const isElsewhere = opening.session !== null || opening.embedder !== null;
  if (!isElsewhere) return {};
  const { customer = {}, notes = null, description } = checkoutSession ?? {};
  const told = description === undefined ? {} : { description };
  return { payer: { customer, notes, ...told, opening } };
}

function tokenOf({ order }: Aggregate) {
  return { by: 'token', token: order.id.token } as const;
}
