// Pages: the newest first, within their times, of the states that are asked for, as of now.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderCommand } from '../../../test/support/call.ts';
import { expectOutcome, openRig, type Rig } from '../../../test/support/engine.ts';
import type { ListQuery } from '../../core/command.ts';

const ALL: ListQuery = {
  kind: 'list',
  of: 'order',
  from: null,
  to: null,
  skip: 0,
  count: 10,
  reference: null,
  states: null,
};

async function openFive(): Promise<Rig> {
  // Keys count from 2025, so times before it have none to be found by.
  const rig = await openRig({ now: Date.UTC(2026, 0, 1) });
  for (const reference of ['a', 'b', 'c', 'd', 'e']) {
    rig.clock.now += 1000;
    const expiresAt = reference === 'b' ? rig.clock.now + 100 : null;
    const command = orderCommand({ reference, expiresAt });
    expectOutcome(await rig.engine.execute(rig.account, command));
  }
  return rig;
}

async function referencesOf(rig: Rig, query: Partial<ListQuery>): Promise<string> {
  const { items } = await rig.engine.list(rig.account, { ...ALL, ...query });
  return items.map(({ aggregate }) => aggregate.order.reference).join('');
}

test('a page is a part of all, the newest first', async () => {
  const rig = await openFive();
  assert.equal(await referencesOf(rig, {}), 'edcba');
  assert.equal(await referencesOf(rig, { skip: 1, count: 2 }), 'dc');
  assert.equal(await referencesOf(rig, { reference: 'c' }), 'c');
  const { now } = rig.clock;
  assert.equal(await referencesOf(rig, { from: now - 3000, to: now - 1000 }), 'dcb');
  await rig.store.close();
});

test('states are as of now: whose time is over is expired before that is saved', async () => {
  const rig = await openFive();
  assert.equal(await referencesOf(rig, { states: ['created'] }), 'edca');
  assert.equal(await referencesOf(rig, { states: ['created'], skip: 1, count: 2 }), 'dc');
  assert.equal(await referencesOf(rig, { states: ['expired'] }), 'b');
  assert.equal(await referencesOf(rig, { states: ['paid'] }), '');
  await rig.store.close();
});
