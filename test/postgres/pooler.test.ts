// Behind a pooler in transaction mode: nothing is prepared, and everything works.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findLost, startMixedLoad } from '../support/mixed-load.ts';
import { type Pgbouncer, startPgbouncer, withoutPgbouncer } from '../support/pgbouncer.ts';
import { makeData, startCluster, withoutBinaries } from '../support/postgres.ts';
import { startServer } from '../support/server.ts';

const skip = withoutBinaries ?? withoutPgbouncer ?? false;
const CLIENTS = 12;
let pooler: Pgbouncer;

before(async () => {
  if (skip !== false) return;
  const { port } = await startCluster(await makeData());
  pooler = await startPgbouncer(port);
});
after(() => pooler?.stop());

async function sell(settings: Readonly<Record<string, string>>, count: number) {
  const place = { DATABASE_URL: pooler.url('postgres'), MASTER_KEY: 'ab'.repeat(32) };
  const server = await startServer({ ...place, ...settings });
  const load = startMixedLoad(server.url, `pooled-${count}`, CLIENTS);
  await Promise.race([load.more(count), load.fails(count)]);
  await load.stop();
  const lost = await findLost(server.url, load.orders.values());
  await server.stop();
  return { orders: [...load.orders.values()], failed: load.failed(), lost, logged: server.logged };
}

test('without prepared statements every step of a sale works, many at once', {
  skip,
}, async () => {
  const { orders, failed, lost, logged } = await sell({ DATABASE_PREPARE: 'off' }, 60);
  assert.deepEqual(
    logged.filter((line) => line.includes('error')),
    [],
  );
  assert.equal(failed, 0);
  assert.deepEqual(lost, []);
  assert.ok(orders.filter(({ captured, refunds }) => captured && refunds === 2).length >= 40);
});

test('with them it fails, and the log says what to set', { skip }, async () => {
  const { failed, logged } = await sell({}, 61);
  assert.ok(failed > 0, 'a pooler that knows prepared statements by now: then this test is over');
  const advice = /\(behind a pooler in transaction mode set DATABASE_PREPARE=off\)/;
  assert.ok(logged.some((line) => advice.test(line)));
});
