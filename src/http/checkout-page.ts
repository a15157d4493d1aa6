// One visit to a payment page: whose order it is, and whether the page stands in another one.
import type { Account } from '../core/account.ts';
import { asOf } from '../core/close.ts';
import { isFailure } from '../core/failure.ts';
import type { Aggregate } from '../core/order.ts';
import { decisivePayment } from '../core/payment.ts';
import type { Dialect, HandbackContext, Addresses, Return } from '../gateways/dialect.ts';
import type { Accounts, AccountWithSecret } from '../engine/identity/account.ts';
import type { Deliverer } from '../engine/webhooks/deliver.ts';
import type { Engine } from '../engine/orders/engine.ts';
import { embedderOf, type PageTokens } from '../engine/identity/page-token.ts';
import type { Instructions } from '../engine/processing/instruct.ts';
import type { Processor } from '../gateways/processor.ts';
import type { Store } from '../store/store.ts';
import { stateOf } from './checkout-view.ts';

export type Counter = {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly engine: Engine;
  readonly instructions: Instructions;
  readonly deliverer: Deliverer;
  readonly pages: PageTokens;
  readonly dialects: ReadonlyMap<string, Dialect>;
  readonly addresses: (account: Account) => Addresses;
  readonly processors: ReadonlyMap<string, Processor>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** One visit: whose page, which order as it is now, and where its pages are. */
export type CheckoutPage = AccountWithSecret & {
  readonly aggregate: Aggregate;
  readonly processor: Processor;
  /** The path of its pages, without a slash at the end. */
  readonly base: string;
  /** The origin of the page that ours stands in, or `*` for any; null when it stands alone. */
  readonly embedder: string | null;
  readonly sandbox: boolean;
};

/** `inside` is the part of the path that names the embedding page; empty: there is none. */
export async function readCheckoutPage(
  counter: Counter,
  name: string,
  inside: string,
): Promise<CheckoutPage | null> {
  const page = counter.pages.read(name);
  const embedder = inside === '' ? null : embedderOf(inside);
  if (inside !== '' && embedder === null) return null;
  const known = page === null ? null : await counter.accounts.findById(page.accountId);
  if (page === null || known === null) return null;
  const locator = { by: 'token', token: page.orderToken } as const;
  const found = await counter.engine.find(known.account, { kind: 'findOrder', order: [locator] });
  const processor = counter.processors.get(known.account.processor);
  if (isFailure(found) || processor === undefined) return null;
  const sandbox = known.account.mode === 'sandbox';
  const base = `/pay/${name}${inside === '' ? '' : `/in/${inside}`}`;
  return { ...known, aggregate: found.aggregate, processor, base, embedder, sandbox };
}

function dialectVisit(counter: Counter, checkout: CheckoutPage): HandbackContext {
  const { aggregate, credentials, account, embedder } = checkout;
  const now = counter.engine.nowOf(account);
  const addresses = counter.addresses(account);
  const payment = decisivePayment(aggregate.payments);
  const about = { aggregate: asOf(aggregate, now), payment, credentials, now, addresses };
  return embedder === null ? about : { ...about, embedded: true };
}

/** How the browser goes back to the merchant now; null when it has nowhere to go. */
export function handbackOf(counter: Counter, checkout: CheckoutPage): Return | null {
  const dialect = counter.dialects.get(checkout.aggregate.order.dialect);
  return dialect?.handback(dialectVisit(counter, checkout)) ?? null;
}

/**
 * What the page that embeds ours is told: `loaded`; `failed`, when an attempt did not succeed and
 * the customer may try again; `ended`, when it is paid or the customer has left. Our own message
 * carries the sealed fields, for the merchant's page alone; a page of any origin gets no fields.
 */
export function embeddingOf(
  counter: Counter,
  checkout: CheckoutPage,
  moment: 'loaded' | 'failed' | 'ended',
): { readonly embedder: string | null; readonly tell: readonly unknown[] } {
  const { embedder, aggregate } = checkout;
  if (embedder === null) return { embedder, tell: [] };
  const dialect = counter.dialects.get(aggregate.order.dialect);
  const sealed = moment !== 'loaded' && embedder !== '*' ? handbackOf(counter, checkout) : null;
  const own = { source: 'checkout', event: moment, state: stateOf(aggregate), return: sealed };
  const more = dialect?.embedMessages?.(dialectVisit(counter, checkout), moment) ?? [];
  return { embedder, tell: [own, ...more] };
}
