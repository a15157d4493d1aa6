// What the operator asks for: accounts listed, added, renamed, switched off and on.
import { hash } from 'node:crypto';
import { type Account, type Credentials, NO_PROCESSOR } from '../../core/account.ts';
import type {
  AddAccount,
  AddedAccount,
  ChangeAccount,
  FindAccount,
  ListAccounts,
} from '../../core/account-request.ts';
import type { Failure } from '../../core/failure.ts';
import type { IdempotencyRecord } from '../../store/store.ts';
import { REPLAYED_FOR_MS } from '../idempotency/idempotency.ts';
import { type Accounts, AccountTaken } from './account.ts';
import { generateCredentials } from './generate.ts';
import type { Vault } from './vault.ts';

export type Merchants = {
  readonly list: (request: ListAccounts) => Promise<readonly Account[] | Failure>;
  readonly find: (request: FindAccount) => Promise<Account | Failure>;
  readonly change: (request: ChangeAccount) => Promise<Account | Failure>;
  /** Answers with the secret that was made; in the answer that is remembered it is sealed. */
  readonly add: (
    operator: Account,
    request: AddAccount,
    remember: ((result: AddedAccount | Failure | null) => IdempotencyRecord) | null,
  ) => Promise<AddedAccount | Failure>;
};

type Parts = {
  readonly accounts: Accounts;
  readonly vault: Vault;
  readonly remember: (account: Account, reply: IdempotencyRecord) => Promise<void>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

const UNKNOWN: Failure = Object.freeze({ failure: 'record_not_found' });

/** An account of this mode as it begins: a live one is carried by nobody yet. */
export async function addMerchant(
  accounts: Accounts,
  { name, mode, key }: AddAccount,
  { key: drawn, secret }: Credentials = generateCredentials(mode),
): Promise<AddedAccount | Failure> {
  const processor = mode === 'live' ? NO_PROCESSOR : 'sandbox';
  try {
    const { account } = await accounts.add({ key: key ?? drawn, secret, name, mode, processor });
    return { account, secret };
  } catch (error) {
    if (error instanceof AccountTaken) return { failure: 'record_taken' };
    throw error;
  }
}

/**
 * An account is made in a commit of its own, before the answer that is remembered: a process that
 * dies in between leaves one that nobody was told of. Its credentials follow from the request and
 * its key, so that the same request finds it and answers with them.
 */
async function addOnce(
  { accounts, vault, now }: Parts,
  request: AddAccount,
  { key, fingerprint }: Pick<IdempotencyRecord, 'key' | 'fingerprint'>,
): Promise<AddedAccount | Failure> {
  const tags = [1, 2].map((at) => vault.tag(`account ${at} ${key} ${fingerprint}`));
  const chance = hash('sha512', tags.join(' '), 'buffer');
  const own = generateCredentials(request.mode, chance);
  const added = await addMerchant(accounts, request, own);
  if (!('failure' in added)) return added;
  const known = await accounts.findFresh(request.key ?? own.key);
  const secrets = known === null ? [] : await accounts.listSecrets(known.account);
  const since = now() - REPLAYED_FOR_MS;
  const isOurs = secrets.some((each) => each.createdAt > since && each.is(own.secret));
  if (known !== null && isOurs) return { account: known.account, secret: own.secret };
  // The same key and request of an earlier day.
  return request.key === null ? addMerchant(accounts, request) : added;
}

export function createMerchants(parts: Parts): Merchants {
  const { accounts, vault, remember } = parts;
  const look = async (key: string): Promise<Account | null> =>
    (await accounts.findFresh(key))?.account ?? null;
  return {
    list: async ({ after, count }) => {
      const last = after === null ? null : await look(after);
      if (after !== null && last === null) return UNKNOWN;
      return accounts.list(last?.id ?? -1, count);
    },
    find: async ({ key }) => (await look(key)) ?? UNKNOWN,
    change: async ({ key, name, disabled }) => {
      const account = await look(key);
      if (account === null) return UNKNOWN;
      await accounts.changeSettings(account, {
        changes: disabled === undefined ? {} : { disabled },
        ...(name === undefined ? {} : { name }),
      });
      return (await look(key)) ?? UNKNOWN;
    },
    add: async (operator, request, saved) => {
      if (saved === null) return addMerchant(accounts, request);
      const added = await addOnce(parts, request, saved(null));
      const kept =
        'failure' in added ? added : { ...added, secret: vault.seal(added.secret, operator) };
      await remember(operator, saved(kept));
      return added;
    },
  };
}
