// The request fields of an order and what becomes of each: enforced, refused or decoration.
// Source: beside each field, a page of docs.payu.in or what was observed; payu.md §1.2 and §1.13.
import type { Issue } from '../../../core/failure.ts';
import type { Fields } from '../../dialect.ts';
import { type FieldTable, findRefused, rows, tableOf } from '../../kit/request-field.ts';

const HOSTED = '_payment, hosted checkout';
const MERCHANT_HOSTED = '_payment, merchant hosted checkout';

const ORDER = rows(
  'enforced',
  HOSTED,
  `key txnid amount productinfo firstname email phone surl furl curl lastname address1 address2 city
  state country zipcode udf1 udf2 udf3 udf4 udf5 hash`,
);
const MORE_UDFS = rows(
  'enforced',
  'observed: PayUbiz_Magento, offsite_payments',
  'udf6 udf7 udf8 udf9 udf10',
);
const LIMITS = {
  ...rows('enforced', 'enforce-pay-method-or-remove-category', 'enforce_paymethod drop_category'),
  ...rows('enforced', 'Pre-Authorize Payments', 'pre_authorize'),
};

/** Products that no account here has: what moves money otherwise, or says whose account pays. */
const PRODUCTS = {
  ...rows('refused', 'Recurring Payments', 'si si_details free_trial'),
  ...rows('refused', 'Third Party Validation', 'beneficiarydetail'),
  ...rows('refused', 'Split Settlements', 'splitRequest'),
  ...rows('refused', 'Collect Additional Charges', 'additional_charges additionalCharges'),
  ...rows('refused', 'Offers; Generate Hash', 'offer_key offer_auto_apply extra_charges'),
  ...rows('refused', 'Saved cards', 'store_card_token storecard_token_type'),
  ...rows('refused', 'Dynamic QR, S2S', 'expiry_time'),
};

const FORM = {
  ...ORDER,
  ...MORE_UDFS,
  ...LIMITS,
  ...PRODUCTS,
  ...rows('enforced', 'Generate Hash', 'api_version'),
  ...rows('enforced', MERCHANT_HOSTED, 'pg bankcode vpa upiAppName'),
  ...rows('enforced', 'Collect Payment, S2S', 'txn_s2s_flow s2s_client_ip'),
  ...rows('enforced', 'ours: the page around ours', 'bolt_origin'),
  ...rows('decoration', HOSTED, 'display_lang'),
  ...rows('decoration', 'observed: old PayUMoney accounts', 'service_provider'),
  // We save no cards, so there are none to show either.
  ...rows('decoration', 'Saved cards', 'user_credentials store_card card_name'),
  ...rows('decoration', 'Generate Hash', 'user_token cart_details'),
  ...rows('decoration', 'Collect Payment, S2S', 's2s_device_info threeDS2RequestData'),
};
const CARD = 'ccnum ccname ccvv ccexpmon ccexpyr';

/** `/_payment` as a browser brings it: a card is typed on our page, and read nowhere else. */
export const FORM_FIELDS: FieldTable = tableOf({
  ...FORM,
  ...rows('decoration', MERCHANT_HOSTED, CARD),
});

/** `/_payment` as a merchant's server sends it. */
export const SERVER_FIELDS: FieldTable = tableOf({
  ...FORM,
  ...rows('enforced', 'Collect Payment, S2S', CARD),
});

/** What PayU's form has besides means on the documented path what it means there. */
export const ORDER_FIELDS: FieldTable = tableOf({
  ...ORDER,
  ...MORE_UDFS,
  ...LIMITS,
  ...PRODUCTS,
});

/** The documented path alone: no order is paid by what makes it, and the customer chooses. */
export const DOCUMENTED_FIELDS: FieldTable = tableOf({
  ...ORDER_FIELDS.rows,
  ...rows('refused', MERCHANT_HOSTED, 'pg bankcode vpa upiAppName'),
  ...rows('refused', 'Collect Payment, S2S', 'txn_s2s_flow'),
});

export const FETCH_FIELDS_TABLE: FieldTable = tableOf(
  rows('enforced', 'payu.md §0.5', 'txnid order_id var1 key hash'),
);

/** As an account without the product is told; PayU's own sentence is not known. */
export function refuseProduct(values: Fields['values'], table: FieldTable): readonly Issue[] {
  const name = findRefused(values, table);
  return name === undefined ? [] : [{ field: name, rule: 'unknown', message: sayRefused(name) }];
}

export function sayRefused(name: string): string {
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  return `${label} ${name.endsWith('s') ? 'are' : 'is'} not enabled for this account`;
}
