// The request fields of the documented paths, the checkout and `paynimoV2.req`, and what becomes of
// each: enforced, refused or decoration. Source: beside each field; worldline.md §0.4, §3.1, §3.3.
import { type FieldTable, rows, tableOf } from '../../kit/request-field.ts';

const SPECIFICATION = 'document: the transformation layer specification, Worldline';
const CHECKOUT = 'document: checkout docs; SDK: every kit';
const SCRIPT = 'SDK: JAVA@f78e36a checkout.js';
const SERVICE = 'SDK: every kit';

/** V1 proves itself by these; V2 looks at neither. */
const PROOF = rows('enforced', 'document: the specification, Authentication Methods', 'key hash');

export const CREATE_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', SPECIFICATION, 'merchant_id order_id amount currency return_url'),
  ...rows('enforced', SPECIFICATION, 'customer_name customer_email customer_phone'),
  // What the checkout obeys or refuses by these names, this path does not do.
  ...rows('refused', CHECKOUT, 'paymentMode features.enableSI features.siDetailsAtMerchantEnd'),
  ...rows('refused', SCRIPT, 'features.enableOnlyAutoPay mandateSubType'),
  ...rows('refused', CHECKOUT, 'accountNo'),
});

export const FETCH_TABLE: FieldTable = tableOf({
  ...PROOF,
  ...rows('enforced', 'ours: worldline.md §0.5', 'order_id'),
});

/**
 * `consumerData`, and `features` beside it. The kits send a mandate's dates and amounts with every
 * payment (SDK: JAVA@f78e36a PaymentServiceImpl): a mandate is asked for by the features alone.
 */
export const CHECKOUT_TABLE: FieldTable = tableOf({
  ...rows(
    'enforced',
    CHECKOUT,
    'deviceId token merchantId txnId txnType txnSubType items currency',
  ),
  ...rows('enforced', CHECKOUT, 'returnUrl consumerId consumerMobileNo consumerEmailId'),
  ...rows('enforced', CHECKOUT, 'cartDescription paymentMode'),
  // Where the result goes instead of an address.
  ...rows('enforced', 'ours: who opens the page', 'embedder'),
  // Standing instructions; the account that they debit.
  ...rows('refused', CHECKOUT, 'features.enableSI features.siDetailsAtMerchantEnd'),
  ...rows('refused', SCRIPT, 'features.enableOnlyAutoPay mandateSubType'),
  ...rows('refused', CHECKOUT, 'accountNo'),
  ...rows('decoration', CHECKOUT, 'debitStartDate debitEndDate maxAmount amountType frequency'),
  ...rows('decoration', CHECKOUT, 'accountType accountHolderName ifscCode aadharNo'),
  // The sequence in which modes are shown (SDK: nopcommerce45, the hint of its setting).
  ...rows('decoration', CHECKOUT, 'paymentModeOrder'),
  // Looks, and words for the customer.
  ...rows('decoration', CHECKOUT, 'checkoutElement merchantLogoUrl merchantMsg disclaimerMsg'),
  ...rows('decoration', CHECKOUT, 'customStyle merRefDetails responseHandler'),
  // A card that is kept, or was typed on the shop's page: the customer types one on ours.
  ...rows('decoration', CHECKOUT, 'saveInstrument cardNumber expMonth expYear cvvCode'),
  ...rows('decoration', SCRIPT, 'nameOnCard vpa bankCode instrumentId'),
});

/** What `paynimoV2.req` is asked; the merchant is named before a row is chosen. */
const ASKED = {
  ...rows('enforced', SERVICE, 'merchant.identifier transaction.requestType'),
  ...rows('decoration', SERVICE, 'transaction.deviceIdentifier'),
  // A gateway that keeps a day at a time needs it; ours finds by the name.
  ...rows('decoration', SERVICE, 'transaction.dateTime'),
} as const;

export const OFFLINE_TABLE: FieldTable = tableOf({
  ...ASKED,
  ...rows('enforced', SERVICE, 'transaction.identifier'),
  ...rows('decoration', SERVICE, 'transaction.currency'),
});

export const DUAL_TABLE: FieldTable = tableOf({
  ...ASKED,
  ...rows('enforced', SERVICE, 'transaction.token'),
  ...rows('decoration', SERVICE, 'transaction.currency'),
});

export const REFUND_TABLE: FieldTable = tableOf({
  ...ASKED,
  ...rows('enforced', SERVICE, 'transaction.token transaction.amount transaction.currency'),
  ...rows('decoration', SERVICE, 'cart'),
});

/** Refused whatever is in it, as no account here has mandates. */
export const MANDATE_TABLE: FieldTable = tableOf({
  ...ASKED,
  ...rows('enforced', SERVICE, 'transaction.identifier'),
  ...rows('decoration', SERVICE, 'transaction.type transaction.subType'),
  ...rows('decoration', SERVICE, 'transaction.currency payment consumer cart'),
});
