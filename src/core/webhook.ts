// A webhook as its merchant looks at it afterwards: what was sent to whom, and how that went.
import type { Order } from './order.ts';
import type { StoredRecord } from './record.ts';

/** `held`: its endpoint is paused. `failed`: given up; it can be sent again by hand. */
export type WebhookState = 'waiting' | 'delivered' | 'failed' | 'held';

/** One attempt to deliver a webhook, as it went. */
export type Delivery = {
  readonly number: number;
  /** The real time. */
  readonly at: number;
  readonly durationMs: number;
  /** The headers that this attempt had besides the webhook's own. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null when no answer came. */
  readonly status: number | null;
  /** The start of the answer's body. */
  readonly reply: string;
  /** Why it counts as failed, in one sentence; null when it succeeded. */
  readonly error: string | null;
};

export type SentWebhook = {
  /** 14 characters, the same for every attempt. */
  readonly token: string;
  /** The gateway's own word for what happened. */
  readonly event: string;
  readonly dialect: string;
  readonly url: string;
  readonly order: Order | null;
  /** What it was sent to: an endpoint, or the address that the order itself named. */
  readonly to: 'order' | 'endpoint';
  /** Null when the endpoint was removed, and when it was sent to the order's own address. */
  readonly endpoint: StoredRecord | null;
  readonly state: WebhookState;
  /** How many attempts were made. */
  readonly tries: number;
  /** When it is sent next, while it waits: the real time, as `deliveredAt` is. */
  readonly dueAt: number;
  /** On the account's clock. */
  readonly createdAt: number;
  readonly deliveredAt: number | null;
};

export type TracedWebhook = SentWebhook & {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly deliveries: readonly Delivery[];
};
