// What is remembered of accounts: by every name and by number, never too long, and never too much.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CREDENTIALS } from '../../../test/support/call.ts';
import { MASTER_KEY, openRig } from '../../../test/support/engine.ts';
import type { Account } from '../../core/account.ts';
import type { Store } from '../../store/store.ts';
import { type Accounts, createAccounts } from './account.ts';
import { createVault } from './vault.ts';

const { key, secret } = CREDENTIALS;

/** A rig that counts how often accounts are looked for. */
async function openCounted() {
  const looked = { byName: 0, byId: 0 };
  const wrap = (store: Store): Store => ({
    ...store,
    findAccount: (name) => {
      looked.byName += 1;
      return store.findAccount(name);
    },
    findAccountById: (id) => {
      looked.byId += 1;
      return store.findAccountById(id);
    },
  });
  const rig = await openRig({ wrap });
  looked.byName = 0;
  looked.byId = 0;
  return { ...rig, looked };
}

test('by its number an account is remembered as long as by a name', async () => {
  const { accounts, account, clock, store, looked } = await openCounted();
  const known = await accounts.findById(account.id);
  clock.now += 1499;
  assert.equal(await accounts.findById(account.id), known);
  assert.equal(looked.byId, 1);
  clock.now += 1;
  assert.notEqual(await accounts.findById(account.id), known);
  assert.equal(looked.byId, 2);
  await store.close();
});

const CHANGES: readonly (readonly [string, (accounts: Accounts, account: Account) => unknown])[] = [
  ['another secret', (accounts, account) => accounts.addSecret(account, 'a new secret', null)],
  ['a revoked secret', (accounts, account) => accounts.revokeSecret(account, 1)],
  ['a clock that moved', (accounts, account) => accounts.advanceClock(account, 1000)],
  [
    'settings',
    (accounts, account) =>
      accounts.changeSettings(account, { changes: { uniqueReferences: true } }),
  ],
];

for (const [name, change] of CHANGES) {
  test(`a change is seen at once, by every name and by number: ${name}`, async () => {
    const { accounts, account, store } = await openCounted();
    await accounts.addSecret(account, 'another one', null);
    const { clientId, merchantId } = account.aliases;
    const seen = () =>
      Promise.all([
        ...[key, clientId, merchantId].map((each) => accounts.find(each)),
        accounts.findById(account.id),
      ]);
    const before = await seen();
    await change(accounts, account);
    for (const [at, now] of (await seen()).entries()) {
      assert.notDeepEqual(now, before[at], `place ${at}`);
    }
    await store.close();
  });
}

test('settings and name are told as they are, whoever has changed them', async () => {
  const { accounts, account, store, clock } = await openRig();
  const elsewhere = createAccounts(store, createVault(MASTER_KEY), () => clock.now);
  await elsewhere.find(key);
  const changes = { uniqueReferences: true };
  const renamed = await accounts.changeSettings(account, { changes, name: 'Chai Point' });
  const expected = { ...account.settings, ...changes, name: 'Chai Point' };
  assert.deepEqual(renamed, expected);
  assert.deepEqual(await elsewhere.findSettings(account), expected);
  // The account at hand has the name of before.
  assert.notEqual(account.name, 'Chai Point');
  const again = await elsewhere.changeSettings(account, { changes: { unsignedCreate: true } });
  assert.deepEqual(again, { ...expected, unsignedCreate: true });
  const lost = { ...account, id: 99 };
  assert.deepEqual(await accounts.findSettings(lost), { ...account.settings, name: account.name });
  await store.close();
});

test('a clock that was moved is told moved', async () => {
  const { accounts, account, store } = await openRig();
  assert.equal((await accounts.advanceClock(account, 1000)).clockOffsetMs, 1000);
  await store.close();
});

test('no more than ten thousand names are remembered', async () => {
  let looked = 0;
  // Every name is the one account's.
  const wrap = (store: Store): Store => ({
    ...store,
    findAccount: () => {
      looked += 1;
      return store.findAccount(key);
    },
  });
  const { accounts, store } = await openRig({ wrap });
  const fresh = createAccounts(store, createVault(MASTER_KEY), () => 0);
  for (let at = 0; at < 10_000; at += 1) await fresh.find(`name ${at}`);
  looked = 0;
  await fresh.find('name 0');
  assert.equal(looked, 0, 'the first of ten thousand is remembered');
  await fresh.find('one more');
  await fresh.find('name 0');
  assert.equal(looked, 2, 'one more is too many');
  assert.ok((await accounts.find(key)) !== null);
  await store.close();
});

test('numbers of accounts are drawn from 48 bits', async () => {
  const { accounts, store } = await openRig();
  const shop = { secret, name: 'Shop', processor: 'sandbox', mode: 'sandbox' } as const;
  const numbers = await Promise.all(
    Array.from({ length: 8 }, async (_, at) => {
      const { account } = await accounts.add({ ...shop, key: `shop_${at}` });
      return account.id;
    }),
  );
  // All of them below 2^40: once in 2^64 times.
  assert.ok(numbers.some((number) => number >= 2 ** 40));
  assert.ok(numbers.every((number) => number < 2 ** 48));
  await store.close();
});
