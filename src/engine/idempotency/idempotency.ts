// Idempotency: the first answer to a key is saved with what it changed, and given again for 24
// hours. What waits for a processor is saved as waiting, and answered by the processor's report.
import type { Account } from '../../core/account.ts';
import type { Failure } from '../../core/failure.ts';
import { DECIDED, type IdempotencyRecord, type Store, WAITING } from '../../store/store.ts';
import type { Engine } from '../orders/engine.ts';
import { AlreadyAnswered } from '../orders/decide-and-save.ts';

export const REPLAYED_FOR_MS = 24 * 60 * 60 * 1000;

const DELETED_AT_ONCE = 500;

/**
 * Forgets answers that are a day old. In real time, because an account's clock is only ever moved
 * ahead: what is a day old has expired on it, and what is younger it alone may find expired.
 */
export async function deleteOldAnswers(store: Store, now: number): Promise<number> {
  const before = now - REPLAYED_FOR_MS;
  for (let purged = 0; ; ) {
    const count = await store.purgeIdempotencyRecords(before, DELETED_AT_ONCE);
    purged += count;
    if (count < DELETED_AT_ONCE) return purged;
  }
}

export type WireReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What work may do about its key. */
export type Memory = {
  /** The row to be saved in the commit of what the request changed; null: its answer waits. */
  readonly keep: (reply: WireReply | null) => IdempotencyRecord;
  /** Throws AlreadyAnswered when the key is used: the work then ends, and its answer is given. */
  readonly look: () => Promise<void>;
  /** The key, when its work was done before and only its result is still to be waited for. */
  readonly resumes: string | null;
};

/** Work that does not look finds that the key was used when it saves. */
export type Work = (memory: Memory) => Promise<WireReply>;

/** Within what a key is one, and what must be the same of every request that uses it. */
export type Use = {
  readonly key: string;
  readonly fingerprint: string;
  /** The same as versions before this one saved it; null when none of theirs is left. */
  readonly former?: Pick<Use, 'key' | 'fingerprint'> | null;
};

export type Idempotency = {
  /** Runs `work` once for each key of an account. The replayed answer has `replayed: true`. */
  readonly answer: (
    account: Account,
    use: Use,
    work: Work,
  ) => Promise<{ readonly reply: WireReply; readonly replayed: boolean } | Failure>;
};

type Found = { readonly reply: WireReply } | 'waits' | Failure;

export function createIdempotency(store: Store, engine: Engine): Idempotency {
  const inFlight = new Set<string>();

  const find = async (account: Account, { key, fingerprint }: Use): Promise<Found | null> => {
    const found = await store.findIdempotencyRecord(account.id, key, engine.nowOf(account));
    if (found === null) return null;
    if (found.fingerprint !== fingerprint) return { failure: 'idempotency_mismatch' };
    const { status, headers, body } = found;
    return status === WAITING || status === DECIDED
      ? 'waits'
      : { reply: { status, headers, body } };
  };
  const replay = async (account: Account, use: Use, work: Work) => {
    const found = await find(account, use);
    if (found !== 'waits')
      return found && ('reply' in found ? { ...found, replayed: true } : found);
    const memory = { keep: keeping(account, use), look: async () => undefined };
    return { reply: await work({ ...memory, resumes: use.key }), replayed: true };
  };
  const keeping = (account: Account, { key, fingerprint }: Use): Memory['keep'] => {
    const expiresAt = engine.nowOf(account) + REPLAYED_FOR_MS;
    const waiting = { status: WAITING, headers: {}, body: '' };
    return (reply) => ({ key, fingerprint, expiresAt, ...(reply ?? waiting) });
  };

  const answerOnce = async (account: Account, use: Use, work: Work) => {
    const before = use.former ? await replay(account, use.former, work) : null;
    if (before !== null) return before;
    const look = async (): Promise<void> => {
      const found = await store.findIdempotencyRecord(account.id, use.key, engine.nowOf(account));
      if (found !== null) throw new AlreadyAnswered();
    };
    try {
      const reply = await work({ keep: keeping(account, use), look, resumes: null });
      return { reply, replayed: false };
    } catch (error) {
      if (!(error instanceof AlreadyAnswered)) throw error;
      const meanwhile = await replay(account, use, work).catch((late) => {
        // Its answer was saved while it was waited for.
        if (late instanceof AlreadyAnswered) return replay(account, use, work);
        throw late;
      });
      if (meanwhile === null) throw error;
      return meanwhile;
    }
  };

  return {
    answer: async (account, use, work) => {
      const name = `${account.id} ${use.key}`;
      if (inFlight.has(name)) return { failure: 'idempotency_in_flight' };
      inFlight.add(name);
      return answerOnce(account, use, work).finally(() => inFlight.delete(name));
    },
  };
}
