// Accounts: found, remembered for less than two seconds, their secrets sealed, their clocks moved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CREDENTIALS } from '../../../test/support/call.ts';
import { MASTER_KEY, openRig } from '../../../test/support/engine.ts';
import { DEFAULT_SETTINGS } from '../../core/account.ts';
import type { Store } from '../../store/store.ts';
import { type AddedSecret, createAccounts, credentialsFor, SECRETS_MAX } from './account.ts';
import { createVault } from './vault.ts';

const { key, secret } = CREDENTIALS;

test('an account is found by key and by number, with its secret', async () => {
  const { accounts, account, store } = await openRig();
  const known = { account, credentials: CREDENTIALS, secrets: [{ id: 1, secret }] };
  for (const name of [key, account.aliases.clientId, account.aliases.merchantId]) {
    assert.deepEqual(await accounts.find(name), known);
  }
  assert.deepEqual(await accounts.findById(account.id), known);
  assert.equal(await accounts.find('nobody'), null);
  assert.equal(await accounts.findById(99), null);
  const row = await store.findAccount(key);
  assert.ok(row !== null && !JSON.stringify(row).includes(secret));
  assert.ok(!JSON.stringify(account).includes(secret));
  await store.close();
});

test('a key is taken once', async () => {
  const { accounts, store } = await openRig();
  const shop = { key, secret: 'other_secret', name: 'Second', processor: 'sandbox' } as const;
  await assert.rejects(accounts.add({ ...shop, mode: 'sandbox' }), /is there already/);
  const fresh = { ...shop, key: 'second', mode: 'sandbox' } as const;
  await assert.rejects(accounts.add({ ...fresh, id: 1 }), /is there already/);
  const { account } = await accounts.add({ ...fresh, settings: { uniqueReferences: true } });
  assert.deepEqual(account.settings, { ...DEFAULT_SETTINGS, uniqueReferences: true });
  assert.ok(Number.isSafeInteger(account.id) && account.id >= 0);
  await store.close();
});

test('a drawn alias that is another’s is drawn again', async () => {
  let refused = 0;
  const wrap = (store: Store): Store => ({
    ...store,
    addAccount: async (row) => {
      if (row.key !== 'unlucky' || refused === 3) return store.addAccount(row);
      refused += 1;
      return false;
    },
  });
  const { accounts, store } = await openRig({ wrap });
  const shop = { secret: 'other_secret', name: 'Shop', mode: 'sandbox' } as const;
  const added = await accounts.add({ ...shop, key: 'unlucky', processor: 'sandbox' });
  assert.deepEqual([added.account.key, refused], ['unlucky', 3]);
  await store.close();
});

test('an account is remembered for a second and a half, a miss not at all', async () => {
  let lookups = 0;
  const wrap = (store: Store): Store => ({
    ...store,
    findAccount: (name) => {
      lookups += 1;
      return store.findAccount(name);
    },
  });
  const { accounts, clock, store } = await openRig({ wrap });
  await accounts.find(key);
  lookups = 0;
  await accounts.find(key);
  clock.now += 1499;
  await accounts.find(key);
  assert.equal(lookups, 0);
  clock.now += 1;
  await accounts.find(key);
  assert.equal(lookups, 1);
  await accounts.find('nobody');
  await accounts.find('nobody');
  assert.equal(lookups, 3);
  await store.close();
});

test('a new secret holds at once here, and within two seconds elsewhere', async () => {
  const { accounts, account, store, clock } = await openRig();
  const elsewhere = createAccounts(store, createVault(MASTER_KEY), () => clock.now);
  await elsewhere.find(key);
  const { id } = added(await accounts.addSecret(account, 'a new secret', clock.now));
  assert.deepEqual((await accounts.find(key))?.secrets, [{ id, secret: 'a new secret' }]);
  clock.now += 1500;
  assert.equal((await elsewhere.find(key))?.credentials.secret, 'a new secret');
  await store.close();
});

test('two secrets hold until one ends or is revoked; signatures go by the order', async () => {
  const { accounts, account, store, clock } = await openRig();
  const { id } = added(await accounts.addSecret(account, 'a new secret', clock.now + 10_000));
  const first = { id: 1, secret };
  const both = (await accounts.find(key)) ?? assert.fail();
  assert.deepEqual(both.secrets, [{ id, secret: 'a new secret' }, first]);
  assert.equal(credentialsFor(both, { secretId: 1 }).secret, secret);
  assert.equal(credentialsFor(both, {}).secret, 'a new secret');
  clock.now += 10_000;
  const later = (await accounts.find(key)) ?? assert.fail();
  assert.deepEqual(later.secrets, [{ id, secret: 'a new secret' }]);
  assert.equal(credentialsFor(later, { secretId: 1 }).secret, 'a new secret');
  assert.equal(await accounts.revokeSecret(account, id), false);
  const third = added(await accounts.addSecret(account, 'a third secret', null));
  assert.equal(await accounts.revokeSecret(account, id), true);
  assert.deepEqual((await accounts.find(key))?.secrets, [{ ...third, secret: 'a third secret' }]);
  const known = await accounts.listSecrets(account);
  assert.deepEqual(
    known.map((each) => [each.id, each.holds]),
    [
      [3, true],
      [2, false],
      [1, false],
    ],
  );
  assert.ok(known[2]?.is(secret) && !known[1]?.is(secret));
  await store.close();
});

test('no more than a handful holds at once', async () => {
  assert.equal(SECRETS_MAX, 5);
  const { accounts, account, store, clock } = await openRig();
  for (let index = 1; index < SECRETS_MAX; index += 1) {
    added(await accounts.addSecret(account, `secret number ${index}`, null));
  }
  assert.equal(await accounts.addSecret(account, 'one too many', null), 'too_many');
  added(await accounts.addSecret(account, 'in place of all', clock.now));
  assert.equal((await accounts.find(key))?.secrets.length, 1);
  await store.close();
});

function added(result: AddedSecret): { readonly id: number } {
  return typeof result === 'string' ? assert.fail(result) : result;
}

test('only a sandbox clock moves, and it only adds up', async () => {
  const { accounts, account, engine, clock, store } = await openRig();
  await accounts.advanceClock(account, 1000);
  await accounts.advanceClock(account, 500);
  const moved = await accounts.find(key);
  assert.equal(moved?.account.clockOffsetMs, 1500);
  assert.equal(engine.nowOf(moved?.account ?? account), clock.now + 1500);
  const live = await accounts.add({
    key: 'live',
    secret,
    name: 'Live',
    mode: 'live',
    processor: 'sandbox',
  });
  await assert.rejects(accounts.advanceClock(live.account, 1), /only a sandbox clock/);
  await store.close();
});

test('a secret sealed under another master key or for another key does not open', async () => {
  const { store, vault, clock } = await openRig();
  const stranger = createVault(new Uint8Array(32).fill(8));
  await assert.rejects(createAccounts(store, stranger, () => clock.now).find(key));
  await store.addSecret(1, vault.seal(secret, { id: 2, key }), clock.now, null);
  await assert.rejects(createAccounts(store, vault, () => clock.now).find(key));
  await store.close();
});
