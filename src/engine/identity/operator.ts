// Operators, each of whom proves itself by a token of its own: the database has digests alone.
import { hash, randomBytes } from 'node:crypto';
import { type Account, DEFAULT_SETTINGS, NO_PROCESSOR } from '../../core/account.ts';
import { ADMIN, isOperatorName, type ListedOperator, type Operator } from '../../core/operator.ts';
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

function makeToken(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
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
  const token = makeToken('admin');
  const kept = await store.keepSetting(ADMIN_TOKEN, digestOf(token));
  // Another process that starts at the same moment was faster.
  return kept === digestOf(token) ? token : null;
}

/** Another token in the place of the one before. */
export async function replaceAdminToken(store: Store): Promise<string> {
  const token = makeToken('admin');
  await store.putSetting(ADMIN_TOKEN, digestOf(token));
  return token;
}

/**
 * Whose token this is, else the admin: its secret is the digest of its token. Null before the first
 * start has ended.
 */
export async function findOperator(
  store: Store,
  token: string | null,
): Promise<AccountWithSecret | null> {
  const [named, admin] = await Promise.all([
    token === null ? null : store.findOperator(digestOf(token)),
    store.findSetting(ADMIN_TOKEN),
  ]);
  const secret = named?.digest ?? admin;
  if (secret === null) return null;
  const operator = named === null ? ADMIN : { name: named.name, role: named.role };
  const credentials = { key: OPERATOR.key, secret };
  return { account: OPERATOR, operator, credentials, secrets: [{ id: 1, secret }] };
}

/** Returns its token, which is told this once; null: somebody is called so, or nobody may be. */
export async function addOperator(
  store: Store,
  { name, role }: Operator,
  now: number,
): Promise<string | null> {
  if (!isOperatorName(name)) return null;
  const token = makeToken('operator');
  const added = await store.addOperator({ name, role, digest: digestOf(token), createdAt: now });
  return added ? token : null;
}

/** Those who were added, by name, behind the admin, who is always there. */
export async function listOperators(store: Store): Promise<readonly ListedOperator[]> {
  const rows = await store.listOperators();
  return rows.map(({ digest: _digest, ...operator }) => operator);
}
