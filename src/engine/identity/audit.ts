// Writes down what operators change: before it is done, and then how it ended.
import { randomInt } from 'node:crypto';
import { type AuditRecord, BEGUN, type ListAudit } from '../../core/operator.ts';
import type { Store } from '../../store/store.ts';

/** Who changes what. */
export type AuditedChange = Omit<AuditRecord, 'key' | 'at' | 'outcome'>;

/** How it ended, and what was made besides. */
export type Ended = {
  readonly outcome: string;
  readonly account?: string | null;
  readonly target?: AuditRecord['target'];
};

export type Audit = {
  /**
   * Resolves once it is on disk that this is about to be done: no change comes without. What it
   * returns says how that ended; where nobody says so, it stays as begun.
   */
  readonly begin: (change: AuditedChange) => Promise<(ended: Ended) => Promise<void>>;
  /** What was not done. */
  readonly note: (change: AuditedChange, outcome: string) => Promise<void>;
  readonly list: (request: ListAudit) => Promise<readonly AuditRecord[]>;
};

/** Keys of one millisecond; so many that two processes seldom draw the same. */
const KEYS_PER_MS = 1024;
const TEXT_MAX = 200;

/** `now` is the real time in milliseconds. */
export function createAudit(store: Store, now: () => number): Audit {
  let last = 0;
  const add = async (change: AuditedChange, outcome: string): Promise<number> => {
    const at = now();
    for (;;) {
      const key = Math.max(last + 1, at * KEYS_PER_MS + randomInt(KEYS_PER_MS / 2));
      last = key;
      const { account, target } = change;
      const kept = { account: account && clean(account), target: cut(target) };
      const entry = { ...change, ...kept, key, at, outcome };
      if (await store.addAudit(entry)) return key;
    }
  };
  return {
    begin: async (change) => {
      const key = await add(change, BEGUN);
      return async ({ outcome, account = null, target = {} }) => {
        const about = change.account ?? account;
        const all = cut({ ...change.target, ...target });
        await store.endAudit(key, { outcome, account: about && clean(about), target: all });
      };
    },
    note: async (change, outcome) => {
      await add(change, outcome);
    },
    list: ({ kind: _kind, count, ...filter }) => store.listAudit(filter, count),
  };
}

function cut(target: AuditRecord['target']): AuditRecord['target'] {
  return Object.fromEntries(Object.entries(target).map(([name, text]) => [name, clean(text)]));
}

/** What is written down of a text that may be anything; PostgreSQL takes no zero character. */
function clean(text: string): string {
  return text.replaceAll('\0', '').slice(0, TEXT_MAX);
}
