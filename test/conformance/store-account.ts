// What every store promises of an account's names, secrets and settings.
import assert from 'node:assert/strict';
import { ANYWHERE, DEFAULT_SETTINGS } from '../../src/core/account.ts';
import type { StoredRecord } from '../../src/core/record.ts';
import type { AccountRow, SealedRow } from '../../src/store/store.ts';
import { buildOrder, NOW } from '../support/call.ts';
import { accountRow, commitOf, type Run, SEALED, write } from './store.ts';

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

export function testLive(run: Run): void {
  run(
    'one account of many that is live is found, and none where all are sandboxes',
    async (store) => {
      assert.equal(await store.hasLiveAccount(), false);
      for (const id of [1, 2, 3]) await store.addAccount(accountRow({ id, key: `key_${id}` }));
      assert.equal(await store.hasLiveAccount(), false);
      await store.addAccount(accountRow({ id: 4, key: 'key_4', mode: 'live' }));
      assert.equal(await store.hasLiveAccount(), true);
      await store.addAccount(accountRow({ id: 5, key: 'key_5' }));
      assert.equal(await store.hasLiveAccount(), true);
    },
  );
}

export function testSecrets(run: Run): void {
  run('secrets are added, end and are revoked, each account by itself', async (store) => {
    await store.addAccount(accountRow());
    await store.addAccount(accountRow({ id: 2, key: 'key_2' }));
    const until = NOW + 1000;
    assert.equal(await store.addSecret(1, 'v1.second', NOW, null), 2);
    assert.equal(await store.addSecret(1, 'v1.third', NOW, until), 3);
    const third = { ...SEALED, id: 3, sealed: 'v1.third' };
    const second = { ...SEALED, id: 2, sealed: 'v1.second', expiresAt: until };
    const first = { ...SEALED, expiresAt: until };
    assert.deepEqual((await store.findAccount('key_1'))?.secrets, [third, second, first]);
    assert.deepEqual(await store.findAccountById(2), accountRow({ id: 2, key: 'key_2' }));
    // A later end is no end: what was promised first holds.
    assert.equal(await store.addSecret(1, 'v1.fourth', NOW, until + 1), 4);
    assert.deepEqual(
      (await store.listSecrets(1)).map(({ expiresAt }) => expiresAt),
      [null, until + 1, until, until],
    );
    assert.equal(await store.revokeSecret(1, 2, NOW + 5), true);
    assert.equal(await store.revokeSecret(1, 2, NOW + 6), false);
    assert.equal((await store.listSecrets(1))[2]?.revokedAt, NOW + 5);
    assert.equal((await store.findAccount('key_1'))?.secrets.length, 3);
    const { id } = (await store.listAccounts(0, 1))[0] ?? assert.fail();
    assert.deepEqual([id, (await store.listAccounts(1, 9)).map((row) => row.id)], [1, [2]]);
    // What is over goes when the next one comes.
    await store.addSecret(1, 'v1.fifth', until, null);
    const left = (await store.findAccount('key_1'))?.secrets.map((secret) => secret.id);
    assert.deepEqual(left, [5, 4, 3]);
  });

  run('the last secret that lasts is not revoked, and no number is given twice', async (store) => {
    await store.addAccount(accountRow());
    assert.equal(await store.revokeSecret(1, 1, NOW), false);
    assert.equal(await store.revokeSecret(1, 7, NOW), false);
    await store.addSecret(1, 'v1.second', NOW, NOW + 1000);
    assert.equal(await store.revokeSecret(1, 2, NOW), false);
    assert.equal(await store.revokeSecret(1, 1, NOW), true);
    const added = Array.from({ length: 8 }, (_, index) =>
      store.addSecret(1, `v1.${index}`, NOW, NOW + 1000),
    );
    const ids = (await Promise.all(added)).sort((one, other) => one - other);
    assert.deepEqual(ids, [3, 4, 5, 6, 7, 8, 9, 10]);
    const { secrets } = (await store.findAccount('key_1')) ?? assert.fail();
    assert.ok(secrets.slice(1).every(({ expiresAt }) => expiresAt === NOW + 1000));
    assert.equal(secrets[0]?.expiresAt, null);
  });

  run('of secrets that are added behind the same one there is one', async (store) => {
    await store.addAccount(accountRow());
    const add = (after: number) => store.addSecret(1, 'v1.next', NOW, NOW + 1000, after);
    const added = await Promise.all(Array.from({ length: 8 }, () => add(1)));
    assert.deepEqual(added.sort(), [0, 0, 0, 0, 0, 0, 0, 2]);
    assert.deepEqual([await add(1), await add(7), await add(2)], [0, 0, 3]);
    const { length } = await store.listSecrets(1);
    assert.equal(length, 3);
  });
}

export function testSealed(run: Run): void {
  run('what is sealed is listed page by page, and changed if it is as it was', async (store) => {
    const endpoint = (key: number, sealedSecret: string | null): StoredRecord => {
      const id = { key, number: key, token: String(key) };
      const body = { note: 'a "sealedSecret"' };
      return { id, kind: 'endpoint', uniqueRef: null, body, sealedSecret, createdAt: NOW };
    };
    await store.addAccount(accountRow());
    await store.addAccount(accountRow({ id: 2, key: 'key_2' }));
    await store.addSecret(1, 'v2.ab.second', NOW, null);
    for (const row of [endpoint(5, 'v1.x_y-z'), endpoint(6, null), endpoint(7, 'v1.x_y-w')]) {
      const record = { row, isNew: true };
      assert.equal(await store.save(commitOf({ account: 2, record })), 'saved');
    }
    for (const place of ['secret', 'record'] as const) {
      const seen: SealedRow[] = [];
      for (let after: SealedRow | null = null; ; after = seen.at(-1) ?? null) {
        const [row]: readonly SealedRow[] = await store.listSealed(place, after, 1);
        if (row === undefined) break;
        seen.push(row);
      }
      assert.deepEqual(
        seen.map(({ account, accountKey, id, sealed }) => [account, accountKey, id, sealed]),
        place === 'secret'
          ? [
              [1, 'key_1', 1, 'v1.sealed'],
              [1, 'key_1', 2, 'v2.ab.second'],
              [2, 'key_2', 1, 'v1.sealed'],
            ]
          : [
              [2, 'key_2', 5, 'v1.x_y-z'],
              [2, 'key_2', 7, 'v1.x_y-w'],
            ],
      );
      const first = seen[0] ?? assert.fail();
      assert.equal(await store.changeSealed(first, 'v2.cd.after'), true);
      assert.equal(await store.changeSealed(first, 'v2.cd.again'), false);
      assert.equal((await store.listSealed(place, null, 1))[0]?.sealed, 'v2.cd.after');
    }
    assert.deepEqual(await store.loadRecord(2, 'endpoint', 5), endpoint(5, 'v2.cd.after'));
    assert.deepEqual(await store.loadRecord(2, 'endpoint', 7), endpoint(7, 'v1.x_y-w'));
    assert.equal((await store.listSecrets(2))[0]?.sealed, 'v1.sealed');
  });

  run('a setting is put over another, and the latest end of an order is found', async (store) => {
    await store.putSetting('s', 'one');
    await store.putSetting('s', 'two');
    assert.equal(await store.findSetting('s'), 'two');
    assert.equal(await store.findLatestDue(), null);
    await write(store, { order: buildOrder({ expiresAt: NOW + 5 }) });
    const id = { key: 2, number: 2, token: 'latest' };
    await write(store, { order: buildOrder({ id, reference: 'l', expiresAt: NOW + 9 }) });
    assert.equal(await store.findLatestDue(), NOW + 9);
  });
}

export function testSettings(run: Run): void {
  run('settings are changed one by one, and read as they are then', async (store) => {
    await store.addAccount(accountRow());
    await store.addAccount(accountRow({ id: 2, key: 'key_2' }));
    const changes = [{ unsignedCreate: true }, { uniqueReferences: true }, {}];
    await Promise.all(changes.map((each) => store.changeSettings(1, each)));
    const settings = { ...DEFAULT_SETTINGS, unsignedCreate: true, uniqueReferences: true };
    assert.deepEqual((await store.findAccountById(1))?.settings, settings);
    const back = await store.changeSettings(1, { unsignedCreate: false });
    assert.deepEqual(back, { ...settings, unsignedCreate: false });
    assert.deepEqual((await store.findAccountById(2))?.settings, DEFAULT_SETTINGS);
  });

  run('a setting that an account of before lacks is on where it always was', async (store) => {
    const settings = { unsignedCreate: true } as AccountRow['settings'];
    for (const [id, mode] of [
      [1, 'sandbox'],
      [2, 'live'],
    ] as const) {
      await store.addAccount(accountRow({ id, key: `key_${id}`, mode, settings }));
      const expected = mode === 'sandbox' ? ANYWHERE : [];
      const whole = { ...DEFAULT_SETTINGS, ...settings, unsignedRefundAddresses: expected };
      assert.deepEqual((await store.findAccountById(id))?.settings, whole);
      assert.deepEqual(await store.changeSettings(id, { uniqueReferences: true }), {
        ...whole,
        uniqueReferences: true,
      });
    }
  });
}
