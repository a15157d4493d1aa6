// The transcripts of a store: written in batches beside the work that they are about, and purged.
import type { Transcript } from '../core/transcript.ts';
import { type Row, TRANSCRIPT_BODY } from './body.ts';
import type { Value } from './commit.ts';
import { wholeSize } from './compound-statement.ts';
import type { Database } from './database.ts';

export type TranscriptRow = Transcript & { readonly account: number };

/** Which of an account's; what is absent matters not. Times in real milliseconds, inclusive. */
export type TranscriptFilter = {
  readonly orderKey?: number;
  readonly paymentKey?: number;
  readonly connection?: number;
  readonly since?: number;
  readonly until?: number;
  /** Only keys below this one: the next page. */
  readonly beforeKey?: number;
};

export type TranscriptPart = {
  /** A webhook whose event is there already is left out. */
  readonly addTranscripts: (rows: readonly TranscriptRow[]) => Promise<void>;
  /** Newest first. */
  readonly listTranscripts: (
    account: number,
    filter: TranscriptFilter,
    limit: number,
  ) => Promise<readonly TranscriptRow[]>;
  /** Asks one account after the other. */
  readonly findTranscript: (key: number) => Promise<TranscriptRow | null>;
  /**
   * Deletes those with keys below this one, and of each account what is behind its newest `kept`;
   * returns how many, at most `limit`.
   */
  readonly purgeTranscripts: (beforeKey: number, kept: number, limit: number) => Promise<number>;
};

const AT_ONCE = 32;

export function transcriptsOf({ get, all, run, together }: Database): TranscriptPart {
  return {
    addTranscripts: async (rows) => {
      for (let from = 0; from < rows.length; ) {
        // Each size is a statement of its own, so there are few of them.
        const batch = rows.slice(from, from + Math.min(AT_ONCE, wholeSize(rows.length - from)));
        from += batch.length;
        await together(batch.map((row) => ({ name: 'addExchange', values: valuesOf(row) })));
      }
    },
    listTranscripts: async (account, filter, limit) => {
      const { orderKey, paymentKey, connection, since, until, beforeKey } = filter;
      const span = [since ?? 0, until ?? Number.MAX_SAFE_INTEGER];
      const subject = [paymentKey ?? 0, connection ?? 0];
      const last = beforeKey ?? Number.MAX_SAFE_INTEGER;
      const values = [account, ...span, ...subject, last, limit];
      const rows =
        orderKey === undefined
          ? await all('listExchanges', ...values)
          : await all('listExchangesOfOrder', ...values, orderKey);
      return rows.map(readTranscriptRow);
    },
    findTranscript: async (key) => {
      const row = await get('findExchange', key);
      return row === undefined ? null : readTranscriptRow(row);
    },
    purgeTranscripts: (beforeKey, kept, limit) => run('purgeExchanges', beforeKey, kept, limit),
  };
}

function valuesOf(row: TranscriptRow): readonly Value[] {
  const { account, id, connection, orderKey, paymentKey, direction, operation } = row;
  const names = [account, id.key, connection, orderKey ?? 0, paymentKey ?? 0];
  const talk = { request: row.request, reply: row.reply, error: row.error };
  const course = [row.at, row.durationMs, row.status, row.event];
  return [...names, direction, operation, ...course, TRANSCRIPT_BODY.write({ id, ...talk })];
}

function readTranscriptRow(row: Row): TranscriptRow {
  const keyOf = (name: string): number | null => Number(row[name]) || null;
  const { id, request, reply, error } = TRANSCRIPT_BODY.read(row);
  return {
    account: Number(row['account']),
    id,
    connection: Number(row['connection']),
    orderKey: keyOf('order_id'),
    paymentKey: keyOf('payment'),
    direction: row['direction'] === 'in' ? 'in' : 'out',
    operation: String(row['operation']),
    at: Number(row['at']),
    durationMs: Number(row['duration_ms']),
    status: row['status'] === null ? null : Number(row['status']),
    event: row['event'] === null ? null : String(row['event']),
    ...{ request, reply, error },
  };
}
