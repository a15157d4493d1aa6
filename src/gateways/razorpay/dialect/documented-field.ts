// The request fields of the documented paths. The transformation layer names four of them; what the
// gateway's own API has besides and would move money or bind the payer is refused here as well.
// Source: razorpay.md §0 and §1.10.
import { type FieldTable, rows, tableOf } from '../../kit/request-field.ts';
import { ORDER_FIELDS } from './native/request-field.ts';

const SPECIFICATION = 'the transformation layer specification, Razorpay';

export const CREATE_TABLE: FieldTable = tableOf({
  ...rows('enforced', SPECIFICATION, 'amount currency receipt notes'),
  ...rows('refused', 'as on the native path', ORDER_FIELDS.refused.join(' ')),
  // Enforced there.
  ...rows('refused', 'payments/third-party-validation/standard-integration', 'bank_account'),
});

export const FETCH_TABLE: FieldTable = tableOf(rows('enforced', SPECIFICATION, 'order_id'));
