// An endpoint that keeps failing is paused and says so; one that takes other webhooks is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addEndpoint,
  failPayment,
  openWebhookRig,
  REFUSED,
  RETRY_MS,
  rowsOf,
} from '../../../test/support/webhook.ts';
import type { Sent } from './deliver.ts';

test('an endpoint that took nothing for a whole schedule is paused, and says so', async () => {
  const rig = await openWebhookRig();
  const endpoint = await addEndpoint(rig);
  await failPayment(rig, null);
  await failPayment(rig, null);
  rig.answers.push(...Array<Sent>(6).fill(REFUSED));
  await rig.deliverer.settle();
  for (const delay of RETRY_MS) {
    rig.clock.now += delay;
    await rig.deliverer.settle();
  }
  const kept = await rig.store.loadRecord(1, 'endpoint', endpoint.id.key);
  assert.equal(kept?.body['active'], false);
  assert.equal(kept?.body['paused_because'], 'answered 500');
  assert.match(rig.logged.join(), /an endpoint keeps failing and was paused/);
  const before = rig.taken.length;
  await failPayment(rig, null);
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, before, 'nothing is sent to it');
  const states = (await rowsOf(rig)).map(({ state }) => state);
  assert.equal(states.filter((state) => state === 'held').length, 1);
  await rig.store.close();
});

test('an endpoint that takes other webhooks meanwhile is not paused', async () => {
  const rig = await openWebhookRig();
  const endpoint = await addEndpoint(rig);
  await failPayment(rig, null);
  rig.answers.push(REFUSED);
  await rig.deliverer.settle();
  await failPayment(rig, null);
  await rig.deliverer.settle();
  for (const delay of RETRY_MS) {
    rig.answers.push(REFUSED);
    rig.clock.now += delay;
    await rig.deliverer.settle();
  }
  const states = (await rowsOf(rig)).map(({ state }) => state);
  assert.deepEqual(states, ['delivered', 'failed']);
  const kept = await rig.store.loadRecord(1, 'endpoint', endpoint.id.key);
  assert.equal(kept?.body['active'], true);
  await rig.store.close();
});
