// The server's log on standard error, for people on a terminal, else as JSON: a full disk or a slow
// reader costs lines and nothing else.
import { pino } from 'pino';
import type { Log } from '../engine/log.ts';
import { guarded, rethrow } from '../guard.ts';
import { readableLine } from './log-line.ts';

// So many bytes wait for their reader; further lines are dropped until there is room.
const WAITING_MAX = 4 * 1024 * 1024;

/** `leave` is called right before the process ends. */
export function openLog(
  level: string,
  isReadable = false,
): { readonly log: Log; readonly leave: () => void } {
  const destination = pino.destination({ dest: 2, maxLength: WAITING_MAX });
  let isBroken = false;
  const note = (broken: boolean) => (): void => {
    isBroken = broken;
  };
  destination.on('error', guarded(rethrow, note(true)));
  destination.on('write', guarded(rethrow, note(false)));
  const leave = (): void => {
    // What waits is flushed at the end, and that tries again for ever where nothing can be written.
    if (isBroken) destination.destroy();
  };
  const readable = { write: (line: string) => destination.write(readableLine(line)) };
  return { log: pino({ level }, isReadable ? readable : destination), leave };
}
