// A webhook as the store keeps it, and the attempts to deliver it.
import type { Delivery, WebhookState } from '../core/webhook.ts';

/** A webhook to a merchant's server: the exact bytes, and how far its delivery is. */
export type WebhookRow = {
  readonly account: number;
  readonly id: number;
  readonly token: string;
  readonly orderKey: number;
  /** The key of the endpoint's record; null for the order's own address. */
  readonly endpoint: number | null;
  readonly dialect: string;
  /** The gateway's own word for what happened. */
  readonly event: string;
  /** 16 hex digits for scheme, host and port, so that a slow one cannot hold up others. */
  readonly destination: string;
  readonly state: WebhookState;
  /** When it is sent next: the real time, which moving the account's clock brings nearer. */
  readonly dueAt: number;
  readonly tries: number;
  /** How many tries there were when its schedule began: more than 0 after a replay. */
  readonly triesBefore: number;
  /** On the account's clock. */
  readonly createdAt: number;
  /** The real time of its delivery. */
  readonly deliveredAt: number | null;
  readonly request: WebhookRequest;
};

/** What is sent, and when again; see Webhook and Webhooks of the dialects' contract. */
export type WebhookRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly attemptHeader: string | null;
  readonly accepts: readonly string[] | null;
  readonly retryMs: readonly number[];
  readonly timeoutMs: number;
  /** Of the order that it is about. */
  readonly secretId?: number;
};

/** One attempt to deliver a webhook. */
export type DeliveryRow = Delivery;

/** Which webhooks of an account, newest first; what is absent does not matter. */
export type WebhookFilter = {
  readonly orderKey?: number;
  readonly endpoint?: number;
  readonly state?: WebhookRow['state'];
  /** On the account's clock, both inclusive. */
  readonly since?: number;
  readonly until?: number;
  /** Only keys from here on, where it is known that none before fits: it saves the search. */
  readonly fromKey?: number;
  /** Only keys below this one: the next page. */
  readonly beforeKey?: number;
};
