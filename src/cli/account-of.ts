// Finds the account that a command is about: the one that is named, else the first.
import type { Account } from '../core/account.ts';
import { CommandError, type Opened } from './database.ts';

export async function accountOf(
  { accounts, store }: Pick<Opened, 'accounts' | 'store'>,
  named: string | true | undefined,
): Promise<Account> {
  const name = typeof named === 'string' ? named : await store.findSetting('first_account');
  const known = name === null ? null : await accounts.find(name);
  if (known === null) throw new CommandError(`there is no account ${name ?? 'yet'}`);
  return known.account;
}
