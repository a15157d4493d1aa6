// What a browser brought back from a processor, as it is told to whoever keeps what was said: it
// decides nothing.
import { customerOf } from '../core/order.ts';
import type { Payment } from '../core/payment.ts';
import type { Connections } from '../engine/identity/connection.ts';
import type { Transcribe } from '../engine/processing/transcript.ts';
import type { CheckoutPage } from './checkout-page.ts';
import type { IncomingRequest } from './request.ts';

type Parts = {
  readonly connections: Pick<Connections, 'find'>;
  readonly transcribe: Transcribe;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** Nobody waits for it, and nothing depends on it. */
export function transcribeReturn(
  { connections, transcribe, now }: Parts,
  { account, aggregate: { order } }: CheckoutPage,
  payment: Payment | null,
  { method, query, bytes, headers }: IncomingRequest,
): void {
  const asked = new URLSearchParams(query).toString();
  if (payment?.connection === undefined || (asked === '' && bytes.length === 0)) return;
  const request = {
    method,
    url: asked === '' ? '/back' : `https://back/?${asked}`,
    headers: { 'content-type': headers['content-type'] ?? '' },
    body: bytes.length === 0 ? null : Buffer.from(bytes).toString('utf8'),
  };
  const about = { orderKey: order.id.key, paymentKey: payment.id.key };
  const course = { at: now(), durationMs: 0, status: null, reply: null, error: null, event: null };
  connections
    .find(account.id, payment.connection)
    .then((connection) => {
      if (connection === null) return;
      const told = { ...about, ...course, connection, request } as const;
      const customer = customerOf(order, payment);
      transcribe({ ...told, customer, direction: 'in', operation: 'return' });
    })
    // What cannot be found cannot be told either.
    .catch(() => undefined);
}
