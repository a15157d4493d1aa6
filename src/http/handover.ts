// From our page to that of a processor and back: nothing is begun but by a press of the button, and
// what the browser brings back is no more than a reason to ask.
import { NO_PROCESSOR } from '../core/account.ts';
import { isFailure } from '../core/failure.ts';
import { type Aggregate, type Customer, isOpen } from '../core/order.ts';
import {
  decisivePayment,
  isLeft,
  isUndecided,
  type Method,
  type Payment,
} from '../core/payment.ts';
import { METHODS } from '../core/route.ts';
import type { Fields } from '../gateways/dialect.ts';
import type { Processor, Step } from '../gateways/processor.ts';
import type { Engine } from '../engine/orders/engine.ts';
import type { Connections } from '../engine/identity/connection.ts';
import { beginPayment } from '../engine/processing/begin.ts';
import type { PagePlan, Router } from '../engine/processing/router.ts';
import type { Instructions } from '../engine/processing/instruct.ts';
import type { Transcribe } from '../engine/processing/transcript.ts';
import { type ContactName, renderBridge, renderElsewhere, renderHandover } from '../pages/index.ts';
import { originOf } from '../web/origin.ts';
import { type CheckoutPage, embeddingOf, hasReturn } from './checkout-page.ts';
import { payerOf, TRIED, tokenOf } from './checkout-action.ts';
import { comeAgain } from './come-again.ts';
import { showOrder } from './checkout-view.ts';
import type { IsThere } from './handover-host.ts';
import { declinedOf } from './pay-form.ts';
import { htmlReply, seeOther } from './reply.ts';
import { transcribeReturn } from './returned.ts';
import type { IncomingRequest } from './request.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';

/** What the way to a processor needs besides the page. */
export type Handovers = {
  readonly engine: Engine;
  readonly instructions: Instructions;
  readonly router: Router;
  readonly processors: ReadonlyMap<string, Processor>;
  /** The names of gateways as people know them, by their own. */
  readonly titles: ReadonlyMap<string, string>;
  /** The origin of the pages that lead to a gateway; empty: the same as of all others. */
  readonly handoverOrigin: string;
  readonly isThere: IsThere;
  readonly connections: Pick<Connections, 'find'>;
  /** Hears what a browser brings back. */
  readonly transcribe: Transcribe;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** Whether its customers pay on the page of a processor. */
export function isRemote({ account }: CheckoutPage): boolean {
  return account.processor === NO_PROCESSOR;
}

type Entered = Readonly<Partial<Record<ContactName, string>>>;
type Wrong = Readonly<Partial<Record<ContactName | 'method', string>>>;

type Told = {
  readonly status?: number;
  readonly entered?: Entered;
  readonly method?: Method | null;
  readonly errors?: Wrong;
  readonly isNews?: boolean;
};

/** The page from which the customer goes on, to what was begun before where something was. */
export async function showHandover(
  handovers: Handovers,
  checkout: CheckoutPage,
  told: Told = {},
): Promise<WireReply> {
  const { processors, titles, handoverOrigin } = handovers;
  const { base, words, aggregate, embedder } = checkout;
  const { status = 200, entered = {}, errors = {}, isNews = false, method = null } = told;
  const begun = leftHere(checkout);
  const plan = begun === null ? await planOf(handovers, checkout, method) : null;
  const methods = plan?.asks ?? [];
  const chosen = method ?? methods[0] ?? null;
  const carrier =
    plan?.carrier ??
    (methods.length > 0 ? (await planOf(handovers, checkout, chosen)).carrier : null);
  const name = begun?.processor ?? carrier?.processor ?? null;
  const asks = begun === null ? missingOf(processors.get(name ?? ''), checkout) : [];
  const declined = declinedOf(aggregate.payments.at(-1), words);
  // Only the window that it opened sends the frame's form, and is answered there.
  const isInWindow = embedder !== null && status !== 200;
  const there = originOf(handoverOrigin);
  const page = renderHandover({
    order: showOrder(checkout),
    words,
    isTest: checkout.isTest,
    // Which one it is depends on what is chosen on the page.
    gateway: methods.length > 0 ? null : (titles.get(name ?? '') ?? name),
    methods,
    method: chosen,
    action: `${base}/go`,
    cancelAction: isInWindow ? null : `${base}/cancel`,
    returns: hasReturn(checkout),
    isBegun: begun !== null,
    asks,
    entered,
    errors,
    declined,
    next: embedder === null ? null : `${base}/next?seen=${aggregate.payments.length}`,
    formOrigins: there === null ? [] : [there],
    ...(isInWindow
      ? { embedder: null, next: null }
      : embeddingOf(checkout, declined !== null && isNews ? 'failed' : 'loaded')),
  });
  return htmlReply(status, page);
}

/** What was begun in this session and left: nobody else goes on with it. */
function leftHere({ aggregate, opening }: CheckoutPage): Payment | null {
  const left = aggregate.payments.find(isLeft);
  const isHere = (left?.opening?.session ?? null) === opening.session;
  return left !== undefined && isHere ? left : null;
}

function planOf(
  { router }: Handovers,
  { account, aggregate, context }: CheckoutPage,
  method: Method | null,
): Promise<PagePlan> {
  return router.plan(account, { aggregate, order: context.aggregate.order, method });
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
  const { words } = checkout;
  if (!isRemote(checkout)) return leave(handovers, checkout, null);
  if (leftHere(checkout) !== null) return sendOn(handovers, checkout);
  if (!isOpen(checkout.context.aggregate.order)) return leave(handovers, checkout, null);
  const method = METHODS.find((each) => each === values['method']) ?? null;
  const { asks: methods, carrier } = await planOf(handovers, checkout, method);
  if (carrier === null && methods.length === 0) return leave(handovers, checkout, null);
  if (carrier === null) {
    const errors = method === null ? {} : { method: words.notTaken };
    return showHandover(handovers, checkout, { status: 422, errors });
  }
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
    // What was not on the page is asked for, and no fault of the customer's.
    const shown = wrong.filter((name) => name in values);
    const errors = Object.fromEntries(shown.map((name) => [name, words.wrongContact[name]]));
    return showHandover(handovers, checkout, { status: 422, entered, method, errors });
  }
  const payment = await begin(handovers, checkout, entered, methods.length > 0 ? method : null);
  return payment !== null && isLeft(payment)
    ? sendOn(handovers, checkout)
    : leave(handovers, checkout, payment);
}

/** After the form a page of its own, where the browser may reload and come back to. */
function sendOn({ handoverOrigin }: Handovers, { base }: CheckoutPage): WireReply {
  return seeOther(`${handoverOrigin}${base}/go`);
}

/** Out of the way to the gateway: to the order's page, as it stands after this payment. */
function leave(
  { handoverOrigin }: Handovers,
  checkout: CheckoutPage,
  payment: Payment | null,
): WireReply {
  const { base, context, embedder } = checkout;
  if (embedder !== null) return showElsewhere(checkout, payment);
  const home = handoverOrigin === '' ? base : `${context.addresses.origin}${base}`;
  if (payment === null || isLeft(payment)) return seeOther(home);
  if (isUndecided(payment)) return seeOther(`${home}/wait`);
  return seeOther(payment.status === 'failed' ? `${home}?${TRIED}` : `${home}/return`);
}

/** The shop's page, which has ours in it and opened this window, goes on by itself. */
function showElsewhere({ words }: CheckoutPage, payment: Payment | null): WireReply {
  const status = payment?.status;
  const isOver = payment !== null && !isUndecided(payment);
  const state = !isOver ? 'pending' : status === 'failed' ? 'failed' : 'paid';
  const isLeftOpen = payment === null || isLeft(payment);
  return htmlReply(200, renderElsewhere({ words, state: isLeftOpen ? 'open' : state }));
}

async function begin(
  handovers: Handovers,
  checkout: CheckoutPage,
  entered: Entered,
  method: Method | null,
): Promise<Payment | null> {
  const { engine, instructions } = handovers;
  const { account, aggregate, context } = checkout;
  const elsewhere = aggregate.payments.find(isLeft);
  const order = [tokenOf(aggregate)];
  // What another session left there keeps nobody from paying; it may be paid by now.
  if (elsewhere !== undefined) {
    const inquired = await instructions.inquire(account, elsewhere, 'pressed');
    if (inquired !== 'answered') return null;
    await engine.execute(account, { kind: 'abandonPayment', order });
  }
  const found = await engine.find(account, { kind: 'findOrder', order });
  const { payer = {} } = payerOf(checkout);
  return beginPayment(handovers, account, {
    aggregate: isFailure(found) ? aggregate : found.aggregate,
    order: context.aggregate.order,
    method,
    payer: { ...payer, customer: { ...payer.customer, ...entered } },
  });
}

const THERE = 'there';

/**
 * Leads to the gateway. Looked at by whoever began it, after its commit: from here on a payer may
 * have seen it. Whatever a proxy makes of the host, a browser is sent to the other one only once.
 */
export function showStep(
  handovers: Handovers,
  checkout: CheckoutPage,
  incoming: IncomingRequest,
): WireReply {
  const { titles, handoverOrigin, isThere } = handovers;
  const { base, words, context } = checkout;
  const begun = isRemote(checkout) ? leftHere(checkout) : null;
  const step = (begun?.handover?.step ?? null) as Step | null;
  if (begun === null || step === null) return leave(handovers, checkout, null);
  if (handoverOrigin !== '' && !isThere(incoming) && !(THERE in incoming.query)) {
    return seeOther(`${handoverOrigin}${base}/go?${THERE}`);
  }
  const gateway = titles.get(begun.processor) ?? begun.processor;
  const back = handoverOrigin === '' ? base : `${context.addresses.origin}${base}`;
  const view = { words, gateway, back };
  if (step.kind !== 'post') return htmlReply(200, renderBridge({ ...step, ...view }));
  const { kind, url } = step;
  // Only a gateway that stands for one in a test is reached without TLS.
  const formOrigins = url.startsWith('https:') ? [] : ['http:'];
  const fields = Object.entries(step.fields);
  return htmlReply(200, renderBridge({ kind, url, fields, formOrigins, ...view }));
}

/** Of those that were given up only the last may still be what somebody has just paid. */
const ASKED_MAX = 3;

/** The customer is back, whatever the browser says of how it went. */
export async function comeBack(
  handovers: Handovers,
  checkout: CheckoutPage,
  incoming: IncomingRequest,
): Promise<WireReply> {
  const { engine, instructions } = handovers;
  const { account, aggregate, embedder } = checkout;
  transcribeReturn(handovers, checkout, carriedOf(aggregate).at(-1) ?? null, incoming);
  const open = carriedOf(aggregate).filter((each) => isUndecided(each) || each.status === 'failed');
  const asked = await Promise.all(
    open.slice(-ASKED_MAX).map((each) => instructions.inquire(account, each, 'unsigned')),
  );
  const found = await engine.find(account, { kind: 'findOrder', order: [tokenOf(aggregate)] });
  const now = isFailure(found) ? aggregate : found.aggregate;
  const last = carriedOf(now).at(-1) ?? null;
  const paid = now.order.status === 'paid' ? (decisivePayment(now.payments) ?? last) : last;
  const isFramed = embedder === null && (last?.opening?.embedder ?? null) !== null;
  if (isFramed) return showElsewhere(checkout, paid);
  const isTooSoon = paid !== null && isLeft(paid) && asked.includes('limited');
  return isTooSoon ? comeAgain(checkout, '/back') : leave(handovers, checkout, paid);
}

function carriedOf({ payments }: Aggregate): readonly Payment[] {
  return payments.filter(({ connection, surplus }) => connection !== undefined && !surplus);
}
