// Opens the database for a command, beside a running server or without one.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { openVault } from '../bootstrap.ts';
import { type Config, findLiveRemedy } from '../config.ts';
import { type Accounts, createAccounts } from '../engine/identity/account.ts';
import { giveAliases } from '../engine/identity/alias.ts';
import type { Vault } from '../engine/identity/vault.ts';
import { rethrow } from '../guard.ts';
import { databaseIn } from '../store/database-file.ts';
import { openPostgres } from '../store/postgres.ts';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { plain } from './columns.ts';
import { MISTYPED, type Terminal } from './command.ts';
import { readSettings } from './settings.ts';

export type Opened = {
  readonly config: Config;
  readonly dataDir: string;
  readonly store: Store;
  readonly vault: Vault;
  readonly accounts: Accounts;
};

/** What an operator can mend; its message is one sentence, and the command ends with its code. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Of what was typed: nothing was looked at. */
export function mistyped(message: string): CommandError {
  return new CommandError(message, MISTYPED);
}

/**
 * The exit code of the work: 1, or 2 for what was mistyped, after one line when the database cannot
 * be opened or it throws. No lock of the data folder is taken: that is the server's alone.
 */
export async function withDatabase(
  terminal: Terminal,
  work: (opened: Opened) => Promise<number>,
): Promise<number> {
  const config = readSettings(terminal);
  if (config === null) return 1;
  const dataDir = path.resolve(config.dataDir);
  try {
    const store = await openExisting(config, dataDir);
    try {
      const vault = await openVault(config, dataDir, store);
      await giveAliases(store);
      const takesLive = findLiveRemedy(config) === null;
      const accounts = createAccounts(store, vault, terminal.now, takesLive);
      return await work({ config, dataDir, store, vault, accounts });
    } finally {
      await store.close();
    }
  } catch (error) {
    // It may repeat a name that somebody else chose, and have several lines of ours.
    const said = error instanceof Error ? error.message : String(error);
    terminal.complain(`dubash: ${said.split('\n').map(plain).join('\n')}\n`);
    return error instanceof CommandError ? error.exitCode : 1;
  }
}

/** As the server opens it, but without its lock; so it must not change the tables' form. */
async function openExisting(config: Config, dataDir: string): Promise<Store> {
  if (config.databaseUrl !== null) {
    return openPostgres(config.databaseUrl, config.databasePrepare, rethrow, false);
  }
  const file = databaseIn(dataDir);
  if (!existsSync(file)) {
    throw new CommandError(
      `there is no database in ${dataDir}: set DATA_DIR, or start a server first`,
    );
  }
  return openSqlite(file, { upgrades: false });
}
