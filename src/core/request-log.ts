// What was asked of this server and what it answered, as it is kept for a while: without secrets,
// and of a live account without whoever pays.
import type { Id, Locator } from './id.ts';

/** A line of the request log without what was said. */
export type RequestLine = {
  readonly id: Id;
  /** As the answer's `x-request-id` has it: a client may have chosen it, and more than once. */
  readonly requestId: string;
  /** The number of the account that proved itself; UNPROVED: nobody did. */
  readonly account: number;
  /** The real time in milliseconds at which it came. */
  readonly at: number;
  readonly tookMicros: number;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** Of the answer. */
  readonly status: number;
  /** Whose path it was; empty: nobody's. */
  readonly dialect: string;
  /** What it asked for, such as `createOrder`; empty where that was not read. */
  readonly operation: string;
  /** Why it was refused; empty: it was not, or in a saved answer that was given again. */
  readonly refusal: string;
};

/** The wire as it was, but for what was taken out. */
export type RequestWire = {
  /** Empty: there was none. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: there was none. */
  readonly body: string | null;
  readonly replyHeaders: Readonly<Record<string, string>>;
  readonly reply: string | null;
  /** The key that was named by whoever did not prove to have its secret; null: none was. */
  readonly claimed: string | null;
};

export type LoggedRequest = RequestLine & RequestWire;

/** Stands where a line has no account; the operator has a number. */
export const UNPROVED = -1;

/** Which lines; null matters not. Times in real milliseconds, both inclusive. */
export type RequestFilters = {
  readonly requestId: string | null;
  /** One status, or a hundred of them by the first digit: `4xx`. */
  readonly status: string | null;
  readonly dialect: string | null;
  readonly operation: string | null;
  /** Whether it was refused. */
  readonly isRefused: boolean | null;
  readonly since: number | null;
  readonly until: number | null;
};

type Page = RequestFilters & {
  /** Any name of an order, or of its payment, its refund or its payment link. */
  readonly orderName: string | null;
  /** The last line of the page before. */
  readonly before: readonly Locator[] | null;
  readonly count: number;
};

/** Of the account that asks. */
export type ListOwnRequests = Page & { readonly kind: 'listOwnRequests' };
/** Of one account by its key, or of all; with an order of one alone. */
export type ListRequests = Page & {
  readonly kind: 'listRequests';
  readonly account: string | null;
};
/** By our name for it, or by its `x-request-id`: the newest that has it. */
type Named = { readonly name: string; readonly line: readonly Locator[] };
export type FindOwnRequest = Named & { readonly kind: 'findOwnRequest' };
export type FindRequest = Named & { readonly kind: 'findRequest' };

/** With the key of its account; null: nobody proved to be one. */
export type Shown<Line extends RequestLine> = Omit<Line, 'account'> & {
  readonly account: string | null;
};

/** How a minute went, by dialect and operation, or by processor and question. */
export type MinuteSum = {
  /** Its first millisecond. */
  readonly minute: number;
  /** Empty: it is about a processor. */
  readonly dialect: string;
  /** Empty: it is about requests of programs. */
  readonly processor: string;
  readonly operation: string;
  readonly count: number;
  /** Refused for their own sake; failed: for ours, or a processor did not say. */
  readonly refused: number;
  readonly failed: number;
  /** How many took at most so many seconds, and longer than the one before; the last: longer. */
  readonly took: readonly number[];
  /** The bounds of `took`, one less than it has. */
  readonly bounds: readonly number[];
};
