// Aliases are given once, to every account that lacks them, and drawn again when a name is taken.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Aliases } from '../../core/account.ts';
import type { Store } from '../../store/store.ts';
import { drawAliases, giveAliases } from './alias.ts';

test('drawn aliases have the shapes, and differ', () => {
  const drawn = Array.from({ length: 200 }, () => drawAliases());
  for (const { clientId, merchantId } of drawn) {
    assert.match(clientId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.match(merchantId, /^[1-9]\d{8}$/);
  }
  assert.equal(new Set(drawn.map(({ clientId }) => clientId)).size, 200);
});

test('a merchant id is any number of nine digits', () => {
  assert.equal(drawAliases((from) => from).merchantId, '100000000');
  assert.equal(drawAliases((_, below) => below - 1).merchantId, '999999999');
});

/** A store with so many accounts without aliases, in which the first names drawn are taken. */
function bareStore(count: number, taken: number) {
  const given = new Map<number, Aliases>();
  let tries = 0;
  const listBareAccounts = async (limit: number) =>
    Array.from({ length: count }, (_, id) => id)
      .filter((id) => !given.has(id))
      .slice(0, limit);
  const nameAccount = async (account: number, aliases: Aliases) => {
    tries += 1;
    if (tries > taken) given.set(account, aliases);
    return tries > taken;
  };
  const store = { listBareAccounts, nameAccount } as unknown as Store;
  return { store, given, tries: () => tries };
}

test('every account gets some, also when there are many and a name is taken', async () => {
  const { store, given } = bareStore(1203, 3);
  await giveAliases(store);
  assert.equal(given.size, 1203);
});

test('when every name is taken, the start fails instead of going on without one', async () => {
  const { store, tries } = bareStore(1, Number.POSITIVE_INFINITY);
  await assert.rejects(giveAliases(store), /no free name/);
  assert.equal(tries(), 100);
});
