// A hint names a payment by our own name for it. One that nobody has yet may be on its way into the
// database: the hint is kept for a minute, by this process alone, as payments are polled anyway.
import type { Account } from '../../core/account.ts';
import { isFailure } from '../../core/failure.ts';
import type { Engine } from '../orders/engine.ts';
import type { TakeHint } from './hint.ts';

/** Resolves once the hint is kept, where there is such a payment of this connection. */
export type TakeNamedHint = (
  account: Account,
  connection: number,
  token: string,
  hint: 'signed' | 'unsigned',
) => Promise<void>;

type Parts = {
  readonly engine: Pick<Engine, 'find'>;
  readonly hint: TakeHint;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

const KEPT_MS = 60_000;
const LOOK_EVERY_MS = 3000;
/** Names that are nobody's cost no more look-ups than these. */
const KEPT_MAX = 200;

type Named = Parameters<TakeNamedHint>;
type Kept = { readonly named: Named; readonly until: number; lookAt: number };

export function createNamedHints({ engine, hint, now }: Parts) {
  const kept = new Map<string, Kept>();
  const follow = async ([account, connection, token, kind]: Named): Promise<boolean> => {
    const payment = [{ by: 'token', token }] as const;
    const found = await engine.find(account, { kind: 'findPayment', order: null, payment });
    if (isFailure(found) || found.payment === null) return false;
    // Of its own connection's payments alone.
    if (found.payment.connection === connection) await hint(account, found.payment, kind);
    return true;
  };
  return {
    take: async (...named: Named): Promise<void> => {
      const [account, connection, token, kind] = named;
      if (await follow(named)) return;
      const name = `${account.id} ${connection} ${token} ${kind}`;
      if (kept.has(name) || kept.size >= KEPT_MAX) return;
      kept.set(name, { named, until: now() + KEPT_MS, lookAt: now() });
    },
    /** Looks whether there are such payments by now. */
    lookAgain: async (): Promise<void> => {
      const at = now();
      for (const [name, one] of kept) {
        if (one.lookAt > at) continue;
        one.lookAt = at + LOOK_EVERY_MS;
        if ((await follow(one.named)) || at >= one.until) kept.delete(name);
      }
    },
  };
}
