// A gateway of the tests' own that is called over a network of theirs: what was begun there, and
// how it is doing today.
import type { Found, Processor, WireReply } from '../../src/gateways/processor.ts';
import { TEST_PROCESSOR } from './processor.ts';

/** `refused`: nobody listens. `silent`: it takes the request and says nothing for 20 seconds. */
export type Weather = 'up' | 'refused' | 'broken' | 'silent';

type Book = Map<string, { order: Found['order']; paidMinor: number | null; methods: unknown }>;

export type Gateway = {
  readonly name: string;
  weather: Weather;
  /** What was begun there, by our names. */
  readonly book: Book;
  /** Every request as it arrived, or would have. */
  readonly heard: string[];
};

/** What differs from a processor that keeps our names for refunds. */
export type Changes = Partial<Omit<Processor, 'identifies' | 'inquireGiven'>>;

export function processorOf(changes: Changes): Processor {
  const ask = (method: 'GET' | 'POST', path: string, base: string | null, body: object | null) => {
    const text = body === null ? null : JSON.stringify(body);
    return { method, url: `${base ?? ''}/${path}`, headers: {}, body: text };
  };
  const unread = ({ status, body }: WireReply) =>
    ({ kind: 'unknown', raw: `${status} ${body}`.trim() }) as const;
  return {
    ...TEST_PROCESSOR,
    abilities: {
      currencies: ['INR', 'USD'],
      methods: ['card', 'upi', 'netbanking', 'wallet'],
      manualCapture: true,
      partialCapture: false,
    },
    watchMs: 86_400_000,
    start: {
      request: ({ name, order }, { connection }) =>
        ask('POST', 'orders', connection.baseUrl, { name, methods: order.methods ?? null }),
      read: (reply, { name }) => {
        if (reply.status !== 200) return unread(reply);
        const step = { kind: 'redirect', url: `https://gateway.example/${name}` } as const;
        return { kind: 'started', theirOrder: `order-${name}`, step };
      },
    },
    inquire: {
      request: ({ name }, { connection }) => ask('GET', `orders/${name}`, connection.baseUrl, null),
      read: (reply) => (reply.status === 200 ? (JSON.parse(reply.body) as Found) : unread(reply)),
    },
    withdraw: {
      request: ({ name }, { connection }) =>
        ask('POST', `withdraw/${name}`, connection.baseUrl, null),
      read: (reply) =>
        reply.status === 200 ? { kind: 'withdrawn', raw: 'withdrawn' } : unread(reply),
    },
    ...changes,
  };
}

export function answerOf(
  { book }: Gateway,
  method: string,
  path: string,
  body: string | null,
): WireReply {
  const [what = '', token = ''] = path.split('/');
  if (what === 'orders' && method === 'POST') {
    const { name, methods } = JSON.parse(body ?? '{}') as { name: string; methods: unknown };
    book.set(name, { order: 'open', paidMinor: null, methods });
    return { status: 200, body: '{}' };
  }
  const kept = book.get(token);
  if (what === 'withdraw' && kept !== undefined) kept.order = 'closed';
  const paid = kept?.paidMinor ?? null;
  const attempt = {
    ...{ theirs: `pay-${token}`, state: 'captured', raw: 'captured', amountMinor: paid },
    ...{ currency: 'INR', instrument: null, bankReference: null, decline: null },
  };
  const found = {
    ...{ kind: 'found', order: kept?.order ?? 'absent', refunds: [] },
    attempts: paid === null ? [] : [attempt],
  };
  return { status: 200, body: JSON.stringify(found) };
}
