// The links of a store that show merchants their accounts, each write a commit of its own.
import type { Row } from './body.ts';
import type { Database } from './database.ts';

/** Times are real milliseconds. */
export type MerchantLinkRow = {
  readonly id: string;
  /** The account's number. */
  readonly account: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Null: it was not taken back. */
  readonly revokedAt: number | null;
};

export type MerchantLinkPart = {
  readonly addMerchantLink: (link: Omit<MerchantLinkRow, 'revokedAt'>) => Promise<void>;
  readonly findMerchantLink: (id: string) => Promise<MerchantLinkRow | null>;
  /** Newest first, those that are over too. */
  readonly listMerchantLinks: (
    account: number,
    limit: number,
  ) => Promise<readonly MerchantLinkRow[]>;
  /** False when the account has none of this name that was not taken back. */
  readonly revokeMerchantLink: (account: number, id: string, now: number) => Promise<boolean>;
  /** Deletes those that were over before this real time; returns how many, at most `limit`. */
  readonly purgeMerchantLinks: (before: number, limit: number) => Promise<number>;
};

export const MERCHANT_LINK = Object.freeze({
  addMerchantLink: `INSERT INTO merchant_links
    (id, account, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
  findMerchantLink: 'SELECT * FROM merchant_links WHERE id = $1',
  listMerchantLinks: `SELECT * FROM merchant_links WHERE account = $1
    ORDER BY created_at DESC, id LIMIT $2`,
  revokeMerchantLink: `UPDATE merchant_links SET revoked_at = $3
    WHERE account = $1 AND id = $2 AND revoked_at IS NULL`,
  // The index is found by the very words of its expression.
  purgeMerchantLinks: `DELETE FROM merchant_links WHERE id IN (SELECT id FROM merchant_links
    WHERE COALESCE(revoked_at, expires_at) < $1
    ORDER BY COALESCE(revoked_at, expires_at) LIMIT $2)`,
});

export function merchantLinkPartOf({ get, all, run }: Database): MerchantLinkPart {
  return {
    addMerchantLink: async ({ id, account, createdBy, createdAt, expiresAt }) => {
      await run('addMerchantLink', id, account, createdBy, createdAt, expiresAt);
    },
    findMerchantLink: async (id) => {
      const row = await get('findMerchantLink', id);
      return row === undefined ? null : readRow(row);
    },
    listMerchantLinks: async (account, limit) =>
      (await all('listMerchantLinks', account, limit)).map(readRow),
    revokeMerchantLink: async (account, id, now) =>
      (await run('revokeMerchantLink', account, id, now)) === 1,
    purgeMerchantLinks: (before, limit) => run('purgeMerchantLinks', before, limit),
  };
}

function readRow(row: Row): MerchantLinkRow {
  return {
    id: String(row['id']),
    account: Number(row['account']),
    createdBy: String(row['created_by']),
    createdAt: Number(row['created_at']),
    expiresAt: Number(row['expires_at']),
    revokedAt: row['revoked_at'] === null ? null : Number(row['revoked_at']),
  };
}
