// What every store promises of an account's names.
import assert from 'node:assert/strict';
import { accountRow, type Run } from './store.ts';

export function testNames(run: Run): void {
  run('no two accounts answer to one name, be it a key or an alias', async (store) => {
    await store.addAccount(accountRow());
    const { aliases } = accountRow();
    for (const name of Object.values(aliases)) {
      assert.equal((await store.findAccount(name))?.id, 1);
      assert.equal(await store.addAccount(accountRow({ id: 2, key: name })), false);
    }
    for (const clash of [{ clientId: 'key_1' }, { merchantId: aliases.clientId }]) {
      const taken = { ...accountRow({ id: 2 }).aliases, ...clash };
      assert.equal(await store.addAccount(accountRow({ id: 2, key: 'k', aliases: taken })), false);
      assert.equal(await store.findAccountById(2), null);
    }
    assert.equal((await store.findAccount('key_1'))?.id, 1);
    // Nothing of what was refused is in the way, and names are given once.
    assert.equal(await store.addAccount(accountRow({ id: 2, key: 'key_2' })), true);
    assert.deepEqual(await store.listBareAccounts(9), []);
    assert.equal(await store.nameAccount(2, aliases), true);
    assert.deepEqual((await store.findAccount('key_2'))?.aliases, accountRow({ id: 2 }).aliases);
  });
}
