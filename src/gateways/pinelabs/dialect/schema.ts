// What a merchant sends on the documented Pine Labs paths.
// Source: pinelabs.md §0; limits from pinelabs.md §2.

/** Paise. The specification names no minimum, so one paisa is enough. */
export const AMOUNT_MIN = 1;
/** No limit is published for this field; the newest generation's reference may have 50 (§2.6). */
export const TXN_ID_MAX = 100;
// The handback posts it through a browser, which would rewrite line ends and break the seal.
export const TXN_ID_PATTERN = /^\S(?:.*\S)?$/;
export const TXN_ID_SAYS = 'Merchant txn id must be one line that neither begins nor ends in space';
export const CUSTOMER_NAME_MAX = 255;
export const MOBILE_PATTERN = /^\+?\d{6,15}$/;
export const MOBILE_SAYS = 'Customer mobile must be 6 to 15 digits with an optional leading +';
