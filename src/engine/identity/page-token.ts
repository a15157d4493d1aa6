// Names the payment pages: unguessable, checkable without a look-up, and telling whose order it is.
import type { Account } from '../../core/account.ts';
import { TOKEN_PATTERN } from '../../core/id.ts';
import type { Order } from '../../core/order.ts';
import type { Vault } from './vault.ts';

export type PageToken = { readonly accountId: number; readonly orderToken: string };

export type PageTokens = {
  /** The order's token, a tag that only this server can make, and the account's number. */
  readonly nameOf: (account: Account, order: Order) => string;
  /** Null when the name was not made by `nameOf`. */
  readonly read: (name: string) => PageToken | null;
  /** The token of the account's order whose page it is; null when it is no page of the account. */
  readonly orderOf: (account: Account, name: string) => string | null;
};

const TOKEN_LENGTH = 14;
const TAG_LENGTH = 22;

export function createPageTokens(vault: Vault): PageTokens {
  const tagOf = (accountId: number, token: string): string =>
    vault.tag(`page ${accountId} ${token}`);
  const read = (name: string): PageToken | null => {
    if (!/^[0-9A-Za-z_-]{37,60}$/.test(name)) return null;
    const orderToken = name.slice(0, TOKEN_LENGTH);
    const tag = name.slice(TOKEN_LENGTH, TOKEN_LENGTH + TAG_LENGTH);
    const spelling = name.slice(TOKEN_LENGTH + TAG_LENGTH);
    const accountId = Number.parseInt(spelling, 36);
    if (!TOKEN_PATTERN.test(orderToken) || !Number.isSafeInteger(accountId)) return null;
    // parseInt stops at the first strange character: a page has one name, not many.
    if (accountId.toString(36) !== spelling) return null;
    return vault.isTag(`page ${accountId} ${orderToken}`, tag) ? { accountId, orderToken } : null;
  };
  return {
    nameOf: (account, { id }) => id.token + tagOf(account.id, id.token) + account.id.toString(36),
    read,
    orderOf: (account, name) => {
      const page = read(name);
      return page?.accountId === account.id ? page.orderToken : null;
    },
  };
}
