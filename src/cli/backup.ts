// `dubash backup FILE`: a copy of the database, whole, beside a running server or without one.
import path from 'node:path';
import { keyFileIn } from '../bootstrap.ts';
import type { Config } from '../config.ts';
import { BackupError, copyDatabase } from '../store/backup.ts';
import { databaseIn } from '../store/database-file.ts';

/** How a command ended: its exit code, and what it says; of a failure on standard error. */
export type Ended = { readonly code: 0 | 1 | 2; readonly lines: readonly string[] };

/** Everything that was committed before it began is in `file` once it ends with 0. */
export function backUp(config: Config, file: string): Ended {
  if (config.databaseUrl !== null) return { code: 2, lines: WITH_POSTGRES };
  const dataDir = path.resolve(config.dataDir);
  try {
    const bytes = copyDatabase(databaseIn(dataDir), file);
    const saved = `Saved ${databaseIn(dataDir)} to ${file} (${bytes} bytes).`;
    return { code: 0, lines: [saved, ...describeKey(config, dataDir)] };
  } catch (error) {
    return failed('the backup was not made', error);
  }
}

/** The file is worth nothing without the key, and the key must not lie beside it. */
function describeKey(config: Config, dataDir: string): readonly string[] {
  const where = config.masterKey === null ? keyFileIn(dataDir) : 'what MASTER_KEY is set to';
  return [
    `The master key is not in it: ${where}.`,
    'Without that key no secret in the copy can be opened. Keep it too, in another place.',
  ];
}

const WITH_POSTGRES = [
  'DATABASE_URL is set: PostgreSQL makes its own backups, of one moment, beside running servers:',
  '  pg_dump --format=custom --file=dubash.dump "$DATABASE_URL"',
  'The master key is not in it. Keep it too, in another place.',
];

export function failed(what: string, error: unknown): Ended {
  // A code such as ENOSPC stands in the message; where the program was does not help an operator.
  const why = error instanceof Error ? error.message : String(error);
  return { code: 1, lines: [error instanceof BackupError ? why : `${what}: ${why}`] };
}
