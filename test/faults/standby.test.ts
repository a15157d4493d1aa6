// The primary dies under a mixed load: its synchronous standby goes on, and nothing acknowledged is
// lost.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import postgres from 'postgres';
import { findLost, startMixedLoad } from '../support/mixed-load.ts';
import * as machine from '../support/postgres.ts';
import { RZP_CREATE } from '../support/documented-example.ts';
import { ask, BASIC, spawnServer } from '../support/server.ts';

const CLIENTS = 8;
const BEFORE = 60;
const AFTER = 60;
const skip = machine.withoutBinaries ?? false;

async function makePair() {
  const primary = await machine.startCluster(await machine.makeData());
  const data = path.join(machine.makeOwnedFolder(), 'data');
  const from = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', 'postgres'];
  await machine.runBinary('pg_basebackup', ...from, '-D', data, '-R', '-X', 'stream', '-c', 'fast');
  const standby = await machine.startCluster(data);
  const sql = postgres(primary.url('postgres'), { max: 1, onnotice: () => undefined });
  await sql`ALTER SYSTEM SET synchronous_standby_names = '*'`;
  await sql`SELECT pg_reload_conf()`;
  for (let state = ''; state !== 'sync'; ) {
    const [row] = await sql`SELECT sync_state FROM pg_stat_replication`;
    state = String(row?.['sync_state']);
  }
  await sql.end();
  return { primary, standby, promote: () => machine.runBinary('pg_ctl', 'promote', '-D', data) };
}

/** Sends one create after the other, each until it is acknowledged. */
async function keepCreating(
  urls: readonly string[],
  client: number,
  acknowledged: Map<string, string>,
  isOver: () => boolean,
): Promise<number> {
  let failed = 0;
  for (let index = 0; !isOver(); index += 1) {
    const receipt = `standby-${client}-${index}`;
    for (let tries = 0; !acknowledged.has(receipt) && tries < 200; tries += 1) {
      const answer = await ask(
        `${urls[(client + tries) % urls.length]}/api/v2/order/via/rzp/create`,
        {
          headers: { authorization: BASIC, 'x-idempotency-key': receipt },
          body: { ...RZP_CREATE, receipt },
        },
      );
      if (answer.status === 200) acknowledged.set(receipt, answer.text);
      else failed += 1;
    }
  }
  return failed;
}

test('servers go on with the standby', { skip, timeout: 90_000 }, async (t: TestContext) => {
  const { primary, standby, promote } = await makePair();
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-standby-'));
  const hosts = `127.0.0.1:${primary.port},127.0.0.1:${standby.port}`;
  const servers = await Promise.all(
    [0, 1].map((index) =>
      spawnServer({
        DATABASE_URL: `postgres://postgres@${hosts}/postgres`,
        DATA_DIR: path.join(folder, String(index)),
        MASTER_KEY: 'ab'.repeat(32),
        LOG_LEVEL: 'silent',
      }),
    ),
  );
  const urls = servers.map(({ summary }) => summary.url);
  const acknowledged = new Map<string, string>();
  let goal = BEFORE;
  let isOver = false;
  const reached = async (count: number): Promise<void> => {
    goal = count;
    while (acknowledged.size < goal) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const clients = Array.from({ length: CLIENTS }, (_, client) =>
    keepCreating(urls, client, acknowledged, () => isOver),
  );
  const mixed = startMixedLoad(urls[1] ?? '', 'mixed', CLIENTS);
  await Promise.all([reached(BEFORE), mixed.more(CLIENTS)]);
  primary.kill();
  const before = acknowledged.size;
  const killedAt = performance.now();
  assert.equal((await ask(`${urls[0]}/healthz`)).status, 200);
  assert.equal((await ask(`${urls[0]}/readyz`)).status, 503, 'no primary: not ready');
  await promote();
  await reached(acknowledged.size + 1);
  const pauseMs = Math.round(performance.now() - killedAt);
  await Promise.all([reached(before + AFTER), mixed.more(CLIENTS)]);
  isOver = true;
  await mixed.stop();
  const failed = (await Promise.all(clients)).reduce((sum, each) => sum + each, 0);

  for (const url of urls) assert.equal((await ask(`${url}/readyz`)).status, 200);
  const sql = postgres(standby.url('postgres'), { max: 1, onnotice: () => undefined });
  const rows = await sql`SELECT unique_ref, count(*) AS orders FROM orders
    WHERE unique_ref LIKE 'standby-%' GROUP BY unique_ref`;
  await sql.end();
  const orders = new Map(rows.map((row) => [String(row['unique_ref']), Number(row['orders'])]));
  for (const receipt of acknowledged.keys()) assert.equal(orders.get(receipt), 1, receipt);
  assert.equal(orders.size, acknowledged.size, 'no order that nobody heard of, no second one');
  assert.deepEqual(await findLost(urls[0] ?? '', mixed.orders.values()), []);
  for (const [receipt, text] of acknowledged) {
    const again = await ask(`${urls[0]}/api/v2/order/via/rzp/create`, {
      headers: { authorization: BASIC, 'x-idempotency-key': receipt },
      body: { ...RZP_CREATE, receipt },
    });
    assert.equal(again.text, text, 'the key has its first answer');
  }
  const counted = `${before} before, ${acknowledged.size - before} after, ${failed} tried again`;
  t.diagnostic(`acknowledged: ${counted}; ${pauseMs} ms from the kill to the next one`);
  for (const { child } of servers) {
    child.kill('SIGTERM');
    assert.equal((await once(child, 'exit'))[0], 0);
  }
  rmSync(folder, { recursive: true, force: true });
});
