// The request fields of the documented paths: each decides something. What the gateway's own orders
// have besides, and would move money or choose who pays how, is refused. Source: pinelabs.md §0.4,
// §0.5.
import { type FieldTable, rows, tableOf } from '../../kit/request-field.ts';

export const CREATE_TABLE: FieldTable = tableOf({
  ...rows(
    'enforced',
    'specification, Pinelabs, create',
    `key hash merchant_txn_id amount currency customer_name customer_email customer_mobile
    callback_url`,
  ),
  ...rows(
    'refused',
    'SDK: orders/client.py; what it does natively it does not here',
    `pre_auth allowed_payment_methods split_info purchase_details.split_info part_payment
    is_mcc_transaction base_amount convenience_fee_breakdown customer_account_details mandate_info`,
  ),
});

export const FETCH_TABLE: FieldTable = tableOf(
  rows('enforced', 'specification, Pinelabs, fetch', 'key hash merchant_txn_id'),
);
