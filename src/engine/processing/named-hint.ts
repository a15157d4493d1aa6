// A hint names a payment by our own name for it. One that nobody has yet may be on its way into the
// database: the hint is kept for a minute, by this process alone, as payments are polled anyway.
import type { Account } from '../../core/account.ts';
import { isFailure } from '../../core/failure.ts';
import type { Payment } from '../../core/payment.ts';
import type { Engine } from '../orders/engine.ts';
import type { TakeHint } from './hint.ts';

/** Resolves once the hint is kept, with the payment of this connection; null: there is none yet. */
export type TakeNamedHint = (
  account: Account,
  connection: number,
  token: string,
  hint: 'signed' | 'unsigned',
) => Promise<Payment | null>;

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
type Followed = Payment | null | undefined;
type Kept = { readonly named: Named; readonly until: number; lookAt: number };

export function createNamedHints({ engine, hint, now }: Parts) {
  const kept = new Map<string, Kept>();
  /** Undefined: nobody has that name; null: another connection's payment has. */
  const follow = async ([account, connection, token, kind]: Named): Promise<Followed> => {
    const payment = [{ by: 'token', token }] as const;
    const found = await engine.find(account, { kind: 'findPayment', order: null, payment });
    if (isFailure(found) || found.payment === null) return undefined;
    // Of its own connection's payments alone.
    if (found.payment.connection !== connection) return null;
    await hint(account, found.payment, kind);
    return found.payment;
  };
  return {
    take: async (...named: Named): Promise<Payment | null> => {
      const [account, connection, token, kind] = named;
      const found = await follow(named);
      if (found !== undefined) return found;
      const name = `${account.id} ${connection} ${token} ${kind}`;
      const isKept = kept.has(name) || kept.size >= KEPT_MAX;
      if (!isKept) kept.set(name, { named, until: now() + KEPT_MS, lookAt: now() });
      return null;
    },
    /** Looks whether there are such payments by now. */
    lookAgain: async (): Promise<void> => {
      const at = now();
      for (const [name, one] of kept) {
        if (one.lookAt > at) continue;
        one.lookAt = at + LOOK_EVERY_MS;
        if (at >= one.until) kept.delete(name);
        if ((await follow(one.named)) !== undefined) kept.delete(name);
      }
    },
  };
}
