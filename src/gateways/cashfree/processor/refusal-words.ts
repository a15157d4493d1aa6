// What its refusals mean: who has to do something, and whether the same may be asked again.
// Source: docs/gateways/cashfree.md §1.8, §1.11, §1.16 and §P.10.
import type { Refused } from '../../processor.ts';

export type RefusalWords = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly type: string;
};

type Row = readonly [why: Refused['why'], again: Refused['again']];

/**
 * The first that fits, over `type code: message`. The words for a lack of money are published for
 * other products of the gateway; for a refund they are inferred, as it says ONHOLD there (§P.10).
 */
const ROWS: readonly (readonly [RegExp, ...Row])[] = Object.freeze([
  [/^authentication_error /, 'credentials', 'later'],
  [/^rate_limit_error /, 'limit', 'later'],
  [/^feature_not_enabled /, 'account', 'later'],
  [/ order_currency_invalid: /, 'input', 'never'],
  [/insufficient (?:balance|funds)|not? (?:have )?sufficient (?:balance|funds)/i, 'limit', 'later'],
  [/not (?:been )?(?:enabled|activated|approved)/i, 'account', 'later'],
  [
    /(?:domain|website|url|ip) .*(?:not|un) ?-?(?:whitelisted|approved|registered)/i,
    'origin',
    'later',
  ],
  // It does not know of the money yet that it told us of: a lag, not a no (§1.8, §P.4).
  [/ order_id_not_paid: /, 'input', 'later'],
]);

/**
 * Null: it is no refusal. The same request may be at work (409, 422), or its own part broke
 * (5xx, `api_error`), or there is none of what was asked for (404), which each reading looks at.
 */
export function refusalOf({ status, code, message, type }: RefusalWords): Row | null {
  if (status < 400 || status > 499 || status === 408) return null;
  if (status === 401) return ['credentials', 'later'];
  if (status === 429) return ['limit', 'later'];
  if (status === 404 || status === 409 || status === 422) return null;
  const text = `${type} ${code}: ${message}`;
  const row = ROWS.find(([pattern]) => pattern.test(text));
  if (row !== undefined) return [row[1], row[2]];
  if (status === 403) return ['account', 'later'];
  return /^(?:invalid_request_error|validation_error) /.test(text) ? ['input', 'never'] : null;
}

type Said = Pick<RefusalWords, 'status' | 'code' | 'message'>;

/** 404, and 400 in the gateway's own suites; by its words, for a proxy has a 404 of its own. */
export function isOrderAbsent({ status, code, message }: Said): boolean {
  return (
    (status === 404 || status === 400) &&
    (code === 'order_not_found' || /^order reference id does not exist/i.test(message))
  );
}

export function isRefundAbsent(said: Said): boolean {
  return (
    isOrderAbsent(said) ||
    ((said.status === 404 || said.status === 400) && said.code === 'refund_not_found')
  );
}

/** What is under our name already is asked for; who else could have used it? */
export function isOrderThere({ status, code }: Said): boolean {
  return (status === 409 && code === 'order_already_exists') || isOtherBody(status, code);
}

export function isRefundThere({ status, code, message }: Said): boolean {
  const isTold = /^(?:refund_id_invalid|refund_id_already_exists|refund_already_exists)$/.test(
    code,
  );
  const isDuplicate = code !== 'refund_id_invalid' || /duplicate/i.test(message);
  return isOtherBody(status, code) || (status >= 400 && status < 500 && isTold && isDuplicate);
}

/** The key was used with another body: the first request arrived (§2). */
function isOtherBody(status: number, code: string): boolean {
  return status === 422 && code === 'request_invalid';
}
