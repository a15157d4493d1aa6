// What was opened of connections, for as long as it may be stale.
import type { Account } from '../../core/account.ts';
import type { Connection } from '../../gateways/processor.ts';

/** A change by another process is promised within two seconds, as one of an account is. */
export const REMEMBERED_MS = 1500;
const REMEMBERED_MAX = 10_000;

type Remembered = { readonly connection: Connection; readonly until: number };

/** `now` is the real time in milliseconds. */
export function createConnectionMemory(now: () => number) {
  const known = new Map<string, Remembered>();
  return {
    recall: (account: number, id: number): Connection | null => {
      const remembered = known.get(`${account} ${id}`);
      return remembered !== undefined && remembered.until > now() ? remembered.connection : null;
    },
    remember: (connection: Connection, until: number): void => {
      if (known.size >= REMEMBERED_MAX) known.clear();
      known.set(`${connection.account} ${connection.id}`, { connection, until });
    },
    forget: ({ id }: Pick<Account, 'id'>, key: number): void => {
      known.delete(`${id} ${key}`);
    },
  };
}
