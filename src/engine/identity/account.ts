// Finds accounts and opens their secrets, remembering them for a few seconds.
import { randomBytes } from 'node:crypto';
import type { Account, AccountSettings, Credentials } from '../../core/account.ts';
import { DEFAULT_SETTINGS } from '../../core/account.ts';
import type { AccountRow, Store } from '../../store/store.ts';
import { drawAliases } from './alias.ts';
import type { Vault } from './vault.ts';

export type AccountWithSecret = { readonly account: Account; readonly credentials: Credentials };

export type Accounts = {
  /** By its key or by an alias. */
  readonly find: (name: string) => Promise<AccountWithSecret | null>;
  readonly findById: (id: number) => Promise<AccountWithSecret | null>;
  readonly add: (account: NewAccount) => Promise<AccountWithSecret>;
  readonly changeSecret: (account: Account, secret: string) => Promise<AccountWithSecret>;
  /** Not as they are remembered: another process may just have changed them. */
  readonly findSettings: (account: Account) => Promise<AccountSettings>;
  /** Returns all settings as they are then. */
  readonly changeSettings: (
    account: Account,
    changes: Partial<AccountSettings>,
  ) => Promise<AccountSettings>;
  /** Moves a sandbox account's clock forward; returns the account as it is then. */
  readonly advanceClock: (account: Account, byMs: number) => Promise<Account>;
};

export type NewAccount = {
  readonly id?: number;
  readonly key: string;
  readonly secret: string;
  readonly name: string;
  readonly mode: Account['mode'];
  readonly processor: string;
  readonly settings?: Partial<Account['settings']>;
};

// How stale an account may be: a change made by another process shows within this time.
const REMEMBERED_MS = 2000;
const REMEMBERED_MAX = 10_000;

/** `now` is the real time in milliseconds. */
export function createAccounts(store: Store, vault: Vault, now: () => number): Accounts {
  const memory = createMemory(now);

  const open = (row: AccountRow): AccountWithSecret => {
    const { sealedSecret, createdAt: _, ...account } = row;
    const secret = vault.open(sealedSecret, row.key);
    return { account, credentials: { key: row.key, secret } };
  };
  const look = async (name: string): Promise<AccountWithSecret | null> => {
    const until = now() + REMEMBERED_MS;
    const row = await store.findAccount(name);
    if (row === null) return null;
    const known = open(row);
    memory.remember(name, known, until);
    return known;
  };

  return {
    find: async (name) => memory.recall(name) ?? look(name),
    findById: async (id) => {
      const row = await store.findAccountById(id);
      return row === null ? null : open(row);
    },
    add: async ({ id, key, secret, name, mode, processor, settings }) => {
      const row: AccountRow = {
        id: id ?? randomBytes(6).readUIntBE(0, 6),
        key,
        aliases: drawAliases(),
        name,
        mode,
        processor,
        sealedSecret: vault.seal(secret, key),
        settings: { ...DEFAULT_SETTINGS, ...settings },
        clockOffsetMs: 0,
        createdAt: now(),
      };
      if (!(await store.addAccount(row))) throw new Error(`an account "${key}" is there already`);
      return open(row);
    },
    changeSecret: async (account, secret) => {
      await store.changeSecret(account.id, vault.seal(secret, account.key));
      memory.forget(account);
      return { account, credentials: { key: account.key, secret } };
    },
    findSettings: async (account) => {
      const fresh = await store.findAccountById(account.id);
      return fresh?.settings ?? account.settings;
    },
    changeSettings: async (account, changes) => {
      const settings = await store.changeSettings(account.id, changes);
      memory.forget(account);
      return settings;
    },
    advanceClock: async (account, byMs) => {
      if (account.mode !== 'sandbox') throw new Error('only a sandbox clock can be moved');
      await store.advanceClock(account.id, byMs);
      memory.forget(account);
      const moved = await look(account.key);
      return moved?.account ?? account;
    },
  };
}

/** What was found by a name, for as long as it may be stale. */
function createMemory(now: () => number) {
  type Remembered = { readonly known: AccountWithSecret; readonly until: number };
  const byName = new Map<string, Remembered>();
  return {
    recall: (name: string): AccountWithSecret | null => {
      const remembered = byName.get(name);
      return remembered !== undefined && remembered.until > now() ? remembered.known : null;
    },
    remember: (name: string, known: AccountWithSecret, until: number): void => {
      if (byName.size >= REMEMBERED_MAX) byName.clear();
      byName.set(name, { known, until });
    },
    forget: ({ key, aliases }: Account): void => {
      for (const name of [key, aliases.clientId, aliases.merchantId]) byName.delete(name);
    },
  };
}
