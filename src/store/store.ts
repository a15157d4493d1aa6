// The port of the store: what the engine asks of a database, in terms of accounts and aggregates.
import type { AccountSettings, Aliases } from '../core/account.ts';
import type { Changes, Event } from '../core/decision.ts';
import type { Aggregate } from '../core/order.ts';
import type { RecordKind, StoredRecord } from '../core/record.ts';
import type { Refund } from '../core/refund.ts';
import type { Review } from '../core/review.ts';
import type { AccountRow, SealedRow, SecretRow } from './account-row.ts';
import type { Counts } from './count.ts';
import type { InstructionRow } from './instruction-row.ts';
import type { EventFilter, EventRow, Page } from './page.ts';
import type { Watched } from './watched.ts';
import type { DeliveryRow, WebhookFilter, WebhookRow } from './webhook-row.ts';

export type { AccountRow, SealedRow, SecretRow } from './account-row.ts';
export type { Backlog, PoolCounts } from './backlog.ts';
export type { Count, Counts } from './count.ts';
export type { DashboardSession, DashboardSessionPart } from './dashboard-session.ts';
export type { InstructionRow } from './instruction-row.ts';
export type { MerchantLinkPart, MerchantLinkRow } from './merchant-link.ts';
export type { EventFilter, EventRow, KeySpan, Page } from './page.ts';
export type { AuditFilter, OperatorRow } from './operator.ts';
export type { OrderSum, PaymentSum } from './overview.ts';
export type { ReviewFilter, ReviewRow } from './review.ts';
export type { MinuteSumRow, RequestRow, RequestRowFilter, RequestStore } from './request-store.ts';
export type { TranscriptFilter, TranscriptRow } from './transcript.ts';
export type { DeliveryRow, WebhookFilter, WebhookRequest, WebhookRow } from './webhook-row.ts';

export type OverdueOrder = {
  readonly account: number;
  readonly orderKey: number;
  /** The real time. */
  readonly dueAt: number;
};

/** A key whose answer waits for a processor has this status; it cannot be used for more. */
export const WAITING = 0;
/** And this one when it came to a result that nobody has put into a dialect's words yet. */
export const DECIDED = 1;

/** The saved answer of an idempotent request. */
export type IdempotencyRecord = {
  readonly key: string;
  readonly fingerprint: string;
  /** Of the answer; or WAITING; or DECIDED: then the body is the result; see decided.ts. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly expiresAt: number;
};

/** Which instruction, and when it is due again; null: it is over. */
export type Answered = Pick<InstructionRow, 'id' | 'kind'> & {
  readonly againAt: number | null;
  /** As it was read: one that was brought forward since stays as it is. Absent: whatever it is. */
  readonly tries?: number;
  /** It is under way until then, and no try is counted yet. */
  readonly isHeld?: true;
};

/** Everything that one request or one report changes; written whole or not at all. */
export type Commit = {
  readonly account: number;
  readonly changes: Changes | null;
  readonly events: readonly Event[];
  readonly instruction: InstructionRow | null;
  /** The instruction that this commit answers: gone when `againAt` is null, else due again then. */
  readonly answered: Answered | null;
  /** The answer of the key that waits for `answered`; dropped when none does. */
  readonly settles?: Pick<IdempotencyRecord, 'status' | 'headers' | 'body'> | null;
  readonly record: { readonly row: StoredRecord; readonly isNew: boolean } | null;
  /** A setting that must still be `from`, else it is a conflict; it becomes `to`. */
  readonly swap?: { readonly name: string; readonly from: string; readonly to: string };
  readonly webhooks: readonly WebhookRow[];
  /** What a person has to decide from now on; one that is open already stays as it is. */
  readonly reviews?: readonly Review[];
  /** An open one as it is decided; a conflict when it is open no longer. */
  readonly decided?: Review;
  readonly reply: IdempotencyRecord | null;
  /** On the account's clock. */
  readonly now: number;
  /** How far that is before the real time, in which orders become due and answers grow old. */
  readonly clockOffsetMs: number;
};

/**
 * `conflict`: somebody else changed the order or took the reference or the id first: load and
 * decide again. `repeated`: the idempotency key already has its answer. In both cases nothing was
 * written.
 */
export type Saved = 'saved' | 'conflict' | 'repeated';

/** The database cannot be reached: nothing was written. */
export class Unreachable extends Error {}

/**
 * The connection was lost while a commit was under way: whether it was written is unknown. It must
 * neither be answered as done nor be done again without looking.
 */
export class CommitUnknown extends Error {}

export type Store = Watched & {
  readonly findSetting: (name: string) => Promise<string | null>;
  /** Keeps the value that was there first, and returns it. */
  readonly keepSetting: (name: string, value: string) => Promise<string>;
  readonly putSetting: (name: string, value: string) => Promise<void>;
  /** By its key or by an alias. */
  readonly findAccount: (name: string) => Promise<AccountRow | null>;
  readonly findAccountById: (id: number) => Promise<AccountRow | null>;
  /** The key of the account that was made first; null when there is none. */
  readonly findOldestKey: () => Promise<string | null>;
  /** Whether money moves for any account. */
  readonly hasLiveAccount: () => Promise<boolean>;
  /** Counts on from what everybody before has counted, beginning with 1. */
  readonly countUp: (name: string) => Promise<number>;
  /** False when the id is taken, or the key or an alias by whichever name of another account. */
  readonly addAccount: (row: AccountRow) => Promise<boolean>;
  /** Accounts that have no aliases yet. */
  readonly listBareAccounts: (limit: number) => Promise<readonly number[]>;
  /** Gives it the aliases that it lacks; false when it still lacks one, because a name is taken. */
  readonly nameAccount: (account: number, aliases: Aliases) => Promise<boolean>;
  /** From behind this number on, in the order of their numbers. */
  readonly listAccounts: (after: number, limit: number) => Promise<readonly AccountRow[]>;
  /** All that the account ever had, newest first. */
  readonly listSecrets: (account: number) => Promise<readonly SecretRow[]>;
  /**
   * Returns its number. The others hold no longer than until `othersUntil`; null: as before. 0:
   * `after` is given and is not the newest one's number any more.
   */
  readonly addSecret: (
    account: number,
    sealed: string,
    now: number,
    othersUntil: number | null,
    after?: number,
  ) => Promise<number>;
  /** False when it is not there, was revoked before, or no other would last. */
  readonly revokeSecret: (account: number, id: number, now: number) => Promise<boolean>;
  /** Everything that is sealed, from behind `after` on. */
  readonly listSealed: (
    of: SealedRow['of'],
    after: SealedRow | null,
    limit: number,
  ) => Promise<readonly SealedRow[]>;
  /** Puts another sealed text in its place; false when it has changed since. */
  readonly changeSealed: (row: SealedRow, sealed: string) => Promise<boolean>;
  /** The real time at which the last order that ends by itself will; null: none does. */
  readonly findLatestDue: () => Promise<number | null>;
  readonly renameAccount: (account: number, name: string) => Promise<void>;
  /** Returns all of them as they are then; what `changes` does not name stays as it was. */
  readonly changeSettings: (
    account: number,
    changes: Partial<AccountSettings>,
  ) => Promise<AccountSettings>;
  /** Moves an account's clock; what waits on it comes nearer by as much. */
  readonly advanceClock: (account: number, byMs: number) => Promise<void>;
  readonly loadOrder: (account: number, orderKey: number) => Promise<Aggregate | null>;
  readonly loadOrderByReference: (account: number, reference: string) => Promise<Aggregate | null>;
  /** The sandbox account that has this payment; asks one sandbox account after the other. */
  readonly findPaymentSandbox: (paymentKey: number) => Promise<number | null>;
  /** The account that has this order; asks one account after the other. */
  readonly findOrderAccount: (orderKey: number) => Promise<number | null>;
  readonly findPaymentOrder: (account: number, paymentKey: number) => Promise<number | null>;
  readonly findRefund: (account: number, refundKey: number) => Promise<Refund | null>;
  readonly findRefundByReference: (account: number, reference: string) => Promise<Refund | null>;
  readonly listKeys: (
    account: number,
    page: Page,
  ) => Promise<readonly { readonly key: number; readonly orderKey: number }[]>;
  /** Newest first, at most `limit`. */
  readonly listEvents: (
    account: number,
    filter: EventFilter,
    limit: number,
  ) => Promise<readonly EventRow[]>;
  readonly loadRecord: (
    account: number,
    kind: RecordKind,
    key: number,
  ) => Promise<StoredRecord | null>;
  readonly findRecordByUniqueRef: (
    account: number,
    kind: RecordKind,
    uniqueRef: string,
  ) => Promise<StoredRecord | null>;
  readonly listRecords: (
    account: number,
    kind: RecordKind,
    skip: number,
    count: number,
  ) => Promise<readonly StoredRecord[]>;
  /**
   * False when it is not there. What an endpoint has not been sent yet fails in the same commit.
   */
  readonly deleteRecord: (account: number, kind: RecordKind, key: number) => Promise<boolean>;
  /** Deletes records of this kind with keys below this one; returns how many, at most `limit`. */
  readonly purgeRecords: (kind: RecordKind, beforeKey: number, limit: number) => Promise<number>;
  readonly findIdempotencyRecord: (
    account: number,
    key: string,
    now: number,
  ) => Promise<IdempotencyRecord | null>;
  /**
   * Resolves after the commit is on disk. Throws when the database fails: then nothing was
   * written, or, when the connection was lost while it committed, nobody knows. See `Lost`.
   */
  readonly save: (commit: Commit) => Promise<Saved>;
  /**
   * Takes instructions that are due at the real time `now` and puts them off until `until`, so that
   * nobody else takes them and they come again if this process dies. Those that are due first are
   * taken first, and come in no order.
   */
  readonly leaseInstructions: (
    now: number,
    until: number,
    limit: number,
  ) => Promise<readonly InstructionRow[]>;
  readonly accountInstructions: (account: number) => Promise<readonly InstructionRow[]>;
  readonly findInstruction: (
    wanted: Pick<InstructionRow, 'account' | 'id' | 'kind'>,
  ) => Promise<InstructionRow | null>;
  /**
   * Keeps it, or makes one that is there already due no later than it, `isExact`: when it is;
   * returns what is there. Whoever read that before neither removes nor postpones it any more.
   */
  readonly bringForward: (row: InstructionRow, isExact: boolean) => Promise<InstructionRow>;
  /** Puts off what is under way until `until`; not when it was answered since the row was read. */
  readonly renewLease: (row: InstructionRow, until: number) => Promise<void>;
  /** Marks an instruction as told; false when it was told before or is gone. */
  readonly markSent: (row: InstructionRow, now: number) => Promise<boolean>;
  /**
   * Open orders whose time is over at the real time `now`, soonest first, from behind `after` on.
   */
  readonly overdueOrders: (
    now: number,
    after: OverdueOrder | null,
    limit: number,
  ) => Promise<readonly OverdueOrder[]>;
  /**
   * Takes webhooks that are due at the real time `now`, oldest first, counts a try and puts them
   * off until `until`, so that nobody else takes them and they come again if this process dies.
   * Leaves out the destinations in `busy`.
   */
  readonly leaseWebhooks: (
    now: number,
    until: number,
    busy: readonly string[],
    limit: number,
  ) => Promise<readonly WebhookRow[]>;
  /** Writes how an attempt went; false when somebody else has leased the webhook since. */
  readonly finishWebhook: (
    row: WebhookRow,
    state: WebhookRow['state'],
    dueAt: number,
    attempt: DeliveryRow | null,
  ) => Promise<boolean>;
  /** Whether the endpoint took any webhook at or after the real time `since`. */
  readonly hasDelivered: (account: number, endpoint: number, since: number) => Promise<boolean>;
  /** An endpoint's waiting webhooks wait for it to be resumed. */
  readonly holdWebhooks: (account: number, endpoint: number) => Promise<number>;
  /** The opposite: what was held is due at `now`. Returns how many. */
  readonly releaseWebhooks: (account: number, endpoint: number, now: number) => Promise<number>;
  readonly findWebhook: (account: number, key: number) => Promise<WebhookRow | null>;
  /** Newest first. */
  readonly listWebhooks: (
    account: number,
    filter: WebhookFilter,
    skip: number,
    count: number,
  ) => Promise<readonly WebhookRow[]>;
  readonly listDeliveries: (account: number, webhook: number) => Promise<readonly DeliveryRow[]>;
  /**
   * Makes webhooks due at the real time `now` once more, with a fresh schedule; how many. Leaves
   * out those whose endpoint was removed.
   */
  readonly replayWebhooks: (
    account: number,
    filter: WebhookFilter | { readonly key: number },
    now: number,
  ) => Promise<number>;
  /**
   * Deletes webhooks with keys below this one that wait for no attempt; returns how many, at most
   * `limit`.
   */
  readonly purgeWebhooks: (beforeKey: number, limit: number) => Promise<number>;
  /**
   * Deletes answers that were saved before this real time, oldest first; returns how many, at most
   * `limit`.
   */
  readonly purgeIdempotencyRecords: (before: number, limit: number) => Promise<number>;
  /** Resolves after a write of its own was committed; rejects when that cannot be done. */
  readonly ping: (name: string, now: number) => Promise<void>;
  /** Sums that several processes share; null when there can be only one. */
  readonly counts: Counts | null;
  readonly close: () => Promise<void>;
};
