// PostgresClients to the PostgreSQL server that takes writes now, found anew when it changes.
import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type OnError, within } from '../guard.ts';
import {
  ConnectionLost,
  type PostgresClients,
  type Login,
  NotConnected,
  openClients,
} from './postgres-clients.ts';
import { type Address, encryptionsOf } from './database-address.ts';
import { CommitUnknown, type PoolCounts, Unreachable } from './store.ts';

export type Pool = {
  /** Runs work on the primary. `repeatable`: it may be done twice, as a reading may. */
  readonly use: <T>(
    work: (clients: PostgresClients) => Promise<T>,
    repeatable: boolean,
    limitMs?: number,
  ) => Promise<T>;
  readonly count: () => PoolCounts;
  readonly close: () => Promise<void>;
};

// For a connection and its first answer.
const CONNECT_MS = 5000;
const FINISH_MS = 5000;
// How long a caller waits for a primary before he hears that there is none.
const FIND_MS = 10_000;
// A server that is silent for longer is taken for gone; its answers are not waited for.
const ANSWER_MS = 15_000;
const TRIES_MAX = 10;

/** `prepares`: whether statements are prepared once and then asked for by name. */
export function openPool(address: Address, prepares: boolean, onError: OnError): Pool {
  let found: PostgresClients | null = null;
  let finding: Promise<PostgresClients> | null = null;
  let closed = false;
  const underWay = new Set<Promise<unknown>>();

  const primary = async (): Promise<PostgresClients> => {
    if (found !== null) return found;
    finding ??= findPrimary(address, { prepares, onError }, () => closed).finally(() => {
      finding = null;
    });
    const fresh = await finding;
    // Whoever waited with us may have left it already; then it says so to whoever asks it.
    found ??= fresh;
    return fresh;
  };
  const leave = (clients: PostgresClients, timeoutMs: number): void => {
    if (found === clients) found = null;
    clients.end(timeoutMs).catch(() => undefined);
  };
  const attempt: Pool['use'] = async (work, repeatable, limitMs = ANSWER_MS) => {
    const begin = performance.now();
    for (let tries = 1; ; tries += 1) {
      const clients = await primary();
      try {
        return await within(limitMs, work(clients), () => new Silence(limitMs));
      } catch (error) {
        const verdict = judge(error);
        if (verdict === 'final') throw explained(error);
        // Others may still get their answers from it.
        if (verdict !== 'again') leave(clients, error instanceof Silence ? 0 : FINISH_MS);
        if (verdict === 'lost' && !repeatable) {
          throw new CommitUnknown(
            `the connection was lost while it committed: ${messageOf(error)}`,
          );
        }
        if (tries >= TRIES_MAX || performance.now() - begin > FIND_MS) {
          throw new Unreachable(`the database could not do it: ${messageOf(error)}`);
        }
        await wait(randomInt(5, 20 * tries));
      }
    }
  };

  return {
    use: (work, repeatable, limitMs) => {
      if (closed) return Promise.reject(new Unreachable('the database is closed'));
      const running = attempt(work, repeatable, limitMs);
      underWay.add(running);
      const end = (): boolean => underWay.delete(running);
      running.then(end, end);
      return running;
    },
    count: () => found?.count() ?? { open: 0, busy: 0, waiting: 0 },
    close: async () => {
      closed = true;
      // What was asked before is finished first.
      await Promise.allSettled(underWay);
      await found?.end(FINISH_MS);
    },
  };
}

/**
 * Asks one host after the other until one takes writes. A driver would ask refusing hosts again
 * without a pause, and never tell those who wait.
 */
async function findPrimary(
  { hosts, options, ...login }: Address,
  manner: Pick<Login, 'prepares' | 'onError'>,
  isClosed: () => boolean,
): Promise<PostgresClients> {
  const begin = performance.now();
  const { sslmode, ...settings } = options;
  const encryptions = encryptionsOf(sslmode);
  const places = hosts.flatMap((place) =>
    encryptions.map((encryption) => ({ ...place, encryption })),
  );
  for (;;) {
    let reason: unknown = null;
    for (const place of places) {
      if (isClosed()) throw new Unreachable('the database is closed');
      const clients = openClients({ ...login, ...place, ...manner, options: settings });
      try {
        const asked = clients.ask('SHOW transaction_read_only');
        const [row] = await within(CONNECT_MS, asked, () => new Silence(CONNECT_MS));
        if (row?.['transaction_read_only'] === 'off') return clients;
        reason ??= new Error('it takes no writes');
      } catch (error) {
        reason = error;
      }
      await clients.end(0);
      if (isRefusal(reason)) break;
    }
    if (isRefusal(reason) || performance.now() - begin > FIND_MS) {
      throw new Unreachable(`the database cannot be used: ${messageOf(reason)}`);
    }
    await wait(100 + randomInt(200));
  }
}

class Silence extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/**
 * `again`: the engine undid it (serialization, deadlock), or had forgotten its plan. `unsent`: it
 * never began, for want of a server that takes writes. `lost`: it may have been done. `final`: an
 * answer like any other.
 */
function judge(error: unknown): 'again' | 'unsent' | 'lost' | 'final' {
  if (error instanceof Silence || error instanceof ConnectionLost) return 'lost';
  if (error instanceof NotConnected) return 'unsent';
  const { code, routine } = error as { readonly code?: string; readonly routine?: string };
  // The tables changed since the statement was prepared: it is prepared anew.
  if (code === '40001' || code === '40P01' || routine === 'RevalidateCachedQuery') return 'again';
  if (code !== undefined && UNSENT.has(code)) return 'unsent';
  return code !== undefined && LOST.has(code) ? 'lost' : 'final';
}

// Read-only (a standby by now), too many connections, starting up.
const UNSENT = new Set(['25006', '53300', '57P03']);
// The server ends the connection, or says that it cannot know.
const LOST = new Set(['57P01', '57P02', '08000', '08003', '08006', '40003']);

// What a pooler in transaction mode makes of prepared statements: unknown, or known already.
const POOLED = new Set(['26000', '42P05']);

function explained(error: unknown): unknown {
  const { code } = error as { readonly code?: string };
  if (code === undefined || !POOLED.has(code)) return error;
  const remedy = 'behind a pooler in transaction mode set DATABASE_PREPARE=off';
  return new Error(`${messageOf(error)} (${remedy})`, { cause: error });
}

/** Wrong credentials, no such database: waiting changes nothing. */
function isRefusal(error: unknown): boolean {
  const code = (error as { readonly code?: string } | null)?.code ?? '';
  return code.startsWith('28') || code === '3D000';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
