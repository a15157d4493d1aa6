// Clients of one PostgreSQL server: statements go out without waiting for those before them.
import { Socket } from 'node:net';
import pg from 'pg';
import { guarded, type OnError } from '../guard.ts';
import type { Value } from './commit.ts';
import type { Encryption } from './database-address.ts';
import type { Row } from './body.ts';
import type { PoolCounts } from './store.ts';

export type Login = {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly encryption: Encryption;
  /** Settings of the session, as the server names them. */
  readonly options: Readonly<Record<string, string>>;
  /** False behind a pooler that gives every transaction another connection to the server. */
  readonly prepares: boolean;
  /** Hears of what fails where nobody waits for it. */
  readonly onError: OnError;
};

export type RowList = readonly Row[] & { readonly count: number };
export type Asked = { readonly text: string; readonly values: readonly Value[] };
export type Ask = (text: string, values?: readonly Value[]) => Promise<RowList>;

export type PostgresClients = {
  /** One statement, which is a commit by itself. */
  readonly ask: Ask;
  /** Several in one transaction: when one fails, nothing of them is done. */
  readonly askTogether: (statements: readonly Asked[]) => Promise<void>;
  /** Work on a connection that nobody else uses meanwhile. */
  readonly alone: <T>(work: (ask: Ask) => Promise<T>) => Promise<T>;
  readonly count: () => PoolCounts;
  /** Takes no more; what is under way may finish for so long. */
  readonly end: (timeoutMs: number) => Promise<void>;
};

/** The connection broke: what was under way on it may have been done. */
export class ConnectionLost extends Error {}

/** There was no connection, so nothing was sent. */
export class NotConnected extends Error {
  /** The server's reason, such as 28P01 for a wrong password. */
  readonly code: string | undefined;
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    const { code } = cause as { readonly code?: unknown };
    this.code = typeof code === 'string' ? code : undefined;
  }
}

const CONNECTIONS_MAX = 10;
const CONNECT_MS = 3000;
const KEEP_ALIVE_MS = 5000;
const END_MS = 5000;

type Line = {
  readonly client: pg.Client;
  readonly socket: Socket;
  readonly ready: Promise<unknown>;
  /** How many statements or transactions are under way on it. */
  load: number;
  isBroken: boolean;
  /** Whether what it is given is kept until the end of the loop's turn. */
  isHeld: boolean;
  ended: Promise<void> | null;
};

export function openClients(login: Login): PostgresClients {
  const lines = new Set<Line>();
  const waiting: (() => void)[] = [];
  // Poolers that forward single transactions are known to stall on what is sent ahead of its turn
  // (porsager/postgres issue 970), so behind one each connection has one thing to do at a time.
  const loadMax = login.prepares ? Number.POSITIVE_INFINITY : 1;
  let isEnded = false;

  const choose = (): Line => {
    let best: Line | undefined;
    for (const line of lines) if (best === undefined || line.load < best.load) best = line;
    if (best !== undefined && (best.load === 0 || lines.size >= CONNECTIONS_MAX)) return best;
    const fresh = openLine(login, (line) => lines.delete(line));
    lines.add(fresh);
    return fresh;
  };
  const enter = async (): Promise<Line> => {
    for (;;) {
      if (isEnded) throw new NotConnected('these connections have ended');
      const line = choose();
      if (line.load < loadMax) {
        line.load += 1;
        return line;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const use = async <T>(work: (line: Line) => Promise<T>): Promise<T> => {
    const line = await enter();
    try {
      return await useLine(line, work);
    } catch (error) {
      if (isForgotten(error)) {
        lines.delete(line);
        void endLine(login, line, END_MS);
      }
      throw error;
    } finally {
      line.load -= 1;
      waiting.shift()?.();
    }
  };

  return {
    ask: (text, values) => use((line) => askOn(login, line, text, values)),
    askTogether: (statements) => use((line) => transact(login, line, statements)),
    alone: async (work) => {
      const line = openLine(login, () => undefined);
      try {
        return await useLine(line, () => work((text, values) => askOn(login, line, text, values)));
      } finally {
        await endLine(login, line, END_MS);
      }
    },
    count: () => {
      const busy = [...lines].filter(({ load }) => load > 0).length;
      return { open: lines.size, busy, waiting: waiting.length };
    },
    end: async (timeoutMs) => {
      isEnded = true;
      for (const resolve of waiting.splice(0)) resolve();
      await Promise.all([...lines].map((line) => endLine(login, line, timeoutMs)));
    },
  };
}

async function useLine<T>(line: Line, work: (line: Line) => Promise<T>): Promise<T> {
  await line.ready;
  if (line.isBroken) throw new NotConnected('the connection broke before it was used');
  try {
    return await work(line);
  } catch (error) {
    if (line.isBroken && !(error instanceof pg.DatabaseError)) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConnectionLost(reason, { cause: error });
    }
    throw error;
  }
}

function openLine(login: Login, gone: (line: Line) => void): Line {
  const socket = new Socket();
  const client = new pg.Client({
    host: login.host,
    port: login.port,
    ...(login.user === undefined ? {} : { user: login.user }),
    ...(login.password === undefined ? {} : { password: login.password }),
    ...(login.database === undefined ? {} : { database: login.database }),
    ssl: login.encryption,
    ...startupOf(login.options),
    stream: () => socket,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    pipeline: true,
    types: { getTypeParser: parserOf },
  });
  const ready = client.connect().catch((error: unknown) => {
    gone(line);
    throw new NotConnected(error);
  });
  const line: Line = {
    client,
    socket,
    ready,
    load: 0,
    isBroken: false,
    isHeld: false,
    ended: null,
  };
  // An event of this name that nobody hears would end the process.
  const guardedFail = guarded(login.onError, () => {
    line.isBroken = true;
    gone(line);
  });
  client.on('error', guardedFail);
  client.on('end', guardedFail);
  ready.catch(() => undefined);
  return line;
}

/** May be asked for again, by whoever waits less long. */
async function endLine({ onError }: Login, line: Line, timeoutMs: number): Promise<void> {
  const { client, socket, ready } = line;
  line.ended ??= ready.then(() => client.end()).catch(() => undefined);
  const destroy = (): unknown => socket.destroy();
  if (timeoutMs <= 0) destroy();
  const timer = setTimeout(guarded(onError, destroy), timeoutMs);
  await line.ended;
  clearTimeout(timer);
}

/** Settings travel as the command line of the session; `application_name` has a field. */
function startupOf({ application_name: name = 'dubash', options, ...settings }: Login['options']) {
  const quote = (text: string): string => text.replace(/[\\ ]/g, '\\$&');
  const flags = Object.entries(settings).map(([each, value]) => `-c ${each}=${quote(value)}`);
  if (options !== undefined) flags.unshift(options);
  return { application_name: name, ...(flags.length === 0 ? {} : { options: flags.join(' ') }) };
}

// Every connection prepares a statement under the same name, and only once.
const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `dubash_${names.size}`;
  names.set(text, name);
  return name;
}

/** What a turn asks on one connection goes out in one piece, which wakes a process once. */
function holdForTurn({ onError }: Login, line: Line): void {
  if (line.isHeld) return;
  line.isHeld = true;
  line.socket.cork();
  const release = (): void => {
    line.isHeld = false;
    line.socket.uncork();
  };
  setImmediate(guarded(onError, release));
}

async function askOn(
  login: Login,
  line: Line,
  text: string,
  values: readonly Value[] = [],
): Promise<RowList> {
  const named = login.prepares && values.length > 0 ? { name: nameOf(text) } : {};
  holdForTurn(login, line);
  const result = await line.client.query<Row>({ text, values: [...values], ...named });
  // Several commands in one text, as migrations are, have a result each.
  const last = Array.isArray(result) ? (result as readonly (typeof result)[]).at(-1) : result;
  return Object.assign(last?.rows ?? [], { count: last?.rowCount ?? 0 });
}

async function transact(login: Login, line: Line, statements: readonly Asked[]): Promise<void> {
  const { client } = line;
  if (!login.prepares) return transactInTurn(login, line, statements);
  // Sent in one go, behind what others have sent. After a failure the server refuses the rest and
  // takes COMMIT for ROLLBACK, so that there is nothing to send when a connection breaks.
  holdForTurn(login, line);
  const asked = [
    client.query('BEGIN'),
    ...statements.map(({ text, values }) => askOn(login, line, text, values)),
    client.query('COMMIT'),
  ];
  const done = await Promise.allSettled<unknown>(asked);
  const failed = done.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function transactInTurn(
  login: Login,
  line: Line,
  statements: readonly Asked[],
): Promise<void> {
  await line.client.query('BEGIN');
  try {
    for (const { text, values } of statements) await askOn(login, line, text, values);
    await line.client.query('COMMIT');
  } catch (error) {
    // On a connection that broke this fails too, and the first reason is the one that counts.
    await line.client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The server no longer knows what was prepared, or its tables have changed since. */
function isForgotten(error: unknown): boolean {
  const { code, routine } = error as { readonly code?: string; readonly routine?: string };
  return code === '26000' || code === '42P05' || routine === 'RevalidateCachedQuery';
}

const BIGINT = 20;

function parserOf(type: number, format?: 'text' | 'binary') {
  return type === BIGINT ? safeNumber : pg.types.getTypeParser(type, format);
}

/** Every number that we store is safe; another one would be silently rounded. */
function safeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('a stored number is too large');
  return value;
}
