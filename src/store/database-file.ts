// The files of a SQLite database: nobody but their owner may read them.
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, statSync } from 'node:fs';
import path from 'node:path';

export const PRIVATE_FILE = 0o600;

/** The name of the database in the data folder. */
export function databaseIn(dataDir: string): string {
  return path.join(dataDir, 'dubash.db');
}

/** The name of the request log beside it. */
export function requestsIn(dataDir: string): string {
  return path.join(dataDir, 'requests.db');
}

/** The file itself and what SQLite keeps beside it while it is open, or after a crash. */
export function filesOf(file: string): readonly string[] {
  return [file, `${file}-wal`, `${file}-shm`, `${file}-journal`];
}

/**
 * Makes the file when there is none, and closes what is there to others. SQLite gives what it makes
 * beside it the same mode.
 */
export function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', PRIVATE_FILE));
  for (const each of filesOf(file)) {
    if (existsSync(each) && (statSync(each).mode & 0o077) !== 0) chmodSync(each, PRIVATE_FILE);
  }
}

/** Resolves nothing before what was written to the file, or renamed in the folder, is on disk. */
export function flushToDisk(fileOrFolder: string): void {
  const opened = openSync(fileOrFolder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
