// A merchant of a test: its credentials, and what a test does to its orders.
import { openReceiver, type Receiver } from './receiver.ts';

/** Any of an order's names: our id with or without its prefix, its number, or your reference. */
export type OrderName = string;

export type MadeOrder = {
  readonly id: string;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
  /** Where a customer pays it. */
  readonly page: string;
};

export type MadePayment = {
  readonly id: string;
  readonly order: string;
  readonly order_status: string;
  readonly status: string;
  /** In minor units. */
  readonly amount: number;
  readonly currency: string;
};

export type PayWish = {
  readonly method?: 'card' | 'upi' | 'netbanking' | 'wallet';
  readonly instrument?: string;
  readonly outcome?: 'success' | 'failure' | 'cancel' | 'pending' | 'authorize';
};

export type TestAccount = {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  /** The same account, as gateways spell theirs. */
  readonly clientId: string;
  readonly merchantId: string;
  /** `amount` in minor units. A test that is about making orders uses its own SDK instead. */
  readonly makeOrder: (wish: {
    readonly amount: number;
    readonly currency?: string;
    readonly reference?: string;
    readonly dialect?: string;
  }) => Promise<MadeOrder>;
  /** As a customer would; resolves once it is decided. UPI unless `wish` says otherwise. */
  readonly pay: (order: OrderName, wish?: PayWish) => Promise<MadePayment>;
  /** The bank declines. */
  readonly fail: (order: OrderName, wish?: PayWish) => Promise<MadePayment>;
  /** A bad day of the processor: docs/bad-days.md lists the events. */
  readonly play: (
    order: OrderName,
    event: string,
    more?: Readonly<Record<string, unknown>>,
  ) => Promise<unknown>;
  /** Moves the account's clock forward, and does what has become due. */
  readonly moveClock: (seconds: number) => Promise<void>;
  /** What waits (refunds, webhooks) happens now. */
  readonly settle: () => Promise<void>;
  /** Webhooks in this dialect's words, or of these events alone, arrive at the receiver. */
  readonly listen: (wish: {
    readonly dialect: string;
    readonly events?: readonly string[];
    readonly secret?: string;
  }) => Promise<Receiver & { readonly secret: string }>;
};

export type Credentials = Pick<TestAccount, 'url' | 'key' | 'secret' | 'clientId' | 'merchantId'>;

/** `opened` is told of every receiver, so that somebody closes it. */
export function openAccount(
  credentials: Credentials,
  opened: (receiver: Receiver) => void,
): TestAccount {
  const { url, key, secret } = credentials;
  const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  const post = <T>(path: string, body: unknown): Promise<T> =>
    sendJson<T>(`${url}${path}`, authorization, body);
  const pay: TestAccount['pay'] = (order, wish = {}) =>
    post('/sandbox/pay', { order, method: 'upi', ...wish });
  const settle = async (): Promise<void> => {
    await post('/sandbox/settle', {});
  };
  return {
    ...credentials,
    makeOrder: (wish) => post('/sandbox/orders', wish),
    pay,
    fail: (order, wish = {}) => pay(order, { ...wish, outcome: 'failure' }),
    play: (order, event, more = {}) => post('/sandbox/play', { order, event, ...more }),
    moveClock: async (seconds) => {
      await post('/sandbox/clock', { advance_seconds: seconds });
      await settle();
    },
    settle,
    listen: async (wish) => {
      const receiver = await openReceiver();
      opened(receiver);
      const made = await post<{ readonly secret?: string }>('/account/endpoints', {
        url: receiver.url,
        ...wish,
      });
      return { ...receiver, secret: made.secret ?? wish.secret ?? secret };
    },
  };
}

/** Rejects with the server's own words when it refuses. */
export async function sendJson<T>(url: string, authorization: string, body: unknown): Promise<T> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await reply.text();
  if (!reply.ok)
    throw new Error(`dubash refused ${new URL(url).pathname}: ${reply.status} ${text}`);
  return JSON.parse(text) as T;
}
