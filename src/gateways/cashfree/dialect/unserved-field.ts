// Refuses the fields that ask for a product which no account here has.
// Source: cashfree.md §1.16: the sentence about splits is the gateway's; its type of the others is.
import type { Failure, Issue } from '../../../core/failure.ts';
import { invalid } from '../../../core/failure.ts';
import type { Fields } from '../../dialect.ts';
import type { Reading } from '../../kit/read.ts';
import { type FieldTable, findRefused } from '../../kit/request-field.ts';

export const NO_EASY_SPLIT = 'Merchant not enabled with easy splits';
export const NOT_ENABLED = 'is not enabled for the account';

const SPLITS: ReadonlySet<string> = new Set(['order_splits', 'refund_splits']);

function issueOf(field: string, isSplit: boolean): Issue {
  return { field, rule: 'unknown', message: isSplit ? NO_EASY_SPLIT : NOT_ENABLED };
}

/** Notes the first of them, before anything else is said of the request. */
export function refuseUnserved(read: Reading, { values }: Fields, table: FieldTable): void {
  const asked = findRefused(values, table);
  if (asked !== undefined) read.refuse(issueOf(asked, SPLITS.has(asked)));
}

/** A whole product, by the name that its paths have. */
export function refuseProduct(name: string): Failure {
  return invalid([issueOf(name, name === 'easy-split')]);
}
