// What the operator asks for: accounts listed, added, renamed, switched off and on.
import { type Account, NO_PROCESSOR } from '../../core/account.ts';
import type {
  AddAccount,
  AddedAccount,
  ChangeAccount,
  FindAccount,
  ListAccounts,
} from '../../core/account-request.ts';
import type { Failure } from '../../core/failure.ts';
import type { IdempotencyRecord } from '../../store/store.ts';
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
    remember: ((result: AddedAccount | Failure) => IdempotencyRecord) | null,
  ) => Promise<AddedAccount | Failure>;
};

type Parts = {
  readonly accounts: Accounts;
  readonly vault: Vault;
  readonly remember: (account: Account, reply: IdempotencyRecord) => Promise<void>;
};

const UNKNOWN: Failure = Object.freeze({ failure: 'record_not_found' });

/** An account of this mode as it begins: a live one is carried by nobody yet. */
export async function addMerchant(
  accounts: Accounts,
  { name, mode, key }: AddAccount,
): Promise<AddedAccount | Failure> {
  const { key: drawn, secret } = generateCredentials(mode);
  const processor = mode === 'live' ? NO_PROCESSOR : 'sandbox';
  try {
    const { account } = await accounts.add({ key: key ?? drawn, secret, name, mode, processor });
    return { account, secret };
  } catch (error) {
    if (error instanceof AccountTaken) return { failure: 'record_taken' };
    throw error;
  }
}

export function createMerchants({ accounts, vault, remember }: Parts): Merchants {
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
      const added = await addMerchant(accounts, request);
      if (saved === null) return added;
      const kept =
        'failure' in added ? added : { ...added, secret: vault.seal(added.secret, operator) };
      await remember(operator, saved(kept));
      return added;
    },
  };
}
