// Webhooks are forgotten thirty days after they were made, by the real time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  failPayment,
  firstOf,
  openWebhookRig,
  REFUSED,
  rowsOf,
} from '../../../test/support/webhook.ts';
import { deleteOldWebhooks } from './retention.ts';

// Keys count from 2025 on.
const NOW = Date.UTC(2026, 5, 1);
const DAY_MS = 24 * 3600 * 1000;

test('thirty days of the real time count, whatever the account’s clock says', async () => {
  const rig = await openWebhookRig();
  rig.clock.now = NOW;
  const { store, ids, clock } = rig;
  const purge = () => deleteOldWebhooks(store, ids, clock.now);
  await failPayment(rig);
  await rig.deliverer.settle();
  // On a clock that is a year ahead, this one seems to be made in a year.
  await rig.accounts.advanceClock(rig.account, 365 * DAY_MS);
  await failPayment({ ...rig, account: { ...rig.account, clockOffsetMs: 365 * DAY_MS } });
  await rig.deliverer.settle();
  const { id } = await firstOf(rig);
  clock.now += 30 * DAY_MS - 1;
  assert.equal(await purge(), 0, 'nor did those of the first clock age by a year');
  assert.equal((await rowsOf(rig)).length, 2);
  clock.now += 1000;
  assert.equal(await purge(), 2);
  assert.deepEqual(await rowsOf(rig), []);
  assert.deepEqual(await store.listDeliveries(1, id), []);
  await store.close();
});

test('what waits for an attempt is kept, and many go in portions', async () => {
  const rig = await openWebhookRig();
  rig.clock.now = NOW;
  const { store, ids, clock } = rig;
  await failPayment(rig);
  rig.answers.push(REFUSED);
  await rig.deliverer.settle();
  const row = await firstOf(rig);
  const webhooks = Array.from({ length: 1100 }, (_, index) => {
    return { ...row, id: row.id + 1 + index, state: 'delivered' } as const;
  });
  const nothing = { changes: null, events: [], instruction: null, answered: null, reply: null };
  const at = { now: clock.now, clockOffsetMs: 0 };
  await store.save({ ...nothing, account: 1, record: null, webhooks, ...at });
  assert.equal(await deleteOldWebhooks(store, ids, clock.now + 31 * DAY_MS), 1100);
  const left = (await rowsOf(rig)).map(({ state }) => state);
  assert.deepEqual(left, ['waiting']);
  await store.close();
});
