// The operator, who proves itself by one admin token: the database has its digest alone.
import { hash, randomBytes } from 'node:crypto';
import { type Account, DEFAULT_SETTINGS, NO_PROCESSOR } from '../../core/account.ts';
import type { Store } from '../../store/store.ts';
import type { AccountWithSecret } from './account.ts';

/** Stands where requests of merchants have an account: it has no orders and no number of theirs. */
export const OPERATOR: Account = Object.freeze({
  id: 0,
  key: 'operator',
  aliases: Object.freeze({ clientId: '', merchantId: '' }),
  name: 'Operator',
  mode: 'live',
  processor: NO_PROCESSOR,
  settings: DEFAULT_SETTINGS,
  clockOffsetMs: 0,
});

/** The setting of the database that has the digest of the admin token. */
const ADMIN_TOKEN = 'admin_token';

/** What is kept of a token. It has 256 bits of chance, so that one round of a digest is enough. */
export function digestOf(token: string): string {
  return hash('sha256', token, 'hex');
}

function makeToken(): string {
  return `admin_${randomBytes(32).toString('base64url')}`;
}

/**
 * What every start does: a database without an admin token gets one, which is returned to be told
 * this once; null: there is one already. `given` is the operator's own, and follows its setting.
 */
export async function ensureAdminToken(store: Store, given: string | null): Promise<string | null> {
  if (given !== null) {
    await store.putSetting(ADMIN_TOKEN, digestOf(given));
    return null;
  }
  if ((await store.findSetting(ADMIN_TOKEN)) !== null) return null;
  const token = makeToken();
  const kept = await store.keepSetting(ADMIN_TOKEN, digestOf(token));
  // Another process that starts at the same moment was faster.
  return kept === digestOf(token) ? token : null;
}

/** Another token in the place of the one before. */
export async function replaceAdminToken(store: Store): Promise<string> {
  const token = makeToken();
  await store.putSetting(ADMIN_TOKEN, digestOf(token));
  return token;
}

/** Its secret is the digest of its token; null before the first start has ended. */
export async function findOperator(store: Store): Promise<AccountWithSecret | null> {
  const secret = await store.findSetting(ADMIN_TOKEN);
  if (secret === null) return null;
  const credentials = { key: OPERATOR.key, secret };
  return { account: OPERATOR, credentials, secrets: [{ id: 1, secret }] };
}
