// Connections to the PostgreSQL server that takes writes now, found anew when it changes.
import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { CommitUnknown, Unreachable } from './store.ts';

export type Address = {
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly options: Readonly<Record<string, string>>;
};

export type Pool = {
  /** Runs work on the primary. `repeatable`: it may be done twice, as a reading may. */
  readonly use: <T>(
    work: (sql: Sql) => Promise<T>,
    repeatable: boolean,
    limitMs?: number,
  ) => Promise<T>;
  readonly close: () => Promise<void>;
};

const CONNECTIONS = 10;
const CONNECT_SECONDS = 3;
// How long a caller waits for a primary before he hears that there is none.
const FIND_MS = 10_000;
// A server that is silent for longer is taken for gone; its answers are not waited for.
const ANSWER_MS = 15_000;
const TRIES_MAX = 10;

/** Throws an error that shows nothing of the address: it holds a password. */
export function readAddress(text: string): Address {
  const pattern =
    /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?@]+)(?:\/([^?]*))?(\?.*)?$/;
  const match = pattern.exec(text);
  if (match === null) throw new Error('DATABASE_URL cannot be read');
  const [, user, password, names = '', database, query] = match;
  const hosts = names.split(',').map((name) => {
    const parts = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(name);
    if (parts?.[1] === undefined) throw new Error('DATABASE_URL names a host that cannot be read');
    return { host: parts[1].replace(/^\[|\]$/g, ''), port: Number(parts[2] ?? 5432) };
  });
  const plain = (part: string | undefined) =>
    part === undefined || part === '' ? undefined : decodeURIComponent(part);
  return {
    hosts,
    user: plain(user),
    password: plain(password),
    database: plain(database),
    options: Object.fromEntries(new URLSearchParams(query)),
  };
}

export function openPool(address: Address): Pool {
  let found: Sql | null = null;
  let finding: Promise<Sql> | null = null;
  let closed = false;
  const underWay = new Set<Promise<unknown>>();

  const primary = async (): Promise<Sql> => {
    if (found !== null) return found;
    finding ??= findPrimary(address, () => closed).finally(() => {
      finding = null;
    });
    const fresh = await finding;
    // Whoever waited with us may have left it already; then it says so to whoever asks it.
    found ??= fresh;
    return fresh;
  };
  const leave = (sql: Sql, timeout: number): void => {
    if (found === sql) found = null;
    sql.end({ timeout }).catch(() => undefined);
  };
  const attempt: Pool['use'] = async (work, repeatable, limitMs = ANSWER_MS) => {
    const begin = performance.now();
    for (let tries = 1; ; tries += 1) {
      const sql = await primary();
      try {
        return await within(limitMs, work(sql));
      } catch (error) {
        const verdict = judge(error);
        if (verdict === 'final') throw error;
        // Others may still get their answers from it.
        if (verdict !== 'again') leave(sql, error instanceof Silence ? 0 : 5);
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
    close: async () => {
      closed = true;
      // What was asked before is finished first.
      await Promise.allSettled(underWay);
      await found?.end({ timeout: 5 });
    },
  };
}

/**
 * Asks one host after the other until one takes writes. The driver could do that itself, but it
 * then asks refusing hosts again without a pause and never tells those who wait.
 */
async function findPrimary({ hosts, ...address }: Address, isClosed: () => boolean): Promise<Sql> {
  const begin = performance.now();
  for (;;) {
    let reason: unknown = null;
    for (const { host, port } of hosts) {
      if (isClosed()) throw new Unreachable('the database is closed');
      const sql = connect(address, host, port);
      try {
        const [row] = await sql.unsafe('SHOW transaction_read_only');
        if (row?.['transaction_read_only'] === 'off') return sql;
        reason ??= new Error('it takes no writes');
      } catch (error) {
        reason = error;
      }
      await sql.end({ timeout: 0 });
      if (isRefusal(reason)) break;
    }
    if (isRefusal(reason) || performance.now() - begin > FIND_MS) {
      throw new Unreachable(`the database cannot be used: ${messageOf(reason)}`);
    }
    await wait(100 + randomInt(200));
  }
}

type Login = Omit<Address, 'hosts'>;

function connect({ user, password, database, options }: Login, host: string, port: number): Sql {
  const { sslmode, ...rest } = options;
  return postgres({
    host,
    port,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
    ssl: sslmode === undefined || sslmode === 'disable' ? false : (sslmode as 'require'),
    max: CONNECTIONS,
    connect_timeout: CONNECT_SECONDS,
    backoff: () => 0.1,
    keep_alive: 5,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: 'dubash', ...rest },
    types: { bigint: { to: 20, from: [20], parse: safeNumber, serialize: String } },
  }) as unknown as Sql;
}

/** Every number that we store is safe; another one would be silently rounded. */
function safeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('a stored number is too large');
  return value;
}

class Silence extends Error {}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Silence(`no answer within ${ms} ms`)), ms);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/**
 * `again`: the engine undid it (serialization, deadlock). `unsent`: it never began, for want of a
 * server that takes writes. `lost`: it may have been done. `final`: an answer like any other.
 */
function judge(error: unknown): 'again' | 'unsent' | 'lost' | 'final' {
  if (error instanceof Silence) return 'lost';
  const { code, syscall } = error as { readonly code?: string; readonly syscall?: string };
  if (code === '40001' || code === '40P01') return 'again';
  if (code !== undefined && UNSENT.has(code)) return 'unsent';
  if (syscall === 'connect' || syscall === 'getaddrinfo') return 'unsent';
  return code !== undefined && LOST.has(code) ? 'lost' : 'final';
}

// Read-only (a standby by now), too many connections, starting up; the pool was left meanwhile.
const UNSENT = new Set(['25006', '53300', '57P03', 'CONNECT_TIMEOUT', 'CONNECTION_ENDED']);
const LOST = new Set(
  ['57P01', '57P02', '08000', '08003', '08006', '40003'].concat([
    'CONNECTION_CLOSED',
    'CONNECTION_DESTROYED',
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
  ]),
);

/** Wrong credentials, no such database: waiting changes nothing. */
function isRefusal(error: unknown): boolean {
  const code = (error as { readonly code?: string } | null)?.code ?? '';
  return code.startsWith('28') || code === '3D000';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
