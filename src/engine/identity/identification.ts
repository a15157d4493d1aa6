// Finds the account that a request says it is of: by a name of it, a page's name, or a number.
import { numberLocator } from '../../core/id.ts';
import type { Identification } from '../../gateways/dialect.ts';
import type { Store } from '../../store/store.ts';
import type { Accounts, AccountWithSecret } from './account.ts';
import type { Ids } from './ids.ts';
import { findOperator } from './operator.ts';
import type { PageTokens } from './page-token.ts';

type Parts = {
  readonly store: Store;
  readonly ids: Ids;
  readonly pages: PageTokens;
  readonly accounts: Accounts;
};

/** The setting of the store that has the key of the account which the first start made. */
export const FIRST_ACCOUNT = 'first_account';

/** `isFresh`: not as it is remembered. One that is remembered is answered at once. */
export function findAccountBy(
  parts: Parts,
  identification: Identification,
  isFresh: boolean,
): AccountWithSecret | null | Promise<AccountWithSecret | null> {
  const { by, key } = identification;
  const remembered = by === undefined && !isFresh ? parts.accounts.recall(key) : null;
  return remembered === null ? lookFor(parts, identification, isFresh) : enabled(remembered);
}

/** An account that its operator switched off is one that is not there. */
function enabled(known: AccountWithSecret | null): AccountWithSecret | null {
  return known?.account.settings.disabled === true ? null : known;
}

async function lookFor(
  parts: Parts,
  identification: Identification,
  isFresh: boolean,
): Promise<AccountWithSecret | null> {
  if (identification.by === 'operator') return findOperator(parts.store, identification.proof);
  return enabled(await lookForAny(parts, identification, isFresh));
}

async function lookForAny(
  parts: Parts,
  { by, key, alias, isSample }: Identification,
  isFresh: boolean,
): Promise<AccountWithSecret | null> {
  const { accounts } = parts;
  if (by === undefined) {
    const find = isFresh ? accounts.findFresh : accounts.find;
    const found = await find(key);
    if (found !== null) return found;
    const other = alias ?? (isSample ? await parts.store.findSetting(FIRST_ACCOUNT) : null);
    const meant = other === null ? null : await find(other);
    return isSample && meant?.account.mode !== 'sandbox' ? null : meant;
  }
  const id = by === 'operator' ? null : await accountOf(by, key, parts);
  return id === null ? null : accounts.findById(id);
}

/** The account of a page's name, or that has the payment or the order of this number. */
async function accountOf(
  by: Exclude<Identification['by'], 'operator' | undefined>,
  name: string,
  { store, ids, pages }: Parts,
): Promise<number | null> {
  if (by === 'page') {
    const page = pages.read(name);
    return page?.session === null ? page.accountId : null;
  }
  const locator = numberLocator(name);
  const key = locator === undefined ? null : ids.keyOf(locator);
  if (key === null) return null;
  return by === 'order' ? store.findOrderAccount(key) : store.findPaymentSandbox(key);
}
