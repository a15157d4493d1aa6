// `GET /metrics`: what is counted, for whoever runs this server and for no one else.
import { CONTENT_TYPE } from '../metrics/exposition.ts';
import { isNearby } from './nearby.ts';
import { type OperatorProof, proveOperator, refuseStranger } from './operator-proof.ts';
import type { HttpReply } from './reply.ts';
import type { IncomingRequest } from './request.ts';
import type { Mounted } from './server.ts';
import { refuseMethod } from './version.ts';

type Parts = OperatorProof & {
  /** Whether this machine alone reaches the server: then nobody on it is asked for the token. */
  readonly isLocal: boolean;
  readonly write: () => Promise<string>;
};

export function createMetrics(parts: Parts): Mounted {
  return (incoming) => (incoming.path === '/metrics' ? answer(parts, incoming) : null);
}

async function answer(parts: Parts, incoming: IncomingRequest): Promise<HttpReply> {
  const refused = refuseMethod(incoming);
  if (refused !== null) return refused;
  const isFree = parts.isLocal && isNearby(incoming);
  const failure = isFree ? null : await proveOperator(parts, incoming);
  if (failure !== null) return refuseStranger(parts, incoming, failure);
  return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: await parts.write() };
}
