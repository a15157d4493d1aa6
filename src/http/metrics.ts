// `GET /metrics`: what is counted, for whoever runs this server and for no one else.
import { type Failure, isFailure } from '../core/failure.ts';
import type { Family } from '../gateways/dialect.ts';
import { CONTENT_TYPE } from '../metrics/exposition.ts';
import { isNearby } from './nearby.ts';
import { openRequest } from './open.ts';
import { type HttpReply, writeReply } from './reply.ts';
import { type IncomingRequest, mountRequest } from './request.ts';
import type { App } from './road.ts';
import type { Mounted } from './server.ts';
import { refuseMethod } from './version.ts';

type Parts = {
  /** Of the operator's own requests: its token opens this as well. */
  readonly family: Family;
  /** Whether this machine alone reaches the server: then nobody on it is asked for the token. */
  readonly isLocal: boolean;
  readonly write: () => Promise<string>;
  readonly road: Pick<App, 'findAccountBy' | 'failedLogins'>;
};

export function createMetrics(parts: Parts): Mounted {
  return (incoming) => (incoming.path === '/metrics' ? answer(parts, incoming) : null);
}

async function answer(parts: Parts, incoming: IncomingRequest): Promise<HttpReply> {
  const refused = refuseMethod(incoming);
  if (refused !== null) return refused;
  const isFree = parts.isLocal && isNearby(incoming);
  const failure = isFree ? null : await prove(parts, incoming);
  if (failure !== null) {
    const told = parts.family.renderFailure(failure, mountRequest(incoming, ''));
    const reply = writeReply(told);
    const { retryAfterSeconds } = failure;
    if (retryAfterSeconds === undefined) return reply;
    return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfterSeconds) } };
  }
  return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: await parts.write() };
}

/** Null: the token is the operator's. */
async function prove({ family, road }: Parts, incoming: IncomingRequest): Promise<Failure | null> {
  const request = mountRequest(incoming, '');
  const identification = family.identify(request);
  if (isFailure(identification)) return identification;
  const opened = await openRequest(road.findAccountBy, family, request, identification);
  if (!isFailure(opened)) return null;
  return road.failedLogins.refuse(identification.key, incoming.address, opened);
}
