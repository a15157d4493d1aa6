// Copies of a SQLite database: made beside a running server, and looked at before they are used.
import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { filesOf, flushToDisk, PRIVATE_FILE } from './database-file.ts';
import { isExpected, PROGRESS, readMigrations, readProgress } from './migrate.ts';

/** A sentence for the operator: what was asked for cannot be done. */
export class BackupError extends Error {}

/**
 * Writes everything that was committed before into `target`, which must not exist; returns its size
 * in bytes. A server may run meanwhile.
 */
export function copyDatabase(file: string, target: string): number {
  if (!existsSync(file)) throw new BackupError(`there is no database at ${file}`);
  if (existsSync(target)) throw new BackupError(`${target} exists already`);
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  // SQLite writes into a file that is there when that is empty, and leaves its mode as it is.
  closeSync(openSync(partial, 'wx', PRIVATE_FILE));
  try {
    const database = new DatabaseSync(file, { timeout: 5000 });
    try {
      database.prepare('VACUUM INTO ?').run(partial);
    } finally {
      database.close();
    }
    // VACUUM INTO leaves that to whoever asked for it.
    flushToDisk(partial);
    renameSync(partial, target);
    flushToDisk(path.dirname(path.resolve(target)));
  } catch (error) {
    for (const each of filesOf(partial)) rmSync(each, { force: true });
    throw error;
  }
  return statSync(target).size;
}

/** What a copy says of itself. */
export type CopyFacts = {
  /** Tells which master key it was made with; null when no server has run on it. */
  readonly keyFingerprint: string | null;
};

/** Throws a BackupError unless the file is a whole database of a Dubash that is not newer. */
export function inspectDatabase(file: string): CopyFacts {
  const refuse = (why: string): never => {
    throw new BackupError(`${path.basename(file)} ${why}`);
  };
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    const [verdict] = database.prepare('PRAGMA integrity_check(1)').all();
    if (verdict?.['integrity_check'] !== 'ok') refuse('is damaged');
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const names = new Set(tables.map((row) => row['name']));
    if (!names.has('migrations') || !names.has('settings')) refuse('is not a Dubash database');
    const done = readProgress(database.prepare(PROGRESS).all());
    const unknown = done.find((each) => !isExpected(each));
    const isNewer = Math.abs(unknown?.number ?? 0) > readMigrations().length;
    if (isNewer) refuse(`is of a newer Dubash (it has ${unknown?.name})`);
    if (unknown !== undefined) refuse('is not a Dubash database');
    const find = "SELECT value FROM settings WHERE name = 'master_key'";
    const fingerprint = database.prepare(find).get()?.['value'];
    return { keyFingerprint: typeof fingerprint === 'string' ? fingerprint : null };
  } catch (error) {
    if (error instanceof BackupError) throw error;
    return refuse('is not a Dubash database, or is damaged');
  } finally {
    database.close();
  }
}

/**
 * What was due of live accounts may have been sent after the backup was made: it counts as sent
 * from `now` on, so that it is asked about first. `setting` keeps that moment.
 */
export function markRestored(file: string, setting: string, now: number): number {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN IMMEDIATE');
    const mark = `UPDATE instructions SET sent_at = ?, tries = tries + 1 WHERE sent_at IS NULL
      AND account IN (SELECT id FROM accounts WHERE mode = 'live')`;
    const { changes } = database.prepare(mark).run(now);
    const keep = `INSERT INTO settings (name, value) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
    database.prepare(keep).run(setting, String(now));
    database.exec('COMMIT');
    return Number(changes);
  } finally {
    database.close();
  }
}
