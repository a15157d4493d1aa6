// When the first server has nothing left to do: looked at, not waited for by the clock of a machine
// that has other things to do.
import { setTimeout } from 'node:timers/promises';
import type { Books } from './books.ts';
import type { Near } from './near.ts';
import type { Shift } from './shift.ts';

/** It says nothing of the first server: the machine was too slow to come to a judgement. */
export class Unsettled extends Error {
  constructor(why: string) {
    super(`the harness could not settle: ${why}`);
  }
}

type Parts = {
  readonly books: Pick<Books, 'countDue' | 'listDue'>;
  readonly near: Pick<Near, 'hears'>;
  readonly shift: Pick<Shift, 'now' | 'add'>;
  readonly settlesMaxMs?: number;
};

const LOOK_EVERY_MS = 40;
/** Longer than an instruction may take, and than several that follow from one another. */
const SETTLES_MAX_MS = 60_000;
/** One that has time for its work takes so long at most to read a file again. */
const PROMPT_MS = 2000;
/** Leased for so long by whoever deals with it: what is being done is due within that time. */
const LEASE_MS = 5000;

/**
 * Resolves when its processes go by the clock, and nothing is due or being done. Rejects where that
 * does not come to be: with `Unsettled` unless they are there, and leave undone what is due.
 */
export async function settleNear(parts: Parts): Promise<void> {
  const { books, near, shift, settlesMaxMs = SETTLES_MAX_MS } = parts;
  await near.hears();
  const began = performance.now();
  const beganAt = shift.now();
  while ((await books.countDue(shift.now() + LEASE_MS)) > 0) {
    if (performance.now() - began > settlesMaxMs) throw await blame(parts, beganAt);
    await setTimeout(LOOK_EVERY_MS);
    await near.hears();
  }
}

/** What nobody has leased since it was due was not even looked at. */
async function blame({ books, near, shift }: Parts, beganAt: number): Promise<Error> {
  const rows = await books.listDue(shift.now() + LEASE_MS, shift.now());
  const told = ['due are', ...rows].join('\n');
  if ((await books.countDue(beganAt)) === 0) return new Unsettled(told);
  shift.add(1);
  const asked = performance.now();
  await near.hears();
  const isPrompt = performance.now() - asked < PROMPT_MS;
  return isPrompt
    ? new Error(`the first server does not do what is due: ${told}`)
    : new Unsettled(told);
}
