// The web framework's only importer: bytes in, bytes out, limits, timeouts, and no HTML for
// programs.
import { randomFillSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { FailureCode } from '../core/failure.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import type { Log } from '../engine/log.ts';
import { logError, onErrorOf } from '../engine/log-error.ts';
import { guarded, type OnError } from '../guard.ts';
import { noteAnswer } from './answered.ts';
import { type ClientAddress, createClientAddress } from './client-address.ts';
import { beginCourse } from '../metrics/road.ts';
import { createCompress } from './compress.ts';
import { type HttpReply, writeReply } from './reply.ts';
import {
  type IncomingRequest,
  isFolded,
  leaveTrail,
  readIncomingRequest,
  readPath,
  unfold,
} from './request.ts';
import { answerUnreadable } from './unreadable.ts';
import { type App, travel } from './road.ts';

export const BODY_MAX_BYTES = 1024 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Answers paths that no family serves; null when the path is not its own. */
export type Mounted = (incoming: IncomingRequest) => Promise<HttpReply> | null;

/** Builds the server: what stands beside the road first (health, assets, pages), then the road. */
export function createServer(
  app: App,
  beside: readonly Mounted[],
  log: Log,
  addressOf: ClientAddress = createClientAddress([]),
): FastifyInstance {
  const compress = createCompress();
  const parts = { ...app, log };
  const refusal = (request: FastifyRequest, failure: FailureCode): WireReply =>
    refuse(parts, readIncomingRequest(request, addressOf), failure);
  const server = Fastify({
    logger: false,
    bodyLimit: BODY_MAX_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Without a host it is answered as well; the parser's own refusal would have no body.
    http: { headersTimeout: HEADERS_TIMEOUT_MS, requireHostHeader: false },
    clientErrorHandler: (error, socket) => {
      answerUnreadable(error, socket, (...given) => refuseUnreadable(parts, ...given));
    },
    forceCloseConnections: 'idle',
    genReqId: (request) => requestId(request.headers['x-request-id']),
    // Proxies may send the whole address; only its path counts.
    rewriteUrl: (request) => (request.url ?? '/').replace(/^https?:\/\/[^/?#]*/i, '') || '/',
    routerOptions: { maxParamLength: 4096 },
    frameworkErrors: (_error, request, reply) => {
      send(reply, request, refusal(request, 'path_unknown'), log);
    },
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  server.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '*',
    handler: async (request, reply) => {
      const startedAt = performance.now();
      const incoming = readIncomingRequest(request, addressOf);
      const whole = isFolded(incoming) ? await unfold(incoming) : incoming;
      const wire = await answer(app, beside, whole);
      const packed = compress(wire, incoming.headers['accept-encoding']);
      send(reply, request, packed instanceof Promise ? await packed : packed, log);
      noteAnswer(parts, whole, wire, startedAt);
    },
  });
  server.setNotFoundHandler((request, reply) => {
    send(reply, request, refusal(request, 'method_not_allowed'), log);
  });
  server.setErrorHandler((error: { code?: string; statusCode?: number }, request, reply) => {
    const failure = failureOf(error);
    if (failure === 'internal') {
      logError(log, error, 'a request failed by a bug', { requestId: request.id });
    }
    send(reply, request, refusal(request, failure), log);
  });
  return server;
}

function refuseUnreadable(app: App, method: string, path: string, status: number): WireReply {
  const nothing = { query: {}, headers: {}, address: '', bytes: new Uint8Array() };
  const id = requestId(undefined);
  const trail = { course: null };
  const incoming = { id, method, path: readPath(path), ...nothing, trail };
  const reply = refuse(app, incoming, 'body_malformed', status);
  return { ...reply, headers: { ...reply.headers, 'x-request-id': id } };
}

/** Where a server that listens is reached from this machine. */
export function addressOf(host: string, address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  const everywhere = host === '0.0.0.0' || host === '::';
  const reachable = everywhere ? '127.0.0.1' : address.address;
  const name = reachable.includes(':') ? `[${reachable}]` : reachable;
  return `http://${name}:${address.port}`;
}

const IDLE_CHECK_MS = 50;

/**
 * Accepts no more connections and resolves when every request under way is answered. A client that
 * keeps its connection for the next request would else be waited for until that times out.
 */
export async function drainServer(server: FastifyInstance, onError: OnError): Promise<void> {
  const closeIdle = (): void => server.server.closeIdleConnections();
  const timer = setInterval(guarded(onError, closeIdle), IDLE_CHECK_MS);
  await server.close().finally(() => clearInterval(timer));
}

function answer(
  app: App,
  beside: readonly Mounted[],
  incoming: IncomingRequest,
): Promise<HttpReply> | HttpReply {
  for (const mounted of beside) {
    const reply = mounted(incoming);
    if (reply !== null) return reply;
  }
  return answerByRoad(app, incoming);
}

/** What programs are answered, whatever stands beside the road. */
export function answerByRoad(app: App, incoming: IncomingRequest): Promise<HttpReply> | HttpReply {
  return app.trace === undefined
    ? walk(app, incoming)
    : app.trace(incoming, () => walk(app, incoming));
}

function walk(app: App, incoming: IncomingRequest): Promise<WireReply> | WireReply {
  const match = app.mount(incoming);
  const course = match?.course ?? beginCourse();
  leaveTrail(incoming, course);
  if (match !== null) return travel(app, match, incoming);
  course.failure = 'path_unknown';
  return nowhere('path_unknown');
}

/** What the framework refused before the road: too large, unreadable, or our own bug. */
function failureOf(error: { code?: string; statusCode?: number }): FailureCode {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'body_too_large';
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 'media_type_unsupported';
  if (error.statusCode !== undefined && error.statusCode < 500) return 'body_malformed';
  return 'internal';
}

/** `status`: that of the answer, where it is not what the family says. */
function refuse(
  app: App,
  incoming: IncomingRequest,
  failure: FailureCode,
  status?: number,
): WireReply {
  const beganAt = performance.now();
  const match = app.mount(incoming);
  const course = match?.course ?? beginCourse();
  course.failure = failure;
  leaveTrail(incoming, course);
  const told =
    match === null
      ? nowhere(failure)
      : writeReply(match.family.renderFailure({ failure }, match.request));
  const reply = status === undefined ? told : { ...told, status };
  noteAnswer(app, incoming, reply, beganAt);
  return reply;
}

const NOWHERE_STATUS: Partial<Record<FailureCode, number>> = {
  path_unknown: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  media_type_unsupported: 415,
  body_malformed: 400,
};

/** A refusal on a path that belongs to no family. */
function nowhere(failure: FailureCode): WireReply {
  const status = NOWHERE_STATUS[failure] ?? 500;
  const code = status === 404 ? 'NOT_FOUND' : status === 500 ? 'INTERNAL_ERROR' : 'BAD_REQUEST';
  const message = status === 404 ? 'No such path' : 'The request could not be read';
  return writeReply({ kind: 'json', status, body: { status: 'ERROR', code, message } });
}

// Random bytes come cheaper by the kilobyte than one identifier at a time.
const ID_BYTES = 16;
const pool = Buffer.alloc(ID_BYTES * 256);
let used = pool.length;

function requestId(given: string | string[] | undefined): string {
  if (typeof given === 'string' && /^[\x21-\x7e]{1,128}$/.test(given)) return given;
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += ID_BYTES;
  return pool.toString('hex', used - ID_BYTES, used);
}

type Written = {
  readonly raw: FastifyReply['raw'];
  readonly id: string;
  readonly wire: HttpReply;
  readonly log: Log;
};

/**
 * Answers are written in bursts, at the end of the loop's turn: a write that wakes a sleeping
 * client costs more than the rest of a read, and of a burst only the first one does. Written to the
 * connection itself: the answer is whole, the framework has nothing to add.
 */
const burst: Written[] = [];

function send(reply: FastifyReply, request: FastifyRequest, wire: HttpReply, log: Log): void {
  reply.hijack();
  if (burst.length === 0) setImmediate(guarded(onErrorOf(log), writeBurst));
  burst.push({ raw: reply.raw, id: request.id, wire, log });
}

/** An answer that cannot be written is a bug; its neighbours are written all the same. */
function writeBurst(): void {
  for (const { raw, id, wire, log } of burst.splice(0)) {
    const giveUp = guarded(
      () => raw.destroy(),
      (error: unknown) => {
        logError(log, error, 'an answer could not be written', { requestId: id });
        if (raw.headersSent) raw.destroy();
        else write(raw, id, nowhere('internal'));
      },
    );
    guarded(giveUp, () => write(raw, id, wire))();
  }
}

function write(raw: FastifyReply['raw'], id: string, reply: HttpReply): void {
  const { status, headers, body, cut } = reply;
  raw.writeHead(status, {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-request-id': id,
    ...headers,
    // Nothing follows a 304, and its length would be that of what it stands for.
    ...(status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }),
  });
  if (cut === true) breakOff(raw, Buffer.from(body));
  else raw.end(body);
}

/** The client has the head and half of the body, and waits for the rest. */
function breakOff(raw: FastifyReply['raw'], body: Uint8Array): void {
  raw.flushHeaders();
  raw.write(body.subarray(0, Math.ceil(body.length / 2)), () => raw.destroy());
}
