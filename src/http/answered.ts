// What is written down of a request once it is answered: a line of the log, and of the request log.
import type { RequestKind } from '../core/result.ts';
import type { Log } from '../engine/log.ts';
import type { HeardRequest, RequestOutcome } from '../engine/requests/request-log.ts';
import { type Course, outcomeOf } from '../metrics/road.ts';
import type { HttpReply } from './reply.ts';
import { type IncomingRequest, readPath } from './request.ts';
import type { App } from './road.ts';

type Parts = Pick<App, 'owners' | 'requestLog'> & { readonly log: Log };

/** `beganAt`: by the clock that only goes ahead, in milliseconds. */
export function noteAnswer(
  { owners, requestLog, log }: Parts,
  incoming: IncomingRequest,
  reply: HttpReply,
  beganAt: number,
): void {
  const course = incoming.trail?.course ?? null;
  const isLogged = log.isLevelEnabled?.('info') !== false;
  const isKept = course !== null && requestLog?.isKept(resultOf(incoming, course, reply)) === true;
  if (!isLogged && !isKept) return;
  const tookMs = performance.now() - beganAt;
  const dialect = course === null ? '' : dialectOf(owners, course);
  if (isLogged) logAnswer(log, incoming, reply.status, tookMs, dialect);
  if (isKept) requestLog?.record(hear(incoming, course, reply, tookMs, dialect));
}

function resultOf(
  incoming: IncomingRequest,
  { failure, kind }: Course,
  { status }: HttpReply,
): RequestOutcome {
  const isRead = kind === null ? isGet(incoming) : isQuery(kind);
  return { isOk: outcomeOf({ failure, status }) === 'ok', isRead };
}

/** Of what changes nothing. */
function isQuery(kind: RequestKind): boolean {
  return kind.startsWith('find') || kind.startsWith('list');
}

/** As it stands: nothing is read or copied here. */
function hear(
  { id, method, path, query, headers, bytes }: IncomingRequest,
  { kind, failure, opened, claimed, order, asked, fields }: Course,
  reply: HttpReply,
  tookMs: number,
  dialect: string,
): HeardRequest {
  return {
    requestId: id,
    tookMicros: Math.round(tookMs * 1000),
    method,
    path,
    query,
    headers,
    bytes,
    status: reply.status,
    replyHeaders: reply.headers,
    reply: reply.body,
    dialect,
    operation: kind ?? '',
    refusal: failure ?? '',
    account: opened?.account ?? null,
    secret: opened?.credentials.secret ?? null,
    claimed: opened === null ? claimed : null,
    order,
    asked,
    fields,
  };
}

function isGet({ method }: IncomingRequest): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

function dialectOf(owners: App['owners'], { family }: Course): string {
  return family === null ? '' : (owners?.get(family) ?? family.name);
}

/** Whose answer has a secret in it, or after which another one proves somebody. */
const SECRET_KINDS: ReadonlySet<RequestKind> = new Set([
  'addAccount',
  'addConnection',
  'changeConnection',
  'addEndpoint',
]);

function logAnswer(
  log: Log,
  { id, method, path, trail }: IncomingRequest,
  status: number,
  tookMs: number,
  dialect: string,
): void {
  const facts = {
    ...{ requestId: id, method, path: shownPath(path), status },
    tookMs: Math.round(tookMs * 10) / 10,
  };
  const course = trail?.course ?? null;
  if (course === null) {
    log.info(facts, 'answered');
    return;
  }
  const { opened, kind, failure } = course;
  const about = {
    ...(opened === null ? {} : { account: opened.account.key }),
    ...(dialect === '' ? {} : { dialect }),
    ...(kind === null ? {} : { operation: kind }),
    ...(failure === null ? {} : { refusal: failure }),
  };
  log.info({ ...facts, ...about }, 'answered');
  const isChanged = kind !== null && SECRET_KINDS.has(kind) && status < 300;
  if (isChanged) log.info({ requestId: id, ...about }, 'a secret was made or changed');
}

/** As long as the shortest name of a payment page, wherever it stands, with its session. */
const PAGE_NAMES = /[\w-]{37,}[\w.-]*/g;

/** A path as it may be logged: without its query, and without what may be the name of a page. */
function shownPath(url: string): string {
  const path = readPath(url);
  return path.startsWith('/pay/') ? '/pay/…' : path.replace(PAGE_NAMES, '…');
}
