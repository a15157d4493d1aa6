// The first server: a process, or two on one database, which are killed and ended at any moment and
// start again, and whose clock can be put forward.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnServer } from '../support/server.ts';
import type { Books } from './books.ts';
import type { Chance } from './chance.ts';
import { CLOCK, PATIENCE_MIN_MS, type Shift } from './shift.ts';
import { Unsettled } from './settle.ts';

/** As a power cut ends it, or as an operator does who starts a newer version. */
const ENDS = { killed: 'SIGKILL', restarted: 'SIGTERM' } as const;
export type End = keyof typeof ENDS;

export type Near = {
  /** Of one that serves; null while none does. */
  readonly url: () => string | null;
  /** Of all that serve. */
  readonly urls: () => readonly string[];
  readonly start: (publicUrl: string) => Promise<void>;
  /** Resolves when one serves, or none has for long. */
  readonly serves: () => Promise<void>;
  /** Ends one and starts it again; false: that was done often enough, or none serves. */
  readonly end: (how: End) => boolean;
  readonly ends: ReadonlyMap<End, number>;
  /** Tells them what the clock's file says. */
  readonly signal: () => void;
  /** Resolves when all that serve go by it; rejects where one has ended by itself. */
  readonly hears: () => Promise<void>;
  /** The last lines that they logged, of those that are gone as well. */
  readonly tellLog: () => readonly string[];
  /** They are ended no more; resolves when all serve. */
  readonly calm: () => Promise<void>;
  readonly halt: () => Promise<void>;
};

export const MASTER_KEY = '5e'.repeat(32);
const SERVES_EVERY_MS = 50;
const SERVES_TRIES = 400;
const HEARS_MAX_MS = 30_000;
const LOG_MAX = 60;
const LINE_MAX = 400;
/** One that is asked to end waits for its customers. */
const DRAIN_MAX_MS = 15_000;

/** Starting again is most of what a run costs: what is compiled is kept for the next. */
const given = process.env['NODE_COMPILE_CACHE'];
const COMPILED = given ?? mkdtempSync(path.join(tmpdir(), 'dubash-compiled-'));
/** Whatever ends this process, they do not go on. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  if (given === undefined) rmSync(COMPILED, { recursive: true, force: true, maxRetries: 3 });
});

/** A process that serves; null while it is dead. */
type Seat = {
  running: { readonly child: ChildProcess; readonly url: string } | null;
  starting: Promise<void>;
  /** What each process of it has logged. */
  readonly logs: (readonly string[])[];
};

export type NearPlan = {
  readonly books: Books;
  readonly shift: Shift;
  readonly endsMax: number;
  readonly chance: Chance;
  readonly note: (line: string) => void;
};

export function openNear({ books, shift, endsMax, chance, note }: NearPlan): Near {
  const seats = books.settings.map(openSeat);
  const ends = new Map<End, number>();
  let publicUrl = '';
  let isCalm = false;
  const begin = async (seat: Seat): Promise<void> => {
    const { child, summary, logged } = await spawnServer({
      ...books.settings[seats.indexOf(seat)],
      PUBLIC_URL: publicUrl,
      MASTER_KEY,
      SHIFT_FILE: shift.file,
      NODE_OPTIONS: CLOCK,
      NODE_COMPILE_CACHE: COMPILED,
      // No word of the wire may depend on where a server stands: the second is where the tests are.
      TZ: 'Asia/Kathmandu',
      LOG_LEVEL: 'warn',
    });
    hearEnd(seat, child, note);
    seat.logs.push(logged);
    seat.running = { child, url: summary.listening };
    note(`the first server serves: ${seats.indexOf(seat) + 1} of ${seats.length}`);
  };
  const serving = (): readonly Seat[] => seats.filter(({ running }) => running !== null);
  const done = (): number => [...ends.values()].reduce((sum, each) => sum + each, 0);
  const signal = (): void => {
    for (const { running } of seats) running?.child.kill('SIGUSR2');
  };
  const calm = async (): Promise<void> => {
    isCalm = true;
    await Promise.all(seats.map(({ starting }) => starting));
  };
  return {
    ends,
    urls: () => serving().flatMap(({ running }) => (running === null ? [] : [running.url])),
    url: () => {
      const open = serving();
      return open.length === 0 ? null : (chance.pick(open).running?.url ?? null);
    },
    start: async (url) => {
      publicUrl = url;
      const began = performance.now();
      await untilAll(seats.map(begin));
      // Where a start takes long a reply does as well, and is no fault.
      shift.wait(Math.max(PATIENCE_MIN_MS, Math.round((performance.now() - began) / 2)));
    },
    serves: async () => {
      for (let tries = 0; serving().length === 0 && tries < SERVES_TRIES; tries += 1) {
        await sleep(SERVES_EVERY_MS);
      }
    },
    end: (how) => {
      const open = serving();
      if (open.length === 0 || isCalm || done() >= endsMax) return false;
      ends.set(how, (ends.get(how) ?? 0) + 1);
      const seat = chance.pick(open);
      note(`the first server is ${how}: ${seats.indexOf(seat) + 1} of ${seats.length}`);
      seat.starting = endOne(seat, ENDS[how]).then(() => begin(seat));
      return true;
    },
    signal,
    hears: () => hear(seats, shift, signal),
    tellLog: () => seats.flatMap(tellLog),
    calm,
    halt: async () => {
      await calm().catch(() => undefined);
      await Promise.all(seats.map((seat) => endOne(seat, 'SIGKILL')));
    },
  };
}

/** Rejects where one does, but not before the others are there to be ended. */
async function untilAll(begun: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(begun);
  await Promise.all(begun);
}

function openSeat(): Seat {
  return { running: null, starting: Promise.resolve(), logs: [] };
}

async function hear(seats: readonly Seat[], shift: Shift, signal: () => void): Promise<void> {
  const began = performance.now();
  for (;;) {
    const all = seats.flatMap(({ running }) => (running === null ? [] : [running.child]));
    const gone = all.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
    if (gone !== undefined) throw new Error('the first server ended by itself');
    if (all.every(({ pid }) => pid !== undefined && shift.isHeardBy(pid))) return;
    if (performance.now() - began > HEARS_MAX_MS) {
      throw new Unsettled('the first server does not hear its clock');
    }
    signal();
    await sleep(SERVES_EVERY_MS);
  }
}

function tellLog({ logs }: Seat, index: number): readonly string[] {
  const last = logs.flat().slice(-LOG_MAX);
  return last.map((line) => `log of ${index + 1}: ${line.slice(0, LINE_MAX)}`);
}

/** Whoever ends it on purpose forgets it first. */
function hearEnd(seat: Seat, child: ChildProcess, note: NearPlan['note']): void {
  children.add(child);
  child.once('exit', (code, signal) => {
    children.delete(child);
    if (seat.running?.child === child) note(`the first server ended by itself: ${code ?? signal}`);
  });
}

async function endOne(seat: Seat, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (seat.running === null) return;
  const { child } = seat.running;
  seat.running = null;
  child.kill(signal);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const late = setTimeout(() => child.kill('SIGKILL'), DRAIN_MAX_MS);
  await once(child, 'exit');
  clearTimeout(late);
}
