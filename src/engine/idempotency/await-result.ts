// Waits for what a key came to whose instruction was saved by somebody who does not wait any more.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../../core/decision.ts';
import type { Failure } from '../../core/failure.ts';
import { DECIDED, type Store, WAITING } from '../../store/store.ts';
import { readDecided } from './decided.ts';
import { AlreadyAnswered } from '../orders/decide-and-save.ts';

// Longer than a dead process keeps its lease, shorter than clients wait.
const WAIT_MAX_MS = 20_000;
const LOOK_EVERY_MS = 100;

/**
 * Throws AlreadyAnswered when the answer was saved as it was given. Who waited in vain is told what
 * the first one was told whom the processor did not answer.
 */
export async function awaitResult(
  store: Store,
  account: number,
  key: string,
  now: number,
): Promise<Outcome | Failure> {
  const end = performance.now() + WAIT_MAX_MS;
  do {
    const found = await store.findIdempotencyRecord(account, key, now);
    if (found?.status === DECIDED) return readDecided(found.body);
    if (found?.status !== WAITING) throw new AlreadyAnswered();
    await sleep(LOOK_EVERY_MS);
  } while (performance.now() < end);
  return { failure: 'processor_unavailable' };
}
