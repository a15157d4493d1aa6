// Logs an error that nobody can be answered with: a database that is away is not a bug of ours.
import type { OnError } from '../guard.ts';
import { CommitUnknown, Unreachable } from '../store/store.ts';
import type { Log } from './log.ts';

export const DATABASE_AWAY = 'the database cannot be reached';

/** `text` says what failed, where it is not for want of the database. */
export function logError(log: Log, error: unknown, text: string, facts: object = {}): void {
  if (error instanceof Unreachable || error instanceof CommitUnknown) {
    log.error({ ...facts, error: error.message }, DATABASE_AWAY);
    return;
  }
  const shown = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.error({ ...facts, error: shown }, text);
}

/** For what runs in the background, where no request waits for an answer. */
export function onErrorOf(log: Log): OnError {
  return (error) => logError(log, error, 'background work failed');
}
