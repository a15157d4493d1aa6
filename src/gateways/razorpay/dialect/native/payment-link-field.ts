// What becomes of every request field of payment links; see request-field.ts.
// Source: beside each field, a page below razorpay.com/docs or what was observed; §2.4.
import { type FieldTable, rows, tableOf } from '../../../kit/request-field.ts';

const LINKS = 'api/payments/payment-links';

export const LINK_FIELDS: FieldTable = tableOf({
  ...rows(
    'enforced',
    `${LINKS}/create-standard`,
    `amount currency description reference_id expire_by notes callback_url callback_method
    customer.name customer.email customer.contact`,
  ),
  ...rows('enforced', `${LINKS}/create-upi`, 'upi_link'),
  // Shown again: nobody is sent a message from here.
  ...rows('enforced', `${LINKS}/create-standard`, 'notify.sms notify.email reminder_enable'),
  ...rows('enforced', 'observed: in the answers of the gateway', 'notify.whatsapp'),
  ...rows('enforced', `${LINKS}/customise-payment-methods`, 'options.checkout.method'),
  ...rows('enforced', `${LINKS}/customise-options-config`, 'options.checkout.config'),
  ...rows('enforced', `${LINKS}/third-party-validation`, 'options.order.method'),
  ...rows('refused', `${LINKS}/create-standard`, 'accept_partial'),
  ...rows('refused', `${LINKS}/third-party-validation`, 'options.order.bank_account'),
  ...rows('refused', `${LINKS}/transfer-payments`, 'options.order.transfers'),
  ...rows('refused', `${LINKS}/offers`, 'options.order.offers'),
  ...rows('refused', 'inferred: an order of a product of its own', 'options.order.*'),
  // Of the first part of a payment in parts; nothing is paid in parts.
  ...rows(
    'decoration',
    `${LINKS}/create-upi, beside accept_partial: false`,
    'first_min_partial_amount',
  ),
  ...rows('decoration', 'inferred from its name', 'customer.*'),
  ...rows('decoration', `${LINKS}/change-business-name`, 'options.checkout.name'),
  ...rows('decoration', `${LINKS}/checkout-theme`, 'options.checkout.theme'),
  ...rows('decoration', `${LINKS}/rename-checkout-labels`, 'options.checkout.partial_payment'),
  ...rows(
    'decoration',
    'observed: razorpay-node types/paymentLink.d.ts',
    'options.checkout.prefill options.checkout.readonly options.checkout.description',
  ),
  ...rows('decoration', `${LINKS}/rename-payment-details-labels`, 'options.hosted_page'),
});

export const LINK_EDIT_FIELDS: FieldTable = tableOf({
  ...rows('enforced', `${LINKS}/update-standard`, 'reference_id expire_by notes'),
  // Shown again: nobody is reminded from here.
  ...rows('enforced', `${LINKS}/update-standard`, 'reminder_enable'),
  ...rows('refused', `${LINKS}/update-standard`, 'accept_partial'),
});
