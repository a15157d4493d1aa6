// What each kind of request comes to when nothing refuses it.
import type { Account, Profile } from './account.ts';
import type { AddedAccount, AddedEndpoint } from './account-request.ts';
import type { Command, Query, Request } from './command.ts';
import type { CheckedConnection, ShownConnection } from './connection.ts';
import type { EventKind, Listing, Outcome, RoutingNote } from './decision.ts';
import type { Evidence } from './evidence.ts';
import type { Order } from './order.ts';
import type { Reconciliation } from './reconciliation-request.ts';
import type { StoredRecord } from './record.ts';
import type { LoggedRequest, RequestLine, Shown } from './request-log.ts';
import type { ShownReview, ShownTranscript } from './review-request.ts';
import type { AuditRecord, CommandResult } from './operator.ts';
import type { ShownRoutes, TestedRoute } from './route-request.ts';
import type { SentWebhook, TracedWebhook } from './webhook.ts';

export type RequestKind = Request['kind'];

/** The requests by their kinds. */
export type Requests = { readonly [Kind in RequestKind]: Extract<Request, { kind: Kind }> };

type PaymentKind = (Command | Query)['kind'];
type Complete<Given extends Readonly<Record<Exclude<RequestKind, PaymentKind>, unknown>>> = Given;

/** All that is no order, payment or refund; a kind that is missing does not compile. */
type Others = Complete<{
  readonly findMany: Listing;
  readonly list: Listing;
  /** The record as it is now; with `repeat: 'return'`, the one that owns the unique reference. */
  readonly putRecord: readonly [StoredRecord];
  readonly changeRecord: readonly [StoredRecord];
  readonly findRecord: readonly [StoredRecord];
  readonly listRecords: readonly StoredRecord[];
  /** The record as it was. */
  readonly deleteRecord: readonly [StoredRecord];
  readonly addEndpoint: AddedEndpoint;
  /** Newest first. */
  readonly listWebhooks: readonly SentWebhook[];
  readonly findWebhook: TracedWebhook;
  /** How many webhooks are due once more. */
  readonly replayWebhook: { readonly replayed: number };
  readonly replayWebhooks: { readonly replayed: number };
  /** Newest first. */
  readonly listEvents: readonly OrderEvent[];
  readonly listOwnRequests: readonly Shown<RequestLine>[];
  readonly findOwnRequest: Shown<LoggedRequest>;
  readonly listRequests: readonly Shown<RequestLine>[];
  readonly findRequest: Shown<LoggedRequest>;
  readonly findSettings: Profile;
  /** All of them, as they are then. */
  readonly changeSettings: Profile;
  /** The order's payment, decided as far as it can be. */
  readonly payOrder: Outcome;
  /** The order, as it is then. */
  readonly playBadDay: Outcome;
  /** The account's clock from now on, in milliseconds since 1970. */
  readonly moveClock: { readonly now: number };
  readonly listAccounts: readonly Account[];
  readonly findAccount: Account;
  readonly addAccount: AddedAccount;
  readonly changeAccount: Account;
  readonly listConnections: readonly ShownConnection[];
  readonly findConnection: ShownConnection;
  readonly addConnection: ShownConnection;
  readonly changeConnection: ShownConnection;
  readonly checkConnection: CheckedConnection;
  readonly retireConnection: ShownConnection;
  readonly reconcile: readonly Reconciliation[];
  readonly listReviews: readonly ShownReview[];
  readonly findReview: ShownReview;
  readonly decideReview: ShownReview;
  readonly askReview: ShownReview;
  readonly listTranscripts: readonly ShownTranscript[];
  readonly findTranscript: ShownTranscript;
  readonly findRoutes: ShownRoutes;
  /** All of them, as they are then. */
  readonly setRoutes: ShownRoutes;
  /** By method. */
  readonly testRoutes: readonly TestedRoute[];
  /** Newest first. */
  readonly listAudit: readonly AuditRecord[];
  readonly runCommand: CommandResult;
  readonly settle: { readonly settled: true };
}>;

/** What happened to an order. */
export type OrderEvent = {
  readonly kind: EventKind;
  readonly at: number;
  readonly evidence: Evidence | null;
  /** Of `payment.routed`; null: it is another. */
  readonly routing: RoutingNote | null;
  /** The operator who asked for a refund; null: it is another event, or the merchant asked. */
  readonly by: string | null;
  readonly order: Order;
};

/** What they come to, by the same kinds. */
export type Results = { readonly [Kind in PaymentKind]: Outcome } & Others;

export type ResultOf<Of extends Request> = Results[Of['kind']];
