// Sealing again: everything, in batches between which others get their turn, and nothing twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SealedRow, Store } from '../../store/store.ts';
import { resealAll } from './reseal.ts';
import { createVault } from './vault.ts';

const OLD = new Uint8Array(32).fill(1);
const NEW = new Uint8Array(32).fill(2);
const ownerOf = ({ account, accountKey }: SealedRow) => ({ id: account, key: accountKey });

/** A store of so many secrets and records, the last of each sealed by the new key already. */
function openSealed(secrets: number, records: number) {
  const [former, vault] = [createVault(OLD), createVault([NEW, OLD])];
  const rowsOf = (of: SealedRow['of'], count: number) =>
    Array.from({ length: count }, (_, account): SealedRow => {
      const owner = { id: account, key: `shop_${account}` };
      const sealed = (account === count - 1 ? vault : former).seal(`${of} ${account}`, owner);
      return { of, account, accountKey: owner.key, kind: '', id: 1, sealed };
    });
  const rows = { secret: rowsOf('secret', secrets), record: rowsOf('record', records) };
  const asked: (readonly [of: string, from: number, found: number, others: string])[] = [];
  let others = 'began';
  const store = {
    listSealed: async (of: SealedRow['of'], after: SealedRow | null, limit: number) => {
      const from = after === null ? 0 : after.account + 1;
      const found = rows[of].slice(from, from + limit);
      asked.push([of, from, found.length, after === null ? 'began' : others]);
      others = 'waited';
      setTimeout(() => {
        others = 'had a turn';
      }, 0);
      return found;
    },
    changeSealed: async (row: SealedRow, sealed: string) => {
      assert.equal(rows[row.of][row.account], row);
      rows[row.of][row.account] = { ...row, sealed };
      return true;
    },
  };
  return { store: store as unknown as Store, vault, rows, asked };
}

test('secrets and records are sealed again, a hundred at a time, and then nothing is', async () => {
  const { store, vault, rows, asked } = openSealed(250, 100);
  assert.equal(await resealAll(store, vault), 249 + 99);
  for (const row of [...rows.secret, ...rows.record]) {
    assert.ok(vault.isCurrent(row.sealed), row.accountKey);
    assert.equal(vault.open(row.sealed, ownerOf(row)), `${row.of} ${row.account}`);
  }
  assert.deepEqual(asked, [
    ['secret', 0, 100, 'began'],
    ['secret', 100, 100, 'had a turn'],
    ['secret', 200, 50, 'had a turn'],
    ['record', 0, 100, 'began'],
    ['record', 100, 0, 'had a turn'],
  ]);
  const before = structuredClone(rows);
  assert.equal(await resealAll(store, vault), 0);
  assert.deepEqual(rows, before);
});

test('nothing to seal is nothing sealed', async () => {
  const { store, vault, asked } = openSealed(0, 0);
  assert.equal(await resealAll(store, vault), 0);
  assert.equal(asked.length, 2);
});
