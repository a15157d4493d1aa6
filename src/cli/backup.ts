// `dubash backup FILE`: a whole copy of the database, beside a running server or without one.
import path from 'node:path';
import { keyFileIn } from '../bootstrap.ts';
import type { Config } from '../config.ts';
import { BackupError, copyDatabase } from '../store/backup.ts';
import { databaseIn } from '../store/database-file.ts';
import type { CliCommand, Terminal } from './command.ts';
import { readSettings } from './settings.ts';

export const backup: CliCommand = {
  name: 'backup',
  summary: 'copy the database to a new file, while the server runs or not',
  operands: ['file'],
  options: [],
  roleOf: () => 'admin',
  isLocal: true,
  notes: () => 'DATA_DIR says which database. The master key is never in the copy: keep it too.',
  examples: ['backup /var/backups/dubash-monday.db'],
  run: async ({ operands: [file = ''] }, terminal) => {
    const config = readSettings(terminal);
    return config === null ? 1 : conclude(backUp(config, file), terminal);
  },
};

/** How a command ended: its exit code and what it says; unless 0, on standard error. */
export type Conclusion = { readonly code: 0 | 1 | 2; readonly lines: readonly string[] };

export function conclude({ code, lines }: Conclusion, terminal: Terminal): number {
  const say = code === 0 ? terminal.write : terminal.complain;
  say(`${code === 0 ? '' : 'dubash: '}${lines.join('\n')}\n`);
  return code;
}

/** Everything that was committed before it began is in `file` once it ends with 0. */
export function backUp(config: Config, file: string): Conclusion {
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
  const where = config.masterKeys === null ? keyFileIn(dataDir) : 'what MASTER_KEY is set to';
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

export function failed(what: string, error: unknown): Conclusion {
  // A code such as ENOSPC stands in the message; where the program was does not help an operator.
  const why = error instanceof Error ? error.message : String(error);
  return { code: 1, lines: [error instanceof BackupError ? why : `${what}: ${why}`] };
}
