// An endpoint that is resumed in the very moment in which its webhooks are being held.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecords } from '../../src/engine/records/records.ts';
import type { Store } from '../../src/store/store.ts';
import { openRig, type Rig } from '../support/engine.ts';
import {
  addEndpoint,
  failPayment,
  openReceiver,
  rowsOf,
  webhookDialect,
} from '../support/webhook.ts';

/** A rig in which `between` runs before the store does `step`. */
async function openRacing(step: 'finishWebhook' | 'holdWebhooks', between: (rig: Rig) => unknown) {
  const receiver = openReceiver();
  let rig: Rig | undefined;
  const wrap = (store: Store): Store => ({
    ...store,
    finishWebhook: async (row, state, ...rest) => {
      if (step === 'finishWebhook' && state === 'held' && rig) await between(rig);
      return store.finishWebhook(row, state, ...rest);
    },
    holdWebhooks: async (...about) => {
      if (step === 'holdWebhooks' && rig) await between(rig);
      return store.holdWebhooks(...about);
    },
  });
  rig = await openRig({ dialects: [webhookDialect()], send: receiver.send, wrap });
  return { ...rig, ...receiver };
}

/** Switches the only endpoint, as the merchant does. */
async function setActive({ store, ids, clock, vault, account }: Rig, active: boolean) {
  const [endpoint] = await store.listRecords(account.id, 'endpoint', 0, 1);
  assert.ok(endpoint);
  const now = () => clock.now;
  const wakeDelivery = () => undefined;
  const records = createRecords({ store, ids, now, seal: vault.seal, wakeDelivery });
  const record = [{ by: 'token', token: endpoint.id.token } as const];
  const rest = { uniqueRef: null, repeat: 'refuse', merge: true } as const;
  const request = { kind: 'putRecord', of: 'endpoint', record, ...rest, body: { active } } as const;
  await records.put(account, request, null);
}

test('switched off and on again while a webhook was being held: it is sent', async () => {
  const rig = await openRacing('finishWebhook', (racing) => setActive(racing, true));
  await addEndpoint(rig);
  await failPayment(rig, null);
  await setActive(rig, false);
  await rig.deliverer.settle();
  await rig.deliverer.settle();
  assert.equal(rig.taken.length, 1);
  assert.equal((await rowsOf(rig))[0]?.state, 'delivered');
  await rig.store.close();
});

test('paused and resumed at once: what waited for it is sent', async () => {
  const rig = await openRacing('holdWebhooks', (racing) => setActive(racing, true));
  await addEndpoint(rig, { retry_seconds: [] });
  await failPayment(rig, null);
  rig.answers.push({ kind: 'answered', status: 500, body: '' });
  const later = rig.clock.now + 60_000;
  const [first] = await rowsOf(rig);
  assert.ok(first);
  const waiting = { ...first, id: first.id + 1, token: 'later', dueAt: later };
  const nothing = { changes: null, events: [], instruction: null, answered: null, reply: null };
  const commit = { ...nothing, account: 1, record: null, webhooks: [waiting] };
  await rig.store.save({ ...commit, now: rig.clock.now, clockOffsetMs: 0 });
  await rig.deliverer.settle();
  rig.clock.now = later;
  await rig.deliverer.settle();
  assert.equal((await rig.store.findWebhook(1, waiting.id))?.state, 'delivered');
  assert.equal(rig.taken.length, 2);
  await rig.store.close();
});
