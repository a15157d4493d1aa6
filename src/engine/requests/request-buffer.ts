// What waits to be written to the request log: bounded in lines and in bytes, and in what nobody
// proved.
import type { HeardRequest } from './request-log.ts';
import { READ_MAX } from './request-scrub.ts';

/** `at`: when it came, in real milliseconds. */
export type GatheredRequest = { readonly heard: HeardRequest; readonly at: number };

export type RequestBuffer = {
  readonly hasRoom: () => boolean;
  readonly isEmpty: () => boolean;
  /** False: there is no room for it. */
  readonly add: (heard: HeardRequest) => boolean;
  /** The oldest of them, which are gone from here. */
  readonly take: (count: number) => readonly GatheredRequest[];
  /** Before all others; returns how many there is room for. */
  readonly putBack: (batch: readonly GatheredRequest[]) => number;
};

const WAITING_MAX = 1000;
const BYTES_MAX = 8_000_000;
/** Of what nobody proved, as whoever finds this server may send it: so many lines a minute. */
const UNPROVED_MAX = 600;
const MINUTE_MS = 60_000;

/** `now` is the real time in milliseconds. */
export function createRequestBuffer(now: () => number): RequestBuffer {
  const mayKeep = limitUnproved();
  let waiting: GatheredRequest[] = [];
  let bytes = 0;
  const sizeOfAll = (batch: readonly GatheredRequest[]): number =>
    batch.reduce((sum, { heard }) => sum + sizeOf(heard), 0);
  return {
    hasRoom: () => waiting.length < WAITING_MAX,
    isEmpty: () => waiting.length === 0,
    add: (heard) => {
      const isLong = heard.bytes.length > READ_MAX || heard.reply.length > READ_MAX;
      const kept = isLong ? cut(heard) : heard;
      // What is taken off again is what is kept, or room would be lost for good.
      const size = sizeOf(kept);
      const isFull = waiting.length >= WAITING_MAX || bytes + size > BYTES_MAX;
      const at = Math.round(now() - heard.tookMicros / 1000);
      if (isFull || !mayKeep(heard, at)) return false;
      bytes += size;
      waiting.push({ heard: kept, at });
      return true;
    },
    take: (count) => {
      const batch = waiting.slice(0, count);
      waiting = waiting.slice(count);
      bytes -= sizeOfAll(batch);
      return batch;
    },
    putBack: (batch) => {
      const again = batch.slice(0, Math.max(0, WAITING_MAX - waiting.length));
      waiting = [...again, ...waiting];
      bytes += sizeOfAll(again);
      return again.length;
    },
  };
}

function limitUnproved(): (heard: HeardRequest, at: number) => boolean {
  let period = 0;
  let count = 0;
  return ({ account }, at) => {
    if (account !== null) return true;
    const minute = Math.floor(at / MINUTE_MS);
    if (minute !== period) count = 0;
    period = minute;
    count += 1;
    return count <= UNPROVED_MAX;
  };
}

function sizeOf({ bytes, reply }: HeardRequest): number {
  return 1000 + Math.min(READ_MAX, bytes.length) + Math.min(READ_MAX, reply.length);
}

/** What is long is not held in memory for the sake of its beginning; its size is told. */
function cut(heard: HeardRequest): HeardRequest {
  const { bytes, reply } = heard;
  return {
    ...heard,
    bytes: Buffer.from(bytes.subarray(0, READ_MAX)),
    reply: Buffer.from(reply.slice(0, READ_MAX)).toString(),
    sizes: { body: bytes.length, reply: reply.length },
    fields: null,
  };
}
