// The request log's store on SQLite: its promises, and a file that keeps nothing of what was
// deleted.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { rowOf, testRequestStore } from '../../test/support/request-store.ts';
import { openSqliteRequests } from './request-sqlite.ts';

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
