// The request fields of the two signed generations and what becomes of each: enforced, refused or
// decoration. Source: beside each field, a page or a plugin of §8; §2.2, §2.3 and §2.5.
import { type FieldTable, rows, tableOf } from '../../../../kit/request-field.ts';

const PLUGIN = 'plural-woocommerce-plugin@29e121d';
const KITS = 'PluralXT kits';
const ACCEPT = 'Accept Payment';

export const FORM_FIELDS: FieldTable = tableOf({
  ...rows(
    'enforced',
    PLUGIN,
    `ppc_MerchantID ppc_MerchantAccessCode ppc_UniqueMerchantTxnID ppc_Amount ppc_TransactionType
    ppc_MerchantReturnURL ppc_PayModeOnLandingPage ppc_CustomerFirstName ppc_CustomerLastName
    ppc_CustomerEmail ppc_CustomerMobile ppc_UdfField1 ppc_UdfField2 ppc_UdfField3 ppc_UdfField4
    ppc_DIA_SECRET ppc_DIA_SECRET_TYPE`,
  ),
  ...rows('enforced', KITS, 'ppc_CurrencyCode'),
  // How the page is reached, and what is in the cart: the amount is ppc_Amount.
  ...rows(
    'decoration',
    PLUGIN,
    `ppc_NavigationMode ppc_LPC_SEQ ppc_Product_Code ppc_MerchantProductInfo
    ppc_MultiCartProductDetails ppc_CustomerAddress1 ppc_CustomerAddress2 ppc_CustomerAddressPIN
    ppc_CustomerCity ppc_CustomerState ppc_CustomerCountry ppc_ShippingFirstName
    ppc_ShippingLastName ppc_ShippingAddress1 ppc_ShippingAddress2 ppc_ShippingCity
    ppc_ShippingState ppc_ShippingCountry ppc_ShippingZipCode ppc_ShippingPhoneNumber
    ppc_ShippingPhoneNumer`,
  ),
  // The shop's own discount: ppc_Amount is what is left.
  ...rows('decoration', 'observed: a Magento plugin', 'ppc_CouponDiscountAmount'),
});

export const ACCEPT_FIELDS: FieldTable = tableOf({
  ...rows(
    'enforced',
    ACCEPT,
    `merchant_data.merchant_id merchant_data.merchant_access_code
    merchant_data.unique_merchant_txn_id merchant_data.merchant_return_url
    payment_data.amount_in_paisa txn_data.payment_mode txn_data.transaction_type
    customer_data.email_id customer_data.first_name customer_data.last_name
    customer_data.customer_id customer_data.mobile_no udf_data.udf_field_1 udf_data.udf_field_2
    udf_data.udf_field_3 udf_data.udf_field_4`,
  ),
  // The fifth field comes back in no answer. The vendor's own sample has a cart that does not add
  // up to the amount.
  ...rows(
    'decoration',
    ACCEPT,
    `txn_data.navigation_mode txn_data.time_stamp customer_data.billing_data
    customer_data.shipping_data udf_data.udf_field_5 product_details`,
  ),
});

const ASKING = `ppc_MerchantID ppc_MerchantAccessCode ppc_TransactionType ppc_UniqueMerchantTxnID
  ppc_PinePGTransactionID ppc_DIA_SECRET ppc_DIA_SECRET_TYPE`;

export const INQUIRY_FIELDS: FieldTable = tableOf(rows('enforced', 'Inquiry API', ASKING));

export const REFUND_FIELDS: FieldTable = tableOf(
  rows('enforced', 'Refund API', `${ASKING} ppc_Amount ppc_CurrencyCode`),
);
