// Seals everything again that an earlier master key, or an earlier version, had sealed.
import { setTimeout as sleep } from 'node:timers/promises';
import type { SealedRow, Store } from '../../store/store.ts';
import type { Vault } from './vault.ts';

const BATCH = 100;

/**
 * Batch by batch, so that a server beside it is not held up; what is done is not done again. What
 * somebody else changes meanwhile is left as it is then: the next pass looks at it. How many were
 * sealed again.
 */
export async function resealAll(store: Store, vault: Vault): Promise<number> {
  let count = 0;
  for (const kind of ['secret', 'record'] as const) {
    let after: SealedRow | null = null;
    for (;;) {
      const rows: readonly SealedRow[] = await store.listSealed(kind, after, BATCH);
      for (const row of rows) count += await resealOne(store, vault, row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) break;
      after = last;
      await sleep(1);
    }
  }
  return count;
}

async function resealOne(store: Store, vault: Vault, row: SealedRow): Promise<0 | 1> {
  if (vault.isCurrent(row.sealed)) return 0;
  const owner = { id: row.account, key: row.accountKey };
  await store.changeSealed(row, vault.seal(vault.open(row.sealed, owner), owner));
  return 1;
}
