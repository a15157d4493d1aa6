// One server at a time on a data folder: a lock that the system drops when its process dies.
import { hostname } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makePrivate } from './database-file.ts';

export type ServerLock = { readonly release: () => void };

const BUSY = 5;
// Whoever only reads who has it is gone by then.
const WAIT_MS = 300;

/**
 * Locks a data folder for a server, or for what must not run beside one; throws one clear sentence
 * when it is taken. Most commands do not ask for it: they may run beside a server.
 *
 * The lock is SQLite's own on a file beside the database, so it is the kernel's: it is never stale,
 * also after kill -9, and holds between containers that share a folder, where numbers of processes
 * mean nothing. While it is held others can still read who holds it.
 */
export function lockFolder(dataDir: string, work: string, at: number): ServerLock {
  const file = path.join(dataDir, 'server.lock');
  makePrivate(file);
  const database = new DatabaseSync(file, { timeout: WAIT_MS });
  try {
    // Nothing of it has to outlive the machine.
    database.exec('PRAGMA synchronous = OFF');
    const holder = [work, process.pid, hostname(), at] as const;
    database.exec('BEGIN IMMEDIATE');
    database.exec('CREATE TABLE IF NOT EXISTS holder (work, pid, host, at)');
    database.exec('DELETE FROM holder');
    database.prepare('INSERT INTO holder VALUES (?, ?, ?, ?)').run(...holder);
    database.exec('COMMIT');
    // Held for as long as the process lives. Whoever came between has written its own name.
    database.exec('BEGIN IMMEDIATE');
    const mine = 'SELECT 1 FROM holder WHERE work = ? AND pid = ? AND host = ? AND at = ?';
    if (database.prepare(mine).get(...holder) === undefined) throw new FolderTaken();
  } catch (error) {
    const isTaken =
      error instanceof FolderTaken || (error as { readonly errcode?: number }).errcode === BUSY;
    const holder = isTaken ? describeHolder(database) : '';
    database.close();
    throw isTaken ? new Error(`${dataDir} is in use by ${holder}; stop it first`) : error;
  }
  return { release: () => database.close() };
}

class FolderTaken extends Error {}

/** Who has it, as far as one can read it at this moment. */
function describeHolder(database: DatabaseSync): string {
  try {
    const row = database.prepare('SELECT work, pid, host, at FROM holder').get();
    const since = new Date(Number(row?.['at'])).toISOString();
    return `${row?.['work']} (process ${row?.['pid']} on ${row?.['host']}, since ${since})`;
  } catch {
    return 'another process';
  }
}
