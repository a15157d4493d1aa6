// `GET /` for whoever has just started the server on their own machine: what to try, what came.
import type { Account } from '../core/account.ts';
import type { CreateOrder } from '../core/command.ts';
import { isFailure } from '../core/failure.ts';
import { currencyExponent } from '../core/money.ts';
import type { Aggregate } from '../core/order.ts';
import { decodeBody } from '../gateways/kit/body.ts';
import { writeFirstCall } from '../gateways/kit/curl.ts';
import type { AccountWithSecret } from '../engine/identity/account.ts';
import { FIRST_ACCOUNT } from '../engine/identity/identification.ts';
import { renderFirstPage, renderMessage, type RecentOrder, wordsFor } from '../pages/index.ts';
import type { PageSources } from './checkout-page.ts';
import type { Limiter } from './limit.ts';
import { isNearby } from './nearby.ts';
import { htmlReply, type HttpReply, seeOther } from './reply.ts';
import type { IncomingRequest } from './request.ts';
import type { Mounted } from './server.ts';

type Parts = PageSources & {
  readonly limit: Limiter;
  /** What the button asks for. */
  readonly testOrder: () => CreateOrder;
  /** Where programs reach the server. */
  readonly origin: () => string;
  /** Answers as if there were no such page. */
  readonly travel: (incoming: IncomingRequest) => Promise<HttpReply> | HttpReply;
};

const RECENT_MAX = 10;
/** Of the button, so that a browser which comes back from a payment with a form makes no order. */
const MAKE = 'make';

/** For a server that is local, and for none else. */
export function createFirstPage(parts: Parts): Mounted {
  return (incoming) => (isForHere(incoming) ? answer(parts, incoming) : null);
}

async function answer(parts: Parts, incoming: IncomingRequest): Promise<HttpReply> {
  const { method, headers } = incoming;
  const known = await findFirst(parts);
  if (known === null) return parts.travel(incoming);
  if (method === 'GET' || method === 'HEAD') return show(parts, incoming, known);
  const words = wordsFor(headers['accept-language']);
  const { title, foreign, tooMany } = words.firstPage;
  const refuse = (status: number, message: string): HttpReply =>
    htmlReply(status, renderMessage({ title, message, detail: null }));
  if (!isFromHere(incoming)) return refuse(403, foreign);
  const fields = decodeBody(headers['content-type'] ?? '', incoming.bytes);
  if (isFailure(fields) || !(MAKE in fields.values)) return seeOther('/');
  const { account } = known;
  if (!parts.limit(account, 'create', null).allowed) return refuse(429, tooMany);
  const made = await parts.engine.execute(account, parts.testOrder());
  if (isFailure(made)) throw new Error(`the test order was refused: ${made.failure}`);
  return seeOther(pageOf(parts, account, made.aggregate));
}

/** The account of the first start; null as soon as money moves for any. */
async function findFirst({ store, accounts }: Parts): Promise<AccountWithSecret | null> {
  if (await store.hasLiveAccount()) return null;
  const key = await store.findSetting(FIRST_ACCOUNT);
  return key === null ? null : accounts.find(key);
}

function pageOf({ addresses }: Parts, account: Account, aggregate: Aggregate): string {
  return `/pay/${addresses(account).pageToken(aggregate)}`;
}

function isForHere(incoming: IncomingRequest): boolean {
  const { path, method, headers } = incoming;
  if (path !== '/' || !['GET', 'HEAD', 'POST'].includes(method)) return false;
  // A program that posts to the root is none of ours: every browser says where a form stood.
  const isProgram = method === 'POST' && headers['origin'] === undefined;
  return isNearby(incoming) && !isProgram;
}

/** Whether a form stood on a page of this very address. */
function isFromHere({ headers }: IncomingRequest): boolean {
  const site = headers['sec-fetch-site'] ?? 'same-origin';
  const own = `http://${headers['host']}`.toLowerCase();
  return headers['origin'] === own && site === 'same-origin';
}

async function show(
  parts: Parts,
  incoming: IncomingRequest,
  { account, credentials }: AccountWithSecret,
): Promise<HttpReply> {
  const { engine, dialects, origin } = parts;
  const { items } = await engine.list(account, {
    kind: 'list',
    of: 'order',
    from: null,
    to: null,
    skip: 0,
    count: RECENT_MAX,
    reference: null,
    states: null,
  });
  const page = renderFirstPage({
    words: wordsFor(incoming.headers['accept-language']),
    address: origin(),
    action: '/',
    key: account.key,
    maskedSecret: mask(credentials.secret),
    calls: [...dialects.values()].map((dialect) => {
      return { title: dialect.title, text: writeFirstCall(dialect, origin(), account.key) };
    }),
    orders: items.map(({ aggregate }) => showRecent(parts, account, aggregate)),
  });
  return htmlReply(200, page);
}

const SHOWN = 4;

/** The end of a long one tells which it is; of a short one it would be too much of it. */
function mask(secret: string): string {
  return `••••••••${secret.length >= SHOWN * 8 ? secret.slice(-SHOWN) : ''}`;
}

function showRecent(parts: Parts, account: Account, aggregate: Aggregate): RecentOrder {
  const { order } = aggregate;
  return {
    href: pageOf(parts, account, aggregate),
    name: order.reference ?? order.description ?? `order_${order.id.token}`,
    dialect: parts.dialects.get(order.dialect)?.title ?? order.dialect,
    status: order.status,
    at: order.createdAt,
    amountMinor: order.amountMinor,
    currency: order.currency,
    exponent: currencyExponent(order.currency) ?? 2,
  };
}
