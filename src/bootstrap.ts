// What the first start makes and every later one finds: the master key and the first account.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import { type Config, readKeys } from './config.ts';
import { ANYWHERE } from './core/account.ts';
import type { Accounts, AccountWithSecret } from './engine/identity/account.ts';
import { generateCredentials } from './engine/identity/generate.ts';
import { REPLAYED_FOR_MS } from './engine/idempotency/idempotency.ts';
import { FIRST_ACCOUNT } from './engine/identity/identification.ts';
import { ensureAdminToken } from './engine/identity/operator.ts';
import { createVault, type Vault } from './engine/identity/vault.ts';
import { flushToDisk } from './store/database-file.ts';
import type { Store } from './store/store.ts';

/**
 * Makes the data folder and those above it, readable by its owner only. Step by step, because
 * Node's own recursive way never returns on file systems that refuse new folders.
 */
export function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    const parent = path.dirname(folder);
    if (parent === folder || fs.existsSync(parent)) throw error;
    makeFolder(parent);
    fs.mkdirSync(folder, { mode: 0o700 });
  }
}

/** Where the master key is, unless it is set. */
export function keyFileIn(dataDir: string): string {
  return path.join(dataDir, 'master.key');
}

/** The keys of the file, newest first; null when there is none, throws when it holds no key. */
export function readMasterKeys(dataDir: string): readonly Uint8Array[] | null {
  const file = keyFileIn(dataDir);
  if (!fs.existsSync(file)) return null;
  fs.chmodSync(file, 0o600);
  const found = readKeys(fs.readFileSync(file, 'utf8'));
  if (found === null) throw new Error(`${file} does not hold 64 hex digits`);
  return found;
}

/** The setting of the database that says which master key seals. */
export const FINGERPRINT = 'master_key';
/** Those that may still be needed, while a rotation has not ended. */
export const FORMER_KEYS = 'former_master_keys';

/**
 * Until when there may be answers that versions before this one saved: none in a database that is
 * made now. To be asked before anything is kept in one. `now` is the real time.
 */
export async function findFormerKeysUntil(store: Store, now: number): Promise<number> {
  const isNew = (await store.findSetting(FINGERPRINT)) === null;
  const since = await store.keepSetting('idempotency_scopes', String(isNew ? 0 : now));
  return Number(since) + REPLAYED_FOR_MS;
}

/**
 * The vault of this database: with the keys that are set, else with those of the file, which is
 * made when the database is new. A database whose key is missing gets no other one.
 */
export async function openVault(config: Config, dataDir: string, store: Store): Promise<Vault> {
  const file = keyFileIn(dataDir);
  const given = keysAtHand(config, dataDir);
  const known = await store.findSetting(FINGERPRINT);
  if (given === null && known !== null) {
    throw new Error(
      `the master key of this database is missing: put it back at ${file} or set MASTER_KEY`,
    );
  }
  const { keys, isFresh } =
    given === null ? makeMasterKey(dataDir) : { keys: given, isFresh: false };
  const vault = createVault(keys, () => keysAtHand(config, dataDir) ?? []);
  const sealing = known ?? (await store.keepSetting(FINGERPRINT, vault.fingerprint()));
  if (!vault.fingerprints().includes(sealing)) {
    // Another process that started at the same moment was faster, with a key of its own.
    if (isFresh) fs.rmSync(file);
    const remedy = `put that one at ${file} or set MASTER_KEY`;
    throw new Error(`the master key is not the one that this database was made with: ${remedy}`);
  }
  const former = ((await store.findSetting(FORMER_KEYS)) ?? '').split(' ');
  if (former.some((each) => each !== '' && !vault.fingerprints().includes(each))) {
    throw new Error(
      'a former master key is still needed: put it back behind the new one until ' +
        '`dubash rotate-master-key` says that it can go',
    );
  }
  vault.use(keys, sealing);
  return vault;
}

function keysAtHand({ masterKeys }: Config, dataDir: string): readonly Uint8Array[] | null {
  return masterKeys ?? readMasterKeys(dataDir);
}

/** Looks again at the keys at hand, and at which of them seals. */
export async function refreshVault(
  config: Config,
  dataDir: string,
  store: Store,
  vault: Vault,
): Promise<void> {
  const keys = keysAtHand(config, dataDir);
  const sealing = await store.findSetting(FINGERPRINT);
  if (keys !== null && sealing !== null) vault.use(keys, sealing);
}

/**
 * Puts a new key before those of the file, and returns all; on disk whole, or not at all. Whoever
 * makes the file beside it is the only one who reads and replaces the file meanwhile.
 */
export function addMasterKey(dataDir: string): readonly Uint8Array[] {
  const file = keyFileIn(dataDir);
  const fresh = `${file}.new`;
  const opened = fs.openSync(fresh, 'wx', 0o600);
  try {
    const keys = [randomBytes(32), ...(readMasterKeys(dataDir) ?? [])];
    fs.writeSync(opened, keys.map((key) => `${Buffer.from(key).toString('hex')}\n`).join(''));
    fs.fsyncSync(opened);
    fs.renameSync(fresh, file);
    flushToDisk(dataDir);
    return keys;
  } finally {
    fs.closeSync(opened);
    fs.rmSync(fresh, { force: true });
  }
}

/** On disk before the database knows of it. */
function makeMasterKey(dataDir: string): {
  readonly keys: readonly Uint8Array[];
  readonly isFresh: boolean;
} {
  const key = randomBytes(32);
  const text = `${key.toString('hex')}\n`;
  try {
    fs.writeFileSync(keyFileIn(dataDir), text, { mode: 0o600, flag: 'wx', flush: true });
    flushToDisk(dataDir);
    return { keys: [key], isFresh: true };
  } catch (error) {
    // A process that shares the folder has just made it.
    const theirs =
      (error as { readonly code?: string }).code === 'EEXIST' && readMasterKeys(dataDir);
    if (!theirs) throw error;
    return { keys: theirs, isFresh: false };
  }
}

/** A secret that was set anew takes the place of the others; one that is over never comes back. */
async function followSecret(
  accounts: Accounts,
  { account, secrets }: AccountWithSecret,
  wanted: string,
  now: number,
): Promise<void> {
  if (secrets.some(({ secret }) => secret === wanted)) return;
  const known = await accounts.listSecrets(account);
  if (known.some((each) => each.is(wanted))) {
    throw new Error(
      'SANDBOX_SECRET was revoked or has expired: set it to a secret that holds, or not at all',
    );
  }
  await accounts.addSecret(account, wanted, now);
}

/** Databases of the first version say which it is only if it was generated. */
async function firstKey(store: Store, wanted: string): Promise<string> {
  const known = await store.findSetting(FIRST_ACCOUNT);
  if (known !== null) return known;
  const isThere = (await store.findAccount(wanted)) !== null;
  const oldest = isThere ? wanted : await store.findOldestKey();
  return store.keepSetting(FIRST_ACCOUNT, oldest ?? wanted);
}

export type FirstAccount = AccountWithSecret & {
  /** Whether this start made the account. */
  readonly isNew: boolean;
  /** Whether it made it with a secret that nobody knows yet. */
  readonly isMade: boolean;
  /** The admin token, where this start made it. */
  readonly adminToken: string | null;
};

/**
 * The account that the first start made, of SANDBOX_KEY if it was set; its secret follows
 * SANDBOX_SECRET. Throws for another SANDBOX_KEY: a second account would be made without a word.
 */
export async function firstAccount(
  config: Config,
  store: Store,
  accounts: Accounts,
  now: number,
): Promise<FirstAccount> {
  const generated = generateCredentials('sandbox');
  const key = await firstKey(store, config.sandboxKey ?? generated.key);
  if (config.sandboxKey !== null && config.sandboxKey !== key) {
    throw new Error(
      `SANDBOX_KEY must be "${key}", the key of this database's first account, or not be set`,
    );
  }
  const adminToken = await ensureAdminToken(store, config.adminToken);
  const known = await accounts.find(key);
  const wanted = config.sandboxSecret;
  if (known === null) {
    const name = 'Sandbox shop';
    const secret = wanted ?? generated.secret;
    // Programs that prove nothing, as one gateway's own kits do, work here at once.
    const settings = { unsignedCreate: true, unsignedRefundAddresses: ANYWHERE };
    const mode = 'sandbox' as const;
    const account = { key, secret, name, mode, processor: 'sandbox', settings };
    const made = await accounts.add(account).catch(async (error) => {
      // Another process that starts at the same moment was faster.
      const theirs = await accounts.find(key);
      if (theirs === null) throw error;
      return theirs;
    });
    const isMade = wanted === null && made.credentials.secret === secret;
    return { ...made, isNew: true, isMade, adminToken };
  }
  if (wanted !== null) await followSecret(accounts, known, wanted, now);
  return { ...((await accounts.find(key)) ?? known), isNew: false, isMade: false, adminToken };
}

/** What is told by the start that made it, and never again. */
export function toldOf({ credentials, account, isNew, isMade, adminToken }: FirstAccount) {
  const { key, secret } = credentials;
  const aliases = isNew ? account.aliases : null;
  return { key, secret: isMade ? secret : null, aliases, adminToken };
}
