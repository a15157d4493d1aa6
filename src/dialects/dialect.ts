// The whole contract of a dialect: data and pure functions, nothing that reads a clock or a socket.
import type { Account, Credentials } from '../core/account.ts';
import type { Command, FindMany, ListQuery, Query, RecordRequest } from '../core/command.ts';
import type { Listing, Outcome } from '../core/decision.ts';
import type { Failure } from '../core/failure.ts';
import type { Aggregate } from '../core/order.ts';
import type { Method, Payment } from '../core/payment.ts';
import type { KeptRecord } from '../core/record.ts';

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
export type Claim = {
  readonly key: string;
  /** Another name that the account may go by; looked for when nobody goes by the first. */
  readonly alias?: string;
  readonly proof: string | null;
  /**
   * `page`: `key` is the name of a payment page (Links.pageToken), which is a proof in itself.
   * `payment`: it is a payment's number, which finds sandbox accounts only.
   */
  readonly by?: 'page' | 'payment';
};

/** Addresses of this server that replies carry. */
export type Links = {
  /** Scheme and host of this server as browsers reach it, without a slash at the end. */
  readonly origin: string;
  /** The unguessable name of an order's payment page, 37 to 60 characters of [0-9A-Za-z_-]. */
  readonly pageToken: (aggregate: Aggregate) => string;
  readonly page: (aggregate: Aggregate) => string;
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
  readonly links: Links;
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
  | Asking<RecordRequest, readonly KeptRecord[]>
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
  readonly identify: (request: RawRequest) => Claim | Failure;
  /** Verifies the proof. Returns the fields the operations shall read. */
  readonly open: (
    request: RawRequest,
    claim: Claim,
    account: Account,
    credentials: Credentials,
  ) => Fields | Failure;
  readonly operations: readonly Operation[];
  readonly renderFailure: (failure: Failure, request: RawRequest) => Reply;
};

/** How the browser returns to the merchant, sealed. Null when the order names no address. */
export type Handback = (visit: {
  readonly aggregate: Aggregate;
  readonly payment: Payment | null;
  readonly credentials: Credentials;
  readonly now: number;
  readonly links: Links;
}) => Return | null;

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
