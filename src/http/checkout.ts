// The customer pays here: chooses how, passes the bank, sees how it went, returns to the merchant.
import type { Account } from '../core/account.ts';
import type { Choice } from '../core/command.ts';
import { asOf } from '../core/close.ts';
import { isFailure } from '../core/failure.ts';
import { type Aggregate, isOpen } from '../core/order.ts';
import { decisivePayment, isHolding, isUndecided, type Payment } from '../core/payment.ts';
import type { Dialect, Fields, Links, Return } from '../dialects/dialect.ts';
import { decodeBody } from '../dialects/kit/body.ts';
import type { Accounts, Known } from '../engine/account.ts';
import type { Engine } from '../engine/execute.ts';
import type { Pages } from '../engine/link.ts';
import type { WireReply } from '../engine/once.ts';
import type { Submitter } from '../engine/submit.ts';
import {
  type Method,
  renderBank,
  renderHandback,
  renderMissing,
  renderOutcome,
  renderPay,
} from '../pages/index.ts';
import type { Processor } from '../processors/processor.ts';
import type { Store } from '../store/store.ts';
import type { Arrival } from './request.ts';
import type { Desk } from './server.ts';
import { htmlReply, seeOther } from './reply.ts';
import {
  declineTitle,
  declineWords,
  instrumentWords,
  readEntry,
  reasonWords,
  showOffers,
  showOrder,
  stateOf,
} from './sheet.ts';

export type Counter = {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly engine: Engine;
  readonly submitter: Submitter;
  readonly pages: Pages;
  readonly dialects: ReadonlyMap<string, Dialect>;
  readonly links: (account: Account) => Links;
  readonly processors: ReadonlyMap<string, Processor>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** One visit: whose page, which order as it is now, and where its pages are. */
type Visit = Known & {
  readonly aggregate: Aggregate;
  readonly processor: Processor;
  readonly base: string;
  readonly sandbox: boolean;
};

const PATH = /^\/pay\/([^/]+)(\/bank|\/wait|\/cancel|\/return)?$/;
/** Long enough to read how it went. */
const RETURN_DELAY_SECONDS = { paid: 3, pending: 3, failed: 1, cancelled: 1, expired: 1 } as const;
const TRY_AGAIN = 'Try again, or use another method.';
const PENDING_REFRESH_SECONDS = 5;

export function createCheckout(counter: Counter): Desk {
  return (arrival) => {
    const match = PATH.exec(arrival.path);
    if (match === null) return /^\/pay(\/|$)/.test(arrival.path) ? missing() : null;
    return serve(counter, arrival, match[1] ?? '', match[2] ?? '');
  };
}

async function serve(
  counter: Counter,
  arrival: Arrival,
  name: string,
  step: string,
): Promise<WireReply> {
  const visit = await readVisit(counter, name);
  if (visit === null) return missing();
  const { method } = arrival;
  const reading = method === 'GET' || method === 'HEAD';
  if (reading && step === '') return showSheet(counter, visit, arrival);
  if (reading && step === '/bank') return showBank(visit);
  if (reading && step === '/wait') return showWait(counter, visit);
  if (reading && step === '/return') return showReturn(counter, visit, arrival);
  if (reading) return seeOther(visit.base);
  if (method !== 'POST' || step === '/return' || step === '/wait') return missing();
  const fields = decodeBody(arrival.headers['content-type'] ?? '', arrival.bytes);
  if (isFailure(fields)) return seeOther(visit.base);
  if (step === '') return pay(counter, visit, fields);
  if (step === '/bank') return choose(counter, visit, fields);
  return cancel(counter, visit);
}

async function readVisit(counter: Counter, name: string): Promise<Visit | null> {
  const page = counter.pages.read(name);
  const known = page === null ? null : await counter.accounts.findById(page.accountId);
  if (page === null || known === null) return null;
  const locator = { by: 'token', token: page.orderToken } as const;
  const found = await counter.engine.find(known.account, { kind: 'findOrder', order: [locator] });
  const processor = counter.processors.get(known.account.processor);
  if (isFailure(found) || processor === undefined) return null;
  const sandbox = known.account.mode === 'sandbox';
  return { ...known, aggregate: found.aggregate, processor, base: `/pay/${name}`, sandbox };
}

async function missing(): Promise<WireReply> {
  return htmlReply(404, renderMissing());
}

/** The page at the order's own address, whatever state the order is in. */
function showSheet(counter: Counter, visit: Visit, arrival: Arrival): WireReply {
  const { aggregate, processor, base } = visit;
  const { order, payments } = aggregate;
  const holding = payments.find(isHolding);
  if (holding !== undefined && processor.awaitsChoice(holding)) return seeOther(`${base}/bank`);
  if (holding !== undefined && isUndecided(holding)) return seeOther(`${base}/wait`);
  if (!isOpen(order) || holding !== undefined) return showOutcome(counter, visit);
  const wanted = arrival.query['method'] ?? payments.at(-1)?.instrument?.method;
  const declined = declinedOf(payments.at(-1));
  return showForm(counter, visit, 200, { wanted, entered: {}, errors: {}, declined });
}

function declinedOf(last: Payment | undefined): Form['declined'] {
  if (last?.status !== 'failed') return null;
  const { decline } = last;
  return { title: declineTitle(decline), reason: `${declineWords(decline)} ${TRY_AGAIN}` };
}

type Form = {
  readonly wanted: string | undefined;
  readonly entered: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly declined: { title: string; reason: string } | null;
};

function showForm(counter: Counter, visit: Visit, status: number, form: Form): WireReply {
  const { account, aggregate, processor, base, sandbox } = visit;
  const { methods, banks, wallets, offers } = processor.menu;
  const chosen = methods.find((method) => method === form.wanted) ?? methods[0] ?? 'upi';
  const page = renderPay({
    order: showOrder(account, aggregate.order),
    sandbox,
    action: base,
    cancelAction: `${base}/cancel`,
    returns: handbackOf(counter, visit) !== null,
    methods,
    banks,
    wallets,
    instruments: sandbox ? showOffers(offers, counter.engine.nowOf(account)) : [],
    chosen: chosen satisfies Method,
    entered: form.entered,
    errors: form.errors,
    declined: form.declined,
  });
  return htmlReply(status, page);
}

async function pay(counter: Counter, visit: Visit, fields: Fields): Promise<WireReply> {
  const { account, aggregate, processor, base } = visit;
  const { entry, entered } = readEntry(fields);
  if (entry === null) return seeOther(base);
  const instrument = processor.readInstrument(entry, counter.engine.nowOf(account));
  if (!('method' in instrument)) {
    const errors = Object.fromEntries(instrument.map(({ field, message }) => [field, message]));
    const form = { wanted: entry.method, entered, errors, declined: null };
    return showForm(counter, visit, 422, form);
  }
  const started = await counter.engine.execute(account, {
    kind: 'startPayment',
    order: [{ by: 'token', token: aggregate.order.id.token }],
    instrument,
  });
  if (isFailure(started) || started.payment === null) return seeOther(base);
  const charged = await counter.submitter.charge(account, started.payment);
  return onward(visit, isFailure(charged) ? null : charged.payment);
}

/** Where a browser goes after an attempt: to the merchant when it went well, else to the page. */
function onward({ base }: Visit, payment: Payment | null): WireReply {
  const good = payment?.status === 'captured' || payment?.status === 'authorized';
  return seeOther(good ? `${base}/return` : base);
}

function showBank(visit: Visit): WireReply {
  const { account, aggregate, processor, base, sandbox } = visit;
  const holding = aggregate.payments.find((payment) => processor.awaitsChoice(payment));
  if (holding === undefined) return seeOther(base);
  const order = showOrder(account, aggregate.order);
  const instrument = instrumentWords(holding.instrument);
  return htmlReply(200, renderBank({ order, instrument, action: `${base}/bank`, sandbox }));
}

/** A pending payment while its customer waits; the page asks again by itself until it is paid. */
function showWait(counter: Counter, visit: Visit): WireReply {
  const state = stateOf(visit.aggregate);
  if (state === 'pending') return showOutcome(counter, visit);
  return seeOther(state === 'paid' ? `${visit.base}/return` : visit.base);
}

const CHOICES: ReadonlySet<string> = new Set(['success', 'failure', 'cancel', 'pending']);

async function choose(counter: Counter, visit: Visit, fields: Fields): Promise<WireReply> {
  const { account, aggregate, processor, base } = visit;
  const choice = fields.values['outcome'];
  const payment = aggregate.payments.find((each) => processor.awaitsChoice(each));
  if (payment === undefined || typeof choice !== 'string' || !CHOICES.has(choice)) {
    return seeOther(base);
  }
  // "Stay pending" changes nothing: the customer leaves and the processor is asked again later.
  if (choice === 'pending') return seeOther(`${base}/wait`);
  const report = processor.choose(payment, choice as Choice, aggregate.order.capture);
  const decided = await counter.submitter.report(account, payment, report, null);
  return onward(visit, isFailure(decided) ? null : decided.payment);
}

/** The customer leaves: an attempt that failed already stands for it; otherwise leaving is one. */
async function cancel(counter: Counter, visit: Visit): Promise<WireReply> {
  const { account, aggregate, base } = visit;
  const { order, payments } = aggregate;
  if (!isOpen(order) || payments.some(isHolding)) return seeOther(base);
  if (payments.at(-1)?.status !== 'failed') {
    const command = { kind: 'abandonPayment', order: [tokenOf(aggregate)] } as const;
    const left = await counter.engine.execute(account, command);
    if (isFailure(left)) return seeOther(base);
  }
  return seeOther(`${base}/return`);
}

function tokenOf({ order }: Aggregate) {
  return { by: 'token', token: order.id.token } as const;
}

function handbackOf(counter: Counter, visit: Visit): Return | null {
  const { aggregate, credentials, account } = visit;
  const now = counter.engine.nowOf(account);
  const links = counter.links(account);
  const payment = decisivePayment(aggregate.payments);
  const dialect = counter.dialects.get(aggregate.order.dialect);
  return (
    dialect?.handback({ aggregate: asOf(aggregate, now), payment, credentials, now, links }) ?? null
  );
}

/** Shows how it went and sends the browser back, if the order says where to. */
function showReturn(counter: Counter, visit: Visit, arrival: Arrival): WireReply {
  const { account, aggregate, base, sandbox } = visit;
  if (isOpen(aggregate.order) && aggregate.payments.length === 0) return seeOther(base);
  const handback = handbackOf(counter, visit);
  const state = stateOf(aggregate);
  if (handback === null) {
    return state === 'pending' ? seeOther(base) : showOutcome(counter, visit);
  }
  const posts = handback.kind === 'browserPost';
  const page = renderHandback({
    order: showOrder(account, aggregate.order),
    sandbox,
    state,
    reason: reasonWords(account, aggregate),
    method: posts ? 'POST' : 'GET',
    url: handback.url,
    fields: posts ? handback.fields : [],
    delaySeconds: 'now' in arrival.query ? 0 : RETURN_DELAY_SECONDS[state],
    paymentReference: paymentName(aggregate),
    onward: 'any',
  });
  return htmlReply(200, page);
}

function showOutcome(counter: Counter, visit: Visit): WireReply {
  const { account, aggregate, base, sandbox } = visit;
  const state = stateOf(aggregate);
  const page = renderOutcome({
    order: showOrder(account, aggregate.order),
    sandbox,
    state,
    paymentReference: paymentName(aggregate),
    reason: reasonWords(account, aggregate),
    retry: isOpen(aggregate.order) && state !== 'pending' && state !== 'paid' ? base : null,
    back: handbackOf(counter, visit) === null ? null : { href: `${base}/return?now` },
    refreshSeconds: state === 'pending' ? PENDING_REFRESH_SECONDS : null,
  });
  return htmlReply(200, page);
}

function paymentName({ payments }: Aggregate): string | null {
  const payment = decisivePayment(payments);
  return payment === null ? null : `pay_${payment.id.token}`;
}
