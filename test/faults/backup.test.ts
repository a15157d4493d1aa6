// The drill: a backup beside a server under load, kill -9, restore elsewhere; nothing acknowledged
// before the backup began is missing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { backUp } from '../../src/cli/backup.ts';
import { restoreDatabase } from '../../src/cli/restore.ts';
import { readConfig } from '../../src/config.ts';
import { findLost, startMixedLoad } from '../support/mixed-load.ts';
import { spawnServer } from '../support/server.ts';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'dubash-backup-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const inside = (...names: string[]): string => path.join(folder, ...names);
const configOf = (dataDir: string, more = {}) => readConfig({ DATA_DIR: dataDir, ...more });
const NOW = Date.parse('2026-01-15T10:00:00Z');

/** A stopped server's folder, with one order in it. */
async function makeData(name: string): Promise<string> {
  const dataDir = inside(name);
  const { summary, child } = await spawnServer({ DATA_DIR: dataDir });
  const load = startMixedLoad(summary.url, name, 1);
  await load.more(1);
  await load.stop();
  child.kill('SIGTERM');
  await once(child, 'exit');
  return dataDir;
}

function modesOf(dataDir: string): Readonly<Record<string, string>> {
  const modeOf = (name: string): string =>
    (fs.statSync(path.join(dataDir, name)).mode & 0o777).toString(8);
  return Object.fromEntries(fs.readdirSync(dataDir).map((name) => [name, modeOf(name)]));
}

test('backup under load, kill -9, restore elsewhere: nothing is lost', async (context) => {
  const file = inside('night.backup');
  const first = await spawnServer({ DATA_DIR: inside('first') });
  const load = startMixedLoad(first.summary.url, 'drill', 8);
  await load.more(40);
  const begin = performance.now();
  // As they are now: what is acknowledged later may be missing.
  const before = [...load.orders.values()]
    .filter(({ at }) => at < begin)
    .map((one) => ({ ...one }));
  const saved = backUp(configOf(inside('first')), file);
  assert.equal(saved.code, 0, saved.lines.join('\n'));
  assert.match(saved.lines.join('\n'), /master key is not in it: .*first\/master\.key/);
  await load.more(10);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  await load.stop();
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  const key = fs.readFileSync(inside('first', 'master.key'), 'utf8').trim();
  assert.equal(fs.readFileSync(file).includes(Buffer.from(key, 'hex')), false);
  assert.equal(fs.readFileSync(file).includes(key), false);

  const back = restoreDatabase(configOf(inside('second')), file, false, NOW);
  assert.equal(back.code, 0, back.lines.join('\n'));
  assert.match(back.lines.join('\n'), /put the master key .* at .*second\/master\.key/);
  fs.copyFileSync(inside('first', 'master.key'), inside('second', 'master.key'));
  const second = await spawnServer({ DATA_DIR: inside('second') });
  assert.ok(before.length >= 40);
  assert.deepEqual(await findLost(second.summary.url, before), []);
  context.diagnostic(`${before.length} orders were acknowledged before the backup began`);
  const modes = new Set(Object.values(modesOf(inside('second'))));
  assert.deepEqual([...modes], ['600']);
  second.child.kill('SIGTERM');
  assert.equal((await once(second.child, 'exit'))[0], 0);
});

test('a restore refuses what it would destroy, or could not be opened', async () => {
  const dataDir = await makeData('full');
  const file = inside('full.backup');
  assert.equal(backUp(configOf(dataDir), file).code, 0);
  const says = (ended: { code: number; lines: readonly string[] }, pattern: RegExp): void => {
    assert.equal(ended.code, 1);
    assert.equal(ended.lines.length, 1, ended.lines.join('\n'));
    assert.match(ended.lines[0] ?? '', pattern);
  };
  says(backUp(configOf(dataDir), file), /full\.backup exists already/);
  says(backUp(configOf(inside('nowhere')), inside('x')), /there is no database at .*nowhere/);
  says(backUp(configOf(dataDir), inside('no', 'such', 'x')), /backup was not made: ENOENT/);
  says(restoreDatabase(configOf(dataDir), file, false, NOW), /has a database already; --force/);
  says(restoreDatabase(configOf(inside('a')), inside('none'), false, NOW), /there is no file/);
  fs.writeFileSync(inside('words'), 'This is no database.'.repeat(500));
  says(
    restoreDatabase(configOf(inside('a')), inside('words'), false, NOW),
    /is not a Dubash database/,
  );
  const bytes = fs.readFileSync(file);
  fs.writeFileSync(inside('torn'), bytes.subarray(0, bytes.length - 8192));
  says(restoreDatabase(configOf(inside('a')), inside('torn'), false, NOW), /damaged/);
  const wrong = { MASTER_KEY: 'cd'.repeat(32) };
  says(
    restoreDatabase(configOf(inside('a'), wrong), file, false, NOW),
    /another master key .*MASTER_KEY/,
  );
  fs.copyFileSync(file, inside('newer'));
  const newer = new DatabaseSync(inside('newer'));
  newer.exec("INSERT INTO migrations VALUES (9999, '9999-later.sql')");
  newer.close();
  says(
    restoreDatabase(configOf(inside('a')), inside('newer'), false, NOW),
    /newer Dubash \(it has 9999-/,
  );
  assert.deepEqual(fs.readdirSync(inside('a')), ['server.lock'], 'nothing is left behind');
});

test('a restore refuses a running server; --force moves the old database aside', async () => {
  const dataDir = await makeData('running');
  const file = inside('running.backup');
  assert.equal(backUp(configOf(dataDir), file).code, 0);
  const { child } = await spawnServer({ DATA_DIR: dataDir });
  const busy = restoreDatabase(configOf(dataDir), file, true, NOW);
  assert.equal(busy.code, 1);
  assert.match(busy.lines.join('\n'), new RegExp(`in use by a server \\(process ${child.pid} on`));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const forced = restoreDatabase(configOf(dataDir), file, true, NOW);
  assert.equal(forced.code, 0, forced.lines.join('\n'));
  const aside = path.join(dataDir, 'replaced-2026-01-15T10-00-00-000Z');
  assert.match(forced.lines.join('\n'), /The database that was there is in .*replaced-2026/);
  assert.ok(fs.existsSync(path.join(aside, 'dubash.db')));
  const again = await spawnServer({ DATA_DIR: dataDir });
  again.child.kill('SIGTERM');
  assert.equal((await once(again.child, 'exit'))[0], 0);
});

test('with PostgreSQL both say what does it there', () => {
  const config = configOf(folder, { DATABASE_URL: 'postgres://me:hidden@db/shop' });
  const saved = backUp(config, inside('pg'));
  assert.equal(saved.code, 2);
  assert.match(saved.lines.join('\n'), /pg_dump .*"\$DATABASE_URL"/);
  const back = restoreDatabase(config, inside('pg'), false, NOW);
  assert.equal(back.code, 2);
  assert.match(back.lines.join('\n'), /pg_restore .*"\$DATABASE_URL"/);
  assert.doesNotMatch([...saved.lines, ...back.lines].join('\n'), /hidden/);
});
