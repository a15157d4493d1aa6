// Rows of many accounts in one order, newest first; no account is asked before its turn comes.
import { setImmediate as turn } from 'node:timers/promises';

export type Keyed<Row> = { readonly key: number; readonly row: Row };

/** What one account has. */
export type Source<Row> = {
  /** No key of it is greater. */
  readonly bound: number;
  /** Newest first, all below this key; fewer than `size` only when there are no more. */
  readonly load: (toKey: number) => Promise<readonly Keyed<Row>[]>;
};

type Lane<Row> = {
  readonly source: Source<Row>;
  rows: readonly Keyed<Row>[];
  toKey: number;
  isOver: boolean;
};

/** So many are opened at a time; on SQLite in one turn of the loop. */
const OPENED_AT_ONCE = 8;

/** Tells one row after the other, null behind the last. The source with the newest comes first. */
export function mergeNewest<Row>(
  sources: readonly Source<Row>[],
  size: number,
): () => Promise<Keyed<Row> | null> {
  const opened: Lane<Row>[] = [];
  let next = 0;
  const refill = async (lane: Lane<Row>): Promise<void> => {
    lane.rows = await lane.source.load(lane.toKey);
    lane.toKey = lane.rows.at(-1)?.key ?? lane.toKey;
    lane.isOver = lane.rows.length < size;
  };
  return async () => {
    for (;;) {
      const best = bestOf(opened);
      const newest = best?.rows[0]?.key ?? -1;
      const due = opened.filter(({ rows, isOver }) => rows.length === 0 && !isOver);
      const more = sources.slice(next, next + OPENED_AT_ONCE).filter(({ bound }) => bound > newest);
      if (due.length === 0 && more.length === 0) {
        const [first, ...rest] = best?.rows ?? [];
        if (best !== null) best.rows = rest;
        return first ?? null;
      }
      const fresh = more.map((source): Lane<Row> => {
        return { source, rows: [], toKey: Number.MAX_SAFE_INTEGER, isOver: false };
      });
      next += fresh.length;
      opened.push(...fresh);
      await Promise.all([...due, ...fresh].map(refill));
      await turn();
    }
  };
}

function bestOf<Row>(lanes: readonly Lane<Row>[]): Lane<Row> | null {
  let best: Lane<Row> | null = null;
  for (const lane of lanes) {
    if ((lane.rows[0]?.key ?? -1) > (best?.rows[0]?.key ?? -1)) best = lane;
  }
  return best;
}
