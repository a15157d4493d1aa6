// What the account API and the sandbox's controls ask for, besides what any dialect may.
import type { Account, AccountSettings, PictureType } from './account.ts';
import type { Choice } from './command.ts';
import type { ConnectionRequest } from './connection.ts';
import type { Failure } from './failure.ts';
import type { Locator } from './id.ts';
import type { Method } from './payment.ts';
import type { Reconcile } from './reconciliation-request.ts';
import type { RecordKind, StoredRecord } from './record.ts';
import type { ListAudit, RunCommand } from './operator.ts';
import type { FindOwnRequest, FindRequest, ListOwnRequests, ListRequests } from './request-log.ts';
import type { ReviewRequest } from './review-request.ts';
import type { RouteRequest } from './route-request.ts';
import type { WebhookState } from './webhook.ts';

/** Makes an endpoint. Refused when the account has as many as it may. */
export type AddEndpoint = {
  readonly kind: 'addEndpoint';
  readonly body: StoredRecord['body'];
  /** What signs its webhooks; null: one is made, and told once. */
  readonly secret: string | null;
};
/** `secret` was made for the endpoint; null when the merchant brought one. */
export type AddedEndpoint = { readonly endpoint: StoredRecord; readonly secret: string | null };

/** What of a record becomes another; what neither names stays as it is. */
export type RecordChange = {
  readonly body: StoredRecord['body'];
  readonly secret?: string;
};

/** Changes a record by what it is. `change` is pure: what fits depends on what is there. */
export type ChangeRecord = {
  readonly kind: 'changeRecord';
  readonly of: RecordKind;
  readonly record: readonly Locator[];
  readonly change: (before: StoredRecord) => RecordChange | Failure;
};

export type DeleteRecord = {
  readonly kind: 'deleteRecord';
  readonly of: RecordKind;
  readonly record: readonly Locator[];
};

/**
 * Which webhooks; null matters not. Times are milliseconds since 1970 on the account's clock, both
 * inclusive.
 */
export type WebhookSelection = {
  readonly order: readonly Locator[] | null;
  /** An endpoint that was removed may be named as long as it has webhooks. */
  readonly endpoint: readonly Locator[] | null;
  readonly state: WebhookState | null;
  readonly since: number | null;
  readonly until: number | null;
  /** Only those that are older than this one. */
  readonly before?: Locator;
};

export type ListWebhooks = {
  readonly kind: 'listWebhooks';
  readonly selection: WebhookSelection;
  readonly skip: number;
  readonly count: number;
};
export type FindWebhook = { readonly kind: 'findWebhook'; readonly webhook: readonly Locator[] };

/** Sends a webhook once more, with the bytes of the first time and a fresh schedule. */
export type ReplayWebhook = {
  readonly kind: 'replayWebhook';
  readonly webhook: readonly Locator[];
};
/** The same for all that fit. Refused when they are too many for one request. */
export type ReplayWebhooks = {
  readonly kind: 'replayWebhooks';
  readonly selection: WebhookSelection;
};

/** Which events; null matters not. Times as for webhooks. */
export type EventSelection = Pick<WebhookSelection, 'order' | 'since' | 'until'>;

export type ListEvents = {
  readonly kind: 'listEvents';
  readonly selection: EventSelection;
  readonly skip: number;
  readonly count: number;
};

export type FindSettings = { readonly kind: 'findSettings' };
/** What is not named stays as it is. */
export type ChangeSettings = {
  readonly kind: 'changeSettings';
  readonly changes: Partial<Omit<AccountSettings, 'picture' | 'route' | 'routes' | 'routable'>>;
  readonly name?: string;
  /** Null removes it. */
  readonly picture?: { readonly type: PictureType; readonly bytes: Uint8Array } | null;
};

/**
 * Pays an order of a sandbox account in its customer's place. A payment of this method that waits
 * already is decided; it is not started again.
 */
export type PayOrder = {
  readonly kind: 'payOrder';
  readonly order: readonly Locator[];
  readonly method: Method;
  /** A VPA, a card number, a bank or a wallet; null: the first of the method that succeeds. */
  readonly instrument: string | null;
  /** Wins over what the instrument would come to; null: the instrument decides. */
  readonly outcome: Choice | null;
};
/** What a processor may do on a bad day. */
export type BadDay =
  | 'late_success'
  | 'success_after_close'
  | 'second_success'
  | 'refund_elsewhere'
  | 'refund_failed_late'
  | 'wrong_amount'
  | 'pending_for_days'
  | 'no_balance'
  | 'webhooks_twice';
/** Lets the processor of a sandbox account have a bad day with an order. */
export type PlayBadDay = {
  readonly kind: 'playBadDay';
  readonly order: readonly Locator[];
  readonly event: BadDay;
  /** Null: as the event has it. */
  readonly amountMinor: number | null;
  /** Whether money too much goes back by itself. */
  readonly givesBack: boolean;
};
/** Moves a sandbox account's clock forward. */
export type MoveClock = { readonly kind: 'moveClock'; readonly byMs: number };
/** Does at once what waits for its time: instructions, expiries, webhooks. */
export type Settle = { readonly kind: 'settle' };

/** The operator alone asks for it: in an order that means nothing, from behind the key `after`. */
export type ListAccounts = {
  readonly kind: 'listAccounts';
  readonly after: string | null;
  readonly count: number;
};
export type FindAccount = { readonly kind: 'findAccount'; readonly key: string };
/** `key` null: one is made, as its secret always is. */
export type AddAccount = {
  readonly kind: 'addAccount';
  readonly name: string;
  readonly mode: Account['mode'];
  readonly key: string | null;
};
export type AddedAccount = { readonly account: Account; readonly secret: string };
/** What is not named stays as it is. */
export type ChangeAccount = {
  readonly kind: 'changeAccount';
  readonly key: string;
  readonly name?: string;
  readonly disabled?: boolean;
};
export type OperatorRequest =
  | ListAccounts
  | FindAccount
  | AddAccount
  | ChangeAccount
  | ConnectionRequest
  | Reconcile
  | ReviewRequest
  | ListAudit
  | RunCommand
  | RouteRequest
  | ListRequests
  | FindRequest;

export type AccountRequest =
  | OperatorRequest
  | AddEndpoint
  | ChangeRecord
  | DeleteRecord
  | ListWebhooks
  | FindWebhook
  | ReplayWebhook
  | ReplayWebhooks
  | ListEvents
  | ListOwnRequests
  | FindOwnRequest
  | FindSettings
  | ChangeSettings
  | PayOrder
  | PlayBadDay
  | MoveClock
  | Settle;
