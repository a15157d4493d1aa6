// The request fields of the native paths and what becomes of each: enforced, refused or decoration.
// Source: beside each field, a page below razorpay.com/docs or what was observed; §1.4 to §2.2.
import { type FieldTable, rows, tableOf } from '../../../kit/request-field.ts';

const CAPTURE = 'capture capture_options.automatic_expiry_period capture_options.refund_speed';
const SETTINGS = `${CAPTURE} capture_options.manual_expiry_period`.split(' ');
const below = (name: string): string => SETTINGS.map((each) => `${name}.${each}`).join(' ');

const CAPTURE_SETTINGS = 'payments/payments/capture-settings/api';
const MAGIC = 'payments/magic-checkout';
const IMPORTS =
  'payments/international-payments/accept-international-payments-from-indian-customers';

export const ORDER_FIELDS: FieldTable = tableOf({
  ...rows('enforced', 'api/orders/create', 'amount currency receipt notes'),
  ...rows('enforced', CAPTURE_SETTINGS, below('payment')),
  // The same by an older name (samples of the page above).
  ...rows('enforced', CAPTURE_SETTINGS, below('payment_config')),
  ...rows('enforced', 'observed: plugins and node types', 'payment_capture'),
  ...rows('enforced', 'test-s2s best-practices/retries-and-idempotency', 'unique_receipt'),
  ...rows(
    'enforced',
    'payments/third-party-validation/standard-integration',
    'method bank_account.account_number bank_account.name bank_account.ifsc',
  ),
  ...rows('enforced', 'api/payments/recurring-payments', 'customer_id'),
  ...rows(
    'enforced',
    MAGIC,
    'customer_details.name customer_details.email customer_details.contact',
  ),
  // A payment that is made with its order; in the sandbox alone.
  ...rows(
    'enforced',
    'payments/payment-gateway/s2s-integration/json/v2/build-integration/single-integration-api',
    `payment.method payment.email payment.contact payment.description payment.callback_url
    payment.bank payment.wallet payment.upi.flow payment.upi.vpa payment.card.number
    payment.card.name payment.card.expiry_month payment.card.expiry_year payment.card.cvv`,
  ),
  // The amount is the order's; what the bank is told of the browser.
  ...rows(
    'decoration',
    'payments/payment-gateway/s2s-integration/json/v2/build-integration/international-cards',
    `payment.ip payment.user_agent payment.referer payment.authentication payment.browser
    payment.device_fingerprint payment.card.billing_address`,
  ),
  ...rows('refused', 'payments/payment-gateway/s2s-integration', 'payment.* payment_config.*'),
  ...rows(
    'refused',
    'payments/payment-gateway/web-integration/standard/integration-steps',
    'partial_payment first_payment_min_amount',
  ),
  ...rows('refused', 'api/payments/recurring-payments', 'token'),
  ...rows('refused', 'api/payments/route/create-transfers-orders', 'transfers'),
  ...rows('refused', 'api/orders/create, offers; node types', 'offer_id offers discount'),
  ...rows('refused', 'inferred from its name', 'force_offer'),
  ...rows(
    'refused',
    'payments/payment-gateway/web-integration/standard/configure-payment-methods',
    'checkout_config_id',
  ),
  // A fee that the customer pays on top; somebody else who is paid.
  ...rows('refused', 'payments/dynamic-convenience-fees/api', 'convenience_fee_config'),
  ...rows('refused', `${IMPORTS}/custom-integration/recurring-payments`, 'merchant_id'),
  ...rows(
    'decoration',
    MAGIC,
    `customer_details.* line_items line_items_total shipping_fee cod_fee promotions rto_review
    device_details`,
  ),
  ...rows(
    'decoration',
    'payments/payment-gateway/web-integration/standard/chargeback/build-integration-ecommerce',
    'shipping_details',
  ),
  // Whether the shop gave a discount of its own: it is in the amount.
  ...rows('decoration', 'observed: woo', 'app_offer'),
  ...rows('decoration', `${IMPORTS}/import-flow/standard-integration`, 'campaign refund_allowed'),
  ...rows('decoration', `${IMPORTS}/s2s-integration/aml`, 'reviews'),
  // Announces a debit of a mandate. Nothing here debits one.
  ...rows(
    'decoration',
    'api/payments/recurring-payments/cards/create-subsequent-payments',
    'notification',
  ),
  ...rows('decoration', 'api/orders/products', 'products'),
  ...rows('decoration', 'observed: taken for orders as for QR codes', 'tax_invoice'),
  ...rows(
    'decoration',
    'payments/payment-gateway/web-integration/custom/phonepe-switch',
    'phonepe_switch_context',
  ),
  ...rows(
    'decoration',
    'inferred from their names',
    'public_key customer_additional_info customer',
  ),
});

export const ORDER_EDIT_FIELDS: FieldTable = tableOf({
  ...rows('enforced', 'api/orders/update', 'notes'),
  ...rows(
    'enforced',
    `${IMPORTS}/import-flow/standard-integration`,
    'customer_details.name customer_details.email customer_details.contact',
  ),
  ...rows(
    'decoration',
    `${IMPORTS}/import-flow/standard-integration: what its bank asks`,
    'customer_details.*',
  ),
});

export const NOTES_EDIT_FIELDS: FieldTable = tableOf(
  rows('enforced', 'api/payments/update, api/refunds/update', 'notes'),
);

export const CAPTURE_FIELDS: FieldTable = tableOf(
  rows('enforced', 'api/payments/capture', 'amount currency'),
);

export const REFUND_FIELDS: FieldTable = tableOf({
  ...rows('enforced', 'api/refunds/create-normal', 'amount speed notes receipt'),
  ...rows('enforced', 'observed: php, python, ruby, java, .net', 'payment_id'),
  ...rows('refused', 'api/payments/route/refund-payments-and-reverse-transfer', 'reversals'),
  // It reverses the transfers of a payment, and transfers are refused.
  ...rows('decoration', 'api/payments/route/refund-payments-and-reverse-transfer', 'reverse_all'),
});

export const ENDPOINT_FIELDS: FieldTable = tableOf(
  rows('enforced', 'observed: woo, magento', 'url alert_email secret events active'),
);

export const PASSWORD_FIELDS: FieldTable = tableOf(
  rows('enforced', 'payment-methods/cards/authentication-type/native-otp', 'otp'),
);

export const VPA_FIELDS: FieldTable = tableOf(
  rows('enforced', 'payments/payment-methods/upi/vpa-validation', 'vpa'),
);

export const CUSTOMER_FIELDS: FieldTable = tableOf(
  rows('enforced', 'api/customers/create', 'name email contact fail_existing gstin notes'),
);

export const CUSTOMER_EDIT_FIELDS: FieldTable = tableOf(
  rows('enforced', 'api/customers/edit', 'name email contact'),
);

const INVOICES = 'api/payments/invoices';

export const ITEM_FIELDS: FieldTable = tableOf(
  rows('enforced', `${INVOICES}/create-item`, 'name description amount currency'),
);

export const ITEM_EDIT_FIELDS: FieldTable = tableOf(
  rows('enforced', `${INVOICES}/update-item`, 'name description amount currency active'),
);

export const CUSTOMER_ACCOUNT_FIELDS: FieldTable = tableOf({
  ...rows('enforced', 'api/customers/bank-accounts', 'account_number ifsc_code beneficiary_name'),
  // Not shown again; no money goes there.
  ...rows(
    'decoration',
    'api/customers/bank-accounts',
    `beneficiary_address1 beneficiary_address2 beneficiary_address3 beneficiary_address4
    beneficiary_email beneficiary_mobile beneficiary_city beneficiary_state beneficiary_country
    beneficiary_pin`,
  ),
});

export const CARD_REFERENCE_FIELDS: FieldTable = tableOf({
  ...rows('enforced', 'api/payments/cards/fingerprints', 'number'),
  ...rows('refused', 'api/payments/cards/fingerprints: of a saved card', 'token'),
  ...rows(
    'decoration',
    'api/payments/cards/fingerprints: of digits, no card here has',
    'tokenised',
  ),
});

const S2S = 'payments/payment-gateway/s2s-integration/json/v2/build-integration';

const PAYING = {
  ...rows(
    'enforced',
    `${S2S}/cards, netbanking, upi/collect, upi/intent`,
    `amount currency order_id email contact method upi.flow upi.vpa notes description
    callback_url`,
  ),
  ...rows(
    'enforced',
    'payments/payment-gateway/s2s-integration/payment-methods/upi, older samples',
    'vpa flow customer_id',
  ),
  ...rows(
    'refused',
    'payments/payment-gateway/s2s-integration/recurring-payments',
    'recurring token subscription_id bank_account',
  ),
  ...rows(
    'refused',
    'payments/payment-gateway/s2s-integration/payment-methods/emi; offers; partners; fees',
    'emi_duration offer_id account_id fee',
  ),
  ...rows(
    'decoration',
    `${S2S}/cards: what the bank is told of the browser`,
    'ip referer user_agent authentication browser',
  ),
  // Nothing is saved for a later payment, and a collect request waits as long as other payments.
  ...rows('decoration', `${S2S}/upi/collect`, 'save upi.expiry_time'),
};

/** A payment by UPI from server to server. Other fields are not read. */
export const CUSTOM_UPI_FIELDS: FieldTable = tableOf(PAYING);

/** A payment from server to server. Other fields are not read. */
export const CUSTOM_FIELDS: FieldTable = tableOf({
  ...PAYING,
  ...rows(
    'enforced',
    `${S2S}/cards, netbanking; payment-methods/wallet`,
    'card.number card.name card.expiry_month card.expiry_year card.cvv bank wallet',
  ),
  ...rows(
    'enforced',
    'payments/payment-gateway/s2s-integration/payment-methods/cards/authentication-type/native-otp',
    'auth_type',
  ),
  ...rows(
    'refused',
    'payments/payment-methods/cards/token-hq: cards that a network tokenised',
    'card.tokenised card.token_provider card.cryptogram_value card.provider_type',
  ),
});

const FEE_BEARER = 'payments/payment-gateway/s2s-integration/payment-methods/upi/cfb-cc-upi';

/** A payment whose fee is asked for beforehand. Other fields are not read. */
export const FEE_FIELDS: FieldTable = tableOf({
  ...rows(
    'enforced',
    FEE_BEARER,
    `amount currency method email contact upi.flow upi.vpa vpa flow bank wallet card.number
    card.expiry_month card.expiry_year card.cvv card.name`,
  ),
  // Nobody's kind of account makes a customer pay on top here.
  ...rows('decoration', FEE_BEARER, 'description payer_account_type save'),
  ...rows(
    'refused',
    'payments/payment-gateway/s2s-integration/recurring-payments/cards/customer-fee-bearer',
    'recurring token subscription_id emi_duration offer_id',
  ),
});

/** A payment from the shop's own page, by our razorpay.js. Other fields are not read. */
export const AJAX_FIELDS: FieldTable = tableOf({
  ...CUSTOM_FIELDS.rows,
  ...rows('enforced', 'payments/payment-gateway/web-integration/custom', 'key_id'),
  ...rows('enforced', 'ours: who opens the window', 'embedder'),
  // Its window shows the bank's page, however the customer proves the card there.
  ...rows('decoration', 'payments/payment-gateway/web-integration/custom/features', 'auth_type'),
});

/** The hosted form, and what our checkout.js posts of its options. Other fields are not read. */
export const CHECKOUT_FIELDS: FieldTable = tableOf({
  ...rows(
    'enforced',
    'payments/payment-gateway/web-integration/hosted/integration-steps',
    `key_id order_id amount currency name description callback_url cancel_url notes prefill.name
    prefill.email prefill.contact`,
  ),
  ...rows(
    'enforced',
    'payments/payment-gateway/web-integration/standard/integration-steps',
    'customer_id prefill.method',
  ),
  ...rows(
    'enforced',
    'payments/payment-gateway/web-integration/standard/configure-payment-methods',
    'method config',
  ),
  ...rows('enforced', 'ours: who opens the page', 'embedder'),
  ...rows(
    'refused',
    'payments/payment-gateway/web-integration/standard/integration-steps',
    'subscription_id invoice_id payment_link_id subscription_card_change recurring token offer_id',
  ),
  ...rows(
    'decoration',
    'payments/payment-gateway/web-integration/standard/integration-steps',
    `image theme modal readonly hidden remember_customer timeout retry send_sms_hash
    allow_rotation redirect`,
  ),
  ...rows('decoration', 'observed: magento', 'display_amount display_currency'),
  ...rows('decoration', 'observed: woo', '_'),
});
