// The variables of each command of the server API and what becomes of them.
// Source: beside each, a page of docs.payu.in/reference or what was observed; payu.md §1.5, §1.14.
import { type FieldTable, rows, tableOf } from '../../../kit/request-field.ts';
import { ORDER_FIELDS } from '../request-field.ts';

const COMMON = rows('enforced', 'general APIs', 'key command hash');

function commandTable(source: string, names: string): FieldTable {
  return tableOf({ ...COMMON, ...rows('enforced', source, names) });
}

export const VERIFY_FIELDS = commandTable('verify_payment_api', 'var1');
export const CHECK_FIELDS = commandTable('check_payment_api', 'var1');
export const STATUS_FIELDS = commandTable('check_action_status_api_with_payu_id', 'var1 var2');
export const REFERENCE_FIELDS = commandTable('check_action_status_txnid', 'var1');
export const LIST_FIELDS = commandTable('get_transaction_details_api', 'var1 var2');
export const RESPONSE_FIELDS = commandTable('PhonePe Deep Offers S2S, get_ws_response', 'var1');
export const RATE_FIELDS = commandTable('get_tdr_api', 'var1');
export const UDF_FIELDS = commandTable('udf_update_api', 'var1 var2 var3 var4 var5 var6');

/** What says where the money goes back to, or who gives it, is refused. */
export const REFUND_FIELDS: FieldTable = tableOf({
  ...COMMON,
  ...rows('enforced', 'refund_transaction_api', 'var1 var2 var3 var5 var9'),
  ...rows('refused', 'refund_transaction_api, split payments', 'var8'),
  // Left empty in every sample; instant refunds name a mode and a beneficiary in some of them.
  ...rows(
    'refused',
    'refund_transaction_api; changelog/august-2026',
    'var4 var6 var7 var10 var11 var12 var13 var14 var15',
  ),
});

export const CAPTURE_FIELDS: FieldTable = tableOf({
  ...COMMON,
  ...rows('enforced', 'capture_a_payment', 'var1 var3'),
  // The merchant's token: a payment is captured once at most, whatever the token.
  ...rows('decoration', 'capture_a_payment', 'var2'),
});

export const CANCEL_FIELDS: FieldTable = tableOf({
  ...COMMON,
  ...rows('enforced', 'cancel-a-pre-authorized-transaction', 'var1'),
  // The merchant's token: a payment is released once at most.
  ...rows('decoration', 'cancel-a-pre-authorized-transaction', 'var2'),
});

export const SETTLEMENT_FIELDS: FieldTable = tableOf({
  ...COMMON,
  ...rows('enforced', 'get_settlement_details_api', 'var1 var2 var3'),
  // "L or blank", and a version: the page prints one answer for all of them.
  ...rows('decoration', 'get_settlement_details_api', 'var4 var5'),
});

/** `var2` would make a mandate of what is paid. */
export const INVOICE_FIELDS: FieldTable = tableOf({
  ...COMMON,
  ...rows('enforced', 'create_invoice_api', 'var1'),
  ...rows('refused', 'create-payment-link-with-si-using-api', 'var2'),
});
export const EXPIRE_FIELDS = commandTable('expire_invoice_api', 'var1');

/** Of the JSON in the `var1` of an invoice. */
export const INVOICE_DETAILS: FieldTable = tableOf({
  ...rows(
    'enforced',
    'web-sdk-nodejs, docs/createInvoice.md',
    `amount txnid productinfo firstname email phone address1 city state country zipcode
    validation_period`,
  ),
  ...rows('enforced', 'create-payment-link-with-si-using-api', 'time_unit'),
  // What an order has else, under the names that it has in a form.
  ...rows(
    'enforced',
    'inferred from _payment',
    `lastname address2 udf1 udf2 udf3 udf4 udf5 udf6 udf7 udf8 udf9 udf10 enforce_paymethod
    drop_category`,
  ),
  ...rows('refused', 'inferred from _payment', `${ORDER_FIELDS.refused.join(' ')} pre_authorize`),
  // Nobody is sent a message from here.
  ...rows(
    'decoration',
    'web-sdk-nodejs, docs/createInvoice.md',
    'template_id sms_template_id send_email_now send_sms',
  ),
  ...rows('decoration', 'create-payment-link-with-si-using-api', 'templateid'),
});

/** What is answered without an order, of whatever the command is about. */
export const QUESTION_FIELDS = {
  bank: commandTable('web-sdk-nodejs, tests', 'var1'),
  vpa: commandTable('validate_vpa_handle_api', 'var1 var2'),
  bin: commandTable('get_bin_info_api', 'var1 var2 var3 var4 var5'),
  emi: commandTable('eligible_bins_for_emi_api', 'var1 var2'),
  checkout: commandTable('get-checkout_details-1', 'var1'),
} as const satisfies Readonly<Record<string, FieldTable>>;

/** Everything that a command may bring. */
export const COMMAND_NAMES: readonly string[] = Object.freeze([
  ...new Set(
    [
      ...[VERIFY_FIELDS, CHECK_FIELDS, STATUS_FIELDS, REFERENCE_FIELDS, LIST_FIELDS],
      ...[RESPONSE_FIELDS, RATE_FIELDS, UDF_FIELDS, REFUND_FIELDS, CAPTURE_FIELDS],
      ...[CANCEL_FIELDS, INVOICE_FIELDS, SETTLEMENT_FIELDS],
      ...Object.values(QUESTION_FIELDS),
    ].flatMap(({ tops }) => [...tops]),
  ),
]);
