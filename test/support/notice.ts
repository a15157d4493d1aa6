// A dialect that only tells, and a receiver that a test answers for; for the engine's own tests.
import { defineDialect, type Dialect, type Notice } from '../../src/dialects/dialect.ts';
import type { Send, Sent } from '../../src/engine/deliver.ts';

export const RETRY_MS = [1000, 5000];

/** Tells of everything, in JSON, to whoever listens; `changes` are laid over each notice. */
export function tellingDialect(changes: Partial<Notice> = {}): Dialect {
  return defineDialect({
    name: 'test',
    title: 'Test',
    families: [],
    handback: () => null,
    instruments: [],
    notices: {
      events: [],
      versions: [],
      retryMs: RETRY_MS,
      timeoutMs: 2000,
      tell: ({ kind, token, at, payment, refund, aggregate }, { url }) => [
        {
          event: kind,
          method: 'POST',
          url,
          headers: { 'content-type': 'application/json', 'x-event': token },
          body: JSON.stringify({
            kind,
            at,
            order: aggregate.order.status,
            payment: payment?.status ?? null,
            refund: refund?.status ?? null,
          }),
          ...changes,
        },
      ],
    },
  });
}

export type Taken = Parameters<Send>[0];

export type Receiver = {
  readonly send: Send;
  readonly taken: Taken[];
  /** Answers of the next requests, in order; then 200. */
  readonly answers: (Sent | Promise<Sent>)[];
};

export function openReceiver(): Receiver {
  const taken: Taken[] = [];
  const answers: (Sent | Promise<Sent>)[] = [];
  return {
    taken,
    answers,
    send: async (request) => {
      taken.push(request);
      return answers.shift() ?? { kind: 'answered', status: 200, body: '' };
    },
  };
}
