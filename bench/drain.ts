// How fast waiting webhooks drain: the deliverer as it runs in the server, to a receiver beside it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAccounts } from '../src/engine/identity/account.ts';
import { createDeliverer } from '../src/engine/webhooks/deliver.ts';
import { createIds } from '../src/engine/identity/ids.ts';
import { createVault } from '../src/engine/identity/vault.ts';
import { readAllowList } from '../src/network/address.ts';
import { createSender } from '../src/network/send.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import type { WebhookRow } from '../src/store/store.ts';
import { readPort, startMeasured } from './measured-process.ts';
import { KEY, SECRET } from './dialect-driver.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Webhooks delivered a second, of `count` that wait for one receiver. */
export async function measureDrain(count: number): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-bench-'));
  const store = openSqlite(path.join(folder, 'drain.db'));
  const receiver = await startMeasured('receiver.ts', [], {}, readPort);
  const url = `http://127.0.0.1:${receiver.port}/`;
  const now = (): number => Date.now();
  const vault = createVault(new Uint8Array(32).fill(1));
  const accounts = createAccounts(store, vault, now);
  const place = { name: 'Bench', mode: 'sandbox', processor: 'sandbox' } as const;
  const { account } = await accounts.add({ key: KEY, secret: SECRET, ...place });
  const ids = createIds(new Uint8Array(16).fill(2));
  const body = JSON.stringify({ event: 'order.paid', padding: 'x'.repeat(1500) });
  const rowOf = (index: number): WebhookRow => {
    const { key: id, token } = ids.next(now());
    const request = { method: 'POST', url, headers: {}, body, attemptHeader: null } as const;
    return {
      account: account.id,
      id,
      token,
      orderKey: index,
      endpoint: null,
      dialect: 'bench',
      event: 'order.paid',
      destination: '0123456789abcdef',
      state: 'waiting',
      dueAt: now(),
      tries: 0,
      triesBefore: 0,
      createdAt: now(),
      deliveredAt: null,
      request: { ...request, accepts: null, retryMs: [], timeoutMs: 5000 },
    };
  };
  const nothing = { changes: null, events: [], instruction: null, answered: null, record: null };
  for (let made = 0; made < count; made += 100) {
    const webhooks = Array.from({ length: 100 }, (_, index) => rowOf(made + index));
    await store.save({
      ...nothing,
      account: account.id,
      webhooks,
      reply: null,
      now: now(),
      clockOffsetMs: 0,
    });
  }
  const sender = createSender({ allow: readAllowList('loopback') });
  const { send } = sender;
  const deliverer = createDeliverer({ store, accounts, vault, send, now, log: SILENT });
  const before = performance.now();
  await deliverer.settle();
  const seconds = (performance.now() - before) / 1000;
  const came = Number(await (await fetch(url)).text());
  assert.equal(came, count, 'every webhook came once');
  await deliverer.close();
  await sender.close();
  await store.close();
  await receiver.stop();
  rmSync(folder, { recursive: true, force: true });
  return count / seconds;
}
