// The reviews of a store: opened and decided in the commits of orders, and listed here.
import type { Review } from '../core/review.ts';
import { REVIEW_BODY, type Row } from './body.ts';
import type { Value } from './commit.ts';
import type { Database } from './database.ts';

export type ReviewRow = Review & { readonly account: number };

/** Which reviews; what is absent matters not. */
export type ReviewFilter = {
  readonly account?: number;
  readonly orderKey?: number;
  readonly isOpen?: boolean;
  /** Only keys below this one: the next page. */
  readonly beforeKey?: number;
};

export type ReviewPart = {
  /** Newest first, at most `limit`. */
  readonly listReviews: (filter: ReviewFilter, limit: number) => Promise<readonly ReviewRow[]>;
  /** Asks one account after the other unless it is named. */
  readonly findReview: (key: number, account?: number) => Promise<ReviewRow | null>;
};

export function reviewsOf({ get, all }: Database): ReviewPart {
  return {
    listReviews: async ({ account, orderKey, isOpen, beforeKey }, limit) => {
      const open = isOpen === undefined ? -1 : Number(isOpen);
      const rest = [orderKey ?? 0, open, beforeKey ?? Number.MAX_SAFE_INTEGER, limit];
      const rows =
        account === undefined
          ? await all('listReviews', ...rest)
          : await all('listReviewsOfAccount', ...rest, account);
      return rows.map(readReviewRow);
    },
    findReview: async (key, account) => {
      const row =
        account === undefined
          ? await get('findReview', key)
          : await get('findReviewOfAccount', key, account);
      return row === undefined ? null : readReviewRow(row);
    },
  };
}

function readReviewRow(row: Row): ReviewRow {
  return { ...REVIEW_BODY.read(row), account: Number(row['account']) };
}

/** The columns of a new one. */
export function valuesOfReview(account: number, review: Review): readonly Value[] {
  const { id, orderKey, paymentKey, refundKey, reason, openedAt } = review;
  const names = [account, id.key, orderKey, refundKey ?? paymentKey];
  return [...names, reason, openedAt, REVIEW_BODY.write(review)];
}
