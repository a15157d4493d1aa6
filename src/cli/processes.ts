// `dubash start --processes`: several processes that share a port, and one that looks after them.
import cluster, { type Worker } from 'node:cluster';
import path from 'node:path';
import type { RunningApp } from '../app.ts';
import type { Log } from '../engine/log.ts';
import { guarded, rethrow } from '../guard.ts';
import type { Counted } from '../metrics/merge.ts';
import { DRAIN_MS } from './closing.ts';
import type { Terminal } from './command.ts';
import { greet } from './greeting.ts';
import { openLog } from './log.ts';
import { COUNT, COUNT_MS, type FromWorker, NUMBER, type ToWorker } from './process-message.ts';
import { readSettings } from './settings.ts';

const WORKER = path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`);
/** Between one end and the next start of a process: twice as long each time, up to the last. */
const AGAIN_MS = [500, 1000, 2000, 4000, 8000, 16_000, 30_000];
/** One that has served for so long begins anew. */
const WELL_MS = 60_000;
/** For a process that does not even give up. */
const GRACE_MS = 5000;

type Told = Pick<RunningApp, 'summary' | 'firstPage'>;

/** Resolves once all serve, or with 1 after one line that says why they cannot. */
export async function serveByProcesses(
  count: number,
  json: boolean,
  terminal: Terminal,
): Promise<number> {
  const config = readSettings(terminal);
  if (config === null) return 1;
  if (config.databaseUrl === null) {
    const remedy = 'set DATABASE_URL to a PostgreSQL';
    terminal.complain(`dubash: --processes: SQLite is for one process; ${remedy}\n`);
    return 1;
  }
  const { log, leave } = openLog(config.logLevel);
  const group = openGroup(count, log, terminal.now, leave);
  try {
    // The first one makes what the first start makes, and migrates, while the others wait.
    const told = await group.begin(1);
    await Promise.all(Array.from({ length: count - 1 }, (_, at) => group.begin(at + 2)));
    const isGiven = config.sandboxSecret !== null;
    terminal.write(json ? `${JSON.stringify(told.summary)}\n` : greet(told, isGiven));
    return 0;
  } catch (error) {
    group.abort();
    terminal.complain(`dubash: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

type Group = {
  /** Resolves when it serves; rejects when it ends before. */
  readonly begin: (number: number) => Promise<Told>;
  readonly abort: () => void;
};

type Heard = {
  readonly hear: (said: FromWorker) => void;
  readonly gone: (code: number | null, signal: string | null) => void;
};

function openGroup(count: number, log: Log, now: () => number, leave: () => void): Group {
  cluster.setupPrimary({ exec: WORKER, args: [] });
  const serving = new Map<number, Worker>();
  const counting = createCounting(serving);
  const restarts = new Map<number, number>();
  const ending = createEnding(leave);

  const start = (number: number, { hear, gone }: Heard): void => {
    const worker = cluster.fork({ [NUMBER]: String(number), [COUNT]: String(count) });
    const heard = (said: FromWorker): void => {
      if (said.kind === 'serving') serving.set(number, worker);
      if (said.kind === 'look') counting.look(worker, said.id);
      if (said.kind === 'mine') counting.take(number, said);
      hear(said);
    };
    // What is said to one that has just died comes back; its end is heard as such.
    worker.on('error', guarded(rethrow, nothing));
    worker.on('message', guarded(rethrow, heard));
    worker.on('exit', guarded(rethrow, gone));
  };
  const serve = (number: number, { hear, gone }: Heard): void => {
    const since = now();
    const ended: Heard['gone'] = (code, signal) => {
      const hasServed = serving.delete(number);
      gone(code, signal);
      if (ending.has()) return ending.finish(hasServed && code === 0);
      if (hasServed || restarts.has(number)) again(number, now() - since, { code, signal });
      return undefined;
    };
    start(number, { hear, gone: ended });
  };
  const again = (number: number, lasted: number, how: object): void => {
    const before = lasted >= WELL_MS ? 0 : (restarts.get(number) ?? 0);
    restarts.set(number, before + 1);
    const waitMs = AGAIN_MS[Math.min(before, AGAIN_MS.length - 1)] ?? 0;
    log.error({ process: number, ...how, waitMs }, 'a process ended and is started again');
    const hear = (said: FromWorker): void => {
      if (said.kind === 'failed') log.error({ process: number }, said.problem);
    };
    const restart = (): void => {
      if (!ending.has()) serve(number, { hear, gone: nothing });
    };
    setTimeout(guarded(rethrow, restart), waitMs);
  };
  const begin = (number: number): Promise<Told> => {
    const { promise, resolve, reject } = Promise.withResolvers<Told>();
    let problem = 'a process ended before it served';
    const hear = (said: FromWorker): void => {
      if (said.kind === 'serving') resolve(said);
      if (said.kind === 'failed') problem = said.problem;
    };
    serve(number, { hear, gone: () => reject(new Error(problem)) });
    return promise;
  };
  return { begin, abort: ending.abort };
}

const nothing = (): void => undefined;

/** The first signal ends all in order, a second one at once. */
function createEnding(leave: () => void) {
  let isEnding = false;
  let isWell = true;
  const finish = (wasWell: boolean): void => {
    isWell &&= wasWell;
    if (living().length > 0) return;
    leave();
    process.exit(isWell ? 0 : 1);
  };
  const abort = (): void => {
    isEnding = true;
    for (const worker of living()) worker.process.kill('SIGKILL');
  };
  const end = (): void => {
    const kind = isEnding ? 'abort' : 'stop';
    isEnding = true;
    setTimeout(guarded(rethrow, abort), DRAIN_MS + GRACE_MS).unref();
    for (const worker of living()) send(worker, { kind });
    if (living().length === 0) finish(true);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, guarded(rethrow, end));
  return { has: () => isEnding, finish, abort };
}

function living(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

function send(worker: Worker, order: ToWorker): void {
  if (worker.isConnected()) worker.send(order);
}

/** Asks every process that serves what it has counted, for one of them. */
function createCounting(serving: ReadonlyMap<number, Worker>) {
  type Question = { readonly found: Counted[]; readonly wanted: number; readonly end: () => void };
  const open = new Map<number, Question>();
  let last = 0;
  return {
    look: (asker: Worker, theirs: number): void => {
      last += 1;
      const id = last;
      const found: Counted[] = [];
      const end = (): void => {
        clearTimeout(timer);
        if (open.delete(id)) send(asker, { kind: 'counted', id: theirs, all: found });
      };
      const timer = setTimeout(guarded(rethrow, end), COUNT_MS);
      open.set(id, { found, wanted: serving.size, end });
      for (const worker of serving.values()) send(worker, { kind: 'count', id });
    },
    take: (
      number: number,
      { id, metrics }: Extract<FromWorker, { readonly kind: 'mine' }>,
    ): void => {
      const question = open.get(id);
      question?.found.push({ process: number, metrics });
      if (question?.found.length === question?.wanted) question?.end();
    },
  };
}
