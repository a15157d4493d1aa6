// The request log's store on SQLite: its promises, and a file that keeps nothing of what was
// deleted.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { rowOf, testRequestStore } from '../../test/support/request-store.ts';
import { openSqliteRequests } from './request-sqlite.ts';
import type { RequestRowFilter } from './request-store.ts';

testRequestStore(async () => openSqliteRequests(':memory:'));

test('what was forgotten is in no file, and nobody else may read them', async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-requests-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'requests.db');
  const store = openSqliteRequests(file);
  const secret = 'what-a-customer-said';
  await store.addRequests([rowOf({ body: secret, marks: ['pA'] }), rowOf({ body: 'other' })]);
  const texts = (): string =>
    ['', '-wal'].map((end) => readFileSync(file + end, 'latin1')).join('');
  assert.ok(texts().includes(secret));
  assert.equal(await store.forgetRequests(['pA']), 1);
  assert.ok(!texts().includes(secret));
  assert.ok(texts().includes('other'));
  assert.equal(statSync(file).mode & 0o077, 0);
  await store.close();
  const again = openSqliteRequests(file, false);
  assert.equal((await again.listRequests({}, 9)).length, 1);
  await again.close();
});

test('a rare line of many is found in turns, in which others get theirs', async () => {
  const store = openSqliteRequests(':memory:');
  const rows = Array.from({ length: 9000 }, (_, at) => {
    const isRare = at % 3000 === 0;
    return rowOf({ account: at % 2, operation: isRare ? 'rare' : 'usual', requestId: `r${at}` });
  });
  await store.addRequests(rows);
  const idsOf = async (filter: RequestRowFilter, limit = 9): Promise<readonly string[]> =>
    (await store.listRequests(filter, limit)).map(({ requestId }) => requestId);
  const rare = { operation: 'rare' };
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  assert.deepEqual(await idsOf(rare), ['r6000', 'r3000', 'r0']);
  isOver = true;
  assert.ok(turns >= 2, `${turns} turns`);
  assert.deepEqual(await idsOf(rare, 2), ['r6000', 'r3000']);
  const [, middle] = await store.listRequests(rare, 2);
  assert.ok(middle);
  const { key } = middle.id;
  assert.deepEqual(await idsOf({ ...rare, beforeKey: key }), ['r0']);
  assert.deepEqual(await idsOf({ ...rare, fromKey: key }), ['r6000', 'r3000']);
  assert.deepEqual(await idsOf({ ...rare, fromKey: key + 1 }), ['r6000']);
  assert.deepEqual(await idsOf({ ...rare, account: 0 }), ['r6000', 'r3000', 'r0']);
  assert.deepEqual(await idsOf({ ...rare, account: 1 }), []);
  await store.close();
});

test('where there is no room, that is what is said', (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-requests-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = JSON.stringify(path.join(folder, 'requests.db'));
  const row = JSON.stringify(rowOf({ reply: 'x'.repeat(8000) }));
  const program = `
    const { openSqliteRequests } = await import('${import.meta.resolve('./request-sqlite.ts')}');
    const store = openSqliteRequests(${file});
    const row = ${row};
    const keyed = (key) => ({ ...row, id: { ...row.id, key } });
    const rows = Array.from({ length: 200 }, (_, at) => keyed(at + 1));
    const error = await store.addRequests(rows).then(() => null, (cause) => cause);
    process.stdout.write(error?.constructor.name + ': ' + error?.message);
  `;
  // A file may have half a megabyte: the transaction is over when that is passed.
  const command = 'ulimit -f 1000; exec "$0" "$@"';
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program];
  const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, ...flags], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.match(stdout, /^Unreachable: the database file cannot be used/, stderr);
});
