// Who proves nothing may have a payment asked about so often and no more: a browser that comes back
// says nothing that is believed, and anybody can open its address.
import type { Account } from '../../core/account.ts';
import type { Payment } from '../../core/payment.ts';

/** One inquiry in this time, counted by each process for itself. */
export const HINT_EVERY_MS = 10_000;

/** `now` is the real time in milliseconds. */
export function createHints(now: () => number): (account: Account, payment: Payment) => boolean {
  // In the order of their times, which are all of the last ten seconds.
  const asked = new Map<string, number>();
  return ({ id: account }, { id }) => {
    const at = now();
    for (const [name, last] of asked) {
      if (Math.abs(at - last) < HINT_EVERY_MS) break;
      asked.delete(name);
    }
    const name = `${account} ${id.key}`;
    if (asked.has(name)) return false;
    asked.set(name, at);
    return true;
  };
}
