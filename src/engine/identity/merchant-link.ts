// Links that show a merchant its own account: signed, for a while, and taken back at any time.
import { randomBytes } from 'node:crypto';
import type { Account } from '../../core/account.ts';
import type { MerchantLinkPart, MerchantLinkRow } from '../../store/store.ts';
import type { Accounts } from './account.ts';
import type { Vault } from './vault.ts';

export type MerchantLink = MerchantLinkRow;
export type HeldLink = { readonly link: MerchantLink; readonly account: Account };

export type MerchantLinkAccess = {
  /** Returns what opens it, which is told this once. */
  readonly make: (account: Account, lastsMs: number, by: string) => Promise<string>;
  /** By what opens it; null: it was not made here, or does not hold any more. */
  readonly open: (name: string) => Promise<HeldLink | null>;
  /** By its own name, as long as it holds. */
  readonly find: (id: string) => Promise<HeldLink | null>;
  /** Newest first, those that are over too. */
  readonly list: (account: Account) => Promise<readonly MerchantLink[]>;
  /** False: the account has none of this name, or it was taken back before. */
  readonly revoke: (account: Account, id: string) => Promise<boolean>;
};

type Parts = {
  readonly store: MerchantLinkPart;
  readonly accounts: Pick<Accounts, 'findById'>;
  readonly vault: Pick<Vault, 'tag' | 'isTag'>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

const LISTED_MAX = 50;
export const MERCHANT_LINK_KEPT_MS = 30 * 24 * 3600 * 1000;
const PURGED_AT_ONCE = 500;
const ID = /^[0-9a-f]{16}$/;
/** Its name, the account's number, when it ends, and the signature over these. */
const NAME = /^([0-9a-f]{16})\.([0-9a-z]{1,11})\.([0-9a-z]{1,11})\.([\w-]{22})$/;

export function createMerchantLinkAccess({
  store,
  accounts,
  vault,
  now,
}: Parts): MerchantLinkAccess {
  const find = async (id: string): Promise<HeldLink | null> => {
    const link = await store.findMerchantLink(id);
    if (link === null || link.revokedAt !== null || now() >= link.expiresAt) return null;
    const known = await accounts.findById(link.account);
    return known === null ? null : { link, account: known.account };
  };
  return {
    find,
    make: async (account, lastsMs, by) => {
      const id = randomBytes(8).toString('hex');
      const createdAt = now();
      const link = { id, account: account.id, expiresAt: createdAt + lastsMs };
      await store.addMerchantLink({ ...link, createdBy: by, createdAt });
      const spelt = [link.account, link.expiresAt].map((each) => each.toString(36));
      return [id, ...spelt, vault.tag(textOf(link))].join('.');
    },
    open: async (name) => {
      const [, id = '', account = '', expires = '', tag = ''] = NAME.exec(name) ?? [];
      const said = { id, account: Number.parseInt(account, 36) };
      const link = { ...said, expiresAt: Number.parseInt(expires, 36) };
      // Before the database is asked: whoever guesses costs next to nothing.
      if (id === '' || !vault.isTag(textOf(link), tag)) return null;
      const held = await find(id);
      const isSame = held?.link.account === link.account && held.link.expiresAt === link.expiresAt;
      return isSame ? held : null;
    },
    list: (account) => store.listMerchantLinks(account.id, LISTED_MAX),
    revoke: async (account, id) =>
      ID.test(id) && (await store.revokeMerchantLink(account.id, id, now())),
  };
}

/** What is signed. */
function textOf({
  id,
  account,
  expiresAt,
}: Pick<MerchantLink, 'id' | 'account' | 'expiresAt'>): string {
  return `merchant link ${id} ${account} ${expiresAt}`;
}

/**
 * Forgets links thirty days after they were over, which nothing can open any more: that somebody
 * made, opened and revoked them stands in the audit. `now` is the real time.
 */
export async function deleteOldMerchantLink(
  store: Pick<MerchantLinkPart, 'purgeMerchantLinks'>,
  now: number,
): Promise<number> {
  for (let purged = 0; ; ) {
    const count = await store.purgeMerchantLinks(now - MERCHANT_LINK_KEPT_MS, PURGED_AT_ONCE);
    purged += count;
    if (count < PURGED_AT_ONCE) return purged;
  }
}
