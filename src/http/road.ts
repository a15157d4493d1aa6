// The road that every request of a program takes: mount → identify → open → select → parse →
// decide → save → render.
import type { Account } from '../core/account.ts';
import type { Request } from '../core/command.ts';
import type { Outcome } from '../core/decision.ts';
import { type Failure, isFailure } from '../core/failure.ts';
import type { RequestKind, Results } from '../core/result.ts';
import type {
  Addresses,
  Call,
  Family,
  Identification,
  Operation,
  Pair,
} from '../gateways/dialect.ts';
import { type FindAccount, type Opened, openRequest } from './open.ts';
import type { Dispatch } from '../engine/orders/dispatch.ts';
import type { Engine } from '../engine/orders/engine.ts';
import type { Idempotency, Memory, WireReply, Work } from '../engine/idempotency/idempotency.ts';
import { AlreadyAnswered } from '../engine/orders/decide-and-save.ts';
import type { Log } from '../engine/log.ts';
import type { RequestLog } from '../engine/requests/request-log.ts';
import type { Measure } from '../metrics/road.ts';
import type { Tracing } from '../metrics/tracing.ts';
import { logError } from '../engine/log-error.ts';
import { CommitUnknown, Unreachable } from '../store/store.ts';
import type { AccountWithSecret } from '../engine/identity/account.ts';
import type { Audit } from '../engine/identity/audit.ts';
import { type FailedLogins, refuseLogin } from './failed-login.ts';
import { readIdempotencyKey, useOf } from './idempotency-key.ts';
import type { Allowance, Limiter } from './limit.ts';
import { type Candidate, type Match, select } from './mount.ts';
import { audited, behalfOf, limitedOf, noteRefusal, operatorOf, refuseRole } from './role.ts';
import { hideFresh, type StrictRoad, strictOf } from './strict.ts';
import { besides, withHeaders, writeReply } from './reply.ts';
import type { IncomingRequest } from './request.ts';

export type App = {
  readonly mount: (incoming: IncomingRequest) => Match | null;
  /** The account that a claim is about; null when there is none. */
  readonly findAccountBy: FindAccount;
  readonly engine: Engine;
  readonly dispatch: Dispatch;
  readonly idempotency: Idempotency;
  /** Whether there may be answers that versions before this one saved. */
  readonly hasFormerKeys: () => boolean;
  readonly limit: Limiter;
  readonly strict: StrictRoad;
  readonly failedLogins: FailedLogins;
  readonly audit: Audit;
  /** By its key or an alias, switched off or not; null when there is none. */
  readonly findAccount: (key: string) => Promise<AccountWithSecret | null>;
  readonly addresses: (account: Account) => Addresses;
  /** Opens what was sealed for an account in one of its saved answers. */
  readonly unseal: (account: Account, sealed: string) => string;
  /** Runs a request where it is traced; it is not unless this is given. */
  readonly trace?: Tracing['request'];
  /** Whose each family is. */
  readonly owners?: ReadonlyMap<Family, string>;
  /** What is asked is not written down unless it is given. */
  readonly requestLog?: Pick<RequestLog, 'isKept' | 'record'>;
  /** Hears how each request ended; nobody does unless it is given. */
  readonly measure?: Measure;
  readonly log: Log;
};

/**
 * Answers a request on a family's path. Never throws: a bug becomes the family's `internal` words.
 */
export async function travel(
  app: App,
  match: Match,
  incoming: IncomingRequest,
): Promise<WireReply> {
  const { family, request } = match;
  const refuse = (failure: Failure): WireReply => refuseBy(match, failure);
  try {
    if (match.failure !== null) return refuse(match.failure);
    const identification = family.identify(request);
    if (isFailure(identification)) return refuse(identification);
    if (identification.by === undefined) match.course.claimed = identification.key;
    const opened = await openRequest(app.findAccountBy, family, request, identification);
    if (isFailure(opened)) return refuse(refuseLogin(app, identification, incoming, opened));
    match.course.opened = opened;
    const chosen = select(match, opened.fields);
    if (chosen === null) return refuse({ failure: 'path_unknown' });
    const stranger = isProved(family, identification) ? null : incoming.address;
    const own = callOf(app, match, chosen, opened, incoming.id);
    const call =
      chosen.operation.onBehalf === true ? await behalfOf(app, own, chosen.operation) : own;
    if (isFailure(call)) return refuse(call);
    return await answerWithin(app, match, incoming, call, chosen.operation, stranger);
  } catch (error) {
    logBug(app, incoming, error);
    return refuse({ failure: 'internal' });
  } finally {
    app.measure?.(family, match.course);
  }
}

function refuseBy(match: Match, failure: Failure): WireReply {
  return withHeaders(fail(match, failure), waitOf(failure));
}

/** In the family's words. */
function fail({ family, request, course }: Match, failure: Failure): WireReply {
  course.failure = failure.failure;
  return writeReply(family.renderFailure(failure, request));
}

/** Within the account's limits, and those of a gateway that a sandbox may stand for. */
async function answerWithin(
  app: App,
  match: Match,
  incoming: IncomingRequest,
  call: Call,
  operation: Operation,
  stranger: string | null,
): Promise<WireReply> {
  const { family } = match;
  const limit = app.limit(limitedOf(call), operation.rate, stranger ?? operatorOf(call));
  const lower = limit.allowed ? refuseRole(call, operation) : null;
  if (lower !== null) await noteRefusal(app, call, operation);
  const refused = lower ?? mayCome(app, match, call, operation, limit);
  const reply =
    refused === null
      ? await answerOnce(app, match, incoming, call, operation, stranger === null)
      : refuseBy(match, refused);
  match.course.status = reply.status;
  const told = { ...reply, headers: besides(reply.headers, limit.headers) };
  return strictOf(call.account) === null ? told : app.strict.retell(call, family, told);
}

/** Whether what `open` let through was proved with the account's secret. */
function isProved({ proof }: Family, identification: Identification): boolean {
  return proof === 'secret' || (proof === 'offered' && identification.proof !== null);
}

/** Null: it is answered. */
function mayCome(
  { strict }: App,
  { family }: Match,
  call: Call,
  operation: Operation,
  { allowed, retryAfterSeconds }: Allowance,
): Failure | null {
  if (!allowed) return { failure: 'rate_limited', retryAfterSeconds };
  return strictOf(call.account) === null ? null : strict.refuse(call, family, operation);
}

function waitOf({ retryAfterSeconds }: Failure): Readonly<Record<string, string>> {
  return retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
}

function callOf(app: App, match: Match, { params }: Candidate, opened: Opened, id: string): Call {
  const now = app.engine.nowOf(opened.account);
  const addresses = app.addresses(opened.account);
  const asked = opened.operator === undefined ? {} : { requestId: id };
  return { ...opened, ...asked, request: match.request, params, now, addresses };
}

/** Runs the operation; with an idempotency key of the account's, only the first time. */
async function answerOnce(
  app: App,
  match: Match,
  incoming: IncomingRequest,
  call: Call,
  operation: Operation,
  proved: boolean,
): Promise<WireReply> {
  const refuse = (failure: Failure): WireReply => fail(match, failure);
  const once = (memory: Memory | null): Promise<WireReply> =>
    audited(app, match, call, operation, () => perform(app, match, call, operation, memory));
  const isKeyed = proved && incoming.method === 'POST' && operation.ignoresKeys !== true;
  const key = isKeyed ? readIdempotencyKey(incoming.headers) : null;
  if (key === null) return once(null);
  if (isFailure(key)) return refuse(key);
  const work: Work = (memory) =>
    once(memory).catch(async (error) => {
      // Without the database nothing is known, so nothing is remembered: the key may be used again.
      if (
        error instanceof AlreadyAnswered ||
        error instanceof CommitUnknown ||
        error instanceof Unreachable ||
        memory.resumes !== null
      ) {
        throw error;
      }
      // A bug's answer is the first answer too: it is saved like any other, if the store still can.
      logBug(app, incoming, error);
      const reply = refuse({ failure: 'internal' });
      await app.engine.remember(call.account, memory.keep(reply));
      return reply;
    });
  const use = useOf(match, incoming, key.key, app.hasFormerKeys());
  const result = await app.idempotency.answer(call.account, use, work);
  if (isFailure(result)) return withHeaders(refuse(result), { 'x-idempotency-key': key.key });
  const { reply, replayed } = result;
  if (replayed) match.course.failure = null;
  return withHeaders(replayed ? makeWhole(app, call.account, operation, reply) : reply, {
    'x-idempotency-key': key.key,
    'x-idempotency-replayed': String(replayed),
  });
}

/** A saved answer as it was the first time, when a secret was shown in it. */
function makeWhole(app: App, account: Account, { unseal }: Operation, reply: WireReply): WireReply {
  const open = (sealed: string): string => app.unseal(account, sealed);
  return unseal === undefined ? reply : { ...reply, body: unseal(reply.body, open) };
}

async function perform(
  app: App,
  match: Match,
  call: Call,
  operation: Operation,
  memory: Memory | null,
): Promise<WireReply> {
  if ('pair' in operation) {
    return operation.pair((pair) => carryOut(app, match, call, pair, memory));
  }
  // Such a row changes nothing and may answer with a secret such as a token: it is never saved.
  await memory?.look();
  const answer = operation.answer(call);
  return isFailure(answer) ? fail(match, answer) : writeReply(answer);
}

/**
 * parse → decide → save → render. The answer is rendered for the commit, so that both are saved at
 * once.
 */
async function carryOut<Kind extends RequestKind>(
  app: App,
  match: Match,
  call: Call,
  { parse, render }: Pair<Kind>,
  memory: Memory | null,
): Promise<WireReply> {
  const { account } = call;
  const failed = (failure: Failure): WireReply => fail(match, failure);
  const asked = withSecret(parse(call), call);
  if (isFailure(asked)) {
    const refusal = failed(asked);
    const isNew = memory !== null && memory.resumes === null;
    if (isNew) await app.engine.remember(account, memory.keep(refusal));
    return refusal;
  }
  match.course.kind = asked.kind;
  match.course.asked = asked;
  const write = (result: Results[Kind] | Failure): WireReply => {
    // What was rendered for a commit that others were faster than does not count.
    match.course.failure = null;
    return isFailure(result) ? failed(result) : writeReply(render(result, call));
  };
  const resumes = memory?.resumes ?? null;
  if (resumes !== null) {
    const result: Results[Kind] | Failure = await app.dispatch<Kind>(account, asked, null, resumes);
    noteOrder(match, result);
    return write(result);
  }
  if (!looksWhenItSaves(asked)) await memory?.look();
  let last: { readonly result: Results[Kind] | Failure; readonly reply: WireReply } | null = null;
  // What was rendered for the commit is what is answered.
  const spell = (result: Results[Kind] | Failure): WireReply => {
    if (last?.result !== result) last = { result, reply: write(result) };
    return last.reply;
  };
  const remember =
    memory === null
      ? null
      : (result: Results[Kind] | Failure | null) =>
          memory.keep(result === null ? null : spell(result));
  const result = await app.dispatch(account, asked, remember);
  noteOrder(match, result);
  const strict = match.family.proof === 'secret' ? strictOf(account) : null;
  return spell(strict === null ? result : hideFresh(asked, result, call.now - strict.lagMs));
}

/** Of which order it was told: most of what is asked is about one. */
function noteOrder({ course }: Match, result: object): void {
  if ('aggregate' in result) course.order = (result as Outcome).aggregate.order;
}

/** A new order keeps which secret proved it: what is signed of it is signed with that one. */
function withSecret<R extends Request | Failure>(asked: R, { secretId }: Call): R {
  const isNew = 'kind' in asked && asked.kind === 'createOrder';
  return isNew && secretId !== undefined ? { ...asked, secretId } : asked;
}

/** A new order changes nothing before its commit, and that finds the answer: one round trip. */
function looksWhenItSaves(request: Request): boolean {
  return request.kind === 'createOrder' && request.pays === undefined;
}

function logBug({ log }: App, { id }: IncomingRequest, error: unknown): void {
  logError(log, error, 'a request failed by a bug', { requestId: id });
}
