// Names the payment pages: unguessable, checkable without a look-up, and telling whose order it is.
import type { Account } from '../../core/account.ts';
import { TOKEN_PATTERN } from '../../core/id.ts';
import type { Order } from '../../core/order.ts';
import type { Vault } from './vault.ts';

export type PageToken = {
  readonly accountId: number;
  readonly orderToken: string;
  /** The checkout session whose page it is; null: it is the order's own. */
  readonly session: string | null;
};

export type PageTokens = {
  /**
   * The order's token, a tag that only this server can make, and the account's number. The name of
   * a session's page tells nobody that of the order's own.
   */
  readonly nameOf: (account: Account, order: Order, session?: string) => string;
  /** Null when the name was not made by `nameOf`. */
  readonly read: (name: string) => PageToken | null;
  /** The token of the account's order whose own page it is; null when it is none. */
  readonly orderOf: (account: Account, name: string) => string | null;
};

const TOKEN_LENGTH = 14;
const TAG_LENGTH = 22;

export function createPageTokens(vault: Vault): PageTokens {
  const read = (named: string): PageToken | null => {
    const dot = named.indexOf('.');
    const [name, session] = dot < 0 ? [named, null] : [named.slice(0, dot), named.slice(dot + 1)];
    const orderToken = name.slice(0, TOKEN_LENGTH);
    const tag = name.slice(TOKEN_LENGTH, TOKEN_LENGTH + TAG_LENGTH);
    const spelling = name.slice(TOKEN_LENGTH + TAG_LENGTH);
    const accountId = Number.parseInt(spelling, 36);
    if (!TOKEN_PATTERN.test(orderToken) || !Number.isSafeInteger(accountId)) return null;
    // parseInt stops at the first strange character: a page has one name, not many.
    if (accountId.toString(36) !== spelling) return null;
    const own = vault.isTag(textOf(accountId, orderToken), tag);
    if (session === null) return own ? { accountId, orderToken, session } : null;
    // Versions before this one put the session behind the order's own name.
    const isKnown = own || vault.isTag(textOf(accountId, orderToken, session), tag);
    return isKnown ? { accountId, orderToken, session } : null;
  };
  return {
    nameOf: (account, { id }, session) => {
      const tag = vault.tag(textOf(account.id, id.token, session));
      const name = id.token + tag + account.id.toString(36);
      return session === undefined ? name : `${name}.${session}`;
    },
    read,
    orderOf: (account, name) => {
      const page = read(name);
      return page?.accountId === account.id && page.session === null ? page.orderToken : null;
    },
  };
}

/** What a name's tag is of. */
function textOf(accountId: number, orderToken: string, session?: string): string {
  const own = `page ${accountId} ${orderToken}`;
  return session === undefined ? own : `${own} ${session}`;
}
