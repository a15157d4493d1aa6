// Finds accounts and opens their secrets, remembering them for less than two seconds.
import { randomBytes } from 'node:crypto';
import type { Account, AccountSettings, Credentials, Profile } from '../../core/account.ts';
import { DEFAULT_SETTINGS, withoutLiveRoute } from '../../core/account.ts';
import type { ChangeSettings } from '../../core/account-request.ts';
import type { Operator } from '../../core/operator.ts';
import type { Order } from '../../core/order.ts';
import type { AccountRow, SecretRow, Store } from '../../store/store.ts';
import { drawAliases } from './alias.ts';
import { savePicture } from './picture.ts';
import type { Vault } from './vault.ts';

/** One of an account's secrets; `id` counts from 1. */
export type Secret = { readonly id: number; readonly secret: string };

export type AccountWithSecret = {
  readonly account: Account;
  /** With the newest secret. */
  readonly credentials: Credentials;
  /** Those that hold, newest first: a handful, whichever of them proves a request. */
  readonly secrets: readonly Secret[];
  /** Who runs this server; absent: it is a merchant. */
  readonly operator?: Operator;
};

export type Accounts = {
  /** By its key or by an alias, as it is remembered; null: it has to be looked for. */
  readonly recall: (name: string) => AccountWithSecret | null;
  /** By its key or by an alias. */
  readonly find: (name: string) => Promise<AccountWithSecret | null>;
  /** Not as it is remembered: another process may just have given it another secret. */
  readonly findFresh: (name: string) => Promise<AccountWithSecret | null>;
  readonly findById: (id: number) => Promise<AccountWithSecret | null>;
  /** Rejects with AccountTaken. */
  readonly add: (account: NewAccount) => Promise<AccountWithSecret>;
  /**
   * Another secret; the others hold until `othersUntil`, in real time, or as long as before. With
   * `after` none is made unless that is still the newest one's number.
   */
  readonly addSecret: (
    account: Account,
    secret: string,
    othersUntil: number | null,
    after?: number,
  ) => Promise<AddedSecret>;
  /** False when it is not there, was revoked before, or no other would last. */
  readonly revokeSecret: (account: Account, id: number) => Promise<boolean>;
  /** All that the account ever had, newest first; those that are over too. */
  readonly listSecrets: (account: Account) => Promise<readonly ListedSecret[]>;
  /** Not as they are remembered: another process may just have changed them. */
  readonly findSettings: (account: Account) => Promise<Profile>;
  /** Returns all settings as they are then. */
  readonly changeSettings: (
    account: Account,
    change: Omit<ChangeSettings, 'kind'>,
  ) => Promise<Profile>;
  /** From behind the one with this number on, as this server serves them. */
  readonly list: (after: number, count: number) => Promise<readonly Account[]>;
  readonly changeRoute: (account: Account, changes: RouteChange) => Promise<void>;
  /** Moves a sandbox account's clock forward; returns the account as it is then. */
  readonly advanceClock: (account: Account, byMs: number) => Promise<Account>;
};

/** What is not named stays as it is. */
export type RouteChange = Partial<Pick<AccountSettings, 'route' | 'routes' | 'routable'>>;

/**
 * `too_many`: the account has all the secrets that may hold at once. `not_newest`: another one came
 * between.
 */
export type AddedSecret = { readonly id: number } | 'too_many' | 'not_newest';

export type ListedSecret = Omit<SecretRow, 'sealed'> & {
  readonly holds: boolean;
  readonly is: (secret: string) => boolean;
};

/** The key, or the number that was given, is another account's. */
export class AccountTaken extends Error {}

export type NewAccount = {
  readonly id?: number;
  readonly key: string;
  readonly secret: string;
  readonly name: string;
  readonly mode: Account['mode'];
  readonly processor: string;
  readonly settings?: Partial<Account['settings']>;
};

/** More secrets at once than a rotation needs; each is tried for every request. */
export const SECRETS_MAX = 5;
// How stale an account may be: a change made by another process shows within this time. It is
// promised within two seconds, so that a request that has just begun may end.
const REMEMBERED_MS = 1500;
const REMEMBERED_MAX = 10_000;
const ADD_TRIES_MAX = 100;

/** The credentials that sign what is about an order: with the secret that proved its creation. */
export function credentialsFor(known: AccountWithSecret, { secretId }: Pick<Order, 'secretId'>) {
  const own = known.secrets.find(({ id }) => id === secretId);
  return own === undefined ? known.credentials : { ...known.credentials, secret: own.secret };
}

/** `now` is the real time; `takesLive`: this server has the addresses that live payments need. */
export function createAccounts(
  store: Store,
  vault: Vault,
  now: () => number,
  takesLive = true,
): Accounts {
  const memory = createMemory(now);
  const serve = <A extends Account>(account: A): A =>
    takesLive ? account : withoutLiveRoute(account);
  const open = (row: AccountRow): AccountWithSecret => openAccount(serve(row), vault, now());
  const look = async (name: string): Promise<AccountWithSecret | null> => {
    // From before it was read: what is changed meanwhile is seen no later.
    const until = now() + REMEMBERED_MS;
    const row = await store.findAccount(name);
    if (row === null) return null;
    const known = open(row);
    memory.remember(name, known, until);
    return known;
  };

  return {
    ...ownSecrets(store, vault, now, memory.forget),
    ...routed(store, serve, memory.forget),
    recall: memory.recall,
    find: async (name) => memory.recall(name) ?? look(name),
    findFresh: look,
    findById: async (id) => {
      const remembered = memory.recallById(id);
      if (remembered !== null) return remembered;
      const until = now() + REMEMBERED_MS;
      const row = await store.findAccountById(id);
      if (row === null) return null;
      const known = open(row);
      memory.rememberById(known, until);
      return known;
    },
    add: async (account) => {
      for (let tries = 0; tries < ADD_TRIES_MAX; tries += 1) {
        const row = rowOf(account, vault, now());
        if (await store.addAccount(row)) return open(row);
        // An alias or a number that was drawn may be another's: others are drawn.
        const isAsked = account.id !== undefined || (await store.findAccount(account.key)) !== null;
        if (isAsked) break;
      }
      throw new AccountTaken(`an account "${account.key}" is there already`);
    },
    findSettings: async (account) => {
      const { name, settings } = (await store.findAccountById(account.id)) ?? account;
      return { name, ...settings };
    },
    changeSettings: async (account, { changes, name, picture }) => {
      const kept =
        picture === undefined ? {} : { picture: await savePicture(store, account.id, picture) };
      if (name !== undefined) await store.renameAccount(account.id, name);
      const settings = await store.changeSettings(account.id, { ...changes, ...kept });
      memory.forget(account);
      const fresh = name === undefined ? await store.findAccountById(account.id) : null;
      return { name: name ?? fresh?.name ?? account.name, ...settings };
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

function routed(
  store: Store,
  serve: (account: Account) => Account,
  forget: (account: Account) => void,
): Pick<Accounts, 'list' | 'changeRoute'> {
  return {
    list: async (after, count) => (await store.listAccounts(after, count)).map(serve),
    changeRoute: async (account, changes) => {
      await store.changeSettings(account.id, changes);
      forget(account);
    },
  };
}

function openAccount(row: AccountRow, vault: Vault, now: number): AccountWithSecret {
  const { secrets: rows, createdAt: _, ...account } = row;
  const secrets = rows
    .filter((secret) => holds(secret, now))
    .slice(0, SECRETS_MAX)
    .map(({ id, sealed }) => ({ id, secret: vault.open(sealed, row) }));
  const [newest] = secrets;
  if (newest === undefined) throw new Error('an account without a secret that holds');
  return { account, credentials: { key: row.key, secret: newest.secret }, secrets };
}

function holds({ expiresAt, revokedAt }: SecretRow, now: number): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

function rowOf(added: NewAccount, vault: Vault, now: number): AccountRow {
  const { id = randomBytes(6).readUIntBE(0, 6), secret, settings, ...account } = added;
  const sealed = vault.seal(secret, { id, key: account.key });
  const lasting = { expiresAt: null, revokedAt: null };
  return {
    ...account,
    id,
    aliases: drawAliases(),
    secrets: [{ id: 1, sealed, createdAt: now, ...lasting }],
    settings: { ...DEFAULT_SETTINGS, ...settings },
    clockOffsetMs: 0,
    createdAt: now,
  };
}

function ownSecrets(
  store: Store,
  vault: Vault,
  now: () => number,
  forget: (account: Account) => void,
): Pick<Accounts, 'addSecret' | 'revokeSecret' | 'listSecrets'> {
  return {
    addSecret: async (account, secret, othersUntil, after) => {
      const rows = await store.listSecrets(account.id);
      const rest = rows.filter(
        (row) => holds(row, now()) && (othersUntil === null || othersUntil > now()),
      );
      if (rest.length >= SECRETS_MAX) return 'too_many';
      const sealed = vault.seal(secret, account);
      const id = await store.addSecret(account.id, sealed, now(), othersUntil, after);
      forget(account);
      return id === 0 ? 'not_newest' : { id };
    },
    revokeSecret: async (account, id) => {
      const isRevoked = await store.revokeSecret(account.id, id, now());
      forget(account);
      return isRevoked;
    },
    listSecrets: async (account) => {
      const rows = await store.listSecrets(account.id);
      return rows.map((row) => {
        const { sealed, ...rest } = row;
        const is = (secret: string): boolean => vault.open(sealed, account) === secret;
        return { ...rest, holds: holds(row, now()), is };
      });
    },
  };
}

/** What was found by a name, for as long as it may be stale. */
function createMemory(now: () => number) {
  type Remembered = { readonly known: AccountWithSecret; readonly until: number };
  const byName = new Map<string, Remembered>();
  const byId = new Map<number, Remembered>();
  const current = (remembered: Remembered | undefined): AccountWithSecret | null =>
    remembered !== undefined && remembered.until > now() ? remembered.known : null;
  const set = <Name>(map: Map<Name, Remembered>, name: Name, remembered: Remembered): void => {
    if (map.size >= REMEMBERED_MAX) map.clear();
    map.set(name, remembered);
  };
  return {
    recall: (name: string) => current(byName.get(name)),
    recallById: (id: number) => current(byId.get(id)),
    remember: (name: string, known: AccountWithSecret, until: number): void =>
      set(byName, name, { known, until }),
    rememberById: (known: AccountWithSecret, until: number): void =>
      set(byId, known.account.id, { known, until }),
    forget: ({ id, key, aliases }: Account): void => {
      byId.delete(id);
      for (const name of [key, aliases.clientId, aliases.merchantId]) byName.delete(name);
    },
  };
}
