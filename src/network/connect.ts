// Opens connections: looks a name up, and connects to those of its addresses that are allowed.
import dns from 'node:dns/promises';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { buildConnector } from 'undici';
import { guarded, type OnError, rethrow } from '../guard.ts';
import { type AllowList, mayConnect } from './address.ts';

export type Reason =
  | 'refused_address'
  | 'name_unknown'
  | 'no_connection'
  | 'timed_out'
  | 'tls'
  | 'broken_reply'
  | 'bad_url'
  | 'bad_header';

/** The other side could not be reached; the message is fit for a merchant to read. */
export class Unreachable extends Error {
  readonly reason: Reason;
  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** All addresses of a name; rejects when it has none. */
export type Lookup = (name: string) => Promise<readonly string[]>;

export type Rules = {
  readonly allow: AllowList;
  readonly lookup: Lookup;
  /** How long name, connection and TLS may take together. */
  readonly connectMs: number;
  /** Aborted when the sender closes. */
  readonly closing: AbortSignal;
  /** Hears of what fails where nobody waits for it. */
  readonly onError: OnError;
};

// Of several addresses each has this long to answer before the next one is tried.
const ATTEMPT_MS = 1000;

export const systemLookup: Lookup = async (name) =>
  (await dns.lookup(name, { all: true })).map(({ address }) => address);

/** What undici calls for each new connection. */
export function createConnector(rules: Rules): buildConnector.connector {
  return (target, callback) => {
    open(target, rules).then(
      guarded(rules.onError, (socket) => callback(null, socket)),
      guarded(rules.onError, (error: Error) => callback(error, null)),
    );
  };
}

async function open(target: buildConnector.Options, rules: Rules): Promise<net.Socket> {
  const ended = new AbortController();
  const guardedEnd = guarded(rules.onError, () => ended.abort());
  const timer = setTimeout(guardedEnd, rules.connectMs);
  rules.closing.addEventListener('abort', guardedEnd);
  try {
    if (rules.closing.aborted) guardedEnd();
    ended.signal.throwIfAborted();
    const isSecure = target.protocol === 'https:';
    const port = Number(target.port || (isSecure ? 443 : 80));
    const addresses = await allowedAddresses(target.hostname, rules, ended.signal);
    const socket = await dial(target.hostname, addresses, port, ended.signal);
    // Whatever the look-up said, nothing is sent to an address that is not allowed. Connecting to
    // 0.0.0.0, for one, arrives at 127.0.0.1.
    if (!mayConnect(socket.remoteAddress ?? '', rules.allow)) {
      socket.destroy();
      throw refused();
    }
    return isSecure ? await secure(socket, target.hostname, ended.signal) : socket;
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    throw rules.closing.aborted
      ? new Unreachable('no_connection', 'The sender has closed.')
      : new Unreachable('timed_out', 'No connection came about in time.');
  } finally {
    clearTimeout(timer);
    rules.closing.removeEventListener('abort', guardedEnd);
  }
}

async function allowedAddresses(
  hostname: string,
  { allow, lookup }: Rules,
  ended: AbortSignal,
): Promise<readonly string[]> {
  const isLiteral = net.isIP(hostname) !== 0;
  const all = isLiteral ? [hostname] : await named(hostname, lookup, ended);
  const allowed = all.filter((address) => mayConnect(address, allow));
  if (allowed.length > 0) return allowed;
  throw isLiteral ? new Unreachable('refused_address', 'The address is not public.') : refused();
}

/** It must not tell which address: that would be a map of the network for whoever asks. */
function refused(): Unreachable {
  return new Unreachable('refused_address', 'The host has no public address.');
}

/** A look-up cannot be called off, so it is left behind when the time is over. */
async function named(name: string, lookup: Lookup, ended: AbortSignal): Promise<readonly string[]> {
  const over = Promise.withResolvers<never>();
  const guardedEnd = guarded(over.reject, () => over.reject(new Error('over')));
  ended.addEventListener('abort', guardedEnd);
  try {
    const found = await Promise.race([lookup(name), over.promise]);
    if (found.length > 0) return found;
  } catch {
    // Whatever the resolver's reason: the name has no address for us.
  } finally {
    ended.removeEventListener('abort', guardedEnd);
  }
  throw new Unreachable('name_unknown', 'The host name could not be found.');
}

async function dial(
  name: string,
  addresses: readonly string[],
  port: number,
  ended: AbortSignal,
): Promise<net.Socket> {
  const found = addresses.map((address) => ({ address, family: net.isIP(address) }));
  const first = found[0]?.address ?? '';
  const socket = net.connect({
    host: net.isIP(name) === 0 ? name : first,
    port,
    noDelay: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ATTEMPT_MS,
    lookup: (_name, _options, callback) => callback(null, found),
  });
  await ready(socket, 'connect', ended).catch(() => {
    throw new Unreachable('no_connection', 'The host did not take the connection.');
  });
  return socket;
}

async function secure(
  plain: net.Socket,
  hostname: string,
  ended: AbortSignal,
): Promise<tls.TLSSocket> {
  const name = hostname.replace(/\.$/, '');
  const socket = tls.connect({
    socket: plain,
    host: name,
    ...(net.isIP(name) === 0 ? { servername: name } : {}),
    ALPNProtocols: ['http/1.1'],
    // Said here because NODE_TLS_REJECT_UNAUTHORIZED would otherwise decide.
    rejectUnauthorized: true,
  });
  await ready(socket, 'secureConnect', ended).catch((error: unknown) => {
    plain.destroy();
    throw new Unreachable('tls', `No secure connection came about${codeOf(error)}.`);
  });
  return socket;
}

async function ready(socket: net.Socket, event: string, ended: AbortSignal): Promise<void> {
  // Until undici listens, an error would find nobody.
  socket.on(
    'error',
    guarded(rethrow, () => undefined),
  );
  try {
    await once(socket, event, { signal: ended });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** The library's name for what is wrong, such as CERT_HAS_EXPIRED. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? ` (${code})` : '';
}
