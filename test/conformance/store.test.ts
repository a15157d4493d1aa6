// Every store is held to the same contract, in memory and on disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openSqlite } from '../../src/store/sqlite.ts';
import { CONTRACT } from './store-contract.ts';
import { type TestDatabase, testStore } from './store.ts';

async function makeMemory(): Promise<TestDatabase> {
  const open = async () => openSqlite(':memory:');
  return { open, lasts: false, remove: async () => undefined };
}

async function makeFile(ownThread: boolean): Promise<TestDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-store-'));
  return {
    open: async () => openSqlite(path.join(folder, 'dubash.db'), { ownThread }),
    lasts: true,
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

testStore('SQLite in memory', makeMemory, CONTRACT);
testStore('SQLite in a file', () => makeFile(false), CONTRACT);
testStore('SQLite with a thread that writes', () => makeFile(true), CONTRACT);
