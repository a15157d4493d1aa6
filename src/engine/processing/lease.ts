// The lease of an instruction: one process deals with it at a time, and another one follows when
// that process dies.
import { guarded } from '../../guard.ts';
import type { InstructionRow, Store } from '../../store/store.ts';
import type { Log } from '../log.ts';

/**
 * What is under way is taken by nobody else for so long, in real time. Whoever does it says again
 * and again that it lives: so a slow processor is not asked by a second one.
 */
export const LEASE_MS = 5000;
const RENEW_EVERY_MS = 1500;

type Parts = { readonly store: Store; readonly now: () => number; readonly log: Log };

/** Keeps the lease until what it returns is called. */
export function renewWhile({ store, now, log }: Parts, row: InstructionRow): () => void {
  const missed = (error: unknown): void => {
    log.warn({ error: String(error) }, 'a lease could not be renewed');
  };
  const renew = (): Promise<unknown> => store.renewLease(row, now() + LEASE_MS);
  const timer = setInterval(guarded(missed, renew), RENEW_EVERY_MS);
  return () => clearInterval(timer);
}
