// Which accounts a page is about: the one that its address names, else all there are.
import type { Account } from '../core/account.ts';
import { readOwnNames } from '../core/name.ts';
import { html, type Markup } from '../web/html.ts';
import { type Choice, renderSelect } from './element.ts';
import type { Sources } from './request.ts';

/** Of so many accounts one is chosen from a list; of more its key is typed. */
export const LISTED_MAX = 100;

export type Chosen = {
  /** The first of all there are, up to LISTED_MAX. */
  readonly all: readonly Account[];
  /** Whether there are more of them. */
  readonly isCut: boolean;
  /** The one that the page is about; null: all. */
  readonly account: Account | null;
  /** The key that the address names; empty: none. */
  readonly key: string;
};

/** Null: there is no account of this name. */
export async function chooseAccounts(
  { accounts }: Pick<Sources, 'accounts'>,
  key: string,
): Promise<Chosen | null> {
  const listed = await accounts.list(-1, LISTED_MAX + 1);
  const all = listed.slice(0, LISTED_MAX);
  const isCut = listed.length > LISTED_MAX;
  if (key === '') return { all, isCut, account: null, key };
  const known = await accounts.find(key);
  return known === null ? null : { all, isCut, account: known.account, key: known.account.key };
}

/** The account that is meant where there is one only, named or not. */
export function onlyOf({ all, account }: Chosen): Account | null {
  return account ?? (all.length === 1 ? (all[0] ?? null) : null);
}

const AT_ONCE = 20;

/**
 * What `find` has of every account that may know this name, at most `max` of them; which do, the
 * database says of all accounts at once.
 */
export async function searchAll<Found>(
  { accounts, store, ids }: Pick<Sources, 'accounts' | 'store' | 'ids'>,
  name: string,
  find: (account: Account) => Promise<Found | null>,
  max: number,
): Promise<readonly Found[]> {
  const page = PAGE_NAME.exec(name)?.[1];
  const locators = [
    ...readOwnNames(name),
    ...(page === undefined ? [] : [{ by: 'token', token: page } as const]),
  ];
  const keys = locators.flatMap((locator) => ids.keyOf(locator) ?? []);
  const naming = await store.listNaming({ reference: name, keys });
  const found: Found[] = [];
  for (let at = 0; at < naming.length && found.length < max; at += AT_ONCE) {
    const here = naming.slice(at, at + AT_ONCE).map(async (id) => {
      const known = await accounts.findById(id);
      return known === null ? null : find(known.account);
    });
    found.push(...(await Promise.all(here)).filter((each) => each !== null));
  }
  return found.slice(0, max);
}

/** A payment page's name begins with its order's; whether it is one, `find` proves. */
const PAGE_NAME = /^(?:[a-z]+_)?([0-9A-Za-z]{14})[\w-]{22}/;

/** Nothing where there is one account only. */
export function renderAccountChoice({ all, isCut, key }: Chosen): Markup | null {
  if (all.length < 2 && key === '') return null;
  return isCut ? renderTyped(key) : renderListed(all, key);
}

function renderListed(all: readonly Account[], key: string): Markup {
  const choices = all.map((account): Choice => [account.key, nameOf(account)]);
  const own = all.some((account) => account.key === key) || key === '' ? [] : [[key, key] as const];
  return renderSelect('account', 'Account', [['', 'All accounts'], ...choices, ...own], key);
}

/** More than one can choose from: empty means all of them. */
export function renderTyped(key: string): Markup {
  return html`<label>Account’s key<input name="account" value="${key}" placeholder="all accounts"
autocomplete="off" spellcheck="false"></label>`;
}

export function nameOf({ name, key }: Account): string {
  return name === '' || name === key ? key : `${name} (${key})`;
}
