// Aliases of an account: names of the shapes that gateways' own clients insist on.
import { randomInt, randomUUID } from 'node:crypto';
import type { Aliases } from '../../core/account.ts';
import type { Store } from '../../store/store.ts';

/** A number that fits into 32 bits, as some kits read it, and never begins with a zero. */
const MERCHANT_IDS = [100_000_000, 1_000_000_000] as const;

/** `draw` takes a number from the first one on, and below the second. */
export function drawAliases(
  draw: (from: number, below: number) => number = (from, below) => randomInt(from, below),
): Aliases {
  return { clientId: randomUUID(), merchantId: String(draw(...MERCHANT_IDS)) };
}

const PAGE = 500;
const TRIES_MAX = 100;

/** Gives aliases to accounts that are older than them; others keep theirs. */
export async function giveAliases(store: Store): Promise<void> {
  for (;;) {
    const bare = await store.listBareAccounts(PAGE);
    for (const account of bare) await giveTo(store, account);
    if (bare.length < PAGE) return;
  }
}

async function giveTo(store: Store, account: number): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    if (await store.nameAccount(account, drawAliases())) return;
  }
  throw new Error('no free name was found for an account');
}
