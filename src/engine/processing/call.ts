// Calls a processor: the only user of the sender for it. One question is one to three requests,
// each sent once, bounded in time and size.
import type {
  Connection,
  Credentials,
  Exchange,
  Side,
  Then,
  Unknown,
  WireReply,
  WireRequest,
} from '../../gateways/processor.ts';
import type { Log } from '../log.ts';

/** `kind: 'unknown'` where it did not say, or not in time. Rejects for a bug of the processor. */
export type Call = <Ask, Result extends { readonly kind: string }>(
  exchange: Exchange<Ask, Result>,
  ask: Ask,
  connection: Connection,
) => Promise<Result | Unknown>;

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
};

const REPLY_MAX_MS = 20_000;
const REPLY_BYTES_MAX = 1_000_000;
const REQUESTS_MAX = 3;
const RAW_MAX = 300;

export function createCall({ send, now, log }: Parts): Call {
  return async (exchange, ask, connection) => {
    const credentials: Credentials = connection.credentials[0] ?? {};
    const side: Side = { connection, credentials, now: now() };
    let next = exchange.request(ask, side);
    const earlier: WireReply[] = [];
    for (let step = 0; step < REQUESTS_MAX; step += 1) {
      if (!isRequest(next)) return next;
      const sent = await send({
        ...next,
        timeoutMs: REPLY_MAX_MS,
        replyBytesMax: REPLY_BYTES_MAX,
        isOnce: true,
      });
      if (sent.kind === 'failed') return unknown(log, connection, `${sent.reason}: ${sent.detail}`);
      if (sent.isCut) return unknown(log, connection, 'the reply is longer than is read');
      const reply: WireReply = { status: sent.status, body: sent.body };
      const result = exchange.read(reply, ask, side, step, earlier);
      earlier.push(reply);
      if (!isThen(result)) return result;
      next = result.request;
    }
    return unknown(log, connection, 'the processor asked for more requests than are sent');
  };
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
