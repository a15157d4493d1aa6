// PostgreSQL dies and comes back under a mixed load: the process goes on, and nothing is lost.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { findLost, startMixedLoad } from '../support/mixed-load.ts';
import { makeData, startCluster, withoutBinaries } from '../support/postgres.ts';
import { ask, spawnServer } from '../support/server.ts';

const CLIENTS = 16;
const skip = withoutBinaries ?? false;
// With the driver before the present one the process died in one of eight such rounds.
const ROUNDS = ['kill -9', 'fast', 'immediate', 'kill -9', 'fast', 'immediate'] as const;

test('the process outlives its database, whatever was under way', {
  skip,
  timeout: 120_000,
}, async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-restart-'));
  const cluster = await startCluster(await makeData());
  const server = await spawnServer({
    DATABASE_URL: cluster.url('postgres'),
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
  });
  const { url } = server.summary;
  context.after(() => {
    server.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  const load = startMixedLoad(url, 'restart', CLIENTS);
  await load.more(CLIENTS);
  for (const how of ROUNDS) {
    await cluster.restart(how);
    await Promise.race([
      load.more(CLIENTS),
      once(server.child, 'exit').then(([code]) => assert.fail(`it ended with ${code} at ${how}`)),
    ]);
    // Not always in the same moment of the clients' steps.
    await wait(randomInt(100));
  }
  await load.stop();

  assert.equal(server.child.exitCode, null, 'the same process serves');
  assert.equal((await ask(`${url}/readyz`)).status, 200);
  assert.deepEqual(await findLost(url, load.orders.values()), []);
  context.diagnostic(`${load.orders.size} orders, ${load.failed()} requests without an answer`);
  const lines = server.logged.map((line) => JSON.parse(line) as { level: number; msg: string });
  assert.ok(lines.some(({ msg }) => msg === 'the database cannot be reached'));
  const others = lines.filter(({ msg }) => msg !== 'the database cannot be reached');
  assert.deepEqual(others, [], 'a lost database is no bug');
  server.child.kill('SIGTERM');
  assert.equal((await once(server.child, 'exit'))[0], 0);
});
