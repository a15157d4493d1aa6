// How a dialect tells a merchant's server of what happened: who is told, of what, in which bytes.
import type { Account, Credentials } from '../core/account.ts';
import type { EventKind } from '../core/decision.ts';
import type { Aggregate } from '../core/order.ts';
import type { Payment } from '../core/payment.ts';
import type { StoredRecord } from '../core/record.ts';
import type { Refund } from '../core/refund.ts';
import type { Addresses } from './request.ts';

/** Something that happened to an order, to be told to the merchant's server. */
export type WebhookEvent = {
  readonly kind: EventKind;
  /** On the account's clock, in milliseconds since 1970. */
  readonly at: number;
  /** 14 characters that name this event, the same for everybody who is told. */
  readonly token: string;
  /** As it is with this event; later changes are not in it. */
  readonly aggregate: Aggregate;
  readonly payment: Payment | null;
  readonly refund: Refund | null;
};

/** Who is told: an endpoint that the merchant keeps with us, or the order's own address. */
export type Subscriber = {
  readonly url: string;
  /** What the merchant said of the endpoint; null for an order's own address. */
  readonly body: StoredRecord['body'] | null;
  /** The endpoint's own secret; the account's where it has none. */
  readonly secret: string;
};

/** An outgoing request that tells a merchant's server of news; its bytes never change again. */
export type Webhook = {
  /** The gateway's own word for what happened. */
  readonly event: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The name of a header that says which attempt this is, from 1 on. */
  readonly attemptHeader?: string;
  /** A 2xx counts only with one of these texts somewhere in its body. */
  readonly accepts?: readonly string[];
};

/** How a dialect tells merchants of what happened. */
export type Webhooks = {
  /** The gateway's names of events that an endpoint may choose among. */
  readonly events: readonly string[];
  /** The versions an endpoint may ask for, the default first; empty where there is only one. */
  readonly versions: readonly string[];
  /**
   * An address that the request behind this news gave for itself, such as a refund's; null when it
   * gave none. It is told besides the order's own.
   */
  readonly ownAddress?: (
    about: Pick<WebhookEvent, 'aggregate' | 'payment' | 'refund'>,
  ) => string | null;
  /** How long to wait after each failed attempt; after the last one it is given up. */
  readonly retryMs: readonly number[];
  /** For a whole attempt, connecting and the reply's body included. */
  readonly timeoutMs: number;
  /** Nothing where the gateway has no word for such news or the subscriber did not choose it. */
  readonly render: (
    webhookEvent: WebhookEvent,
    subscriber: Subscriber,
    side: {
      readonly account: Account;
      readonly credentials: Credentials;
      readonly addresses: Addresses;
    },
  ) => readonly Webhook[];
};
