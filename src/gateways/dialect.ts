// The whole contract of a dialect: data and pure functions, nothing that reads a clock or a socket.
import type { Account, Credentials } from '../core/account.ts';
import type { Command, FindMany, ListQuery, Query, RecordRequest } from '../core/command.ts';
import type { EventKind, Listing, Outcome } from '../core/decision.ts';
import type { Failure } from '../core/failure.ts';
import type { Aggregate } from '../core/order.ts';
import type { Method, Payment } from '../core/payment.ts';
import type { StoredRecord } from '../core/record.ts';
import type { Refund } from '../core/refund.ts';

/** A request as it came. `path` is below the base it was mounted at and starts with a slash. */
export type RawRequest = {
  readonly method: string;
  readonly base: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names; a repeated header is joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's fields, decoded once; a Failure when it is malformed or of a type nobody reads. */
  readonly fields: () => Fields | Failure;
};

/** The fields of a JSON object or a form. */
export type Fields = {
  readonly values: Readonly<Record<string, unknown>>;
  /** For numbers whose own text differs from JavaScript's (`500.50`): the text, by dotted path. */
  readonly lexemes: ReadonlyMap<string, string>;
};

/** Whose secret is needed. `proof` is what `open` will verify with it; it trusts nothing yet. */
export type Identification = {
  readonly key: string;
  /** Another name that the account may go by; looked for when nobody goes by the first. */
  readonly alias?: string;
  readonly proof: string | null;
  /**
   * `page`: `key` is the name of a payment page (Links.pageToken), which is a proof in itself.
   * `payment`: it is a payment's number, which finds sandbox accounts only. `order`: it is an
   * order's number, for pages that are asked for by that alone.
   */
  readonly by?: 'page' | 'payment' | 'order';
};

/** Addresses of this server that replies carry. */
export type Addresses = {
  /** Scheme and host of this server as browsers reach it, without a slash at the end. */
  readonly origin: string;
  /** The unguessable name of an order's payment page, 37 to 60 characters of [0-9A-Za-z_-]. */
  readonly pageToken: (aggregate: Aggregate) => string;
  readonly page: (aggregate: Aggregate) => string;
  /**
   * The same page for a frame or a window that a page of the origin `embedder` opened; it tells
   * that page how it went. `*`: a page of any origin, told nothing that is secret.
   */
  readonly frame: (aggregate: Aggregate, embedder: string) => string;
  /** The token of the order whose page this is; null when it is no page of ours. */
  readonly orderOfPage: (pageToken: string) => string | null;
};

/** Everything that parse and render may look at. */
export type Call = {
  readonly account: Account;
  readonly credentials: Credentials;
  readonly request: RawRequest;
  /** What the path's `:names` matched, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly fields: Fields;
  /** Milliseconds since 1970 on the account's clock. */
  readonly now: number;
  readonly addresses: Addresses;
};

export type Reply =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly type: string;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'redirect'; readonly url: string }
  /**
   * A page that tells a browser why it cannot go on; plain texts, escaped by whoever shows them.
   */
  | {
      readonly kind: 'page';
      readonly status: number;
      readonly title: string;
      readonly message: string;
      /** Shown as it is, in a fixed-width font; null: nothing. */
      readonly detail: string | null;
    };

/** How a browser is sent back to the merchant. */
export type Return =
  | { readonly kind: 'redirect'; readonly url: string }
  | {
      readonly kind: 'browserPost';
      readonly url: string;
      readonly fields: readonly (readonly [string, string])[];
    };

export type RateClass = 'create' | 'fetch' | 'refund';

/** A row of a dialect's table. `when` chooses among rows of the same method and path. */
export type Operation = {
  readonly method: string;
  /** Segments are literal or `:name`, as in `/orders/:id/refunds`. */
  readonly path: string;
  readonly rate: RateClass;
  readonly when?: (request: RawRequest, fields: Fields) => boolean;
} & (
  | Asking<Command | Query, Outcome>
  | Asking<FindMany | ListQuery, Listing>
  | Asking<RecordRequest, readonly StoredRecord[]>
  | { readonly answer: (call: Call) => Reply | Failure }
);

/** Wire → request, and what the request came to → wire. */
type Asking<Request, Result> = {
  readonly parse: (call: Call) => Request | Failure;
  readonly render: (result: Result, call: Call) => Reply;
};

/** A set of paths with one way to prove oneself and one shape of errors. */
export type Family = {
  readonly name: string;
  /**
   * Where it is served; the longest base that fits wins, then the first family whose `when` holds.
   */
  readonly bases: readonly string[];
  readonly when?: (request: RawRequest) => boolean;
  readonly identify: (request: RawRequest) => Identification | Failure;
  /** Verifies the proof. Returns the fields the operations shall read. */
  readonly open: (
    request: RawRequest,
    identification: Identification,
    account: Account,
    credentials: Credentials,
  ) => Fields | Failure;
  readonly operations: readonly Operation[];
  readonly renderFailure: (failure: Failure, request: RawRequest) => Reply;
};

/** A customer's browser at the end of our page. */
export type HandbackContext = {
  readonly aggregate: Aggregate;
  readonly payment: Payment | null;
  readonly credentials: Credentials;
  readonly now: number;
  readonly addresses: Addresses;
  /**
   * Our page stands in a frame or a window of the merchant's page, which takes the fields itself:
   * then no address is needed, and the `url` of the return may be empty.
   */
  readonly embedded?: boolean;
};

/** How the browser returns to the merchant, sealed. Null when the order names no address. */
export type Handback = (context: HandbackContext) => Return | null;

/**
 * What a page that embeds ours expects to be told besides our own words: messages for postMessage.
 * Nothing in them may be secret, as any page may embed ours.
 */
export type EmbedMessages = (
  context: HandbackContext,
  moment: 'loaded' | 'failed' | 'ended',
) => readonly unknown[];

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
  /** A 2xx counts only with one of these texts as its body, quoted or not. */
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
  /** Nothing where the gateway has no word for such news or the listener did not choose it. */
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

/** A file that browsers load from us, such as a drop-in script; the same for everybody. */
export type Asset = {
  readonly paths: readonly string[];
  readonly type: string;
  /** `origin` is the scheme and host of this server as browsers reach it. */
  readonly body: (origin: string) => string;
};

/** A test instrument that the gateway publishes, and what it does in its sandbox. */
export type TestInstrument = {
  readonly method: Method;
  /** A VPA, a card number without spaces, a bank code or a wallet code. */
  readonly value: string;
  readonly label: string;
  readonly outcome: 'success' | 'failure' | 'pending' | 'ask';
};

export type Dialect = {
  readonly name: string;
  /** The gateway's name as people know it. */
  readonly title: string;
  readonly families: readonly Family[];
  readonly assets?: readonly Asset[];
  readonly handback: Handback;
  readonly embedMessages?: EmbedMessages;
  readonly webhooks: Webhooks;
  readonly instruments: readonly TestInstrument[];
};

/** Freezes a dialect deeply, so that no table can be changed by whoever borrows it. */
export function defineDialect<D extends Dialect>(dialect: D): D {
  freezeDeeply(dialect);
  return dialect;
}

function freezeDeeply(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const each of Object.values(value)) freezeDeeply(each);
}
