// The request as a dialect sees it: as it came, whose it says it is, and what its rows may look at.
import type { Account, Credentials } from '../core/account.ts';
import type { Failure } from '../core/failure.ts';
import type { Operator } from '../core/operator.ts';
import type { Aggregate } from '../core/order.ts';

/** A request as it came. `path` is below the base it was mounted at and starts with a slash. */
export type RawRequest = {
  readonly method: string;
  readonly base: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names; a repeated header is joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** The client's address, as the operator's proxies tell it; empty when it is not known. */
  readonly address: string;
  /** The body as it came, for signatures over all of it; a multipart form's as a plain one. */
  readonly bytes: Uint8Array;
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
  /**
   * The name is one that a document prints in its examples: where nobody goes by it, the account is
   * meant that the server made at its first start, if no money moves there.
   */
  readonly isSample?: true;
  readonly proof: string | null;
  /**
   * `page`: `key` is the name of a payment page (Addresses.pageToken), which is a proof in itself.
   * `payment`: it is a payment's number, which finds sandbox accounts only. `order`: it is an
   * order's number, for pages that are asked for by that alone. `operator`: whoever runs this
   * server or looks after it; the secret is the SHA-256 of its token.
   */
  readonly by?: 'page' | 'payment' | 'order' | 'operator';
};

/** Addresses of this server that replies carry. */
export type Addresses = {
  /** Scheme and host of this server as browsers reach it, without a slash at the end. */
  readonly origin: string;
  /** The unguessable name of an order's payment page, 37 to 60 characters of [0-9A-Za-z_-]. */
  readonly pageToken: (aggregate: Aggregate) => string;
  /** With a session (Outcome.checkoutSession): the page as it was opened there. */
  readonly page: (aggregate: Aggregate, session?: string) => string;
  /**
   * The same page for a frame or a window that a page of the origin `embedder` opened; it tells
   * that page how it went. `*`: a page of any origin, told nothing that is secret; OPENER: the
   * window that opened it.
   */
  readonly frame: (aggregate: Aggregate, embedder: string, session?: string) => string;
  /** The token of the order whose page this is; null when it is no page of ours. */
  readonly orderOfPage: (pageToken: string) => string | null;
};

/** Everything that parse and render may look at. */
export type Call = {
  readonly account: Account;
  /** With the secret that proved the request, or the newest. */
  readonly credentials: Credentials;
  /** Which of the account's secrets proved the request; absent when none did. */
  readonly secretId?: number;
  /** Who asks the admin API; absent: a merchant asks. */
  readonly operator?: Operator;
  /** Of an operator's request. */
  readonly requestId?: string;
  readonly request: RawRequest;
  /** What the path's `:names` matched, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly fields: Fields;
  /** Milliseconds since 1970 on the account's clock. */
  readonly now: number;
  readonly addresses: Addresses;
};
