// The admin token: made once, kept as a digest alone, the operator's own where there is one.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { openRig } from '../../../test/support/engine.ts';
import type { Store } from '../../store/store.ts';
import { DEFAULT_SETTINGS } from '../../core/account.ts';
import {
  addOperator,
  digestOf,
  ensureAdminToken,
  findOperator,
  listOperators,
  OPERATOR,
  replaceAdminToken,
} from './operator.ts';

// Databases have this name, and these digests.
const SETTING = 'admin_token';
const digested = (token: string) => createHash('sha256').update(token).digest('hex');

const secretOf = async (store: Store) =>
  (await findOperator(store, null))?.credentials.secret ?? null;

test('the first start makes a token and tells it; those after it make none', async () => {
  const { store } = await openRig();
  assert.equal(await findOperator(store, null), null);
  const token = (await ensureAdminToken(store, null)) ?? assert.fail();
  assert.match(token, /^admin_[\w-]{43}$/);
  assert.equal(await store.findSetting(SETTING), digested(token));
  assert.equal(digestOf(token), digested(token));
  assert.equal(await ensureAdminToken(store, null), null);
  assert.equal(await secretOf(store), digested(token));
  await store.close();
});

test('of two that start at once, one tells its token, and that one holds', async () => {
  const { store } = await openRig();
  // Both looked before either wrote.
  const racing: Store = { ...store, findSetting: async () => null };
  const told = [await ensureAdminToken(racing, null), await ensureAdminToken(racing, null)];
  assert.equal(told[1], null);
  assert.equal(await secretOf(store), digested(told[0] ?? assert.fail()));
  await store.close();
});

test('the operator’s own token follows its setting and is never told', async () => {
  const { store } = await openRig();
  for (const own of ['one of my own', 'another of my own']) {
    assert.equal(await ensureAdminToken(store, own), null);
    assert.equal(await secretOf(store), digested(own));
  }
  const [one, other] = [await replaceAdminToken(store), await replaceAdminToken(store)];
  assert.match(one, /^admin_[\w-]{43}$/);
  assert.notEqual(one, other);
  assert.equal(await secretOf(store), digested(other));
  await store.close();
});

test('the operator is no merchant: no money, and no secret but its own', async () => {
  const { store } = await openRig();
  await ensureAdminToken(store, 'token');
  const found = (await findOperator(store, null)) ?? assert.fail();
  const secret = digested('token');
  assert.equal(found.account, OPERATOR);
  assert.deepEqual(found.credentials, { key: 'operator', secret });
  assert.deepEqual(found.secrets, [{ id: 1, secret }]);
  assert.deepEqual(OPERATOR, {
    id: 0,
    key: 'operator',
    aliases: { clientId: '', merchantId: '' },
    name: 'Operator',
    mode: 'live',
    processor: 'none',
    settings: DEFAULT_SETTINGS,
    clockOffsetMs: 0,
  });
  await store.close();
});

test('whoever was added is found by its token alone, and told once', async () => {
  const { store } = await openRig();
  await ensureAdminToken(store, 'token');
  const asha = { name: 'asha', role: 'operate' } as const;
  const token = (await addOperator(store, asha, 5)) ?? assert.fail();
  assert.match(token, /^operator_[\w-]{43}$/);
  const found = (await findOperator(store, token)) ?? assert.fail();
  assert.deepEqual(found.operator, asha);
  assert.deepEqual(found.secrets, [{ id: 1, secret: digested(token) }]);
  assert.deepEqual(found.credentials, { key: 'operator', secret: digested(token) });
  // Another token is the admin's, or nobody's: its secret says which.
  for (const other of [null, `${token}x`, 'token', digested(token), '']) {
    const known = (await findOperator(store, other)) ?? assert.fail();
    assert.equal(known.operator?.name, 'admin', String(other));
    assert.equal(known.credentials.secret, digested('token'));
  }
  assert.deepEqual(await listOperators(store), [{ ...asha, createdAt: 5, revokedAt: null }]);
  assert.equal(await addOperator(store, asha, 6), null, 'somebody is called so');
  for (const name of ['admin', 'Nobody May', 'link:x']) {
    assert.equal(await addOperator(store, { name, role: 'read' }, 6), null, name);
  }
  assert.equal((await listOperators(store)).length, 1);
  await store.revokeOperator('asha', 7);
  assert.equal((await findOperator(store, token))?.operator?.name, 'admin');
  assert.equal((await findOperator(store, token))?.credentials.secret, digested('token'));
  const again = (await addOperator(store, { ...asha, role: 'read' }, 8)) ?? assert.fail();
  assert.notEqual(again, token);
  assert.equal((await findOperator(store, again))?.operator?.role, 'read');
  await store.close();
});
