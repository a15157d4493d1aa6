// `dubash restore FILE`: puts a backup in the place of a data folder's database.
import fs from 'node:fs';
import path from 'node:path';
import { keyFileIn, makeFolder, readMasterKeys } from '../bootstrap.ts';
import type { Config } from '../config.ts';
import { createVault } from '../engine/identity/vault.ts';
import { RESTORED_AT } from '../engine/processing/restored.ts';
import { BackupError, inspectDatabase, markRestored } from '../store/backup.ts';
import { databaseIn, filesOf, flushToDisk, PRIVATE_FILE } from '../store/database-file.ts';
import { lockFolder } from '../store/server-lock.ts';
import { type Conclusion, conclude, failed } from './backup.ts';
import type { CliCommand } from './command.ts';
import { readSettings } from './settings.ts';

export const restore: CliCommand = {
  name: 'restore',
  summary: 'put a backup in the place of the database, while no server runs',
  operands: ['file'],
  options: [
    { name: 'force', value: null, meaning: 'move a database that is there aside, and replace it' },
  ],
  roleOf: () => 'admin',
  isLocal: true,
  notes: () =>
    'DATA_DIR says where. What the backup does not know of is lost: see docs/operate.md.',
  examples: ['restore /var/backups/dubash-monday.db', 'restore --force monday.db'],
  run: async ({ operands: [file = ''], options }, terminal) => {
    const config = readSettings(terminal);
    if (config === null) return 1;
    return conclude(restoreDatabase(config, file, options.has('force'), terminal.now()), terminal);
  },
};

/**
 * No server may run on the folder. A database that is there is refused unless `force` says that it
 * may go; then it is moved aside, not deleted.
 */
export function restoreDatabase(
  config: Config,
  file: string,
  force: boolean,
  now: number,
): Conclusion {
  if (config.databaseUrl !== null) return { code: 2, lines: WITH_POSTGRES };
  const dataDir = path.resolve(config.dataDir);
  try {
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
      throw new BackupError(`there is no file ${file}`);
    }
    makeFolder(dataDir);
    const lock = lockFolder(dataDir, 'a restore', now);
    try {
      return { code: 0, lines: replace(config, dataDir, file, force, now) };
    } finally {
      lock.release();
    }
  } catch (error) {
    return failed('nothing was restored', error);
  }
}

function replace(
  config: Config,
  dataDir: string,
  file: string,
  force: boolean,
  now: number,
): readonly string[] {
  const database = databaseIn(dataDir);
  const present = filesOf(database).filter((each) => fs.existsSync(each));
  if (present.length > 0 && !force) {
    throw new BackupError(`${dataDir} has a database already; --force moves it aside`);
  }
  // Looked at where it will lie: the backup itself is only read.
  const fresh = `${database}.restoring`;
  const clear = (): void => {
    for (const each of filesOf(fresh)) fs.rmSync(each, { force: true });
  };
  clear();
  try {
    fs.copyFileSync(file, fresh, fs.constants.COPYFILE_EXCL);
    fs.chmodSync(fresh, PRIVATE_FILE);
    const advice = adviseOfKey(config, dataDir, inspectDatabase(fresh).keyFingerprint);
    const due = markRestored(fresh, RESTORED_AT, now);
    flushToDisk(fresh);
    const aside = moveAside(dataDir, present, now);
    fs.renameSync(fresh, database);
    flushToDisk(dataDir);
    const asked = due === 0 ? [] : [`Asked about before anything of it is sent again: ${due}.`];
    return [`Restored ${file} to ${database}.`, ...asked, ...aside, ...advice];
  } finally {
    clear();
  }
}

/** Throws when the key at hand is another one than the copy was made with. */
function adviseOfKey(config: Config, dataDir: string, made: string | null): readonly string[] {
  const keys = config.masterKeys ?? readMasterKeys(dataDir);
  if (made === null) return [];
  if (keys === null) {
    const where = `at ${keyFileIn(dataDir)} or in MASTER_KEY`;
    return [`Before you start: put the master key that it was made with ${where}.`];
  }
  if (createVault(keys).fingerprints().includes(made)) return [];
  const where = config.masterKeys === null ? keyFileIn(dataDir) : 'MASTER_KEY';
  throw new BackupError(`it was made with another master key than that of ${where}`);
}

function moveAside(dataDir: string, present: readonly string[], now: number): readonly string[] {
  if (present.length === 0) return [];
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-');
  const folder = path.join(dataDir, `replaced-${stamp}`);
  fs.mkdirSync(folder, { mode: 0o700 });
  for (const each of present) fs.renameSync(each, path.join(folder, path.basename(each)));
  flushToDisk(folder);
  return [`The database that was there is in ${folder}; delete it when you are sure.`];
}

const WITH_POSTGRES = [
  'DATABASE_URL is set: PostgreSQL restores what pg_dump has made. With no server running, into an',
  'empty database:',
  '  pg_restore --no-owner --dbname="$DATABASE_URL" dubash.dump',
];
