// Tells a database file that cannot be used from a statement that is wrong.
import { Unreachable } from './store.ts';

// https://www.sqlite.org/rescode.html: busy, locked, read-only, I/O error, corrupt, full, cannot
// open, protocol (of its locks), not a database.
const AWAY = new Set([5, 6, 8, 10, 11, 13, 14, 15, 26]);

/** `Unreachable` when the file is locked, full, broken or gone; else the error as it is. */
export function sqliteError(error: unknown): unknown {
  const { code, errcode } = error as { readonly code?: string; readonly errcode?: number };
  if (code !== 'ERR_SQLITE_ERROR' || errcode === undefined || !AWAY.has(errcode & 0xff)) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  return new Unreachable(`the database file cannot be used: ${message}`, { cause: error });
}
