// How a serving process ends: what is under way is finished, for a while at most.
import { guarded } from '../guard.ts';

/** So long after the first signal; a second one ends it at once. */
export const DRAIN_MS = 20_000;

export type Closing = { readonly end: () => void; readonly giveUp: () => never };

/** `leave` is called right before the process ends. */
export function closingOf(close: () => Promise<void>, leave: () => void): Closing {
  const exit = (code: number): never => {
    leave();
    process.exit(code);
  };
  const giveUp = (): never => exit(1);
  let ending = false;
  const end = (): void => {
    if (ending) giveUp();
    ending = true;
    setTimeout(guarded(giveUp, giveUp), DRAIN_MS).unref();
    close().then(() => exit(0), giveUp);
  };
  return { end, giveUp };
}
