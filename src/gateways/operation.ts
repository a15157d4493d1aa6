// A row of a table: what a path is asked for, and how what that comes to is told.
import type { RequestKind, Requests, Results } from '../core/result.ts';
import type { Failure } from '../core/failure.ts';
import type { Role } from '../core/operator.ts';
import type { Reply } from './reply.ts';
import type { Call, Fields, RawRequest } from './request.ts';

/** What is counted together for an account's limits of requests a minute. */
export type RateClass = 'create' | 'fetch' | 'refund';

/** `none`: not counted at all. */
export type Rate = RateClass | 'none';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** By name, what a query or a body may have. */
export type Takes = Readonly<
  Record<string, { readonly schema: JsonSchema; readonly required?: true; readonly says?: string }>
>;

/** What a row of our own APIs does, takes and answers; its parse refuses every other name. */
export type RowShape = {
  readonly does: string;
  readonly query?: Takes;
  readonly body?: Takes;
  readonly answer: JsonSchema;
  /** It is the name of before. */
  readonly deprecated?: true;
};

/** Where a row is. `when` chooses among rows of the same method and path. */
export type Row = {
  readonly method: string;
  /** Segments are literal or `:name`, as in `/orders/:id/refunds`. */
  readonly path: string;
  readonly rate: Rate;
  readonly when?: (request: RawRequest, fields: Fields) => boolean;
  /** Of our own APIs: told at `/docs/openapi.json`. */
  readonly shape?: RowShape;
  /** Of the admin API: the least that may ask. What needs more than `read` is audited. */
  readonly role?: Role;
  /** Of the admin API: it is carried out as if the account of the path's `key` had asked. */
  readonly onBehalf?: true;
  /** Of the body, besides the path's names: texts that are audited. None may be a secret. */
  readonly audits?: readonly string[];
  /** An idempotency key means nothing here: the request is carried out each time it comes. */
  readonly ignoresKeys?: true;
  /**
   * Makes an answer whole again that was saved with a secret sealed in it: `open` opens what was
   * sealed for the account that asks. Absent: what was saved is given again as it is.
   */
  readonly unseal?: (body: string, open: (sealed: string) => string) => string;
  /** Of a row that fetches one order: what it tells of it, for people who compare dialects. */
  readonly tellsOrder?: Pair<'findOrder'>['render'];
};

/** Wire → request, and what that request comes to → wire. A Failure is told by the family. */
export type Pair<Kind extends RequestKind> = {
  readonly parse: (call: Call) => RequestOf<Kind> | Failure;
  readonly render: (result: Results[Kind], call: Call) => Reply;
};

type RequestOf<Kind extends RequestKind> = Requests[Kind] & { readonly kind: Kind };

export type Operation = Row &
  (
    | {
        /** Hands on the row's own parse and render, which fit each other whatever they are of. */
        readonly pair: <T>(use: <Kind extends RequestKind>(pair: Pair<Kind>) => T) => T;
      }
    /** Answers by itself: what it says depends on the call alone and changes nothing. */
    | { readonly answer: (call: Call) => Reply | Failure }
  );

/**
 * A row that asks the engine. It is closed over the kind of its request: a `render` that takes
 * another result than the one that `parse` asks for does not compile.
 */
export function operation<Kind extends RequestKind>(
  row: Row,
  parse: Pair<Kind>['parse'],
  render: Pair<Kind>['render'],
): Operation {
  return { ...row, pair: (use) => use({ parse, render }) };
}

/** A row that fetches one order, by which the dialect shows it to people as well. */
export function orderOperation(
  row: Row,
  parse: Pair<'findOrder'>['parse'],
  render: Pair<'findOrder'>['render'],
): Operation {
  return { ...operation<'findOrder'>(row, parse, render), tellsOrder: render };
}
