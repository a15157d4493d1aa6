// From our page to that of a processor and back: nothing is begun but by a press of the button, and
// what the browser brings back is no more than a reason to ask.
import { carrierOf, NO_PROCESSOR } from '../core/account.ts';
import { isFailure } from '../core/failure.ts';
import { type Aggregate, type Customer, isOpen } from '../core/order.ts';
import { isLeft, isUndecided, type Payment } from '../core/payment.ts';
import type { Fields } from '../gateways/dialect.ts';
import type { Processor, Step } from '../gateways/processor.ts';
import type { Engine } from '../engine/orders/engine.ts';
import { HINT_EVERY_MS } from '../engine/processing/hint.ts';
import type { Instructions } from '../engine/processing/instruct.ts';
import { type ContactName, renderBridge, renderHandover, renderMessage } from '../pages/index.ts';
import { type CheckoutPage, embeddingOf, hasReturn } from './checkout-page.ts';
import { payerOf, TRIED, tokenOf } from './checkout-action.ts';
import { showOrder } from './checkout-view.ts';
import { declinedOf, showForm } from './pay-form.ts';
import { htmlReply, seeOther } from './reply.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';

/** What the way to a processor needs besides the page. */
export type Handovers = {
  readonly engine: Engine;
  readonly instructions: Instructions;
  readonly processors: ReadonlyMap<string, Processor>;
  /** The names of gateways as people know them, by their own. */
  readonly titles: ReadonlyMap<string, string>;
  /** The origin of the pages that run a gateway's script; empty: the same as all others. */
  readonly handoverOrigin: string;
};

/** Whether its customers pay on the page of a processor. */
export function isRemote({ account }: CheckoutPage): boolean {
  return account.processor === NO_PROCESSOR;
}

const NOTHING = Object.freeze({ wanted: undefined, only: undefined });

type Entered = Readonly<Partial<Record<ContactName, string>>>;

/** The page from which the customer goes on, to what was begun before where something was. */
export function showHandover(
  { processors, titles, handoverOrigin }: Handovers,
  checkout: CheckoutPage,
  told: { status?: number; entered?: Entered; errors?: Entered; isNews?: boolean } = {},
): WireReply {
  const { account, base, words, aggregate, embedder } = checkout;
  const carrier = carrierOf(account);
  const begun = leftHere(checkout);
  const name = begun?.processor ?? carrier?.processor ?? '';
  const asks = begun === null ? missingOf(processors.get(name), checkout) : [];
  const { status = 200, entered = {}, errors = {}, isNews = false } = told;
  const declined = declinedOf(aggregate.payments.at(-1), words);
  // Nothing new is begun there: a button would lead nowhere.
  if (carrier === null && begun === null) {
    return showForm(checkout, status, { entered: {}, errors: {}, declined, isNews, ...NOTHING });
  }
  const page = renderHandover({
    order: showOrder(checkout),
    words,
    isTest: account.settings.route?.mode !== 'live',
    gateway: titles.get(name) ?? name,
    action: `${handoverOrigin}${base}/go`,
    cancelAction: `${base}/cancel`,
    returns: hasReturn(checkout),
    isBegun: begun !== null,
    asks,
    entered,
    errors,
    declined,
    next: embedder === null ? null : `${base}/next?seen=${aggregate.payments.length}`,
    formOrigins: handoverOrigin === '' ? [] : [handoverOrigin],
    ...embeddingOf(checkout, declined !== null && isNews ? 'failed' : 'loaded'),
  });
  return htmlReply(status, page);
}

/** What was begun in this session and left: nobody else goes on with it. */
function leftHere({ aggregate, opening }: CheckoutPage): Payment | null {
  const left = aggregate.payments.find(isLeft);
  const isHere = (left?.opening?.session ?? null) === opening.session;
  return left !== undefined && isHere ? left : null;
}

function missingOf(processor: Processor | undefined, checkout: CheckoutPage): ContactName[] {
  const customer: Customer = checkout.context.aggregate.order.customer;
  return (processor?.needs ?? []).filter((name) => (customer[name] ?? '').trim() === '');
}

const CONTACTS: Readonly<Record<ContactName, RegExp>> = Object.freeze({
  // Of what cannot be seen only the joiners of Indian scripts.
  name: /^(?=.*[\p{L}\p{N}])(?:[^\p{C}\p{Zl}\p{Zp}<>|]|\u200c|\u200d){1,100}$/u,
  email: /^[^\s\p{C}@<>|]{1,64}@[^\s\p{C}@<>|]+\.[^\s\p{C}@<>|]{2,}$/u,
  phone: /^\+?\d(?:[ -]?\d){9,13}$/,
});

/** A press of the button: begins a payment, or goes on with the one that was begun. */
export async function goOn(
  handovers: Handovers,
  checkout: CheckoutPage,
  { values }: Fields,
): Promise<WireReply> {
  const { base, account, words } = checkout;
  if (!isRemote(checkout)) return seeOther(base);
  const begun = leftHere(checkout);
  if (begun !== null) return sendOn(handovers, checkout, begun);
  const carrier = carrierOf(account);
  if (carrier === null || !isOpen(checkout.context.aggregate.order)) return seeOther(base);
  const asks = missingOf(handovers.processors.get(carrier.processor), checkout);
  const entered: Entered = Object.fromEntries(
    asks.map((name) => [
      name,
      String(values[name] ?? '')
        .trim()
        .slice(0, 120),
    ]),
  );
  const wrong = asks.filter((name) => !CONTACTS[name].test(entered[name] ?? ''));
  if (wrong.length > 0) {
    const errors = Object.fromEntries(wrong.map((name) => [name, words.wrongContact[name]]));
    return showHandover(handovers, checkout, { status: 422, entered, errors });
  }
  const payment = await begin(handovers, checkout, entered);
  if (payment === null) return seeOther(base);
  return payment.status === 'failed'
    ? seeOther(`${base}?${TRIED}`)
    : sendOn(handovers, checkout, payment);
}

async function begin(
  { engine, instructions }: Handovers,
  checkout: CheckoutPage,
  entered: Entered,
): Promise<Payment | null> {
  const { account, aggregate } = checkout;
  const elsewhere = aggregate.payments.find(isLeft);
  const order = [tokenOf(aggregate)];
  // What another session left there keeps nobody from paying; it may be paid by now.
  if (elsewhere !== undefined) {
    await instructions.inquire(account, elsewhere, 'unsigned');
    await engine.execute(account, { kind: 'abandonPayment', order });
  }
  const { payer = {} } = payerOf(checkout);
  const customer = { ...payer.customer, ...entered };
  const started = await engine.execute(account, {
    kind: 'startPayment',
    order,
    instrument: null,
    payer: { ...payer, customer },
  });
  if (isFailure(started) || started.payment === null) return null;
  const charged = await instructions.charge(account, started.payment);
  return isFailure(charged) ? started.payment : (charged.payment ?? started.payment);
}

/** Rendered only after its commit: from here on a payer may have seen it. */
function sendOn(
  { titles }: Handovers,
  { base, words }: CheckoutPage,
  { handover, processor }: Payment,
): WireReply {
  const step = (handover?.step ?? null) as Step | null;
  const gateway = titles.get(processor) ?? processor;
  switch (step?.kind) {
    case undefined:
      return seeOther(base);
    case 'redirect':
      return {
        status: 303,
        headers: { location: step.url, 'referrer-policy': 'strict-origin' },
        body: '',
      };
    case 'post': {
      const { url } = step;
      // Only a gateway that stands for one in a test is reached without TLS.
      const formOrigins = url.startsWith('https:') ? [] : ['http:'];
      const fields = Object.entries(step.fields);
      return htmlReply(
        200,
        renderBridge({ kind: 'post', words, gateway, url, fields, formOrigins }),
      );
    }
    case 'script': {
      const { source, run, options, origins } = step;
      const view = { kind: 'script', source, run, options, origins, back: base } as const;
      return htmlReply(200, renderBridge({ ...view, words, gateway }));
    }
  }
}

/** Of those that were given up only the last may still be what somebody has just paid. */
const ASKED_MAX = 3;

/** The customer is back, whatever the browser says of how it went. */
export async function comeBack(
  { engine, instructions }: Handovers,
  checkout: CheckoutPage,
): Promise<WireReply> {
  const { account, aggregate, base, embedder, words } = checkout;
  const open = carriedOf(aggregate).filter((each) => isUndecided(each) || each.status === 'failed');
  const asked = await Promise.all(
    open.slice(-ASKED_MAX).map((each) => instructions.inquire(account, each, 'unsigned')),
  );
  const found = await engine.find(account, { kind: 'findOrder', order: [tokenOf(aggregate)] });
  const now = isFailure(found) ? aggregate : found.aggregate;
  const last = carriedOf(now).at(-1);
  if (last === undefined) return seeOther(base);
  const isPaid = now.order.status === 'paid';
  // The shop's page, which opened this window, goes on by itself.
  if (embedder === null && (last.opening?.embedder ?? null) !== null) {
    const { title } = words.states[isPaid ? 'paid' : 'pending'];
    return htmlReply(200, renderMessage({ title, message: words.inOtherWindow, detail: null }));
  }
  if (isPaid) return seeOther(`${base}/return`);
  if (isLeft(last)) return asked.includes(false) ? comeAgain(checkout) : seeOther(base);
  if (isUndecided(last)) return seeOther(`${base}/wait`);
  return seeOther(last.status === 'failed' ? `${base}?${TRIED}` : `${base}/return`);
}

function carriedOf({ payments }: Aggregate): readonly Payment[] {
  return payments.filter(({ connection, surplus }) => connection !== undefined && !surplus);
}

/** Asked about a moment ago: the browser comes back when it may be asked about once more. */
function comeAgain({ base, words }: CheckoutPage): WireReply {
  const { title, reason } = words.states.pending;
  const shown = htmlReply(200, renderMessage({ title, message: reason, detail: null }));
  const refresh = `${HINT_EVERY_MS / 1000};url=${base}/back`;
  return { ...shown, headers: { ...shown.headers, refresh } };
}
