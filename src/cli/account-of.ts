// Finds the accounts that a command is about: the one that is named, else the first; or all.
import type { Account } from '../core/account.ts';
import type { Accounts } from '../engine/identity/account.ts';
import { CommandError, type Opened } from './database.ts';

export async function accountOf(
  { accounts, store, about }: Pick<Opened, 'accounts' | 'store' | 'about'>,
  named: string | true | undefined,
): Promise<Account> {
  const name = typeof named === 'string' ? named : await store.findSetting('first_account');
  const known = name === null ? null : await accounts.find(name);
  if (known === null) throw new CommandError(`there is no account ${name ?? 'yet'}`);
  about({ account: known.account.key });
  return known.account;
}

const PAGE = 500;

export async function listAll(accounts: Pick<Accounts, 'list'>): Promise<readonly Account[]> {
  const all: Account[] = [];
  for (let after = -1; ; ) {
    const page = await accounts.list(after, PAGE);
    all.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return all;
    after = last.id;
  }
}
