// The road every merchant request takes: mount → identify → open → select → parse → decide → save →
// render.
import { createHash } from 'node:crypto';
import type { Account } from '../core/account.ts';
import { type Failure, isFailure } from '../core/failure.ts';
import type { Call, Identification, Addresses, Operation, Reply } from '../gateways/dialect.ts';
import type { AccountWithSecret } from '../engine/identity/account.ts';
import type { Dispatch, Result } from '../engine/orders/dispatch.ts';
import type { Engine } from '../engine/orders/engine.ts';
import type { Idempotency, WireReply, Work } from '../engine/idempotency/idempotency.ts';
import { AlreadyAnswered } from '../engine/orders/decide-and-save.ts';
import type { Log } from '../engine/processing/instruct.ts';
import { CommitUnknown, Unreachable } from '../store/store.ts';
import type { Limiter } from './limit.ts';
import { type Candidate, type Match, select } from './mount.ts';
import { writeReply } from './reply.ts';
import type { IncomingRequest } from './request.ts';

export type App = {
  readonly mount: (incoming: IncomingRequest) => Match | null;
  /** The account that a claim is about; null when there is none. */
  readonly findAccountBy: (identification: Identification) => Promise<AccountWithSecret | null>;
  readonly engine: Engine;
  readonly dispatch: Dispatch;
  readonly idempotency: Idempotency;
  readonly limit: Limiter;
  readonly addresses: (account: Account) => Addresses;
  readonly log: Log;
};

export type Keep = Parameters<Work>[0];
type Memory = { readonly keep: Keep; readonly look: Parameters<Work>[1] };

/**
 * Answers a request on a dialect's path. Never throws: a bug becomes the dialect's `internal`
 * words.
 */
export async function travel(
  app: App,
  match: Match,
  incoming: IncomingRequest,
): Promise<WireReply> {
  const { family, request } = match;
  const refuse = (failure: Failure): WireReply =>
    writeReply(family.renderFailure(failure, request));
  try {
    if (match.failure !== null) return refuse(match.failure);
    const identification = family.identify(request);
    if (isFailure(identification)) return refuse(identification);
    const known = await app.findAccountBy(identification);
    if (known === null) return refuse({ failure: 'credentials_wrong' });
    const fields = family.open(request, identification, known.account, known.credentials);
    if (isFailure(fields)) return refuse(fields);
    const chosen = select(match, fields);
    if (chosen === null) return refuse({ failure: 'path_unknown' });
    const { operation } = chosen;
    const { allowed, retryAfterSeconds, headers } = await app.limit(known.account, operation.rate);
    const call = callOf(app, match, known, chosen, fields);
    const reply = allowed
      ? await answerOnce(app, match, incoming, call, operation)
      : refuse({ failure: 'rate_limited', retryAfterSeconds });
    return withHeaders(reply, { ...headers, ...reply.headers });
  } catch (error) {
    app.log.error({ requestId: incoming.id, error: describe(error) }, 'a request failed by a bug');
    return refuse({ failure: 'internal' });
  }
}

function callOf(
  app: App,
  match: Match,
  { account, credentials }: AccountWithSecret,
  { params }: Candidate,
  fields: Call['fields'],
): Call {
  const now = app.engine.nowOf(account);
  const addresses = app.addresses(account);
  return { account, credentials, request: match.request, params, fields, now, addresses };
}

/** Runs the operation; with an idempotency key, only the first time. */
async function answerOnce(
  app: App,
  match: Match,
  incoming: IncomingRequest,
  call: Call,
  operation: Operation,
): Promise<WireReply> {
  const refuse = (failure: Failure): WireReply =>
    writeReply(match.family.renderFailure(failure, match.request));
  const key = incoming.method === 'POST' ? idempotencyKey(incoming.headers) : null;
  if (key === null) return perform(app, match, call, operation, null);
  if (isFailure(key)) return refuse(key);
  const work: Work = (keep, look) =>
    perform(app, match, call, operation, { keep, look }).catch(async (error) => {
      // Without the database nothing is known, so nothing is remembered: the key may be used again.
      if (
        error instanceof AlreadyAnswered ||
        error instanceof CommitUnknown ||
        error instanceof Unreachable
      ) {
        throw error;
      }
      // A bug's answer is the first answer too: it is saved like any other, if the store still can.
      app.log.error(
        { requestId: incoming.id, error: describe(error) },
        'a request failed by a bug',
      );
      const reply = refuse({ failure: 'internal' });
      await app.engine.remember(call.account, keep(reply));
      return reply;
    });
  const mark = fingerprint(incoming);
  const result = await app.idempotency.answer(call.account, key.key, mark, work, true);
  if (isFailure(result)) return withHeaders(refuse(result), { 'x-idempotency-key': key.key });
  return withHeaders(result.reply, {
    'x-idempotency-key': key.key,
    'x-idempotency-replayed': String(result.replayed),
  });
}

/**
 * parse → decide → save → render. The answer is rendered for the commit, so that both are saved at
 * once.
 */
async function perform(
  app: App,
  match: Match,
  call: Call,
  operation: Operation,
  memory: Memory | null,
): Promise<WireReply> {
  const { account } = call;
  const failed = (failure: Failure): WireReply =>
    writeReply(match.family.renderFailure(failure, call.request));
  const settle = async (reply: WireReply): Promise<WireReply> => {
    if (memory !== null) await app.engine.remember(account, memory.keep(reply));
    return reply;
  };
  // A strange row changes nothing and may answer with a secret such as a token: it is never saved.
  if ('answer' in operation) {
    await memory?.look();
    const answer = operation.answer(call);
    return isFailure(answer) ? failed(answer) : writeReply(answer);
  }
  const asked = operation.parse(call);
  if (isFailure(asked)) return settle(failed(asked));
  // A new order changes nothing before its commit, and that finds the answer: one round trip.
  if (asked.kind !== 'createOrder' || asked.pays !== undefined) await memory?.look();
  // What a request comes to is fixed by its kind, and `parse` and `render` of one row agree on it.
  const render = operation.render as (result: Result, call: Call) => Reply;
  const write = (result: Result | Failure): WireReply =>
    isFailure(result) ? failed(result) : writeReply(render(result, call));
  let last: { readonly result: Result | Failure; readonly reply: WireReply } | null = null;
  // What was rendered for the commit is what is answered.
  const spell = (result: Result | Failure): WireReply => {
    if (last?.result !== result) last = { result, reply: write(result) };
    return last.reply;
  };
  const remember =
    memory === null ? null : (result: Result | Failure) => memory.keep(spell(result));
  return spell(await app.dispatch(account, asked, remember));
}

const KEY_HEADERS = ['x-idempotency-key', 'idempotency-key', 'x-refund-idempotency'] as const;

/** The key as the client named it, quoted or not; null when there is none. */
export function idempotencyKey(
  headers: Readonly<Record<string, string>>,
): { readonly key: string } | Failure | null {
  for (const name of KEY_HEADERS) {
    const value = headers[name]?.trim();
    if (value === undefined || value === '') continue;
    const key = value.replace(/^"(.*)"$/, '$1');
    if (/^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(key)) return { key };
    const message = 'The idempotency key must have 1 to 255 printable ASCII characters';
    return { failure: 'request_invalid', issues: [{ field: name, rule: 'format', message }] };
  }
  return null;
}

export function fingerprint(incoming: IncomingRequest): string {
  return createHash('sha256')
    .update(`${incoming.method} ${incoming.path}\n`)
    .update(incoming.bytes)
    .digest('base64url');
}

export function withHeaders(
  reply: WireReply,
  headers: Readonly<Record<string, string>>,
): WireReply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
