// `GET /version`: which build answers here.
import type { Build } from '../metrics/build.ts';
import { type HttpReply, writeReply } from './reply.ts';
import type { IncomingRequest } from './request.ts';
import type { Mounted } from './server.ts';

export function createVersion({ name, version, node, commit }: Build): Mounted {
  const body = { name, version, node, ...(commit === undefined ? {} : { commit }) };
  const reply = writeReply({ kind: 'json', status: 200, body });
  return (incoming) => {
    if (incoming.path !== '/version') return null;
    return Promise.resolve(refuseMethod(incoming) ?? reply);
  };
}

/** Of what can only be looked at; null: it may be. */
export function refuseMethod({ method }: IncomingRequest): HttpReply | null {
  if (method === 'GET' || method === 'HEAD') return null;
  const body = { status: 'ERROR', code: 'METHOD_NOT_ALLOWED', message: 'Use GET' };
  return writeReply({ kind: 'json', status: 405, body, headers: { allow: 'GET, HEAD' } });
}
