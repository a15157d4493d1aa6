// What waits in the database, counted for whoever watches the server.
import type { Database } from './database.ts';

/** Of everything at most COUNTED_MAX is counted, so that looking costs the same on a bad day. */
export type Backlog = {
  /** Instructions that nobody has taken yet, at the real time. */
  readonly dueInstructions: number;
  /** Those among them that were due `lateMs` ago. */
  readonly overdueInstructions: number;
  /** When the first of them was due; null: none is. */
  readonly firstDueAt: number | null;
  /** Webhooks that will be sent. */
  readonly waitingWebhooks: number;
  /** Those among them that were to be sent `lateMs` ago. */
  readonly overdueWebhooks: number;
  readonly failedWebhooks: number;
  readonly heldWebhooks: number;
  readonly openReviews: number;
  /** What accounts have noted of their circuits; see circuit.ts of the engine. */
  readonly circuits: readonly string[];
};

/** Connections to the database. */
export type PoolCounts = {
  readonly open: number;
  /** Those with something to do. */
  readonly busy: number;
  /** What waits for one that is free; with prepared statements nothing does. */
  readonly waiting: number;
};

export type BacklogPart = {
  readonly readBacklog: (now: number, lateMs: number) => Promise<Backlog>;
  /** Absent where there are no connections. */
  readonly pool?: () => PoolCounts;
};

export const COUNTED_MAX = 10_000;
const EVER = Number.MAX_SAFE_INTEGER;

export function backlogOf({ get, all }: Database): BacklogPart {
  const count = async (...asked: Parameters<typeof get>): Promise<number> =>
    Number((await get(...asked))?.['total'] ?? 0);
  const webhooks = (until: number) => count('countWaitingWebhooks', until, COUNTED_MAX);
  return {
    readBacklog: async (now, lateMs) => {
      const first = (await get('findFirstDue'))?.['due_at'] ?? null;
      const firstDueAt = first === null || Number(first) > now ? null : Number(first);
      const circuits = await all('listCircuits', COUNTED_MAX);
      return {
        dueInstructions: await count('countDueInstructions', now, COUNTED_MAX),
        overdueInstructions: await count('countDueInstructions', now - lateMs, COUNTED_MAX),
        firstDueAt,
        waitingWebhooks: await webhooks(EVER),
        overdueWebhooks: await webhooks(now - lateMs),
        failedWebhooks: await count('countStuckWebhooks', 'failed', COUNTED_MAX),
        heldWebhooks: await count('countStuckWebhooks', 'held', COUNTED_MAX),
        openReviews: await count('countOpenReviews', COUNTED_MAX),
        circuits: circuits.map((row) => String(row['value'])),
      };
    },
  };
}

export const BACKLOG = Object.freeze({
  findFirstDue: 'SELECT MIN(due_at) AS due_at FROM instructions',
  countDueInstructions: `SELECT COUNT(*) AS total FROM
    (SELECT due_at FROM instructions WHERE due_at <= $1 LIMIT $2) counted`,
  countWaitingWebhooks: `SELECT COUNT(*) AS total FROM
    (SELECT due_at FROM webhooks WHERE state = 'waiting' AND due_at <= $1 LIMIT $2) counted`,
  // The index is found by the very words of its condition.
  countStuckWebhooks: `SELECT COUNT(*) AS total FROM (SELECT id FROM webhooks
    WHERE state = $1 AND state IN ('failed', 'held') LIMIT $2) counted`,
  // No account has a number below 0: the index of those that are open leads with it.
  countOpenReviews: `SELECT COUNT(*) AS total FROM
    (SELECT id FROM reviews WHERE account >= 0 AND decided_at IS NULL LIMIT $1) counted`,
  // Whatever the order of the database is, the names lie between these.
  listCircuits: `SELECT value FROM settings WHERE name >= 'circuits' AND name < 'circuitt'
    AND name LIKE 'circuits %' LIMIT $1`,
});
