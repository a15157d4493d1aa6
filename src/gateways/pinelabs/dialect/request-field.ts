// The request fields of the documented paths: each decides something. Source: pinelabs.md §0.4,
// §0.5.
import { type FieldTable, rows, tableOf } from '../../kit/request-field.ts';

export const CREATE_TABLE: FieldTable = tableOf(
  rows(
    'enforced',
    'specification, Pinelabs, create',
    `key hash merchant_txn_id amount currency customer_name customer_email customer_mobile
    callback_url`,
  ),
);

export const FETCH_TABLE: FieldTable = tableOf(
  rows('enforced', 'specification, Pinelabs, fetch', 'key hash merchant_txn_id'),
);
