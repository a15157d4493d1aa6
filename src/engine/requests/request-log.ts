// The request log: what programs asked and were answered, gathered on the road as it stands there,
// scrubbed and written a moment later. Nothing rests on it, so nothing waits for it: what there is
// no room for is left out and counted, and a process that dies takes the last of it along.
import { setImmediate as turn } from 'node:timers/promises';
import type { Account } from '../../core/account.ts';
import type { Request } from '../../core/command.ts';
import type { Failure } from '../../core/failure.ts';
import { UNPROVED } from '../../core/request-log.ts';
import type { Order } from '../../core/order.ts';
import type { Fields } from '../../gateways/dialect.ts';
import { type RequestRow, type RequestStore, Unreachable } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';
import type { Log } from '../log.ts';
import { logError } from '../log-error.ts';
import { createRequestBuffer, type GatheredRequest } from './request-buffer.ts';
import { readPeople, type RequestMarks } from './request-mark.ts';
import { type HiddenNames, hidePages, scrubBody, scrubRequest } from './request-scrub.ts';
import { marksOfOrder } from './request-subject.ts';

/** A request and its answer as they were; nothing of it is kept as it is. */
export type HeardRequest = {
  readonly requestId: string;
  readonly tookMicros: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  readonly status: number;
  readonly replyHeaders: Readonly<Record<string, string>>;
  readonly reply: string | Uint8Array;
  readonly dialect: string;
  readonly operation: string;
  readonly refusal: string;
  /** Null: nobody proved to be one. */
  readonly account: Account | null;
  readonly secret: string | null;
  /** The key that was named without a proof. */
  readonly claimed: string | null;
  readonly order: Order | null;
  readonly asked: Request | null;
  /** As they were decoded; null: they were not. */
  readonly fields: (() => Fields | Failure) | null;
  /** Of what was cut. */
  readonly sizes?: { readonly body: number; readonly reply: number };
};

/** What became of a request, which decides whether it is kept. */
export type RequestOutcome = { readonly isOk: boolean; readonly isRead: boolean };

export type RequestLog = {
  /** Of reads that went well only some are; nothing is while there is no room. */
  readonly isKept: (outcome: RequestOutcome) => boolean;
  /** When it came is known by how long it took. */
  readonly record: (heard: HeardRequest) => void;
  /** Writes what was gathered, as far as there is time for it. */
  readonly flush: () => Promise<void>;
  /** The same at once, for whoever is about to read. */
  readonly catchUp: () => Promise<void>;
  /** Writes all of it. */
  readonly finish: () => Promise<void>;
  readonly counts: () => { readonly written: number; readonly dropped: number };
};

type Parts = {
  readonly requests: Pick<RequestStore, 'addRequests'>;
  readonly ids: Pick<Ids, 'next' | 'keyOf'>;
  readonly marks: RequestMarks;
  /** By the names of dialects. */
  readonly hiddenNames: ReadonlyMap<string, HiddenNames>;
  /** One in so many reads that went well; 0: none. */
  readonly readsOneIn: number;
  /** The real time in milliseconds. */
  readonly now: () => number;
  readonly log: Log;
};

const BATCH = 16;
/** Of the loop, for one that reads. */
const CATCH_UP_MS = 200;

export function createRequestLog(parts: Parts): RequestLog {
  const { requests, log, readsOneIn, now } = parts;
  const buffer = createRequestBuffer(now);
  const share = createShare();
  let reads = 0;
  let written = 0;
  let dropped = 0;
  let flushing: Promise<void> = Promise.resolve();
  let isFailing = false;
  /** A store that is away may come back: what there is room for waits for it. */
  const fail = (batch: readonly GatheredRequest[], error: unknown): void => {
    const isAway = error instanceof Unreachable;
    dropped += batch.length - (isAway ? buffer.putBack(batch) : 0);
    if (!isFailing) logError(log, error, 'lines of the request log could not be written');
    isFailing = true;
  };
  const write = async (budgetMs: number): Promise<void> => {
    for (let spent = 0; !buffer.isEmpty() && spent < budgetMs; await turn()) {
      const beganAt = performance.now();
      const batch = buffer.take(BATCH);
      const rows = batch.flatMap((each) => rowOf(parts, each) ?? []);
      const writing = requests.addRequests(rows);
      spent += performance.now() - beganAt;
      try {
        await writing;
      } catch (error) {
        fail(batch, error);
        return;
      }
      written += rows.length;
      dropped += batch.length - rows.length;
      isFailing = false;
    }
  };
  const inTurn = (budgetMs: number): Promise<void> => {
    const next = () => write(budgetMs);
    flushing = flushing.then(next, next);
    return flushing;
  };
  return {
    isKept: ({ isOk, isRead }) => {
      if (isOk && isRead) {
        if (readsOneIn === 0) return false;
        reads += 1;
        if (reads % readsOneIn !== 0) return false;
      }
      const hasRoom = buffer.hasRoom();
      if (!hasRoom) dropped += 1;
      return hasRoom;
    },
    record: (heard) => {
      if (!buffer.add(heard)) dropped += 1;
    },
    flush: () => inTurn(share()),
    catchUp: () => inTurn(CATCH_UP_MS),
    finish: () => inTurn(Number.POSITIVE_INFINITY),
    counts: () => ({ written, dropped }),
  };
}

/** How many milliseconds: of a loop that has work a small part of that, of an idle one more. */
function createShare(): () => number {
  const IDLE = 0.1;
  const OF_IDLE = 0.1;
  const OF_WORK = 0.03;
  let since = performance.now();
  let used = performance.eventLoopUtilization();
  return () => {
    const now = performance.now();
    const passed = now - since;
    const { utilization } = performance.eventLoopUtilization(used);
    since = now;
    used = performance.eventLoopUtilization();
    return passed * (utilization > IDLE ? OF_WORK * utilization : OF_IDLE);
  };
}

const PATH_MAX = 1000;
const MARKS_MAX = 24;

/** Null for what cannot be scrubbed: it is better lost than kept as it is. */
function rowOf(parts: Parts, { heard, at }: GatheredRequest): RequestRow | null {
  const { ids, marks, hiddenNames, log } = parts;
  const { account, secret, order, status, method, dialect, operation, refusal } = heard;
  try {
    const names = hiddenNames.get(dialect) ?? NO_NAMES;
    const customer = order?.customer ?? null;
    const owner =
      account === null
        ? null
        : { key: account.key, secret, isLive: account.mode === 'live', customer };
    const people = new Set<string>();
    const note = (text: string): void => {
      for (const person of readPeople(text)) people.add(person);
    };
    const scrub = scrubRequest(names, owner, note);
    const { id: customerId, email, phone } = customer ?? NOBODY;
    for (const each of [customerId, email, phone]) if (each !== null) people.add(each);
    const { sizes = { body: heard.bytes.length, reply: heard.reply.length } } = heard;
    const wire = {
      query: scrub.text(new URLSearchParams(heard.query).toString()),
      headers: scrub.headers(heard.headers),
      body: scrubBody(heard.bytes, sizes.body, typeOf(heard.headers), scrub.text),
      replyHeaders: scrub.headers(heard.replyHeaders),
      reply: scrubBody(heard.reply, sizes.reply, typeOf(heard.replyHeaders), scrub.text),
      claimed: heard.claimed === null ? null : scrub.text(heard.claimed.slice(0, 100)),
    };
    const about = account === null ? [] : marksOfOrder(ids, marks, account.id, heard);
    const all = [...about, ...[...people].map(marks.ofPerson)];
    return {
      id: ids.next(at),
      ...{ requestId: heard.requestId, account: account?.id ?? UNPROVED, at },
      ...{ tookMicros: heard.tookMicros, status, method, dialect, operation, refusal },
      path: scrub.text(hidePages(heard.path)).slice(0, PATH_MAX),
      ...wire,
      marks: [...new Set(all)].slice(0, MARKS_MAX),
    };
  } catch (error) {
    logError(log, error, 'a line of the request log that could not be scrubbed');
    return null;
  }
}

function typeOf(headers: HeardRequest['headers']): string {
  return headers['content-type'] ?? '';
}

const NO_NAMES: HiddenNames = { proofs: new Set(), people: new Set() };
const NOBODY = { id: null, email: null, phone: null };
