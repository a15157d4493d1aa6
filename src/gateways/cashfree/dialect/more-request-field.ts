// The request fields of links, customers, lists and questions, and what becomes of each.
// Source: beside each field, the schema of the published files that has it; cashfree.md §1.16.
import { type FieldTable, rows, tableOf } from '../../kit/request-field.ts';

const LINK = 'OpenAPI, all: CreateLinkRequest';
const LINK_2026 = 'OpenAPI 2026-01-01: CreateLinkRequest';

export const LINK_FIELDS: FieldTable = tableOf({
  ...rows(
    'enforced',
    LINK,
    `link_id link_amount link_currency link_purpose link_expiry_time link_notes
    customer_details.customer_phone customer_details.customer_email
    customer_details.customer_name link_meta.return_url link_meta.notify_url
    link_meta.payment_methods link_meta.upi_intent`,
  ),
  // Shown again: nobody is sent a message from here.
  ...rows('enforced', LINK, 'link_notify.send_sms link_notify.send_email link_auto_reminders'),
  ...rows('refused', LINK, 'link_partial_payments'),
  // The least first part, where there are parts: the SDK's own test sends it without them (§1.12).
  ...rows('decoration', LINK, 'link_minimum_partial_amount'),
  ...rows(
    'refused',
    'OpenAPI 2025-01-01: LinkCustomerDetailsEntity',
    `customer_details.customer_bank_account_number customer_details.customer_bank_ifsc
    customer_details.customer_bank_code`,
  ),
  ...rows('refused', 'OpenAPI 2025-01-01: VendorSplit', 'order_splits'),
  ...rows('refused', LINK_2026, 'subscription'),
  // A paper that the customer gets besides.
  ...rows('decoration', LINK_2026, 'enable_invoice link_notify.send_whatsapp'),
});

export const LINK_CANCEL_FIELDS: FieldTable = tableOf({});

export const CUSTOMER_FIELDS: FieldTable = tableOf(
  rows(
    'enforced',
    'OpenAPI 2025-01-01: CreateCustomerRequest',
    'customer_phone customer_email customer_name',
  ),
);

export const DELIVERY_FIELDS: FieldTable = tableOf(
  rows(
    'enforced',
    'OpenAPI 2025-01-01: UpdateOrderExtendedRequest',
    'shipment_details order_delivery_status.status order_delivery_status.reason',
  ),
);

const PAGE = 'pagination.limit pagination.cursor filters.start_date filters.end_date';

export const SETTLEMENT_FIELDS: FieldTable = tableOf({
  ...rows('enforced', 'OpenAPI, all: FetchSettlementsRequest', PAGE),
  ...rows(
    'enforced',
    'OpenAPI, all: FetchSettlementsRequest_filters',
    'filters.cf_settlement_ids filters.settlement_utrs',
  ),
  ...rows('enforced', 'page "Get All Settlements"', 'filters.settlement_status'),
});

export const RECON_FIELDS: FieldTable = tableOf(
  rows('enforced', 'OpenAPI, all: FetchReconRequest', PAGE),
);

export const ELIGIBILITY_FIELDS: FieldTable = tableOf({
  ...rows(
    'enforced',
    'OpenAPI, all: tag Eligibility',
    'queries.amount queries.order_id filters.payment_methods',
  ),
  // Of credit and offers, of which there are none whoever asks.
  ...rows(
    'decoration',
    'OpenAPI, all: tag Eligibility',
    'queries.customer_details filters.offer_type',
  ),
});
