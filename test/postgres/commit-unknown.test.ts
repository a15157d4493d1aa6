// Connections that break: what is unknown is said to be unknown, what never began is done again.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import postgres, { type Sql } from 'postgres';
import { readAddress } from '../../src/store/database-address.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { CommitUnknown } from '../../src/store/store.ts';
import { changesOf, commitOf, replyRow } from '../conformance/store.ts';
import { buildOrder, NOW } from '../support/call.ts';
import { makeDatabase, type TestDatabase, withoutPostgres } from '../support/postgres.ts';

const skip = withoutPostgres ?? false;
let database: TestDatabase;
let sql: Sql;

before(async () => {
  if (skip !== false) return;
  database = await makeDatabase();
  sql = postgres(database.url, { max: 2, onnotice: () => undefined });
});
after(async () => {
  await sql?.end();
  await database?.remove();
});

/** Ends the connections that wait for a lock, as soon as there is one. */
async function endWaiting(lock: Sql): Promise<void> {
  for (let ended = 0; ended === 0; ) {
    const rows = await lock`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE wait_event_type = 'Lock' AND application_name = 'dubash'`;
    ended = rows.length;
  }
}

test('a commit whose connection breaks is unknown, and can be asked for again', {
  skip,
}, async () => {
  const store = await openPostgres(database.url);
  const reply = replyRow({ key: 'lost' });
  const commit = commitOf({ changes: changesOf({ order: buildOrder() }), reply });
  await sql.begin(async (lock) => {
    await lock`LOCK TABLE orders IN EXCLUSIVE MODE`;
    const saved = store.save(commit);
    saved.catch(() => undefined);
    await endWaiting(sql);
    await assert.rejects(saved, CommitUnknown);
  });
  assert.equal(await store.loadOrder(1, 1), null);
  assert.equal(await store.findIdempotencyRecord(1, 'lost', NOW), null);
  assert.equal(await store.save(commit), 'saved');
  assert.equal(await store.save(commit), 'repeated');
  await store.close();
});

test('a reading whose connection breaks is read again', { skip }, async () => {
  const store = await openPostgres(database.url);
  await store.keepSetting('read', 'again');
  const found = await sql.begin(async (lock) => {
    await lock`LOCK TABLE settings IN ACCESS EXCLUSIVE MODE`;
    const reading = store.findSetting('read');
    await endWaiting(sql);
    return { reading };
  });
  assert.equal(await found.reading, 'again');
  await store.close();
});

test('what an engine undoes for a deadlock is done again', { skip }, async () => {
  const store = await openPostgres(database.url);
  const row = { key: 'a', fingerprint: 'f', status: 200, headers: {}, body: '', expiresAt: 1 };
  await store.save(commitOf({ reply: row, now: 0 }));
  const order = buildOrder({ id: { key: 7, number: 7, token: '7' }, reference: 'deadlock' });
  const changes = changesOf({ order });
  // The other side holds the order's reference, and then wants the answer that our commit holds.
  const ours = await sql
    .begin(async (other) => {
      await other`INSERT INTO orders VALUES (1, 8, 'deadlock', NULL, 0, NULL, 1, '{}')`;
      const saving = store.save(commitOf({ changes, reply: { ...row, expiresAt: 2 }, now: 1 }));
      for (let waits = 0; waits === 0; ) {
        const rows = await sql`SELECT pid FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND application_name = 'dubash'`;
        waits = rows.length;
      }
      await other`UPDATE idempotency_records SET status = 201
        WHERE account = 1 AND key = 'a'`.catch(() => null);
      throw Object.assign(new Error('undo'), { saving });
    })
    .catch((error: Error & { saving?: Promise<string> }) => error.saving);
  assert.equal(await ours, 'saved');
  await store.close();
});

test('the host that takes writes is found behind one that does not answer', { skip }, async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const address = closed.address();
  const port = typeof address === 'object' ? address?.port : 0;
  closed.close();
  const store = await openPostgres(database.url.replace('@', `@127.0.0.1:${port},`));
  assert.equal(await store.findSetting('nothing'), null);
  await store.close();
});

/** Stands between; a connection ends in order, unanswered, once something is sent that `fits`. */
async function openProxy(fits: (text: string) => boolean) {
  const { hosts } = readAddress(database.url);
  const sockets = new Set<Socket>();
  const end = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const proxy = createServer((client) => {
    const upstream = connect(hosts[0]?.port ?? 0, hosts[0]?.host ?? '');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => (socket === client ? upstream.destroy() : client.destroy()));
    }
    client.on('data', (bytes) => {
      if (!fits(bytes.toString('latin1'))) upstream.write(bytes);
      // Everything is read by then: a reset would be another fault.
      else setTimeout(() => client.end(), 20);
    });
    upstream.pipe(client);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const url = database.url.replace(/@[^/]+/, `@127.0.0.1:${port}`);
  return { url, end, close: () => proxy.close() };
}

test('a server that restarts its connections is used again at once', { skip }, async () => {
  const proxy = await openProxy(() => false);
  const store = await openPostgres(proxy.url);
  await store.keepSetting('proxy', 'one');
  proxy.end();
  assert.equal(await store.findSetting('proxy'), 'one');
  await store.close();
  proxy.close();
});

// The driver we had before wrote ROLLBACK to a connection that it had lost in a transaction, and
// threw where nobody catches (porsager/postgres issue 1208).
test('a transaction whose connection ends is unknown, and ends nothing else', {
  skip,
}, async () => {
  let isEnding = false;
  const proxy = await openProxy((text) => isEnding && /insert into/i.test(text));
  const store = await openPostgres(proxy.url);
  const replied = commitOf({ reply: replyRow({ key: 'mixed' }) });
  const order = buildOrder({ id: { key: 70, number: 70, token: '70' }, reference: 'mixed' });
  const created = commitOf({ changes: changesOf({ order }) });
  isEnding = true;
  // Of different shapes: they share no statement, only a transaction.
  const saves = await Promise.allSettled([replied, created].map((each) => store.save(each)));
  isEnding = false;
  for (const save of saves) {
    assert.ok(save.status === 'rejected' && save.reason instanceof CommitUnknown, save.status);
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await store.save(created), 'saved', 'and the store is used again');
  await store.close();
  proxy.close();
});

test('what cannot be read of an address is not repeated', () => {
  const wrong = [
    'postgres://me:secret@',
    'postgres://me:secret@db:port/x',
    'mysql://me:secret@db/x',
  ];
  for (const text of wrong) {
    assert.throws(
      () => readAddress(text),
      (error: Error) => !error.message.includes('secret'),
    );
  }
  const { hosts, password } = readAddress(
    'postgres://me:p%40ss@a:1,[::1]:2,b/shop?sslmode=require',
  );
  assert.deepEqual(
    hosts.map(({ host, port }) => `${host} ${port}`),
    ['a 1', '::1 2', 'b 5432'],
  );
  assert.equal(password, 'p@ss');
});
