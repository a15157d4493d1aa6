// Hands every kind of request to the room of the engine that answers it.
import type { Account } from '../../core/account.ts';
import type { ListEvents } from '../../core/account-request.ts';
import type { Command, Query } from '../../core/command.ts';
import type { AddConnection } from '../../core/connection.ts';
import type { Outcome } from '../../core/decision.ts';
import { type Failure, isFailure, transient } from '../../core/failure.ts';
import type { CommandResult, RunCommand } from '../../core/operator.ts';
import type { OrderEvent, RequestKind, Requests, Results } from '../../core/result.ts';
import type { IdempotencyRecord } from '../../store/store.ts';
import type { Accounts } from '../identity/account.ts';
import type { Audit } from '../identity/audit.ts';
import type { Connections } from '../identity/connection.ts';
import type { Merchants } from '../identity/merchants.ts';
import type { Reconciler } from '../reconciliation/reconcile.ts';
import type { Reviews } from '../processing/review.ts';
import type { AccountRoutes } from '../identity/route.ts';
import type { SandboxPayments } from '../processing/sandbox-payment.ts';
import type { TranscriptList } from '../processing/transcript-list.ts';
import type { RequestRoom } from '../requests/request-list.ts';
import type { Records } from '../records/records.ts';
import type { AddEndpoint } from '../webhooks/endpoint.ts';
import type { SentWebhooks } from '../webhooks/sent-webhook.ts';
import type { Engine } from './engine.ts';

/** Makes the saved answer of an idempotent request from what it came to; null: that waits. */
export type Remember<Result> = (result: Result | Failure | null) => IdempotencyRecord;

/** Throws when the database fails, and AlreadyAnswered when the key has its answer already. */
export type Dispatch = <Kind extends RequestKind>(
  account: Account,
  request: Requests[Kind] & { readonly kind: Kind },
  /** Null for a request without an idempotency key. */
  remember: Remember<Results[Kind]> | null,
  /** The key of a request that waits already: it is not carried out again. */
  resumes?: string,
) => Promise<Results[Kind] | Failure>;

export type Rooms = {
  readonly engine: Engine;
  readonly records: Records;
  readonly accounts: Accounts;
  readonly listEvents: Work<ListEvents, readonly OrderEvent[]>;
  readonly addEndpoint: AddEndpoint;
  readonly webhooks: SentWebhooks;
  readonly sandbox: SandboxPayments;
  readonly merchants: Merchants;
  readonly connections: Connections;
  readonly reconciler: Reconciler;
  readonly reviews: Reviews;
  readonly transcriptList: TranscriptList;
  readonly requests: RequestRoom;
  readonly routes: AccountRoutes;
  readonly audit: Audit;
  readonly runCommand: RunsCommand;
};

/** Does what a command does; refuses what the operator's role does not let it ask for. */
export type RunsCommand = (request: RunCommand) => Promise<CommandResult | Failure>;

type Work<Asked, Result> = (account: Account, request: Asked) => Promise<Result | Failure>;
type Room<Asked, Result> = (
  account: Account,
  request: Asked,
  remember: Remember<Result> | null,
  resumes?: string,
) => Promise<Result | Failure>;
type Table = { readonly [Kind in RequestKind]: Room<Requests[Kind], Results[Kind]> };

/**
 * A command's answer is remembered in the commit of what it changed; what changes nothing, or has
 * no commit of its own, is remembered by itself.
 */
export function createDispatch(rooms: Rooms): Dispatch {
  const table = createTable(rooms);
  return (account, request, remember, resumes) => {
    const { kind } = request;
    return table[kind](account, request, remember, resumes);
  };
}

function createTable(rooms: Rooms): Table {
  const { engine, records, accounts, addEndpoint, webhooks, sandbox } = rooms;
  const by: By = (work) => async (account, request, remember) => {
    const result = await work(account, request);
    const passes = isFailure(result) && transient(result);
    if (remember !== null && !passes) await engine.remember(account, remember(result));
    return result;
  };
  const execute: Room<Command, Outcome> = (account, command, remember, resumes) => {
    const extras = remember === null ? {} : { remember };
    return engine.execute(account, command, resumes === undefined ? extras : { resumes });
  };
  const find = by<Query, Outcome>(engine.find);
  return {
    createOrder: execute,
    startPayment: execute,
    payByApi: execute,
    openCheckout: execute,
    simulatePayment: execute,
    abandonPayment: execute,
    capturePayment: execute,
    voidPayment: execute,
    createRefund: execute,
    cancelRefund: execute,
    editNotes: execute,
    editLink: execute,
    cancelOrder: execute,
    expireOrder: execute,
    adoptPayment: execute,
    adoptRefund: execute,
    reportPayment: execute,
    reportRefund: execute,
    reviewSettlement: execute,
    settleReview: execute,
    sendRefund: execute,
    findOrder: find,
    findPayment: find,
    findRefund: find,
    findMany: by(engine.list),
    list: by(engine.list),
    putRecord: records.put,
    changeRecord: records.change,
    findRecord: by(records.find),
    listRecords: by(records.list),
    deleteRecord: by(records.remove),
    addEndpoint,
    listWebhooks: by(webhooks.list),
    findWebhook: by(webhooks.find),
    replayWebhook: by(webhooks.replay),
    replayWebhooks: by(webhooks.replayAll),
    listEvents: by(rooms.listEvents),
    listOwnRequests: by(rooms.requests.listOwn),
    findOwnRequest: by(rooms.requests.findOwn),
    findSettings: by(accounts.findSettings),
    changeSettings: by(accounts.changeSettings),
    payOrder: by(sandbox.pay),
    playBadDay: by(sandbox.play),
    moveClock: by(async (account, { byMs }) => {
      const moved = await accounts.advanceClock(account, byMs);
      return { now: engine.nowOf(moved) };
    }),
    settle: by(sandbox.settle),
    ...operatorTable(rooms, by),
  };
}

/** A room whose answer is remembered by itself. */
type By = <Asked, Result>(work: Work<Asked, Result>) => Room<Asked, Result>;

/** What the operator asks for: the account that asks is not the one that it is about. */
function operatorTable(rooms: Rooms, by: By) {
  const { merchants, connections, reconciler, reviews, routes, audit } = rooms;
  const { requests, transcriptList } = rooms;
  return {
    listAccounts: by((_operator, request) => merchants.list(request)),
    findAccount: by((_operator, request) => merchants.find(request)),
    addAccount: merchants.add,
    changeAccount: by((_operator, request) => merchants.change(request)),
    listConnections: by((_operator, request) => connections.list(request)),
    findConnection: by((_operator, request) => connections.look(request)),
    addConnection: (operator, request, remember) => {
      const add = (_operator: Account, asked: AddConnection) =>
        connections.add(asked, remember?.(null));
      return by(add)(operator, request, remember);
    },
    changeConnection: by((_operator, request) => connections.replaceCredentials(request)),
    checkConnection: by((_operator, request) => connections.check(request)),
    retireConnection: by((_operator, request) => connections.retire(request)),
    reconcile: by((_operator, request) => reconciler(request)),
    listReviews: by((_operator, request) => reviews.list(request)),
    findReview: by((_operator, request) => reviews.find(request)),
    decideReview: by((_operator, request) => reviews.decide(request)),
    askReview: by((_operator, request) => reviews.ask(request)),
    listTranscripts: by((_operator, request) => transcriptList.list(request)),
    findTranscript: by((_operator, request) => transcriptList.find(request)),
    listRequests: by((_operator, request) => requests.list(request)),
    findRequest: by((_operator, request) => requests.find(request)),
    findRoutes: by((_operator, request) => routes.find(request)),
    setRoutes: by((_operator, request) => routes.set(request)),
    testRoutes: by((_operator, request) => routes.test(request)),
    listAudit: by((_operator, request) => audit.list(request)),
    runCommand: by((_operator, request) => rooms.runCommand(request)),
  } satisfies Partial<Table>;
}
