// What the first start makes and every later one finds: the master key and the first account.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Config, generateCredentials } from './config.ts';
import { ANYWHERE } from './core/account.ts';
import type { Accounts, AccountWithSecret } from './engine/identity/account.ts';
import { REPLAYED_FOR_MS } from './engine/idempotency/idempotency.ts';
import type { Vault } from './engine/identity/vault.ts';
import type { Store } from './store/store.ts';

/**
 * Makes the data folder and those above it, readable by its owner only. Step by step, because
 * Node's own recursive way never returns on file systems that refuse new folders.
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    const parent = path.dirname(folder);
    if (parent === folder || existsSync(parent)) throw error;
    makeFolder(parent);
    mkdirSync(folder, { mode: 0o700 });
  }
}

/** The key of the file in `dataDir`, made when there is none; throws when it holds no key. */
export function readMasterKey(dataDir: string): Uint8Array {
  const file = path.join(dataDir, 'master.key');
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  chmodSync(file, 0o600);
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`${file} does not hold 64 hex digits`);
  return Buffer.from(text, 'hex');
}

/**
 * Until when there may be answers that versions before this one saved: none in a database that is
 * made now. To be asked before anything is kept in one. `now` is the real time.
 */
export async function findFormerKeysUntil(store: Store, now: number): Promise<number> {
  const isNew = (await store.findSetting('master_key')) === null;
  const since = await store.keepSetting('idempotency_scopes', String(isNew ? 0 : now));
  return Number(since) + REPLAYED_FOR_MS;
}

/** Throws when the database was made with another master key. */
export async function checkMasterKey(store: Store, vault: Vault): Promise<void> {
  const kept = await store.keepSetting('master_key', vault.fingerprint);
  if (kept !== vault.fingerprint) {
    throw new Error('the master key is not the one that this database was made with');
  }
}

/** Whether it was made by this start, with a secret that nobody knows yet. */
export type FirstAccount = AccountWithSecret & { readonly isMade: boolean };

/**
 * The account of SANDBOX_KEY, else the one made at the first start; its secret follows
 * SANDBOX_SECRET.
 */
export async function firstAccount(
  config: Config,
  store: Store,
  accounts: Accounts,
): Promise<FirstAccount> {
  const generated = generateCredentials();
  const key = config.sandboxKey ?? (await store.keepSetting('first_account', generated.key));
  const known = await accounts.find(key);
  const wanted = config.sandboxSecret;
  if (known === null) {
    const name = 'Sandbox shop';
    const secret = wanted ?? generated.secret;
    // Programs that prove nothing, as one gateway's own kits do, work here at once.
    const settings = { unsignedRefundAddresses: ANYWHERE };
    const mode = 'sandbox' as const;
    const account = { key, secret, name, mode, processor: 'sandbox', settings };
    const made = await accounts.add(account).catch(async (error) => {
      // Another process that starts at the same moment was faster.
      const theirs = await accounts.find(key);
      if (theirs === null) throw error;
      return theirs;
    });
    return { ...made, isMade: wanted === null && made.credentials.secret === secret };
  }
  const isSame = wanted === null || wanted === known.credentials.secret;
  const first = isSame ? known : await accounts.changeSecret(known.account, wanted);
  return { ...first, isMade: false };
}
