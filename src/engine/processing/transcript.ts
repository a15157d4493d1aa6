// Keeps what was said to processors and by them: gathered in memory, scrubbed and written a moment
// later, beside the work that it is about. A process that dies takes the last of it along.
import { setImmediate as turn } from 'node:timers/promises';
import type { Customer } from '../../core/order.ts';
import type { Transcript } from '../../core/transcript.ts';
import type { Connection, Processor } from '../../gateways/processor.ts';
import type { Store, TranscriptRow } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';
import type { Log } from '../log.ts';
import { logError } from '../log-error.ts';
import { createScrubber, HIDDEN, scrubStart } from './scrub.ts';

/** As it went over the wire; nothing of it is kept as it is. */
export type Heard = Omit<Transcript, 'id' | 'connection'> & {
  readonly connection: Connection;
  /** Who pays, as far as we know it. */
  readonly customer: Partial<Customer>;
};

/** Costs nobody anything: what there is no room for is left out. */
export type Transcribe = (heard: Heard) => void;

export type Transcripts = {
  readonly transcribe: Transcribe;
  /** Writes what was gathered. */
  readonly flush: (store: Pick<Store, 'addTranscripts'>, ids: Pick<Ids, 'next'>) => Promise<void>;
};

type Parts = {
  readonly processors: ReadonlyMap<string, Pick<Processor, 'credentialFields' | 'redact'>>;
  readonly log: Log;
};

const WAITING_MAX = 1000;
const CHARACTERS_MAX = 8_000_000;
const BATCH = 32;
/** What is read of a text at all: the longest reply is longer. */
const READ_MAX = 65_536;
/** What is kept of it. */
const KEPT_MAX = 8192;
const NAME_MAX = 200;
/** What nobody has signed anybody may send: so much of it in a minute by one connection. */
const UNSIGNED_MAX = 20;
const MINUTE_MS = 60_000;

export function createTranscripts({ processors, log }: Parts): Transcripts {
  let waiting: Heard[] = [];
  let characters = 0;
  let missed = 0;
  const mayKeep = limitUnsigned();
  const transcribe: Transcribe = (heard) => {
    const size = sizeOf(heard);
    const isFull = waiting.length >= WAITING_MAX || characters + size > CHARACTERS_MAX;
    if (isFull || !mayKeep(heard)) {
      missed += 1;
      return;
    }
    characters += size;
    waiting.push(heard);
  };
  const flush: Transcripts['flush'] = async (store, ids) => {
    const all = waiting;
    waiting = [];
    characters = 0;
    if (missed > 0) log.warn({ missed }, 'exchanges with processors that were not kept');
    missed = 0;
    for (let from = 0; from < all.length; from += BATCH) {
      const batch = all.slice(from, from + BATCH);
      const rows = batch.flatMap((heard) => rowOf(processors, log, ids, heard) ?? []);
      await store.addTranscripts(rows);
      await turn();
    }
  };
  return { transcribe, flush };
}

function sizeOf({ request, reply }: Heard): number {
  return Math.min(READ_MAX, (request.body ?? '').length) + Math.min(READ_MAX, (reply ?? '').length);
}

/** Of what comes in without a signature only so much counts. */
function limitUnsigned(): (heard: Heard) => boolean {
  let period = 0;
  const counted = new Map<string, number>();
  return ({ direction, event, connection, at }) => {
    if (direction === 'out' || event !== null) return true;
    if (Math.floor(at / MINUTE_MS) !== period) counted.clear();
    period = Math.floor(at / MINUTE_MS);
    const name = `${connection.account} ${connection.id}`;
    const count = (counted.get(name) ?? 0) + 1;
    counted.set(name, count);
    return count <= UNSIGNED_MAX;
  };
}

/** Null for what cannot be scrubbed: it is better lost than kept as it is. */
function rowOf(
  processors: Parts['processors'],
  log: Log,
  ids: Pick<Ids, 'next'>,
  heard: Heard,
): TranscriptRow | null {
  const { connection, customer, request, reply, error, event, ...rest } = heard;
  const processor = processors.get(connection.processor);
  if (processor === undefined) return null;
  try {
    const scrub = createScrubber(processor, connection.credentials, customer);
    const kept = (text: string): string =>
      scrubStart(text, { readMax: READ_MAX, keptMax: KEPT_MAX }, scrub.text);
    const { method, url, headers, body } = request;
    return {
      ...rest,
      account: connection.account,
      id: ids.next(heard.at),
      connection: connection.id,
      event: event === null ? null : bounded(event.replaceAll('\0', '\ufffd'), NAME_MAX),
      request: {
        method,
        url: kept(url),
        headers: scrub.headers(boundHeaders(headers)),
        body: body === null ? null : kept(body),
      },
      reply: reply === null ? null : kept(reply),
      error: error === null ? null : kept(error),
    };
  } catch (fault) {
    logError(log, fault, 'an exchange with a processor that could not be scrubbed');
    return null;
  }
}

function bounded(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}${HIDDEN}`;
}

const HEADERS_MAX = 40;

function boundHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const all = Object.entries(headers).slice(0, HEADERS_MAX);
  const whole = all.filter(([, value]) => value.length <= KEPT_MAX);
  return Object.fromEntries(whole.map(([name, value]) => [name.slice(0, NAME_MAX), value]));
}
