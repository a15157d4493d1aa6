// A sandbox account that asks for it is as unkind as the gateways: unknown origins are refused, and
// what was just made is not found yet; more than so many requests a minute are too many.
import type { Account, Strict } from '../core/account.ts';
import type { Outcome } from '../core/decision.ts';
import { type Failure, isFailure } from '../core/failure.ts';
import type { RequestKind, Results } from '../core/result.ts';
import type { Call, Family, Operation, RawRequest } from '../gateways/dialect.ts';
import { originOfForm } from '../web/origin.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import type { HttpReply } from './reply.ts';

/** Null for everybody else: a live account is never strict, whatever its settings say. */
export function strictOf({ mode, settings }: Pick<Account, 'mode' | 'settings'>): Strict | null {
  return mode === 'sandbox' ? settings.strict : null;
}

export type StrictRoad = {
  readonly refuse: (call: Call, family: Family, operation: Operation) => Failure | null;
  /** The answer as the gateway would give it. */
  readonly retell: (call: Call, family: Family, reply: WireReply) => WireReply;
};

const WINDOW_MS = 60_000;
const JSON_TYPE = 'application/json';

/** `now` is any clock in milliseconds that never goes back. */
export function createStrictRoad(now: () => number = () => performance.now()): StrictRoad {
  const counted = new Map<string, { readonly until: number; used: number }>();

  /** Null: it may be asked; else how many seconds are left of its minute. */
  const waitOf = (name: string, perMinute: number): number | null => {
    const at = now();
    let window = counted.get(name);
    if (window === undefined || window.until <= at) {
      for (const [each, { until }] of counted) if (until <= at) counted.delete(each);
      window = { until: at + WINDOW_MS, used: 0 };
      counted.set(name, window);
    }
    window.used += 1;
    return window.used <= perMinute ? null : Math.ceil((window.until - at) / 1000);
  };

  return {
    refuse: ({ account, request }, { strict }, { method, path }) => {
      const isPage = strict?.isPage === true && method === 'POST';
      if (isPage && !isKnown(strictOf(account), request)) return UNKNOWN_ORIGIN;
      const row = `${method} ${path}`;
      const perMinute = strict?.perMinute?.[row];
      if (perMinute === undefined || strictOf(account)?.budgets !== true) return null;
      const retryAfterSeconds = waitOf(`${account.id} ${row}`, perMinute);
      return retryAfterSeconds === null ? null : { failure: 'rate_limited', retryAfterSeconds };
    },
    retell: ({ account, addresses: { origin } }, { strict }, reply) => {
      const { location } = reply.headers;
      const pages = strictOf(account)?.pages ?? null;
      if (pages !== null && strict?.isPage === true && location?.startsWith(`${origin}/`)) {
        const moved = `${pages}${location.slice(origin.length)}`;
        return { ...reply, headers: { ...reply.headers, location: moved } };
      }
      const isJson = reply.headers['content-type']?.startsWith(JSON_TYPE) === true;
      if (!isJson || strict === undefined) return reply;
      const { retell, type } = strict;
      const body = retell ? JSON.stringify(retell(JSON.parse(reply.body))) : reply.body;
      const headers = type === undefined ? {} : { 'content-type': type };
      return { ...reply, body, headers: { ...reply.headers, ...headers } };
    },
  };
}

const UNKNOWN_ORIGIN: Failure = Object.freeze({
  failure: 'account_inactive',
  detail: 'The website that this comes from is not registered.',
});

function isKnown(strict: Strict | null, { headers }: RawRequest): boolean {
  const named = originOfForm(headers);
  return named !== null && strict?.origins.includes(named) === true;
}

const FINDS: ReadonlySet<RequestKind> = new Set([
  ...(['findOrder', 'findPayment', 'findRefund', 'findMany', 'list'] as const),
]);

/** What was found, without what is newer than `since`. */
export function hideFresh<Kind extends RequestKind>(
  { kind }: { readonly kind: Kind },
  result: Results[Kind] | Failure,
  since: number,
): Results[Kind] | Failure {
  if (!FINDS.has(kind) || isFailure(result)) return result;
  // Whatever finds something comes to one of these two.
  const found = result as Outcome | { readonly items: readonly Outcome[] };
  const hidden =
    'items' in found
      ? { items: found.items.flatMap((each) => hideOne(each, since)) }
      : (hideOne(found, since)[0] ?? missing(found));
  return hidden as Results[Kind] | Failure;
}

function missing({ payment, refund }: Outcome): Failure {
  if (refund !== null) return { failure: 'refund_not_found' };
  return { failure: payment === null ? 'order_not_found' : 'payment_not_found' };
}

function hideOne(outcome: Outcome, since: number): readonly Outcome[] {
  const { aggregate, refund } = outcome;
  if (aggregate.order.createdAt > since || (refund?.createdAt ?? 0) > since) return [];
  const refunds = aggregate.refunds.filter(({ createdAt }) => createdAt <= since);
  return [{ ...outcome, aggregate: { ...aggregate, refunds } }];
}

/** No page that it leads to holds the window that opened it, nor is held by it. */
export function cutOpener(
  account: Pick<Account, 'mode' | 'settings'>,
  reply: HttpReply,
): HttpReply {
  if (strictOf(account) === null) return reply;
  return { ...reply, headers: { ...reply.headers, 'cross-origin-opener-policy': 'same-origin' } };
}
