// A process dies between the commit of an account or a connection and that of its answer: the same
// request finds what is there, is told of it, and makes no second one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CREDENTIALS } from '../../../test/support/call.ts';
import { asked, good, openConnections } from '../../../test/support/connection.ts';
import { openRig } from '../../../test/support/engine.ts';
import type { AddAccount, AddedAccount } from '../../core/account-request.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { IdempotencyRecord } from '../../store/store.ts';
import { REPLAYED_FOR_MS } from '../idempotency/idempotency.ts';
import { createMerchants } from './merchants.ts';
import { OPERATOR } from './operator.ts';

type Use = Pick<IdempotencyRecord, 'key' | 'fingerprint'>;
const USE: Use = { key: 'once', fingerprint: 'as asked' };
const ADD: AddAccount = { kind: 'addAccount', name: 'Second', mode: 'live', key: null };

async function openMerchants() {
  const rig = await openRig();
  let isAlive = true;
  const remember = async (): Promise<void> => {
    if (!isAlive) throw new Error('killed');
  };
  const merchants = createMerchants({ ...rig, remember, now: () => rig.clock.now });
  const add = (request: AddAccount, use: Use): Promise<AddedAccount | Failure> =>
    merchants.add(OPERATOR, request, () => ({
      ...use,
      status: 200,
      headers: {},
      body: '',
      expiresAt: 1,
    }));
  const kill = async (request: AddAccount, use: Use): Promise<void> => {
    isAlive = false;
    await assert.rejects(add(request, use), /killed/);
    isAlive = true;
  };
  const keys = async (): Promise<readonly string[]> =>
    (await rig.accounts.list(-1, 100)).map(({ key }) => key);
  return { ...rig, add, kill, keys };
}

for (const request of [ADD, { ...ADD, key: 'second' }]) {
  test(`an account whose answer was lost is told: ${request.key ?? 'of a drawn key'}`, async () => {
    const { add, kill, keys, accounts, clock, store } = await openMerchants();
    await kill(request, USE);
    const told = await add(request, USE);
    assert.ok(!isFailure(told), JSON.stringify(told));
    assert.deepEqual(new Set(await keys()), new Set([CREDENTIALS.key, told.account.key]));
    const kept = await accounts.findFresh(told.account.key);
    assert.equal(kept?.credentials.secret, told.secret);
    // Another request, or another key, is another account.
    const other = await add({ ...request, name: 'Third' }, { ...USE, fingerprint: 'another' });
    const third = await add(request, { ...USE, key: 'twice' });
    clock.now += REPLAYED_FOR_MS + 1;
    const later = await add(request, USE);
    if (request.key === null) {
      const all = [told, other, third, later].map((each) => 'secret' in each && each.secret);
      assert.equal(new Set(all).size, 4, 'four accounts');
    } else {
      for (const each of [other, third, later]) {
        assert.deepEqual(each, { failure: 'record_taken' });
      }
    }
    await store.close();
  });
}

test('a connection whose answer was lost is told, and carries payments', async () => {
  const rig = await openConnections();
  const { account, connections, store, places } = rig;
  const list = async () =>
    good(await connections.list({ kind: 'listConnections', account: account.key }));
  // It dies before the route was written; the answer comes after that.
  const { changeRoute } = places.accounts;
  let isAlive = false;
  Object.assign(places.accounts, {
    changeRoute: (...given: Parameters<typeof changeRoute>) =>
      isAlive ? changeRoute(...given) : Promise.reject(new Error('killed')),
  });
  await assert.rejects(connections.add(asked(account), USE), /killed/);
  assert.deepEqual(
    (await list()).map(({ isRoute }) => isRoute),
    [false],
  );
  isAlive = true;
  const told = good(await connections.add(asked(account), USE));
  assert.deepEqual([told.isRoute, await list()], [true, [told]]);
  assert.deepEqual(good(await connections.add(asked(account), USE)), told);
  const other = good(await connections.add(asked(account), { ...USE, key: 'twice' }));
  const third = good(await connections.add(asked(account), { ...USE, fingerprint: 'another' }));
  rig.clock.now += REPLAYED_FOR_MS + 1;
  const later = good(await connections.add(asked(account), USE));
  const ids = [told, other, third, later].map(({ id }) => id.key);
  assert.equal(new Set(ids).size, 4);
  await store.close();
});
