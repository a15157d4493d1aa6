// The operator's accounts: added, listed page by page, renamed, switched off; secrets shown once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CREDENTIALS } from '../../../test/support/call.ts';
import { openRig } from '../../../test/support/engine.ts';
import type { Account } from '../../core/account.ts';
import type { AddAccount, AddedAccount } from '../../core/account-request.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { IdempotencyRecord } from '../../store/store.ts';
import { generateCredentials } from './generate.ts';
import { addMerchant, createMerchants } from './merchants.ts';
import { OPERATOR } from './operator.ts';

const KEY = CREDENTIALS.key;
const SECOND: AddAccount = { kind: 'addAccount', name: 'Second', mode: 'sandbox', key: 'second' };
const UNKNOWN = { failure: 'record_not_found' } as const;
const TAKEN = { failure: 'record_taken' } as const;

async function openMerchants() {
  const rig = await openRig();
  const remembered: (readonly [Account, IdempotencyRecord])[] = [];
  const remember = async (account: Account, reply: IdempotencyRecord): Promise<void> => {
    remembered.push([account, reply]);
  };
  return {
    ...rig,
    merchants: createMerchants({ ...rig, remember, now: () => rig.clock.now }),
    remembered,
  };
}

/** The record whose body is the result, as an answer is made of it. */
const recordOf = (result: AddedAccount | Failure | null): IdempotencyRecord => ({
  key: 'once',
  fingerprint: '',
  status: 200,
  headers: {},
  body: JSON.stringify(result),
  expiresAt: 1,
});

test('generated credentials say their mode, are long enough, and are drawn anew', () => {
  for (const [mode, word] of [
    ['sandbox', 'test'],
    ['live', 'live'],
  ] as const) {
    const [one, other] = [generateCredentials(mode), generateCredentials(mode)];
    assert.match(one.key, new RegExp(`^${word}_[0-9a-f]{16}$`));
    assert.match(one.secret, /^[0-9a-f]{64}$/);
    assert.ok(one.key !== other.key && one.secret !== other.secret);
  }
});

test('a sandbox account begins with the sandbox, a live one with nobody', async () => {
  const { accounts, store } = await openRig();
  for (const [mode, processor, key] of [
    ['sandbox', 'sandbox', null],
    ['live', 'none', null],
    ['live', 'none', 'chosen'],
  ] as const) {
    const added = await addMerchant(accounts, { kind: 'addAccount', name: 'Shop', mode, key });
    assert.ok(!isFailure(added));
    const { account, secret } = added;
    assert.deepEqual([account.mode, account.processor, account.name], [mode, processor, 'Shop']);
    assert.match(account.key, key === null ? /^(test|live)_[0-9a-f]{16}$/ : /^chosen$/);
    assert.equal((await accounts.findFresh(account.key))?.credentials.secret, secret);
  }
  await store.close();
});

test('a key that is taken is told as taken, and a database that fails is not', async () => {
  const { accounts, store, merchants, remembered } = await openMerchants();
  const again = { ...SECOND, key: KEY };
  assert.deepEqual(await addMerchant(accounts, again), TAKEN);
  assert.deepEqual(await merchants.add(OPERATOR, again, recordOf), TAKEN);
  assert.deepEqual(JSON.parse(remembered[0]?.[1].body ?? ''), TAKEN, 'it is remembered as well');
  await store.close();
  await assert.rejects(
    addMerchant(accounts, SECOND),
    (error: Error) => !/taken/.test(error.message),
  );
});

test('the secret is shown once: what is remembered of the answer has it sealed', async () => {
  const { merchants, remembered, vault, store } = await openMerchants();
  const added = await merchants.add(OPERATOR, SECOND, recordOf);
  assert.ok(!isFailure(added));
  const [[account, { body }] = assert.fail()] = remembered;
  assert.equal(account, OPERATOR);
  assert.ok(!body.includes(added.secret));
  const kept: AddedAccount = JSON.parse(body);
  assert.deepEqual(kept.account, JSON.parse(JSON.stringify(added.account)));
  assert.equal(vault.open(kept.secret, OPERATOR), added.secret);
  await merchants.add(OPERATOR, { ...SECOND, key: 'third' }, null);
  assert.equal(remembered.length, 1, 'nothing is remembered that nobody asked to');
  await store.close();
});

test('accounts are listed from behind one of them on, each once', async () => {
  const { accounts, merchants, store } = await openMerchants();
  const shop = { secret: 's', name: 'Shop', mode: 'sandbox', processor: 'sandbox' } as const;
  // The account of the rig has the number 1; the least number that there is comes first.
  for (const id of [0, 5, 9]) await accounts.add({ ...shop, id, key: `shop_${id}` });
  const list = async (after: string | null, count: number) => {
    const found = await merchants.list({ kind: 'listAccounts', after, count });
    return isFailure(found) ? found : found.map(({ key }) => key);
  };
  assert.deepEqual(await list(null, 10), ['shop_0', KEY, 'shop_5', 'shop_9']);
  assert.deepEqual(await list(null, 2), ['shop_0', KEY]);
  assert.deepEqual(await list('shop_0', 2), [KEY, 'shop_5']);
  assert.deepEqual(await list('shop_9', 2), []);
  assert.deepEqual(await list('nobody', 2), UNKNOWN);
  await store.close();
});

test('an account is found and changed by its key; what is not named stays', async () => {
  const { merchants, accounts, store } = await openMerchants();
  const find = () => merchants.find({ kind: 'findAccount', key: KEY });
  const change = (changes: object, key = KEY) =>
    merchants.change({ kind: 'changeAccount', key, ...changes });
  const steps = [
    [{ name: 'Chai Point' }, 'Chai Point', false],
    [{ disabled: true }, 'Chai Point', true],
    [{}, 'Chai Point', true],
    [{ name: 'Samosa', disabled: false }, 'Samosa', false],
  ] as const;
  for (const [changes, name, disabled] of steps) {
    await accounts.find(KEY);
    const changed = await change(changes);
    assert.ok(!isFailure(changed));
    assert.deepEqual([changed.name, changed.settings.disabled], [name, disabled]);
    assert.deepEqual(await find(), changed);
  }
  assert.deepEqual(await change({ name: 'x' }, 'nobody'), UNKNOWN);
  assert.deepEqual(await merchants.find({ kind: 'findAccount', key: 'nobody' }), UNKNOWN);
  await store.close();
});
