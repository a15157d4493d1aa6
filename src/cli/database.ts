// Opens the database for a command, beside a running server or without one.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { openVault } from '../bootstrap.ts';
import { type Config, findLiveRemedy } from '../config.ts';
import { DONE, TERMINAL } from '../core/operator.ts';
import { type Accounts, createAccounts } from '../engine/identity/account.ts';
import { giveAliases } from '../engine/identity/alias.ts';
import { type Audit, createAudit } from '../engine/identity/audit.ts';
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
  /** Tells the audit names of what the command is about. */
  readonly about: (names: Readonly<Record<string, string>>) => void;
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
  const { onServer } = terminal;
  if (onServer !== undefined)
    return concluded(terminal, () => audited(terminal, onServer.ground, work));
  const config = readSettings(terminal);
  if (config === null) return 1;
  const dataDir = path.resolve(config.dataDir);
  return concluded(terminal, async () => {
    const store = await openExisting(config, dataDir);
    try {
      const vault = await openVault(config, dataDir, store);
      await giveAliases(store);
      const takesLive = findLiveRemedy(config) === null;
      const accounts = createAccounts(store, vault, terminal.now, takesLive);
      const audit = createAudit(store, terminal.now);
      return await audited(terminal, { config, dataDir, store, vault, accounts, audit }, work);
    } finally {
      await store.close();
    }
  });
}

/** What `work` comes to, or one line of what was wrong and its exit code. */
export async function concluded(terminal: Terminal, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const isForeseen = error instanceof CommandError;
    // What a server has not foreseen is a bug of it, which its log tells.
    if (!isForeseen && terminal.onServer !== undefined) throw error;
    // It may repeat a name that somebody else chose, and have several lines of ours.
    const said = error instanceof Error ? error.message : String(error);
    terminal.complain(`dubash: ${said.split('\n').map(plain).join('\n')}\n`);
    return isForeseen ? error.exitCode : 1;
  }
}

/** The work, and where it changes something what it is and how it ended, before and after it. */
async function audited(
  { task, onServer, user }: Terminal,
  { audit, ...ground }: Omit<Opened, 'about'> & { readonly audit: Audit },
  work: (opened: Opened) => Promise<number>,
): Promise<number> {
  const names: Record<string, string> = {};
  const opened: Opened = { ...ground, about: (more) => void Object.assign(names, more) };
  if (task === undefined || task.role === 'read') return work(opened);
  const { name, role } = onServer?.operator ?? TERMINAL;
  const end = await audit.begin({
    ...{ operator: name, role, from: onServer === undefined ? user : 'api', account: null },
    ...{ operation: task.operation, target: task.target, requestId: onServer?.requestId ?? null },
  });
  const tell = (outcome: string): Promise<void> => {
    const all = { ...task.target, ...(outcome === DONE ? task.options : {}), ...names };
    const { account = null, ...target } = all;
    return end({ outcome, account, target });
  };
  try {
    const code = await work(opened);
    await tell(code === 0 ? DONE : `ended with ${code}`);
    return code;
  } catch (error) {
    if (error instanceof CommandError) await tell('refused');
    throw error;
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
  return openSqlite(file, rethrow, false);
}
