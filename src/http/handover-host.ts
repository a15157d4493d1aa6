// The host of the pages that run a gateway's script: besides the way there and back it answers
// nothing, so that no page of ours has an origin in common with such a script.
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import type { IncomingRequest } from './request.ts';
import type { Mounted } from './server.ts';

const SERVED = /^\/(?:healthz|hooks\/.+|pay\/[^/]+(?:\/in\/[\w-]{1,400})?\/(?:go|back))$/;

/** Whether a request came by the host of the hand-over, as its Host header says. */
export type IsThere = (incoming: Pick<IncomingRequest, 'headers'>) => boolean;

/**
 * `origin` is that of all other pages. Two addresses on one host are told apart by their ports, one
 * address by nothing: then no request is there.
 */
export function createIsThere(handoverOrigin: string, origin: () => string): IsThere {
  const there = URL.parse(handoverOrigin);
  if (there === null) return () => false;
  return ({ headers }) => {
    const host = (headers['host'] ?? '').toLowerCase();
    const isNamed = host === there.host || host.replace(/:\d+$/, '') === there.hostname;
    if (!isNamed) return false;
    const here = URL.parse(origin());
    if (here === null || here.hostname !== there.hostname) return true;
    return here.host !== there.host && host === there.host;
  };
}

/** In front of all others: 404 for whatever else is asked there. */
export function createHandoverHost(isThere: IsThere): Mounted {
  return (incoming) =>
    SERVED.test(incoming.path) || !isThere(incoming) ? null : Promise.resolve(NOTHING);
}

const NOTHING: WireReply = Object.freeze({
  status: 404,
  headers: Object.freeze({ 'content-type': 'text/plain; charset=utf-8' }),
  body: 'no such address\n',
});
