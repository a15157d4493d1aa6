// The request fields of orders, refunds and payments, and what becomes of each: enforced, refused
// or decoration. Fields that no row is about are passed over, as at the gateway (cashfree.md §1.4).
// Source: beside each field, the schema of the published files that has it; cashfree.md §1.16.
import { type FieldTable, rows, tableOf } from '../../kit/request-field.ts';

const ORDER = 'OpenAPI, all: CreateOrderRequest';
const META_2025 = 'OpenAPI 2025-01-01: OrderMeta';
const META_2026 = 'OpenAPI 2026-01-01: OrderMeta';

const FILTERS = 'order_meta.payment_methods_filters';
const CARD_FILTERS = `card_bins card_suffix card_issuing_bank card_emi_tenure card_emi_bins
  card_emi_schemes card_emi_suffix card_emi_issuing_bank`
  .split(/\s+/)
  .map((name) => `${FILTERS}.filters.${name}`)
  .join(' ');

/** What each family of orders enforces and refuses alike. */
const ORDER_ROWS = Object.freeze({
  ...rows(
    'enforced',
    ORDER,
    `order_id order_amount order_currency order_note order_tags order_expiry_time
    customer_details.customer_id customer_details.customer_name customer_details.customer_email
    customer_details.customer_phone order_meta.return_url order_meta.notify_url
    order_meta.payment_methods`,
  ),
  ...rows('enforced', META_2025, `${FILTERS}.methods ${FILTERS}.filters.card_schemes`),
  // What is known of a card here does not tell these.
  ...rows('refused', META_2026, `${CARD_FILTERS} ${FILTERS}.filters.*`),
  ...rows('refused', 'OpenAPI 2026-01-01: OrderMeta_offer_filters', 'order_meta.offer_filters'),
  // Only this account may pay.
  ...rows(
    'refused',
    'OpenAPI, all: CustomerDetails',
    `customer_details.customer_bank_account_number customer_details.customer_bank_ifsc
    customer_details.customer_bank_code`,
  ),
  ...rows('refused', 'OpenAPI, all: VendorSplit', 'order_splits'),
  // The payer's account is verified before the payment.
  ...rows('refused', 'OpenAPI 2025-01-01: OrderEntity_products', 'products.verify_pay.enabled'),
  // In which order the page shows the customer's apps.
  ...rows('decoration', META_2026, 'order_meta.upi_app_priority'),
});

/** Kept for the shop and shown again. */
const CART = 'cart_details terminal customer_details.customer_uid';
const CART_SOURCE = 'OpenAPI 2025-01-01: CreateOrderRequest';
const PRODUCTS = 'products.one_click_checkout';
const YOUNGER =
  'cashfree.md §1.1: younger than this version, which passes over what it does not have';

/** Since 2025-01-01; from 2023-08-01; before. */
export const ORDER_FIELDS: FieldTable = tableOf({
  ...ORDER_ROWS,
  ...rows('enforced', CART_SOURCE, `${CART} ${PRODUCTS}`),
});
export const CART_ORDER_FIELDS: FieldTable = tableOf({
  ...ORDER_ROWS,
  ...rows('enforced', CART_SOURCE, CART),
  ...rows('decoration', YOUNGER, PRODUCTS),
});
export const OLD_ORDER_FIELDS: FieldTable = tableOf({
  ...ORDER_ROWS,
  ...rows('decoration', YOUNGER, `${CART} ${PRODUCTS}`),
});

/** A path without a version has none of what the specification does not print (§0.3). */
export const DOCUMENTED_ORDER_FIELDS: FieldTable = tableOf({
  ...ORDER_ROWS,
  ...rows('decoration', 'cashfree.md §0.3: not in the specification', `${CART} ${PRODUCTS}`),
});

const REFUND = 'OpenAPI, all: OrderCreateRefundRequest';
const REFUND_ROWS = Object.freeze({
  ...rows('enforced', REFUND, 'refund_id refund_amount refund_note'),
  ...rows('refused', REFUND, 'refund_splits'),
});
export const REFUND_FIELDS: FieldTable = tableOf({
  ...REFUND_ROWS,
  ...rows('enforced', REFUND, 'refund_speed'),
});
export const DOCUMENTED_REFUND_FIELDS: FieldTable = tableOf({
  ...REFUND_ROWS,
  ...rows('decoration', 'cashfree.md §0.5: not in the specification', 'refund_speed'),
});

export const TERMINATE_FIELDS: FieldTable = tableOf(
  rows('enforced', 'OpenAPI 2025-01-01: TerminateOrderRequest', 'order_status'),
);
export const AUTHORIZATION_FIELDS: FieldTable = tableOf(
  rows('enforced', 'OpenAPI, all: AuthorizeOrderRequest', 'action amount'),
);
export const REFUND_CHANGE_FIELDS: FieldTable = tableOf(
  rows('enforced', 'OpenAPI 2026-01-01: UpdateRefundRequest', 'refund_status remarks'),
);

/** Below `payment_method`, by the method's name. */
const method = (name: string, fields: string): string =>
  fields
    .trim()
    .split(/\s+/)
    .map((field) => `payment_method.${name}.${field}`)
    .join(' ');

const PAY = 'OpenAPI, all: PayOrderRequest';
const CARD = 'OpenAPI, all: Card';
const UPI = 'OpenAPI, all: Upi';

const PAY_ROWS = Object.freeze({
  ...rows(
    'enforced',
    CARD,
    method('card', 'channel card_number card_holder_name card_expiry_mm card_expiry_yy card_cvv'),
  ),
  ...rows('enforced', UPI, method('upi', 'channel upi_id')),
  ...rows(
    'enforced',
    'OpenAPI, all: Netbanking',
    method('netbanking', 'channel netbanking_bank_code netbanking_bank_name'),
  ),
  ...rows('enforced', 'OpenAPI, all: App', method('app', 'channel provider phone')),
  ...rows('enforced', 'ours: where cashfree.js opened the page', 'checkout_session'),
  ...rows('refused', PAY, 'offer_id'),
  // A card that was saved, of which there is none; a loan instead of the whole amount.
  ...rows('refused', CARD, method('card', 'instrument_id emi_tenure')),
  // Money that is held, not taken: here the order says so (§1.7).
  ...rows('refused', UPI, method('upi', 'authorize_only')),
  // Nothing is saved without the gateway's token vault.
  ...rows('decoration', PAY, 'save_instrument'),
  // That the number is a token's; where the customer lives.
  ...rows(
    'decoration',
    CARD,
    method(
      'card',
      `cryptogram token_requestor_id token_reference_id token_type card_display card_alias par
      card_bank_name card_address_line_one card_address_line_two card_city card_zip_code
      card_country card_state card_state_code`,
    ),
  ),
  // Of an authorization that is refused above; how the customer's app and ours show the request.
  ...rows('decoration', UPI, method('upi', 'authorization upi_redirect_url upi_expiry_minutes')),
});

export const SESSION_FIELDS: FieldTable = tableOf({
  ...PAY_ROWS,
  ...rows('enforced', PAY, 'payment_session_id'),
});
export const TOKEN_FIELDS: FieldTable = tableOf({
  ...PAY_ROWS,
  ...rows('enforced', 'old SDK: CFOrderPayRequest', 'order_token'),
});

export const AUTHENTICATE_FIELDS: FieldTable = tableOf(
  rows('enforced', 'OpenAPI, all: OrderAuthenticatePaymentRequest', 'action otp'),
);
export const SIMULATE_FIELDS: FieldTable = tableOf(
  rows(
    'enforced',
    'OpenAPI 2025-01-01: SimulateRequest',
    `entity entity_id entity_simulation.payment_status entity_simulation.payment_error_code`,
  ),
);
export const CHECKOUT_FIELDS: FieldTable = tableOf(
  rows('enforced', 'ours: what cashfree.js posts', 'payment_session_id return_url origin'),
);
