// A shop's whole day at once: creates, fetches, lists, payments, captures and refunds by several
// clients; it notes what was acknowledged, so that a test can look for it afterwards.
import { setTimeout as wait } from 'node:timers/promises';
import { type Answered, ask, BASIC } from './server.ts';

/** What a 2xx said of one order: its id, and how often something was acknowledged of it. */
export type Acknowledged = {
  readonly id: string;
  readonly receipt: string;
  /** When the answer to the create had come. */
  readonly at: number;
  payment: string | null;
  captured: boolean;
  refunds: number;
};

export type MixedLoad = {
  readonly orders: ReadonlyMap<string, Acknowledged>;
  /** Requests that got no answer below 500, which is what a client sees of a lost database. */
  readonly failed: () => number;
  /** Resolves when so many more orders were acknowledged. */
  readonly more: (count: number) => Promise<void>;
  /** Resolves when so many requests have failed. */
  readonly fails: (count: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

const AMOUNT = 50_000;
const PART = 100;

type Json = Readonly<Record<string, unknown>>;

/** Begins at once; every client repeats the same steps with orders of its own. */
export function startMixedLoad(url: string, name: string, clients: number): MixedLoad {
  const orders = new Map<string, Acknowledged>();
  let isOver = false;
  let failed = 0;
  const send = async (method: string, tail: string, body?: Json, key?: string) => {
    const headers = {
      authorization: BASIC,
      ...(key === undefined ? {} : { 'x-idempotency-key': key }),
    };
    const sent = { method, headers, ...(body === undefined ? {} : { body }) };
    const answer = await ask(`${url}${tail}`, sent).catch(() => null);
    if (answer === null || answer.status >= 500) {
      failed += 1;
      // Whoever is refused waits a little, as clients do.
      await wait(5);
      return null;
    }
    return answer;
  };
  const isDone = (answer: Answered | null): boolean => answer !== null && answer.status === 200;

  const sell = async (receipt: string): Promise<void> => {
    const manual = { payment: { capture: 'manual' } };
    const wish = { amount: AMOUNT, currency: 'INR', receipt, ...manual };
    const created = await send('POST', '/v1/orders', wish, receipt);
    if (created === null || !isDone(created)) return;
    const { id } = created.json as { id: string };
    const at = performance.now();
    const mine: Acknowledged = { id, receipt, at, payment: null, captured: false, refunds: 0 };
    orders.set(receipt, mine);
    await send('GET', `/v1/orders/${id}`);
    const paid = await send('POST', '/sandbox/pay', { order: id, method: 'upi' });
    if (paid === null || !isDone(paid)) return;
    const payment = (paid.json as { id: string }).id;
    mine.payment = payment;
    await send('GET', '/v1/payments?count=5');
    const full = { amount: AMOUNT, currency: 'INR' };
    mine.captured = isDone(await send('POST', `/v1/payments/${payment}/capture`, full));
    if (!mine.captured) return;
    for (const part of ['a', 'b']) {
      const tail = `/v1/payments/${payment}/refund`;
      const back = await send('POST', tail, { amount: PART }, `${receipt}-${part}`);
      if (isDone(back)) mine.refunds += 1;
    }
    await send('GET', '/v1/orders?count=5');
  };
  const clientLoops = Array.from({ length: clients }, async (_, client) => {
    for (let turn = 0; !isOver; turn += 1) await sell(`${name}-${client}-${turn}`);
  });
  return {
    orders,
    failed: () => failed,
    more: async (count) => {
      const goal = orders.size + count;
      while (orders.size < goal && !isOver) await wait(5);
    },
    fails: async (count) => {
      while (failed < count && !isOver) await wait(5);
    },
    stop: async () => {
      isOver = true;
      await Promise.all(clientLoops);
    },
  };
}

/** What is missing of that which was acknowledged; empty when nothing is. */
export async function findLost(
  url: string,
  orders: Iterable<Acknowledged>,
): Promise<readonly string[]> {
  const lost: string[] = [];
  const get = async (tail: string): Promise<Json> =>
    (await ask(`${url}${tail}`, { headers: { authorization: BASIC } })).json as Json;
  for (const { id, receipt, payment, captured, refunds } of orders) {
    const order = await get(`/v1/orders/${id}`);
    if (order['receipt'] !== receipt) lost.push(`${receipt}: the order`);
    if (payment === null) continue;
    const found = await get(`/v1/payments/${payment}`);
    if (found['order_id'] !== id) lost.push(`${receipt}: the payment`);
    if (captured && found['captured'] !== true) lost.push(`${receipt}: the capture`);
    if (Number(found['amount_refunded']) < refunds * PART) lost.push(`${receipt}: a refund`);
  }
  return lost;
}
