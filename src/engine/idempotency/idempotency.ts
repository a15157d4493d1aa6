// Idempotency: the first answer to a key is saved with what it changed, and given again for 24
// hours.
import type { Account } from '../../core/account.ts';
import type { Failure } from '../../core/failure.ts';
import type { IdempotencyRecord, Store } from '../../store/store.ts';
import type { Engine } from '../orders/engine.ts';
import { AlreadyAnswered } from '../orders/decide-and-save.ts';

export const REPLAYED_FOR_MS = 24 * 60 * 60 * 1000;

export type WireReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * `look` throws AlreadyAnswered when the key has its answer; the work then ends, and that is given.
 * Work that does not look finds it when it saves.
 */
export type Work = (
  keep: (reply: WireReply) => IdempotencyRecord,
  look: () => Promise<void>,
) => Promise<WireReply>;

export type Idempotency = {
  /**
   * Runs `work` once for each key of an account. `work` gets `keep`, which makes the row that must
   * be saved in the commit of what the request changed. The replayed answer has `replayed: true`.
   */
  readonly answer: (
    account: Account,
    key: string,
    fingerprint: string,
    work: Work,
  ) => Promise<{ readonly reply: WireReply; readonly replayed: boolean } | Failure>;
};

export function createIdempotency(store: Store, engine: Engine): Idempotency {
  const inFlight = new Set<string>();

  const replay = async (account: Account, key: string, fingerprint: string) => {
    const found = await store.findIdempotencyRecord(account.id, key, engine.nowOf(account));
    if (found === null) return null;
    if (found.fingerprint !== fingerprint) return { failure: 'idempotency_mismatch' } as const;
    const { status, headers, body } = found;
    return { reply: { status, headers, body }, replayed: true };
  };

  return {
    answer: async (account, key, fingerprint, work) => {
      const name = `${account.id} ${key}`;
      if (inFlight.has(name)) return { failure: 'idempotency_in_flight' };
      inFlight.add(name);
      try {
        const look = async (): Promise<void> => {
          const found = await store.findIdempotencyRecord(account.id, key, engine.nowOf(account));
          if (found !== null) throw new AlreadyAnswered();
        };
        const expiresAt = engine.nowOf(account) + REPLAYED_FOR_MS;
        const keep = (reply: WireReply): IdempotencyRecord => ({
          key,
          fingerprint,
          expiresAt,
          ...reply,
        });
        const reply = await work(keep, look);
        return { reply, replayed: false };
      } catch (error) {
        if (!(error instanceof AlreadyAnswered)) throw error;
        const meanwhile = await replay(account, key, fingerprint);
        if (meanwhile === null) throw error;
        return meanwhile;
      } finally {
        inFlight.delete(name);
      }
    },
  };
}
