// A payment page as it is asked for: whose order it is, and whether it stands in another page.
import type { Account } from '../core/account.ts';
import {
  type CheckoutSession,
  isEntitled,
  type Opening,
  orderIn,
} from '../core/checkout-session.ts';
import { asOf } from '../core/expiry.ts';
import { isFailure } from '../core/failure.ts';
import type { Aggregate } from '../core/order.ts';
import { decisivePayment, isLeft, isUndecided, type Payment } from '../core/payment.ts';
import type { Addresses, Dialect, HandbackContext, Return } from '../gateways/dialect.ts';
import { type Accounts, credentialsFor } from '../engine/identity/account.ts';
import type { Engine } from '../engine/orders/engine.ts';
import { embedderOf } from '../engine/identity/embedder.ts';
import type { PageTokens } from '../engine/identity/page-token.ts';
import { findSimulator } from '../engine/processing/instruction.ts';
import type { Simulator } from '../gateways/simulator.ts';
import { type Words, wordsFor } from '../pages/index.ts';
import type { Store } from '../store/store.ts';
import { OPENER } from '../web/origin.ts';
import { stateOf } from './checkout-view.ts';

/** The order as it is now, with everything that its pages show. */
export type CheckoutPage = {
  readonly account: Account;
  readonly aggregate: Aggregate;
  readonly processor: Simulator;
  /** Of the order; undefined when that dialect is no longer served. */
  readonly dialect: Dialect | undefined;
  /** What the browser brought when it opened the page; null: nothing. */
  readonly checkoutSession: CheckoutSession | null;
  /** Where its browser is: what is begun here is told here. */
  readonly opening: Opening;
  /** What the dialect is told when the browser goes back, or the page around ours hears of it. */
  readonly context: HandbackContext;
  /** The path of its pages, without a slash at the end. */
  readonly base: string;
  /** The origin of the page around ours, `*` for any, or OPENER; null when it stands alone. */
  readonly embedder: string | null;
  readonly sandbox: boolean;
  /** Whether it is carried by a gateway's test mode. */
  readonly isTest: boolean;
  /** Of the customer's language. */
  readonly words: Words;
};

/** What finds a page by its name. */
export type PageSources = {
  readonly pages: PageTokens;
  readonly accounts: Accounts;
  readonly engine: Engine;
  readonly dialects: ReadonlyMap<string, Dialect>;
  readonly simulators: ReadonlyMap<string, Simulator>;
  readonly addresses: (account: Account) => Addresses;
  readonly store: Store;
};

/**
 * `name` is the page's: the order's own, or a checkout session's. `inside` is the part of the path
 * that names the embedding page; empty: there is none. `accepted` are the languages that the
 * browser asks for. Null when there is no such page.
 */
export async function readCheckoutPage(
  { pages, accounts, engine, dialects, simulators, addresses }: PageSources,
  name: string,
  inside: string,
  accepted?: string,
): Promise<CheckoutPage | null> {
  const page = pages.read(name);
  const embedder = inside === '' ? null : embedderOf(inside);
  if (inside !== '' && embedder === null) return null;
  const known = page === null ? null : await accounts.findById(page.accountId);
  if (page === null || known === null) return null;
  const { account } = known;
  const locator = { by: 'token', token: page.orderToken } as const;
  const found = await engine.find(account, { kind: 'findOrder', order: [locator] });
  const processor = findSimulator(simulators, account);
  if (isFailure(found) || processor === null) return null;
  const { aggregate } = found;
  const { order } = aggregate;
  const { session } = page;
  const checkoutSession =
    session === null ? null : await engine.findCheckoutSession(account, order.id.key, session);
  const opening = { session, embedder };
  const now = engine.nowOf(account);
  const context = {
    aggregate: asOf({ ...aggregate, order: orderIn(order, checkoutSession) }, now),
    payment: decisivePayment(aggregate.payments),
    credentials: credentialsFor(known, aggregate.order),
    now,
    addresses: addresses(account),
    ...(embedder === null ? {} : { embedded: true }),
  };
  const dialect = dialects.get(order.dialect);
  const base = `/pay/${name}${inside === '' ? '' : `/in/${inside}`}`;
  const sandbox = account.mode === 'sandbox';
  return {
    account,
    aggregate,
    processor,
    dialect,
    checkoutSession,
    opening,
    context,
    base,
    embedder,
    sandbox,
    isTest: account.settings.route?.mode === 'test',
    words: wordsFor(accepted),
  };
}

/**
 * How the browser goes back to the merchant now; null when it has nowhere to go, or when what it
 * would carry is of a payment that another opening made.
 */
export function handbackOf(checkout: CheckoutPage): Return | null {
  const { aggregate, opening, checkoutSession, dialect, context } = checkout;
  if (!isEntitled(aggregate, opening, checkoutSession)) return null;
  return dialect?.handback(context) ?? null;
}

/**
 * The payment whose bank step stands open, by where it was begun. Only its own session passes it,
 * in whatever frame: who passes that of another pays for whoever began it, and they are told the
 * signed result.
 */
export function findAwaited({ aggregate, processor, opening }: CheckoutPage): Awaited {
  const awaited = aggregate.payments.find((payment) => processor.awaitsChoice(payment));
  if (awaited === undefined) return { here: null, elsewhere: null };
  const isHere = (awaited.opening?.session ?? null) === opening.session;
  return { here: isHere ? awaited : null, elsewhere: isHere ? null : awaited };
}

type Awaited = { readonly here: Payment | null; readonly elsewhere: Payment | null };

/** Whether it has somewhere to go once something was begun here. */
export function hasReturn({ dialect, context }: CheckoutPage): boolean {
  return (dialect?.handback(context) ?? null) !== null;
}

/**
 * What the page that embeds ours is told: `loaded`; `failed`, when an attempt did not succeed and
 * the customer may try again; `ended`, when it is paid or the customer has left. Our own message
 * carries the sealed fields, for the merchant's page alone; a page of any origin gets no fields.
 * The window that opened ours gets those of its own session, which nobody else knows.
 */
export function embeddingOf(
  checkout: CheckoutPage,
  moment: 'loaded' | 'failed' | 'ended',
): { readonly embedder: string | null; readonly tell: readonly unknown[] } {
  const { embedder, aggregate, dialect, context, opening } = checkout;
  if (embedder === null) return { embedder, tell: [] };
  const isNamed = embedder === OPENER ? opening.session !== null : embedder !== '*';
  const sealed = moment !== 'loaded' && isNamed ? handbackOf(checkout) : null;
  const told = { source: 'checkout', event: moment, state: stateOf(aggregate), return: sealed };
  const own = { ...told, ...standingOf(aggregate) };
  const more = dialect?.embedMessages?.(context, moment) ?? [];
  return { embedder, tell: [own, ...more] };
}

/** Of a payment that was begun at a gateway: whether it can be left. */
function standingOf({ payments }: Aggregate): { readonly standing?: 'open' | 'pending' } {
  const begun = payments.find((each) => isUndecided(each) && each.connection !== undefined);
  if (begun === undefined) return {};
  return { standing: isLeft(begun) ? 'open' : 'pending' };
}
