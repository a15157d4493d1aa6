// The port of the request log's own store: lines, what they are found by, and sums of minutes.
import type { LoggedRequest, MinuteSum, RequestLine } from '../core/request-log.ts';

export type RequestRow = LoggedRequest & {
  /** What it may be looked for or forgotten by: digests, so that they tell nobody anything. */
  readonly marks: readonly string[];
};

/** What is absent matters not. Times in real milliseconds, both inclusive. */
export type RequestRowFilter = {
  readonly account?: number;
  readonly requestId?: string;
  readonly statusFrom?: number;
  readonly statusTo?: number;
  readonly dialect?: string;
  readonly operation?: string;
  readonly isRefused?: boolean;
  readonly since?: number;
  readonly until?: number;
  /** Only keys below this one: the next page. */
  readonly beforeKey?: number;
  /** Only keys from this one on: what came later has a higher one. */
  readonly fromKey?: number;
};

/** A sum as one process has counted it; it is written again as it grows. */
export type MinuteSumRow = Omit<MinuteSum, 'bounds'> & {
  /** Which start of a process counted it. */
  readonly place: number;
};

/** A key, and the real time of which it is the first. */
export type Bound = { readonly key: number; readonly ms: number };

export type RequestStore = {
  /** In one commit, which a machine that loses its power may lose. */
  readonly addRequests: (rows: readonly RequestRow[]) => Promise<void>;
  /** Newest first. */
  readonly listRequests: (
    filter: RequestRowFilter,
    limit: number,
  ) => Promise<readonly RequestLine[]>;
  /** The same of those that have one of these marks. */
  readonly listMarkedRequests: (
    marks: readonly string[],
    filter: RequestRowFilter,
    limit: number,
  ) => Promise<readonly RequestLine[]>;
  readonly findRequest: (key: number) => Promise<LoggedRequest | null>;
  /** Deletes what has one of these marks; returns how many lines. */
  readonly forgetRequests: (marks: readonly string[]) => Promise<number>;
  /** The marks of lines that have one of these. */
  readonly listMarksBeside: (marks: readonly string[]) => Promise<readonly string[]>;
  /** Deletes lines with keys below this one; returns how many, at most `limit`. */
  readonly purgeRequests: (before: Bound, limit: number) => Promise<number>;
  /**
   * The end of the newest minute that is beyond so many bytes, counted from now back, in real
   * milliseconds; null: there is room.
   */
  readonly findFullSince: (bytesMax: number) => Promise<number | null>;
  readonly putSums: (rows: readonly MinuteSumRow[]) => Promise<void>;
  /** Both inclusive. */
  readonly listSums: (from: number, until: number) => Promise<readonly MinuteSumRow[]>;
  readonly purgeSums: (before: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Where nothing is kept. */
export const NO_REQUESTS: RequestStore = Object.freeze({
  addRequests: async () => undefined,
  listRequests: async () => [],
  listMarkedRequests: async () => [],
  findRequest: async () => null,
  forgetRequests: async () => 0,
  listMarksBeside: async () => [],
  purgeRequests: async () => 0,
  findFullSince: async () => null,
  putSums: async () => undefined,
  listSums: async () => [],
  purgeSums: async () => undefined,
  close: async () => undefined,
});
