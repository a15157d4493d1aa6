// The request fields of both versions and what becomes of each: enforced, refused or decoration.
// Source: beside each field, a page below docs.paytring.com/api-reference/endpoint (§3), or an SDK.
import { type Failure, invalid } from '../../../core/failure.ts';
import type { Fields } from '../../dialect.ts';
import { type FieldTable, findRefused, rows, tableOf } from '../../kit/request-field.ts';

/** V1 proves itself by these; V2 looks at the key alone. */
const PROOF = rows('enforced', 'document: introduction', 'key hash');

export const CREATE_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows(
    'enforced',
    'document: order',
    'amount currency receipt_id cname email phone callback_url notes',
  ),
  ...rows('enforced', 'document: order', 'billing_address shipping_address autocapture'),
  // Whose gateway gets the payment is the account's to say, by its routes.
  ...rows('refused', 'document: order', 'pg pg_pool_id'),
  // Bank accounts that alone may pay; others that are paid besides.
  ...rows('refused', 'document: order', 'tpv'),
  ...rows('refused', 'document: order; split-settlement', 'split_settlement split_type'),
  // The Go SDK's name, "false" whenever its caller says nothing (§8.16): its shape is read.
  ...rows('enforced', 'SDK: go order.go 1.2.6', 'auto_capture'),
});

/** Whom the gateway asks: here the processor's word is always at hand. */
const FETCH_TYPE = rows('decoration', 'document: fetch', 'fetch_type');

export const FETCH_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: fetch', 'id'),
  ...FETCH_TYPE,
});

export const NAMED_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: refund-status; cancel; SDK: php FetchReceipt', 'id'),
});

/** Everything that is left: a part is asked for by another path. */
export const REFUND_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: refund', 'id'),
  ...rows('refused', 'document: refund-partial: where a part is asked for', 'amount'),
});

export const AMOUNT_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: refund-partial; capture', 'id amount'),
});

export const ATTEMPTS_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: refund-attempts', 'order_id'),
  ...rows('enforced', 'document: refund-status, the name of every other path', 'id'),
});

export const PROCESS_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: process-order', 'order_id method code vpa card.number card.cvv'),
  ...rows(
    'enforced',
    'document: process-order',
    'card.expiry_month card.expiry_year card.holder_name',
  ),
  ...rows('decoration', 'document: process-order', 'device'),
});

export const VPA_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: validate-vpa', 'vpa'),
});

export const BIN_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: validate-card', 'bin'),
  ...rows('enforced', 'SDK: go validation.go', 'bin_code'),
});

export const RATE_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'SDK: python, go', 'from to'),
});

export const ENDPOINT_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: webhook-v2-create, webhook-v2-update', 'url topics active'),
});

export const ENDPOINT_LIST_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: webhook-v2-list', 'active'),
});

export const ENDPOINT_FIND_TABLE: FieldTable = tableOf(PROOF);

export const SETTLEMENT_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: fetch-by-date', 'date pg offset limit'),
});

export const PAYOUT_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: fetch-accounts; check-payout-accounts-balance', 'pg'),
});

export const BALANCE_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'document: check-payout-accounts-balance', 'pg account_number'),
});

/** Said of an account without the product, in our words: the gateway publishes none. */
const OTHER_WORDS: ReadonlyMap<FieldTable, string> = new Map([
  [REFUND_TABLE, 'is not taken here: a part is refunded by /order/refund/partial'],
]);

export function refuseDisabled(values: Fields['values'], table: FieldTable): Failure | null {
  const field = findRefused(values, table);
  if (field === undefined) return null;
  const says = OTHER_WORDS.get(table) ?? 'is not enabled for this account';
  return invalid([{ field, rule: 'unknown', message: `${field} ${says}` }]);
}
