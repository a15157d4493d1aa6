// Sends requests to addresses that others chose: bounded in time and size, to allowed addresses.
import { setMaxListeners } from 'node:events';
import { Agent, Client, type Dispatcher, Pool } from 'undici';
import { guarded, type OnError, rethrow } from '../guard.ts';
import type { AllowList } from './address.ts';
import { createConnector, type Lookup, systemLookup, type Rules } from './connect.ts';
import { type Carrier, Exchange, type Sent } from './exchange.ts';

export type { Lookup, Reason } from './connect.ts';
export type { Sent } from './exchange.ts';

export type Outgoing = {
  readonly method: 'POST' | 'GET' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** It is never sent again; else it may be where the connection was closed as it was used. */
  readonly isOnce?: true;
  /** For everything: waiting for a connection, name, connection, request and the whole reply. */
  readonly timeoutMs: number;
  /** Of the reply's body; the connection is closed when more comes. */
  readonly replyBytesMax: number;
};

export type Sender = {
  /** Never rejects for what the other side does, and never follows a redirect. */
  readonly send: (request: Outgoing) => Promise<Sent>;
  /** Ends every exchange and every connection at once. */
  readonly close: () => Promise<void>;
};

export type SenderOptions = {
  readonly allow: AllowList;
  readonly lookup?: Lookup;
  /** Hears of what fails where nobody waits for it. */
  readonly onError?: OnError;
};

const CONNECT_MAX_MS = 10_000;
const CONNECTIONS_MAX = 8;
const IDLE_MAX_MS = 4000;
const REPLY_HEADER_BYTES_MAX = 16 * 1024;

// They frame the message or concern one connection only (RFC 9110, 7.6.1), so they are ours.
const OWN_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** One connection, after another when it has ended; tells each exchange that it carries it. */
class Line extends Client {
  readonly #carrier: Carrier = { requests: 0 };

  constructor(origin: URL, options: Client.Options, onError: OnError) {
    super(origin, options);
    const restart = (): void => {
      this.#carrier.requests = 0;
    };
    this.on('connect', guarded(onError, restart));
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    if (handler instanceof Exchange) handler.carrier = this.#carrier;
    return super.dispatch(options, handler);
  }
}

export function createSender({
  allow,
  lookup = systemLookup,
  onError = rethrow,
}: SenderOptions): Sender {
  const closing = new AbortController();
  // Each connection under way listens; ten is only a warning's idea of many.
  setMaxListeners(0, closing.signal);
  const rules: Rules = {
    allow,
    lookup,
    connectMs: CONNECT_MAX_MS,
    closing: closing.signal,
    onError,
  };
  const options = clientOptions(rules);
  const agent = createAgent(options, onError);
  const underWay = new Set<Exchange>();

  const attempt = async (request: Outgoing, url: URL, by: Dispatcher, until: AbortSignal) => {
    const exchange = new Exchange(request.replyBytesMax);
    const fail = (): void => exchange.fail('timed_out', 'No complete reply came in time.');
    const guardedStop = guarded(onError, fail);
    underWay.add(exchange);
    until.addEventListener('abort', guardedStop);
    if (until.aborted) fail();
    else by.dispatch(wireRequest(request, url), exchange);
    const sent = await exchange.sent;
    until.removeEventListener('abort', guardedStop);
    underWay.delete(exchange);
    return { sent, isStale: exchange.isStale };
  };

  const send = async (request: Outgoing): Promise<Sent> => {
    if (closing.signal.aborted) return failed('no_connection', 'The sender has closed.');
    const url = readUrl(request.url);
    if (!(url instanceof URL)) return url;
    if (!Object.entries(request.headers).every(isHeader)) {
      return failed('bad_header', 'A header cannot be sent over HTTP.');
    }

    const until = new AbortController();
    const abort = (): void => until.abort();
    const timer = setTimeout(guarded(onError, abort), request.timeoutMs);
    try {
      const { sent, isStale } = await attempt(request, url, agent, until.signal);
      if (!isStale || request.isOnce === true || closing.signal.aborted) return sent;
      // The server closed an idle connection as we used it. It may yet have read the request, so
      // this can deliver twice, which receivers of webhooks must expect anyway.
      const line = new Line(new URL(url.origin), options, onError);
      const again = await attempt(request, url, line, until.signal);
      await line.destroy();
      return again.sent;
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    send,
    close: async () => {
      closing.abort();
      for (const exchange of underWay) exchange.fail('no_connection', 'The sender has closed.');
      await agent.destroy();
    },
  };
}

function createAgent(options: Client.Options, onError: OnError): Agent {
  const factory = (each: URL): Line => new Line(each, options, onError);
  return new Agent({
    factory: (origin) => new Pool(origin, { ...options, connections: CONNECTIONS_MAX, factory }),
  });
}

function clientOptions(rules: Rules): Client.Options {
  return {
    connect: createConnector(rules),
    allowH2: false,
    pipelining: 1,
    // One timer of ours covers the whole exchange.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: IDLE_MAX_MS,
    // What the other side's Keep-Alive header may raise it to.
    keepAliveMaxTimeout: IDLE_MAX_MS,
    maxHeaderSize: REPLY_HEADER_BYTES_MAX,
  };
}

function wireRequest(request: Outgoing, url: URL): Dispatcher.DispatchOptions {
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method: request.method,
    headers: { ...request.headers },
    body: request.body,
  };
}

/** Hosts are judged as URL reads them: it knows 127.1, 0x7f000001 and full-width digits. */
function readUrl(text: string): URL | Sent {
  const url = URL.parse(text);
  if (url === null) return failed('bad_url', 'This is not a URL.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return failed('bad_url', 'The URL must begin with https:// or http://.');
  }
  if (url.username !== '' || url.password !== '') {
    return failed('bad_url', 'The URL must not contain a user name or a password.');
  }
  return url;
}

/**
 * Checked here although undici checks it too: a request that undici refuses when it is dispatched
 * leaves its pool with one connection less for ever (seen with 8.12.4).
 */
function isHeader([name, value]: readonly [string, string]): boolean {
  // RFC 9110, 5.1 and 5.5: a token, and a value without control characters except the tab.
  const isWritable = /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
  return isWritable && !OWN_HEADERS.has(name.toLowerCase());
}

function failed(reason: Extract<Sent, { kind: 'failed' }>['reason'], detail: string): Sent {
  return { kind: 'failed', reason, detail };
}
