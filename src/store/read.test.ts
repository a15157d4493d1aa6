// Reads that share a transaction: never older than the last write, never open beyond their turn.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { rethrow } from '../guard.ts';
import { groupSqliteCommits, sendHere } from './group-commit-sqlite.ts';
import { shareReads } from './read.ts';

/** As the store writes, with a closure in place of its statements. */
const writeOn = (database: DatabaseSync, endReads: () => void) =>
  groupSqliteCommits(
    sendHere(database, (work: () => unknown) => work(), endReads),
    rethrow,
  );

function open(context: TestContext) {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-read-'));
  const file = path.join(folder, 'a.db');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('CREATE TABLE numbers (value BIGINT)');
  const other = new DatabaseSync(file);
  const reads = shareReads(database, rethrow);
  context.after(() => {
    reads.end();
    database.close();
    other.close();
    rmSync(folder, { recursive: true });
  });
  const write = writeOn(database, reads.end);
  const count = (): number => {
    reads.begin();
    return Number(database.prepare('SELECT count(*) AS count FROM numbers').get()?.['count']);
  };
  const add = (): Promise<void> =>
    write(() => {
      database.exec('INSERT INTO numbers VALUES (1)');
    });
  return { database, other, reads, count, add };
}

test('who reads after a write sees it, also in the turn of an older read', async (context) => {
  const { count, add } = open(context);
  assert.equal(count(), 0);
  const written = add();
  assert.equal(count(), 0, 'not before it is committed');
  await written;
  assert.equal(count(), 1);
});

test('the reads of one turn see one moment, the next ones what came since', async (context) => {
  const { other, count } = open(context);
  assert.equal(count(), 0);
  other.exec('INSERT INTO numbers VALUES (1)');
  assert.equal(count(), 0);
  await turn();
  assert.equal(count(), 1);
});

test('nothing is open once the turn is over', async (context) => {
  const { database, reads, count } = open(context);
  count();
  assert.equal(database.isTransaction, true);
  await turn();
  assert.equal(database.isTransaction, false);
  reads.end();
  assert.equal(database.isTransaction, false);
});

test('a write that fails leaves reads as they were', async (context) => {
  const { database, reads, count } = open(context);
  count();
  const write = writeOn(database, reads.end);
  await assert.rejects(write(() => database.exec('INSERT INTO nothing VALUES (1)')));
  assert.equal(count(), 0);
});

test('a transaction that ended by itself is no error', async (context) => {
  const { database, count } = open(context);
  count();
  database.exec('ROLLBACK');
  await turn();
  assert.equal(count(), 0);
});

/** A disk that fails at every COMMIT of a read until it is told to work. */
function openFailing(context: TestContext) {
  const database = new DatabaseSync(':memory:');
  context.after(() => database.close());
  const disk = { isBroken: true };
  const failing = {
    get isOpen() {
      return database.isOpen;
    },
    get isTransaction() {
      return database.isTransaction;
    },
    exec: (sql: string) => database.exec(sql),
    prepare: (sql: string) => {
      const statement = database.prepare(sql);
      if (sql !== 'COMMIT') return statement;
      return {
        run: () => {
          if (disk.isBroken) throw new Error('disk I/O error');
          return statement.run();
        },
      };
    },
  } as unknown as DatabaseSync;
  return { database, failing, disk };
}

test('reads that cannot be ended are told of, and the next turn reads again', async (context) => {
  const { database, failing, disk } = openFailing(context);
  const told: string[] = [];
  const reads = shareReads(failing, (error) => told.push(String(error)));
  reads.begin();
  await turn();
  assert.deepEqual(told, ['Error: disk I/O error']);
  assert.equal(database.isTransaction, false);
  disk.isBroken = false;
  reads.begin();
  assert.equal(database.isTransaction, true);
  await turn();
  assert.equal(told.length, 1);
});

test('a write in such a turn fails by itself, and the next one is saved', async (context) => {
  const { database, failing, disk } = openFailing(context);
  database.exec('CREATE TABLE numbers (value BIGINT)');
  const reads = shareReads(failing, rethrow);
  const write = writeOn(failing, reads.end);
  const add = () => write(() => database.exec('INSERT INTO numbers VALUES (1)'));
  const written = write(() => undefined);
  reads.begin();
  await assert.rejects(written, /disk I\/O error/);
  disk.isBroken = false;
  await add();
  assert.equal(database.prepare('SELECT count(*) AS count FROM numbers').get()?.['count'], 1);
});
