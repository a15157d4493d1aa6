// Which accounts a page is about: the one that its address names, else all that a page can take.
import type { Account } from '../core/account.ts';
import type { Markup } from '../web/html.ts';
import { type Choice, renderSelect } from './element.ts';
import type { Sources } from './request.ts';

/** Of more accounts at once no page is made: one of them has to be named. */
export const ACCOUNTS_MAX = 100;

export type Chosen = {
  /** All there are, up to ACCOUNTS_MAX. */
  readonly all: readonly Account[];
  readonly isCut: boolean;
  /** Those that the page is about. */
  readonly among: readonly Account[];
  /** The key that the address names; empty: none. */
  readonly key: string;
};

/** Null: there is no account of this name. */
export async function chooseAccounts(
  { accounts }: Pick<Sources, 'accounts'>,
  key: string,
): Promise<Chosen | null> {
  const listed = await accounts.list(-1, ACCOUNTS_MAX + 1);
  const all = listed.slice(0, ACCOUNTS_MAX);
  const isCut = listed.length > ACCOUNTS_MAX;
  if (key === '') return { all, isCut, among: all, key };
  const known = await accounts.find(key);
  return known === null ? null : { all, isCut, among: [known.account], key: known.account.key };
}

/** So many are searched; a name of more accounts is looked for by command. */
const SEARCHED_MAX = 2000;
const AT_ONCE = 20;

/** What `find` has of every account, which is asked of some at a time. */
export async function searchAll<Found>(
  { accounts }: Pick<Sources, 'accounts'>,
  find: (account: Account) => Promise<Found | null>,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  let after = -1;
  for (let asked = 0; asked < SEARCHED_MAX; asked += AT_ONCE) {
    const some = await accounts.list(after, AT_ONCE);
    const here = await Promise.all(some.map(find));
    found.push(...here.filter((each) => each !== null));
    after = some.at(-1)?.id ?? after;
    if (some.length < AT_ONCE) break;
  }
  return found;
}

/** Nothing where there is one account only. */
export function renderAccountChoice({ all, key }: Chosen): Markup | null {
  if (all.length < 2 && key === '') return null;
  const choices = all.map((account): Choice => [account.key, nameOf(account)]);
  const own = all.some((account) => account.key === key) || key === '' ? [] : [[key, key] as const];
  return renderSelect('account', 'Account', [['', 'All accounts'], ...choices, ...own], key);
}

export function nameOf({ name, key }: Account): string {
  return name === '' || name === key ? key : `${name} (${key})`;
}
