// Connections: what is taken, what is kept sealed, what carries payments, what may be seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, good, named, openConnections } from '../../../test/support/connection.ts';
import { MASTER_KEY } from '../../../test/support/engine.ts';
import { ACCEPTING, BANK, callBy, CREDENTIALS_OF_BANK } from '../../../test/support/processor.ts';
import { carrierOf } from '../../core/account.ts';
import type { AddConnection, ShownConnection } from '../../core/connection.ts';
import { isFailure } from '../../core/failure.ts';
import type { Store } from '../../store/store.ts';
import { createAccounts } from './account.ts';
import type { Call } from '../processing/call.ts';
import { createConnections } from './connection.ts';
import { resealAll } from './reseal.ts';
import { createVault } from './vault.ts';

test('a connection is added, opened with its credentials, shown without its secrets', async () => {
  const { connections, account, store, clock } = await openConnections();
  const baseUrl = 'http://127.0.0.1:9000/bank/';
  const added = good(await connections.add(asked(account, { label: 'Main', baseUrl })));
  const { id, ...shown } = added;
  assert.deepEqual(shown, {
    account: account.key,
    processor: BANK,
    mode: 'test',
    label: 'Main',
    baseUrl: 'http://127.0.0.1:9000/bank',
    retiredAt: null,
    checkedAt: null,
    createdAt: clock.now,
    shown: { merchantId: 'M-1' },
    secrets: { apiSecret: true, hookSecret: true },
    formerCredentials: 0,
    isRoute: true,
    webhookUrl: `/${account.id}/${id.key}`,
    remedy: null,
  });
  assert.deepEqual(await connections.find(account.id, id.key), {
    id: id.key,
    account: account.id,
    processor: BANK,
    mode: 'test',
    credentials: [CREDENTIALS_OF_BANK],
    baseUrl: 'http://127.0.0.1:9000/bank',
    shownAs: { connection: `conn_${id.token}`, account: account.key },
  });
  assert.equal(await connections.find(account.id, id.key + 1), null);
  assert.equal(await connections.find(account.id + 1, id.key), null);
  const kept = JSON.stringify(await store.loadRecord(account.id, 'connection', id.key));
  assert.doesNotMatch(kept, /canary|M-1/);
  const name = { account: account.key, connection: named(added) };
  assert.deepEqual(await connections.look({ kind: 'findConnection', ...name }), added);
  const list = { kind: 'listConnections', account: account.key } as const;
  assert.deepEqual(await connections.list(list), [added]);
});

test('what is no connection is refused by its field, and no secret is repeated', async () => {
  const { connections, account } = await openConnections();
  const credentials = (changes: Record<string, string>) => ({
    credentials: { ...CREDENTIALS_OF_BANK, ...changes },
  });
  const { apiSecret: _, ...without } = CREDENTIALS_OF_BANK;
  const rows: readonly (readonly [string, Partial<AddConnection>])[] = [
    ['processor', { processor: 'nobank' }],
    ['credentials.apiSecret', { credentials: without }],
    ['credentials.apiSecret', credentials({ apiSecret: '' })],
    ['credentials.apiSecret', credentials({ apiSecret: `canary${'x'.repeat(495)}` })],
    ['credentials.hookSecret', credentials({ hookSecret: 'canary\n' })],
    ['credentials.hookSecret', credentials({ hookSecret: 'canary\u0085' })],
    ['credentials.saltt', credentials({ saltt: 'canary' })],
    ['credentials', { mode: 'live', ...credentials({ merchantId: 'T-1' }) }],
    ['base_url', { mode: 'live', baseUrl: 'https://bank.example' }],
    ['base_url', { baseUrl: 'bank.example' }],
    ['base_url', { baseUrl: 'https://bank.example?a=1' }],
    ['base_url', { baseUrl: 'https://me:secret@bank.example' }],
    ['base_url', { baseUrl: 'https://bank.example:99999' }],
    ['label', { label: 'a\nb' }],
    ['label', { label: 'x'.repeat(101) }],
  ];
  for (const [field, changes] of rows) {
    const refused = await connections.add(asked(account, changes));
    assert.ok(isFailure(refused), JSON.stringify(changes));
    assert.deepEqual([refused.failure, refused.issues?.[0]?.field], ['request_invalid', field]);
    assert.doesNotMatch(JSON.stringify(refused), /canary/);
  }
  const longest = await connections.add(
    asked(account, credentials({ apiSecret: 'x'.repeat(500) })),
  );
  assert.ok(!isFailure(longest));
  const nobody = await connections.add(asked({ ...account, key: 'nobody' }));
  assert.deepEqual(nobody, { failure: 'record_not_found' });
});

test('a sandbox account takes no connection', async () => {
  const { connections, account } = await openConnections(
    {},
    { mode: 'sandbox', processor: 'sandbox' },
  );
  const refused = await connections.add(asked(account));
  assert.ok(isFailure(refused) && refused.detail === 'A sandbox account takes no connection');
});

test('the connections of an account have one mode, however many add at once', async () => {
  const { connections, account } = await openConnections();
  const modes = ['test', 'live', 'test', 'live', 'live', 'test'] as const;
  const added = await Promise.all(modes.map((mode) => connections.add(asked(account, { mode }))));
  const taken = added.filter((each): each is ShownConnection => !isFailure(each));
  assert.equal(taken.length, 3);
  assert.equal(new Set(taken.map(({ mode }) => mode)).size, 1);
  const other = taken[0]?.mode === 'live' ? 'test' : 'live';
  const refused = await connections.add(asked(account, { mode: other }));
  assert.ok(isFailure(refused));
  assert.equal(refused.failure, 'record_taken');
  assert.match(refused.detail ?? '', /retire them first/);
  for (const each of taken) {
    const name = { account: account.key, connection: named(each) };
    await connections.retire({ kind: 'retireConnection', ...name });
  }
  assert.ok(!isFailure(await connections.add(asked(account, { mode: other }))));
});

test('the route goes to the first, and on to the newest when that retires', async () => {
  const { connections, account, accounts } = await openConnections();
  const carrier = async () => {
    const known = await accounts.find(account.key);
    return known === null ? null : carrierOf(known.account);
  };
  assert.equal(await carrier(), null);
  const first = good(await connections.add(asked(account)));
  assert.deepEqual(await carrier(), { processor: BANK, connection: first.id.key });
  const second = good(await connections.add(asked(account, { processor: 'otherbank' })));
  const third = good(await connections.add(asked(account)));
  assert.deepEqual([second.isRoute, third.isRoute], [false, false]);
  assert.deepEqual(await carrier(), { processor: BANK, connection: first.id.key });
  const retire = async (connection: ShownConnection) => {
    const name = { account: account.key, connection: named(connection) };
    return good(await connections.retire({ kind: 'retireConnection', ...name }));
  };
  const over = await retire(first);
  assert.deepEqual([over.isRoute, over.retiredAt], [false, over.createdAt]);
  assert.deepEqual(await carrier(), { processor: BANK, connection: third.id.key });
  await retire(third);
  assert.deepEqual(await carrier(), { processor: 'otherbank', connection: second.id.key });
  await retire(second);
  assert.equal(await carrier(), null);
  assert.deepEqual(await retire(first), over, 'twice is once');
  // What it has begun goes on.
  const found = await connections.find(account.id, first.id.key);
  assert.deepEqual(found?.credentials, [CREDENTIALS_OF_BANK]);
});

test('a retirement that stops half-way leaves no payments to the retired one', async () => {
  const rig = await openConnections();
  const first = good(await rig.connections.add(asked(rig.account)));
  const second = good(await rig.connections.add(asked(rig.account)));
  const store: Store = { ...rig.store, save: () => Promise.reject(new Error('gone')) };
  const broken = createConnections({ ...rig.places, store });
  const name = { account: rig.account.key, connection: named(first) };
  await assert.rejects(broken.retire({ kind: 'retireConnection', ...name }), /gone/);
  const row = await rig.store.findAccountById(rig.account.id);
  assert.equal(row?.settings.route?.connection, second.id.key);
});

test('new credentials sign, the former ones verify, and a leaked one need not', async () => {
  const { connections, account, clock, store } = await openConnections();
  const added = good(await connections.add(asked(account)));
  const name = { account: account.key, connection: named(added) };
  await connections.find(account.id, added.id.key);
  const change = async (credentials: Record<string, string | null>, keepsFormer = true) =>
    connections.replaceCredentials({
      kind: 'changeConnection',
      ...name,
      credentials,
      keepsFormer,
    });
  const opened = async () => (await connections.find(account.id, added.id.key))?.credentials;
  const changed = good(await change({ apiSecret: 'canary-2', hookSecret: null }));
  assert.deepEqual(
    [changed.formerCredentials, changed.secrets],
    [1, { apiSecret: true, hookSecret: false }],
  );
  const second = { merchantId: 'M-1', apiSecret: 'canary-2' };
  assert.deepEqual(await opened(), [second, CREDENTIALS_OF_BANK]);
  await change({ apiSecret: 'canary-2' });
  assert.deepEqual(await opened(), [second, CREDENTIALS_OF_BANK], 'the same are no others');
  await change({ apiSecret: 'canary-3' });
  await change({ apiSecret: 'canary-4' });
  assert.deepEqual(
    (await opened())?.map(({ apiSecret }) => apiSecret),
    ['canary-4', 'canary-3', 'canary-2'],
  );
  const refused = await change({ apiSecret: null });
  assert.ok(isFailure(refused) && refused.issues?.[0]?.field === 'credentials.apiSecret');
  // Another process sees it within two seconds.
  const elsewhere = createConnections({
    ...(await openConnections()).places,
    store,
    now: () => clock.now,
  });
  assert.equal((await elsewhere.find(account.id, added.id.key))?.credentials.length, 3);
  await change({ apiSecret: 'canary-5' }, false);
  assert.deepEqual(await opened(), [{ ...second, apiSecret: 'canary-5' }]);
  assert.equal((await elsewhere.find(account.id, added.id.key))?.credentials.length, 3);
  clock.now += 1500;
  assert.equal((await elsewhere.find(account.id, added.id.key))?.credentials.length, 1);
});

test('a check asks the processor, and keeps when it accepted', async () => {
  let status = 401;
  const sent: string[] = [];
  const call = callBy((url, secret) => {
    sent.push(url);
    return { status, body: `said of ${secret}` };
  });
  const { connections, account, clock } = await openConnections({ call });
  const added = good(await connections.add(asked(account, { baseUrl: 'http://127.0.0.1:1' })));
  const name = { account: account.key, connection: named(added) };
  const check = async () => good(await connections.check({ kind: 'checkConnection', ...name }));
  const { connection, ...refused } = await check();
  assert.deepEqual(refused, { result: 'refused', why: 'credentials', said: 'said of …' });
  assert.equal(connection.checkedAt, null);
  status = 500;
  assert.deepEqual((await check()).result, 'unknown');
  status = 200;
  clock.now += 5;
  const accepted = await check();
  assert.deepEqual([accepted.result, accepted.connection.checkedAt], ['accepted', clock.now]);
  assert.deepEqual(new Set(sent), new Set(['http://127.0.0.1:1/me']));
  const credentials = { apiSecret: 'another' };
  const changed = good(
    await connections.replaceCredentials({
      kind: 'changeConnection',
      ...name,
      credentials,
      keepsFormer: true,
    }),
  );
  assert.equal(changed.checkedAt, null, 'nobody has accepted these');
});

test('credentials that come while others are checked are not taken for accepted', async () => {
  let meanwhile = async (): Promise<unknown> => undefined;
  const call: Call = async (...question) => {
    await meanwhile();
    return ACCEPTING(...question);
  };
  const { connections, account } = await openConnections({ call });
  const added = good(await connections.add(asked(account)));
  const name = { account: account.key, connection: named(added) };
  const credentials = { apiSecret: 'another' };
  const change = { kind: 'changeConnection', ...name, credentials, keepsFormer: true } as const;
  meanwhile = () => connections.replaceCredentials(change);
  const checked = good(await connections.check({ kind: 'checkConnection', ...name }));
  const { checkedAt, formerCredentials } = checked.connection;
  assert.deepEqual([checkedAt, formerCredentials], [null, 1]);
});

test('a live connection without the addresses it needs carries nothing, and says why', async () => {
  const liveRemedy = 'set HANDOVER_URL';
  const { connections, account, store, vault, clock, logged } = await openConnections({
    liveRemedy,
  });
  const added = good(await connections.add(asked(account, { mode: 'live' })));
  assert.deepEqual([added.isRoute, added.remedy], [true, liveRemedy]);
  assert.match(logged.join('\n'), /set HANDOVER_URL/);
  const carrierBy = async (takesLive: boolean) => {
    const accounts = createAccounts(store, vault, () => clock.now, takesLive);
    const known = (await accounts.find(account.key)) ?? assert.fail();
    const [listed] = await accounts.list(-1, 1);
    assert.deepEqual(listed && carrierOf(listed), carrierOf(known.account));
    return carrierOf(known.account)?.connection ?? null;
  };
  assert.equal(await carrierBy(false), null);
  assert.equal(await carrierBy(true), added.id.key);
});

test('a rotation of the master key seals credentials again', async () => {
  const rig = await openConnections();
  const added = good(await rig.connections.add(asked(rig.account)));
  const fresh = new Uint8Array(32).fill(200);
  const both = createVault([fresh, MASTER_KEY]);
  assert.equal(await resealAll(rig.store, both), 2, 'the account’s secret and the connection');
  const alone = createConnections({ ...rig.places, vault: createVault(fresh) });
  const found = await alone.find(rig.account.id, added.id.key);
  assert.deepEqual(found?.credentials, [CREDENTIALS_OF_BANK]);
});
