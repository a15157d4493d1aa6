// Who may sign in at the dashboard, and who that is at each request after it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRig } from '../../test/support/engine.ts';
import { addOperator, ensureAdminToken, replaceAdminToken } from '../engine/identity/operator.ts';
import { createOperators } from './operators.ts';

test('a token proves its operator, and nothing else proves anybody', async () => {
  const { store } = await openRig();
  const operators = createOperators(store);
  assert.deepEqual([await operators.prove('x'), await operators.find('admin')], [null, null]);
  await ensureAdminToken(store, 'admin-token');
  const token = (await addOperator(store, { name: 'asha', role: 'read' }, 5)) ?? assert.fail();
  const [admin, asha] = [await operators.prove('admin-token'), await operators.prove(token)];
  assert.deepEqual([admin?.name, admin?.role], ['admin', 'admin']);
  assert.deepEqual([asha?.name, asha?.role], ['asha', 'read']);
  // What is kept of the tokens proves neither.
  const { digest = '' } = (await store.listOperators())[0] ?? {};
  const kept = (await store.findSetting('admin_token')) ?? assert.fail();
  for (const other of ['', `${token}x`, token.slice(1), digest, kept, 'admin']) {
    assert.equal(await operators.prove(other), null, other);
  }
  await store.close();
});

test('each is found as it is now, with a tag of its token that is not what is kept', async () => {
  const { store } = await openRig();
  const operators = createOperators(store);
  await ensureAdminToken(store, 'admin-token');
  const token = (await addOperator(store, { name: 'asha', role: 'read' }, 5)) ?? assert.fail();
  for (const [name, own] of [
    ['asha', token],
    ['admin', 'admin-token'],
  ] as const) {
    const found = (await operators.find(name)) ?? assert.fail();
    assert.deepEqual(await operators.prove(own), found);
    assert.match(found.proof, /^[0-9a-f]{64}$/);
    assert.notEqual(found.proof, (await store.listOperators())[0]?.digest);
    assert.notEqual(found.proof, await store.findSetting('admin_token'));
  }
  assert.equal(await operators.find('nobody'), null);
  const before = await operators.find('admin');
  await replaceAdminToken(store);
  assert.notEqual((await operators.find('admin'))?.proof, before?.proof);
  await store.revokeOperator('asha', 6);
  assert.deepEqual([await operators.find('asha'), await operators.prove(token)], [null, null]);
  await store.close();
});
