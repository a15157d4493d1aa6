// Test controls for sandbox accounts: pay without a browser, move the clock, settle what waits.
import type { Choice } from '../core/command.ts';
import { type Failure, type Issue, invalid, isFailure } from '../core/failure.ts';
import { type Locator, numberLocator } from '../core/id.ts';
import type { Aggregate } from '../core/order.ts';
import type { InstrumentInput, Instrument, Payment } from '../core/payment.ts';
import type { Fields, RawRequest } from '../gateways/dialect.ts';
import { renderDocumentedFailure } from '../gateways/kit/documented.ts';
import { identifyBasic, sameText } from '../gateways/kit/proof.ts';
import { readFields } from '../gateways/kit/read.ts';
import type { AccountWithSecret } from '../engine/identity/account.ts';
import { expireOverdue } from '../engine/orders/expire.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import type { Processor } from '../gateways/processor.ts';
import { writeReply } from './reply.ts';
import { type IncomingRequest, mountRequest } from './request.ts';
import type { Mounted } from './server.ts';
import type { Counter } from './checkout-page.ts';

export const CONTROL_BASE = '/sandbox';
/** A clock moves at most this far in one step: ten years. */
const ADVANCE_MAX_SECONDS = 10 * 366 * 24 * 3600;
const PENDING_MS = 15 * 60 * 1000;

type Control = (
  counter: Counter,
  known: AccountWithSecret,
  fields: Fields,
) => Promise<unknown | Failure>;

const CONTROLS: Readonly<Record<string, Control>> = Object.freeze({
  '/pay': payOrder,
  '/clock': moveClock,
  '/settle': settleAccount,
});

/** Serves `POST /sandbox/{pay,clock,settle}` with the account's Basic credentials. */
export function createControl(counter: Counter): Mounted {
  return (incoming) => {
    const inside = incoming.path === CONTROL_BASE || incoming.path.startsWith(`${CONTROL_BASE}/`);
    return inside ? control(counter, incoming) : null;
  };
}

async function control(counter: Counter, incoming: IncomingRequest): Promise<WireReply> {
  const request = mountRequest(incoming, CONTROL_BASE);
  const refuse = (failure: Failure): WireReply =>
    writeReply(renderDocumentedFailure(failure, { reference: 'order' }));
  const act = CONTROLS[request.path];
  if (act === undefined) return refuse({ failure: 'path_unknown' });
  if (request.method !== 'POST') {
    return refuse({ failure: 'method_not_allowed', allowed: ['POST'] });
  }
  const known = await authenticate(counter, request);
  if (isFailure(known)) return refuse(known);
  const fields = request.fields();
  if (isFailure(fields)) return refuse(fields);
  const result = await act(counter, known, fields);
  return isFailure(result)
    ? refuse(result)
    : writeReply({ kind: 'json', status: 200, body: result });
}

async function authenticate(
  counter: Counter,
  request: RawRequest,
): Promise<AccountWithSecret | Failure> {
  const identification = identifyBasic(request);
  if (isFailure(identification)) return identification;
  const known = await counter.accounts.find(identification.key);
  if (known === null || !sameText(identification.proof ?? '', known.credentials.secret)) {
    return { failure: 'credentials_wrong' };
  }
  // A live account has no such paths.
  return known.account.mode === 'sandbox' ? known : { failure: 'path_unknown' };
}

const METHODS = ['card', 'upi', 'netbanking', 'wallet'] as const;
const OUTCOMES = ['success', 'failure', 'cancel', 'pending', 'authorize'] as const;

async function payOrder(
  counter: Counter,
  known: AccountWithSecret,
  fields: Fields,
): Promise<unknown | Failure> {
  const { account } = known;
  const read = readFields(fields);
  const name = read.text('order', { required: true, max: 200, numbers: true });
  const method = oneOf(read.text('method', { required: true }), METHODS, 'method', read.issues);
  const outcome = oneOf(read.text('outcome'), OUTCOMES, 'outcome', read.issues);
  const value = read.text('instrument', { max: 254 });
  if (name === null || method === null || read.issues.length > 0) return invalid(read.issues);
  const processor = counter.processors.get(account.processor);
  if (processor === undefined) throw new Error(`no processor "${account.processor}"`);
  const instrument = instrumentOf(processor, method, value, counter.engine.nowOf(account));
  if (!('method' in instrument)) {
    return invalid(instrument.map((issue) => ({ ...issue, field: 'instrument' })));
  }
  const order = locatorsOf(counter, name);
  const found = await counter.engine.find(account, { kind: 'findOrder', order });
  const waiting = isFailure(found)
    ? undefined
    : found.aggregate.payments.find(({ status }) => status === 'pending');
  // A pending payment of this method is what is meant: it is decided, not started again.
  if (!isFailure(found) && waiting?.instrument?.method === method && value === null) {
    const choice = outcome ?? 'success';
    const { aggregate } = found;
    const decided = await settlePayment(counter, known, processor, waiting, aggregate, choice);
    if (isFailure(decided)) return decided;
    return showPayment(decided.payment ?? waiting, decided.aggregate);
  }
  const command = { kind: 'startPayment', order, instrument } as const;
  const started = await counter.engine.execute(account, command);
  if (isFailure(started)) return started;
  const { payment, aggregate } = started;
  if (payment === null) throw new Error('a payment that was started');
  const settled = await settlePayment(counter, known, processor, payment, aggregate, outcome);
  if (isFailure(settled)) return settled;
  return showPayment(settled.payment ?? payment, settled.aggregate);
}

/**
 * Lets the instrument decide; a wished outcome wins over it, and a bank's step is passed at once.
 */
async function settlePayment(
  counter: Counter,
  { account }: AccountWithSecret,
  processor: Processor,
  payment: Payment,
  aggregate: Aggregate,
  outcome: Choice | null,
) {
  const { capture } = aggregate.order;
  const { instructions } = counter;
  const choose = (choice: Choice) => {
    const report = processor.choose(payment, choice, capture);
    return instructions.report(account, payment, report, choice === 'pending' ? PENDING_MS : null);
  };
  if (outcome !== null) return choose(outcome);
  const charged = await instructions.charge(account, payment);
  if (isFailure(charged) || charged.payment === null) return charged;
  return processor.awaitsChoice(charged.payment) ? choose('success') : charged;
}

function oneOf<T extends string>(
  value: string | null,
  words: readonly T[],
  field: string,
  issues: Issue[],
): T | null {
  const word = words.find((each) => each === value);
  if (value !== null && word === undefined) {
    const message = `${field} must be one of ${words.join(', ')}`;
    issues.push({ field, rule: 'format', message, received: value.slice(0, 100) });
  }
  return word ?? null;
}

/** The named instrument, or the first of the method that succeeds. */
function instrumentOf(
  processor: Processor,
  method: Instrument['method'],
  value: string | null,
  now: number,
): Instrument | readonly Issue[] {
  const { offers, banks, wallets } = processor.menu;
  const listed = { upi: offers, card: offers, netbanking: [], wallet: [] }[method];
  const fallback =
    listed.find((offer) => offer.method === method)?.value ??
    (method === 'netbanking' ? banks[0]?.code : wallets[0]?.code) ??
    '';
  const named = value ?? fallback;
  const entries: Readonly<Record<Instrument['method'], InstrumentInput>> = {
    upi: { method: 'upi', vpa: named },
    card: { method: 'card', cardNumber: named },
    netbanking: { method: 'netbanking', bank: named },
    wallet: { method: 'wallet', wallet: named },
  };
  return processor.readInstrument(entries[method], now);
}

/**
 * Any name of an order: ours with any prefix, our number, a page's name, or the merchant's
 * reference.
 */
export function locatorsOf(counter: Pick<Counter, 'pages'>, name: string): readonly Locator[] {
  const bare = name.replace(/^[a-z]+_/, '');
  const page = counter.pages.read(bare);
  const number = numberLocator(name);
  return [
    ...(/^[0-9A-Za-z]{14}$/.test(bare) ? [{ by: 'token', token: bare } as const] : []),
    ...(page === null ? [] : [{ by: 'token', token: page.orderToken } as const]),
    { by: 'reference', reference: name },
    ...(number === undefined ? [] : [number]),
  ];
}

function showPayment(payment: Payment, { order }: Aggregate) {
  return {
    id: `pay_${payment.id.token}`,
    number: String(payment.id.number),
    order: `order_${order.id.token}`,
    reference: order.reference,
    order_status: order.status,
    status: payment.status,
    amount: payment.amountMinor,
    currency: payment.currency,
    instrument: payment.instrument,
    decline: payment.decline,
    bank_reference: payment.bankReference,
    created_at: new Date(payment.createdAt).toISOString(),
  };
}

async function moveClock(counter: Counter, known: AccountWithSecret, fields: Fields) {
  const { account } = known;
  const read = readFields(fields);
  const range = { required: true, min: 0, max: ADVANCE_MAX_SECONDS };
  const seconds = read.integer('advance_seconds', range);
  if (seconds === null) return invalid(read.issues);
  await counter.accounts.advanceClock(account, seconds * 1000);
  const moved = await counter.accounts.find(account.key);
  const now = counter.engine.nowOf(moved?.account ?? account);
  return { now: new Date(now).toISOString() };
}

async function settleAccount(counter: Counter, { account }: AccountWithSecret) {
  await counter.instructions.settle(account);
  await expireOverdue(counter.store, counter.engine, counter.accounts, counter.now());
  await counter.deliverer.settle();
  return { settled: true };
}
