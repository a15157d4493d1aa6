// Links of merchants: what opens one, and all that does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT } from '../../../test/support/call.ts';
import type { MerchantLinkPart, MerchantLinkRow } from '../../store/store.ts';
import { createMerchantLinkAccess } from './merchant-link.ts';
import { createVault } from './vault.ts';

const NOW = 1_800_000_000_000;
const LASTS_MS = 86_400_000;
const OTHER = { ...ACCOUNT, id: 35, key: 'other' };
const OWNER = { ...ACCOUNT, id: 36 };
const FIRST = { ...ACCOUNT, id: 5 };
const LAST = { ...ACCOUNT, id: Number.MAX_SAFE_INTEGER };

function open() {
  const rows = new Map<string, MerchantLinkRow>();
  const clock = { now: NOW };
  const looked: string[] = [];
  const listed: unknown[] = [];
  const store: MerchantLinkPart = {
    addMerchantLink: async (link) => void rows.set(link.id, { ...link, revokedAt: null }),
    findMerchantLink: async (id) => {
      looked.push(id);
      return rows.get(id) ?? null;
    },
    listMerchantLinks: async (...asked) => {
      listed.push(asked);
      return [...rows.values()];
    },
    revokeMerchantLink: async (...asked) => {
      listed.push(asked);
      return true;
    },
    purgeMerchantLinks: async () => assert.fail('whoever opens a link purges none'),
  };
  const accounts = {
    findById: async (id: number) => {
      const account = [OWNER, OTHER, FIRST, LAST].find((each) => each.id === id);
      return account === undefined ? null : ({ account } as never);
    },
  };
  const vault = createVault(Buffer.alloc(32, 3));
  const access = createMerchantLinkAccess({ store, accounts, vault, now: () => clock.now });
  return { access, rows, clock, looked, listed, vault };
}

test('what was made opens its account, by whom and for how long it was made', async () => {
  const { access, rows } = open();
  const name = await access.make(OWNER, LASTS_MS, 'asha');
  const [row = assert.fail()] = rows.values();
  assert.deepEqual(row, {
    ...{ id: row.id, account: 36, createdBy: 'asha', createdAt: NOW, revokedAt: null },
    expiresAt: NOW + LASTS_MS,
  });
  assert.match(name, /^[0-9a-f]{16}\.10\.[0-9a-z]{8}\.[\w-]{22}$/);
  assert.deepEqual(await access.open(name), { link: row, account: OWNER });
  assert.deepEqual(await access.find(row.id), { link: row, account: OWNER });
  assert.notEqual(await access.make(OWNER, LASTS_MS, 'asha'), name);
});

test('any letter of it changed opens nothing, and asks no database', async () => {
  const { access, looked } = open();
  const name = await access.make(OWNER, LASTS_MS, 'asha');
  for (const at of name.split('').keys()) {
    const letter = name[at] === 'a' ? 'b' : 'a';
    const changed = name.slice(0, at) + letter + name.slice(at + 1);
    assert.equal(await access.open(changed), null, changed);
  }
  const [id, account, expires, tag] = name.split('.');
  for (const other of [
    '',
    ...[name.slice(1), name.slice(0, -1), `${name}a`, `a${name}`, `${name}.`, `${name}\n`],
    ...[`${id}.z.${expires}.${tag}`, `${id}.${account}.zzzzzzzz.${tag}`, `.${account}.${expires}`],
  ]) {
    assert.equal(await access.open(other), null, other);
  }
  assert.deepEqual(looked, []);
});

test('another key’s signature, and what was signed for something else, open nothing', async () => {
  const { access, vault, rows } = open();
  const name = await access.make(OWNER, LASTS_MS, 'asha');
  const [row = assert.fail()] = rows.values();
  const start = name.slice(0, name.lastIndexOf('.') + 1);
  const text = `merchant link ${row.id} 36 ${NOW + LASTS_MS}`;
  assert.equal(name, start + vault.tag(text));
  const foreign = createVault(Buffer.alloc(32, 4));
  assert.equal(await access.open(start + foreign.tag(text)), null);
  assert.equal(await access.open(start + vault.tag(text.replace('merchant link', 'hook'))), null);
});

test('any account and any moment can be spelt, and nothing that is longer', async () => {
  const { access, clock, rows, looked, vault } = open();
  clock.now = 0;
  for (const account of [FIRST, LAST]) {
    for (const lastsMs of [5, Number.MAX_SAFE_INTEGER]) {
      const name = await access.make(account, lastsMs, 'asha');
      assert.equal((await access.open(name))?.account, account, name);
    }
  }
  const [{ id, account, expiresAt } = assert.fail()] = rows.values();
  const spelt = expiresAt.toString(36);
  const tag = vault.tag(`merchant link ${id} ${account} ${expiresAt}`);
  assert.ok(await access.open(`${id}.5.${spelt}.${tag}`));
  looked.length = 0;
  const [noAccount, noEnd] = [
    vault.tag(`merchant link ${id} NaN ${expiresAt}`),
    vault.tag(`merchant link ${id} ${account} NaN`),
  ];
  for (const other of [
    `${id}.${'5'.padStart(12, '0')}.${spelt}.${tag}`,
    `${id}.5.${spelt.padStart(12, '0')}.${tag}`,
    `${id}..${spelt}.${noAccount}`,
    `${id}.5..${noEnd}`,
  ]) {
    assert.equal(await access.open(other), null, other);
  }
  assert.deepEqual(looked, []);
});

test('it holds until its last millisecond, and not once it was taken back', async () => {
  const { access, clock, rows } = open();
  const name = await access.make(OWNER, LASTS_MS, 'asha');
  const [row = assert.fail()] = rows.values();
  clock.now = NOW + LASTS_MS - 1;
  assert.ok((await access.open(name)) && (await access.find(row.id)));
  clock.now = NOW + LASTS_MS;
  assert.deepEqual([await access.open(name), await access.find(row.id)], [null, null]);
  clock.now = NOW;
  rows.set(row.id, { ...row, revokedAt: NOW });
  assert.deepEqual([await access.open(name), await access.find(row.id)], [null, null]);
  rows.clear();
  assert.deepEqual([await access.open(name), await access.find(row.id)], [null, null]);
});

test('what is kept of it must say the same, and its account must be there', async () => {
  const { access, rows } = open();
  const name = await access.make(OWNER, LASTS_MS, 'asha');
  const [row = assert.fail()] = rows.values();
  for (const change of [{ account: OTHER.id }, { expiresAt: row.expiresAt + 1 }, { account: 99 }]) {
    rows.set(row.id, { ...row, ...change });
    assert.equal(await access.open(name), null, JSON.stringify(change));
  }
  rows.set(row.id, row);
  assert.ok(await access.open(name));
});

test('fifty are listed of an account; one is taken back by its account and name, now', async () => {
  const { access, listed } = open();
  await access.list(OWNER);
  const id = '0123456789abcdef';
  assert.equal(await access.revoke(OWNER, id), true);
  const asked = [
    [36, 50],
    [36, id, NOW],
  ];
  assert.deepEqual(listed, asked);
  // PostgreSQL takes no zero character: what is no name asks no database.
  for (const other of ['', '\0', `${id}\0`, `${id}0`, id.toUpperCase(), `${id}.1`]) {
    assert.equal(await access.revoke(OWNER, other), false, JSON.stringify(other));
  }
  assert.deepEqual(listed, asked);
});
