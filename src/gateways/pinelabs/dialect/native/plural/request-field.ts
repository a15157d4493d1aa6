// The request fields of the token generation and what becomes of each: enforced, refused or
// decoration. Source: beside each field, a page or a file of §8; §2.6 to §2.8 and §2.14.
import { type FieldTable, rows, tableOf } from '../../../../kit/request-field.ts';

const CREATE_ORDER = 'Create Order';
const CREATE_PAYMENT = 'Create Payment';
const SDK = 'pinelabs-python 0.2.1';
const TPV = 'Third Party Validation, integration steps';

export const ORDER_FIELDS: FieldTable = tableOf({
  ...rows(
    'enforced',
    CREATE_ORDER,
    `merchant_order_reference order_amount.value order_amount.currency pre_auth
    allowed_payment_methods notes callback_url failure_callback_url
    purchase_details.customer.customer_id purchase_details.customer.first_name
    purchase_details.customer.last_name purchase_details.customer.email_id
    purchase_details.customer.mobile_number purchase_details.merchant_metadata`,
  ),
  // Addresses, products and carts in it are shown again, and decide nothing.
  ...rows('enforced', CREATE_ORDER, 'purchase_details'),
  ...rows('enforced', 'hosted checkout guide', 'integration_mode'),
  // Shares of others: the order, and what is shown of it again.
  ...rows('refused', `${SDK} orders/client.py`, 'split_info purchase_details.split_info'),
  ...rows('refused', `${SDK} types/order_response_data.py`, 'part_payment'),
  // The customer pays in another currency than the order has.
  ...rows('refused', `${SDK} orders/client.py`, 'is_mcc_transaction base_amount'),
  ...rows('refused', `${SDK} types/tenure.py`, 'convenience_fee_breakdown'),
  // Who alone may pay, and a mandate: documented of payments.
  ...rows('refused', TPV, 'customer_account_details'),
  ...rows('refused', 'UPI subscriptions, integration steps', 'mandate_info'),
  // The shop's own discount: the order's amount is what is left.
  ...rows('decoration', `${SDK} orders/client.py`, 'cart_coupon_discount_amount'),
  ...rows('decoration', 'woocommerce-plugin@f7f9bf6', 'plugin_data'),
});

const LINK = 'pinelabs-python 0.2.1 payment_links/client.py';

export const LINK_FIELDS: FieldTable = tableOf({
  ...rows(
    'enforced',
    LINK,
    `merchant_payment_link_reference amount.value amount.currency description expire_by
    allowed_payment_methods pre_auth callback_url failure_callback_url merchant_metadata
    customer.customer_id customer.first_name customer.last_name customer.email_id
    customer.mobile_number`,
  ),
  // Addresses in it, products and the cart's discount are shown again, and decide nothing.
  ...rows('enforced', LINK, 'customer product_details cart_coupon_discount_amount'),
  ...rows('refused', LINK, 'split_info part_payment is_mcc_transaction'),
  // Who alone may pay.
  ...rows('refused', LINK, 'account_details'),
  // Shown beside the amount while it is paid.
  ...rows('decoration', LINK, 'cart_details'),
});

/** Of the one payment in the list `payments`. */
export const PAYMENT_FIELDS: FieldTable = tableOf({
  ...rows(
    'enforced',
    CREATE_PAYMENT,
    `merchant_payment_reference payment_amount.value payment_amount.currency payment_method
    payment_option.card_details.card_number payment_option.card_details.expiry_month
    payment_option.card_details.expiry_year payment_option.card_details.cvv
    payment_option.card_details.name payment_option.upi_details.payer.vpa`,
  ),
  ...rows(
    'refused',
    `${SDK} types/payment_request_item_payment_option.py`,
    `payment_option.card_token_details payment_option.cardless_details
    payment_option.points_card_details payment_option.bnpl_details`,
  ),
  ...rows('refused', `${SDK} types/payment_request_item.py`, 'offer_data'),
  ...rows('refused', `${SDK} types/tenure.py`, 'convenience_fee_breakdown'),
  // Who alone may pay.
  ...rows('refused', TPV, 'customer_account_details'),
  ...rows('refused', 'UPI subscriptions, integration steps', 'mandate_info'),
  // No card is kept, whoever asks for it: the payment is the same.
  ...rows('decoration', CREATE_PAYMENT, 'payment_option.card_details.save'),
  ...rows(
    'decoration',
    `${SDK} types/payment_request_item_payment_option_card_details.py`,
    'payment_option.card_details.registered_mobile_number',
  ),
  // The customer is asked for app, bank and wallet on our page.
  ...rows(
    'decoration',
    CREATE_PAYMENT,
    `payment_option.upi_details.txn_mode payment_option.upi_details.upi_qr
    payment_option.upi_details.payer.name payment_option.upi_details.payer.phone_number
    payment_option.netbanking_details payment_option.wallet_details`,
  ),
  ...rows('decoration', `${SDK} types/payment_request_item_device_info.py`, 'device_info'),
});

/** Of each card in the list `card_details`; the amount beside it is not looked at. */
export const CARD_DETAIL_FIELDS: FieldTable = tableOf(
  rows(
    'enforced',
    `${SDK} types/card_detail_lookup_item.py`,
    'payment_identifier payment_reference_type',
  ),
);

export const CAPTURE_FIELDS: FieldTable = tableOf(
  rows(
    'enforced',
    `${SDK} orders/client.py`,
    'merchant_capture_reference capture_amount.value capture_amount.currency',
  ),
);

const CUSTOMER = `merchant_customer_reference first_name last_name country_code mobile_number
  email_id billing_address shipping_address gstin merchant_metadata`;

/** All of it is told back. */
export const CUSTOMER_FIELDS: FieldTable = tableOf(
  rows('enforced', `${SDK} customers/client.py`, CUSTOMER),
);

export const CUSTOMER_EDIT_FIELDS: FieldTable = tableOf(
  rows('enforced', `${SDK} customers/client.py`, `${CUSTOMER} status`),
);

/** A path that is asked by its name alone. */
export const NO_FIELDS: FieldTable = tableOf({});

export const REFUND_FIELDS: FieldTable = tableOf({
  ...rows(
    'enforced',
    `${SDK} refunds/client.py`,
    'merchant_order_reference order_amount.value order_amount.currency merchant_metadata',
  ),
  ...rows(
    'enforced',
    'woocommerce-plugin@f7f9bf6',
    'refund_amount.value refund_amount.currency refund_reason',
  ),
  ...rows('refused', `${SDK} refunds/client.py`, 'split_info'),
  // Which devices are blocked with their brand: none was sold through it.
  ...rows('decoration', `${SDK} refunds/client.py`, 'products'),
});

export const TOKEN_FIELDS: FieldTable = tableOf(
  rows('enforced', 'Generate Token', 'client_id client_secret grant_type'),
);
