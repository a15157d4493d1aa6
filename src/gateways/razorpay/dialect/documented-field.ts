// The request fields of the documented paths. The transformation layer names four of them; what the
// gateway's own API has besides and would move money or bind the payer is refused here as well.
// Source: razorpay.md §0 and §1.10.
import { type FieldTable, rows, tableOf } from '../../kit/request-field.ts';
import { ORDER_FIELDS } from './native/request-field.ts';

const SPECIFICATION = 'the transformation layer specification, Razorpay';

export const CREATE_TABLE: FieldTable = tableOf({
  ...rows('enforced', SPECIFICATION, 'amount currency receipt notes'),
  // At once, or not at all.
  ...rows('enforced', 'observed: plugins and node types', 'payment_capture'),
  ...rows('refused', 'as on the native path', ORDER_FIELDS.refused.join(' ')),
  // Enforced there.
  ...rows('refused', 'payments/third-party-validation/standard-integration', 'method bank_account'),
  ...rows('refused', 'api/payments/recurring-payments', 'customer_id'),
});

export const FETCH_TABLE: FieldTable = tableOf(rows('enforced', SPECIFICATION, 'order_id'));
