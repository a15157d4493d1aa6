// Calls a processor: the only user of the sender for it. One question is one to three requests,
// each sent once, bounded in time and size.
import { type Customer, customerOf, type Order } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import type {
  Connection,
  Credentials,
  Exchange,
  Processor,
  Refused,
  Side,
  Then,
  Unknown,
  WireReply,
  WireRequest,
} from '../../gateways/processor.ts';
import type { Log } from '../log.ts';
import { isMany } from './many.ts';
import { hideSecrets } from './scrub.ts';
import { createTokens, type Post } from './token.ts';
import type { Heard, Transcribe } from './transcript.ts';

/**
 * `kind: 'unknown'` where it did not say, or not in time; `refused` also where it grants no token.
 * Rejects for a bug of the processor.
 */
export type Call = <Ask, Result extends { readonly kind: string }>(
  exchange: Exchange<Ask, Result>,
  ask: Ask,
  connection: Connection,
  more?: More,
) => Promise<Result | Refused | Unknown>;

export type More = {
  /** The reply to the first request, where that was sent for others as well. */
  readonly told?: WireReply;
  /** A bound in milliseconds for all its requests together; absent: each has its usual one. */
  readonly withinMs?: number;
};

/** What is sent, once: a request that may have left is never sent again by itself. */
export type ProcessorSend = (
  request: WireRequest & {
    readonly timeoutMs: number;
    readonly replyBytesMax: number;
    readonly isOnce: true;
  },
) => Promise<
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; isCut: boolean }
  | { readonly kind: 'failed'; readonly reason: string; readonly detail: string }
>;

type Parts = {
  readonly send: ProcessorSend;
  /** The real time in milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  /** By the names that connections have for them: what a question is called, what is secret. */
  readonly processors: ReadonlyMap<string, Called>;
  /** Hears what was said; nobody does unless it is given. */
  readonly transcribe?: Transcribe;
};

type Called = Pick<Processor, 'token' | 'probe' | 'credentialFields'>;

const REPLY_MAX_MS = 20_000;
const REPLY_BYTES_MAX = 1_000_000;
const REQUESTS_MAX = 3;
const RAW_MAX = 300;
/** A token's request has the credentials, its reply the token: neither is transcribed. */
const UNTOLD: ReadonlySet<string> = new Set(['token' satisfies keyof Processor]);

/** How a token is spelled is hidden as the credentials are that it was bought with. */
const BOUGHT: Pick<Processor, 'credentialFields'> = Object.freeze({
  credentialFields: Object.freeze([
    Object.freeze({ name: 'token', label: 'Token', secret: true, required: true }),
  ]),
});

export function createCall(parts: Parts): Call {
  const { processors, now, log, transcribe } = parts;
  const converse = async <Ask, Result extends { readonly kind: string }>(
    exchange: Exchange<Ask, Result>,
    ask: Ask,
    connection: Connection,
    post: Post,
    told?: WireReply,
  ): Promise<Result | Refused | Unknown> => {
    const credentials: Credentials = connection.credentials[0] ?? {};
    const side: Side = { connection, credentials, now: now() };
    const processor = processors.get(connection.processor);
    const subject = subjectOf(ask);
    const operation = nameOf(processor, exchange);
    // A processor may repeat what it was sent, and what it says is kept and logged.
    const isTold = !UNTOLD.has(operation);
    const clean = <Result>(result: Result): Result => {
      if (processor === undefined) return result;
      const hidden = hideSecrets(result, processor, connection.credentials);
      // What grants a token has it.
      return isTold ? hideSecrets(hidden, BOUGHT, boughtBy(connection)) : hidden;
    };
    const isFirst = told === undefined;
    const earlier: WireReply[] = isFirst ? [] : [told];
    let next = isFirst ? exchange.request(ask, side) : readFirst(exchange, ask, side, told);
    for (let step = earlier.length; step < REQUESTS_MAX; step += 1) {
      if (!isRequest(next)) return clean(next);
      const begun = now();
      const reply = await post(next);
      const heard = hideSecrets(outcomeOf(reply), BOUGHT, boughtBy(connection));
      const course = { at: begun, durationMs: Math.max(0, now() - begun), ...heard };
      const about = { ...subject, connection, operation, request: next, ...course } as const;
      if (isTold) transcribe?.({ ...about, direction: 'out', event: null });
      if ('kind' in reply) {
        // What was asked for before may have been begun.
        const isLater = step > 0 && reply.kind === 'refused';
        return clean(isLater ? unknown(log, connection, reply.raw) : reply);
      }
      const result = exchange.read(reply, ask, side, step, earlier);
      earlier.push(reply);
      if (!isThen(result)) return clean(result);
      next = result.request;
    }
    return unknown(log, connection, 'the processor asked for more requests than are sent');
  };
  const boughtBy = (connection: Connection): readonly Credentials[] =>
    tokens.grantedTo(connection).map((token) => ({ token }));
  const tokens = createTokens(
    (source, connection) => converse(source, null, connection, postBy(parts, connection)),
    now,
  );
  return (exchange, ask, connection, { told, withinMs } = {}) => {
    const { token: source, probe } = processors.get(connection.processor) ?? {};
    const post = postBy(parts, connection, withinMs);
    if (source === undefined) return converse(exchange, ask, connection, post, told);
    // A token from before says nothing of the credentials that are to be checked.
    const asked: unknown = exchange;
    if (asked === probe) tokens.forget(connection);
    return converse(exchange, ask, connection, tokens.bear(source, connection, post), told);
  };
}

/** `withinMs`: how long all that is sent by it may take. */
function postBy(
  { send, now, log }: Parts,
  connection: Connection,
  withinMs = Number.POSITIVE_INFINITY,
): Post {
  const begun = now();
  return async (request) => {
    const timeoutMs = Math.min(REPLY_MAX_MS, begun + withinMs - now());
    if (timeoutMs <= 0) return unknown(log, connection, 'not sent: its time was over');
    const limits = { timeoutMs, replyBytesMax: REPLY_BYTES_MAX } as const;
    const sent = await send({ ...request, ...limits, isOnce: true });
    if (sent.kind === 'failed') return unknown(log, connection, `${sent.reason}: ${sent.detail}`);
    if (sent.isCut) return unknown(log, connection, 'the reply is longer than is read');
    return { status: sent.status, body: sent.body };
  };
}

/** A token is no part of it: it is added to the request on its way. */
function outcomeOf(reply: Awaited<ReturnType<Post>>) {
  return 'kind' in reply
    ? { status: null, reply: null, error: reply.raw }
    : { status: reply.status, reply: reply.body, error: null };
}

const MANY = 'inquireMany' satisfies keyof Processor;

/** What the processor's table calls the question. */
export function nameOf(processor: Called | undefined, exchange: object): string {
  const questions = Object.entries(processor ?? {});
  if (isMany(exchange)) return MANY;
  const own = questions.find(([, each]) => each === exchange);
  // Whoever counts answers hands on a copy, which reads them as the processor does.
  const named = own ?? questions.find(([, each]) => readOf(each) === readOf(exchange));
  return named?.[0] ?? 'call';
}

/** Of what is no question: something that nothing equals. */
function readOf(each: unknown): unknown {
  const isObject = typeof each === 'object' && each !== null;
  return isObject && 'read' in each ? each.read : Number.NaN;
}

type Subject = Pick<Heard, 'orderKey' | 'paymentKey' | 'customer'>;

/** Whom and what a question is about; a probe is about nobody. */
function subjectOf(ask: unknown): Subject {
  const about = (ask ?? {}) as {
    readonly order?: Order;
    readonly payment?: Payment;
    readonly customer?: Customer;
  };
  const { order, payment = null } = about;
  const own = order === undefined ? {} : customerOf(order, payment);
  return {
    orderKey: order?.id.key ?? null,
    paymentKey: payment?.id.key ?? null,
    customer: about.customer ?? own,
  };
}

function readFirst<Ask, Result extends { readonly kind: string }>(
  { read }: Exchange<Ask, Result>,
  ask: Ask,
  side: Side,
  told: WireReply,
): WireRequest | Result {
  const said = read(told, ask, side, 0, []);
  return isThen(said) ? said.request : said;
}

function unknown(log: Log, { processor, shownAs }: Connection, why: string): Unknown {
  log.warn({ processor, ...shownAs, why }, 'a processor did not say');
  return { kind: 'unknown', raw: why.slice(0, RAW_MAX) };
}

function isRequest<Result extends { readonly kind: string }>(
  asked: WireRequest | Result,
): asked is WireRequest {
  return !('kind' in asked);
}

function isThen<Result extends { readonly kind: string }>(read: Result | Then): read is Then {
  return read.kind === 'then';
}
