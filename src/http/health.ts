// Tells whether the server serves.
import type { Desk } from './server.ts';
import { writeReply } from './reply.ts';

/** `GET /healthz` answers 200 from the moment the server serves. */
export const health: Desk = (arrival) => {
  if (arrival.path !== '/healthz') return null;
  if (arrival.method !== 'GET' && arrival.method !== 'HEAD') {
    const body = { status: 'ERROR', code: 'METHOD_NOT_ALLOWED', message: 'Use GET' };
    return Promise.resolve(
      writeReply({ kind: 'json', status: 405, body, headers: { allow: 'GET, HEAD' } }),
    );
  }
  return Promise.resolve(writeReply({ kind: 'json', status: 200, body: { status: 'ok' } }));
};
