// Somebody else holds the database file: the dashboard reads on, and says what it could not write.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { databaseIn } from '../../src/store/database-file.ts';
import { signIn } from '../support/dashboard.ts';
import { KEY, startServer } from '../support/server.ts';

test('a locked file is read, and a change that it does not take is told', async (context) => {
  // By a lock of SQLite, whichever engine the other tests run on.
  const server = await startServer({ DATABASE_URL: '' });
  context.after(() => server.stop());
  const session = await signIn(server.url);
  const other = new DatabaseSync(databaseIn(server.app.summary.dataDir));
  context.after(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  for (const page of ['', '/orders', '/webhooks', '/accounts', '/audit']) {
    assert.equal((await session.get(`/dashboard${page}`)).status, 200, page);
  }
  const fields = { account: KEY, amount: '5.00', reference: 'LOCKED-1', dialect: 'razorpay' };
  const { status, text } = await session.post('/dashboard/sandbox/order', fields);
  assert.equal(status, 503, text);
  assert.match(text, /It may not have been done/);
  other.exec('ROLLBACK');
  const found = await session.get('/dashboard/search?q=LOCKED-1');
  assert.equal(found.status, 404, 'it was not done');
  const made = await session.post('/dashboard/sandbox/order', fields);
  assert.match(String(made.headers['location']), /told=made$/);
});
