// What every store promises of lists and searches that go through all accounts.
import assert from 'node:assert/strict';
import type { Store } from '../../src/store/store.ts';
import { buildOrder, buildPayment } from '../support/call.ts';
import { accountRow, commitOf, type Run, write } from './store.ts';
import { webhookRow } from './store-webhook.ts';

const EVER = Number.MAX_SAFE_INTEGER;

async function open(store: Store, count: number): Promise<void> {
  for (let id = 1; id <= count; id += 1) {
    assert.ok(await store.addAccount(accountRow({ id, key: `key_${id}` })));
  }
}

function idOf(key: number) {
  return { key, number: key, token: `${key}`.padStart(14, 'o') };
}

async function add(store: Store, account: number, key: number, changes: object = {}) {
  const order = buildOrder({ id: idOf(key), reference: null, ...changes });
  await write(store, { order }, account);
}

export function testNewest(run: Run): void {
  run('of all accounts the newest order is told, the newest account first', async (store) => {
    await open(store, 4);
    await add(store, 1, 100);
    await add(store, 2, 300, { status: 'paid' });
    await add(store, 2, 200);
    await add(store, 4, 400, { status: 'attempted' });
    const newest = (state: string | null, beforeKey = EVER) =>
      store.listNewest({ of: 'order', state, beforeKey });
    const keysOf = async (...asked: Parameters<typeof newest>) =>
      (await newest(...asked)).map(({ account, key }) => [account, key]);
    const all = [
      [4, 400],
      [2, 300],
      [1, 100],
    ];
    assert.deepEqual(await keysOf(null), all);
    assert.deepEqual(
      await keysOf(null, 300),
      [
        [2, 200],
        [1, 100],
      ],
      'below a key',
    );
    assert.deepEqual(await keysOf('paid'), [[2, 300]]);
    assert.deepEqual(await keysOf('cancelled'), []);
    assert.deepEqual(await keysOf('created'), all, 'none that fits is newer');
  });

  run('of all accounts the newest webhook is told, by a state that stays', async (store) => {
    await open(store, 3);
    const row = (account: number, id: number, state: 'failed' | 'delivered') =>
      webhookRow({ account, id, token: `w${id}`.padStart(14, '0'), state });
    const save = (account: number, ...webhooks: ReturnType<typeof row>[]) =>
      store.save(commitOf({ account, webhooks }));
    await save(1, row(1, 10, 'failed'), row(1, 11, 'delivered'));
    await save(3, row(3, 12, 'delivered'));
    const newest = (state: string | null) =>
      store.listNewest({ of: 'webhook', state, beforeKey: EVER });
    assert.deepEqual(await newest(null), [
      { account: 3, key: 12 },
      { account: 1, key: 11 },
    ]);
    assert.deepEqual(await newest('failed'), [{ account: 1, key: 10 }]);
    assert.deepEqual(await newest('held'), []);
  });

  run('webhooks are listed from behind any of them, failed ones too', async (store) => {
    await open(store, 1);
    const states = ['failed', 'delivered', 'failed', 'waiting', 'failed'] as const;
    const webhooks = states.map((state, at) =>
      webhookRow({ account: 1, id: 10 + at, token: `w${at}`.padStart(14, '0'), state }),
    );
    await store.save(commitOf({ account: 1, webhooks }));
    const list = async (filter: object) =>
      (await store.listWebhooks(1, filter, 0, 9)).map(({ id }) => id);
    assert.deepEqual(await list({ beforeKey: 13 }), [12, 11, 10]);
    assert.deepEqual(await list({ state: 'failed' }), [14, 12, 10]);
    assert.deepEqual(await list({ state: 'failed', beforeKey: 14, fromKey: 11 }), [12]);
    assert.equal(await store.replayWebhooks(1, { state: 'failed', beforeKey: 14 }, 5), 2);
  });
}

export function testNaming(run: Run): void {
  run('the accounts that know a name are told, by whatever is called so', async (store) => {
    await open(store, 5);
    await add(store, 1, 100, { reference: 'INV-1', ownsReference: true });
    await add(store, 2, 200, { reference: 'INV-1', ownsReference: true });
    const payment = buildPayment({ id: idOf(301), orderKey: 300 });
    await write(store, { order: buildOrder({ id: idOf(300), reference: null }), payment }, 3);
    const naming = (reference: string, ...keys: number[]) => store.listNaming({ reference, keys });
    assert.deepEqual(await naming('INV-1'), [1, 2]);
    assert.deepEqual(await naming('INV-2'), []);
    assert.deepEqual(await naming('pay_1', 301), [3], 'by its payment');
    assert.deepEqual(await naming('INV-1', 7, 300), [1, 2, 3]);
    assert.deepEqual(await naming('a\0b'), [], 'what no database can have');
  });
}
