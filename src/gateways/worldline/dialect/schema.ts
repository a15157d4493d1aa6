// What a merchant sends on the documented Worldline paths.
// Source: worldline.md §0; formats from worldline.md §3.1 and §3.2.

/** It stands first in what a call to the merchant's server is hashed over, between pipes. */
export const MERCHANT_ID = Object.freeze({
  required: true,
  max: 128,
  pattern: /^[^|]+$/,
  says: 'Merchant id must not contain "|"',
});
export const ORDER_ID_MAX = 45;
/** Orders of other dialects can be fetched too, and their references may be longer. */
export const FETCH_ID_MAX = 64;
export const NAME_MAX = 100;
export const PHONE_MAX = 20;

// The order's id travels back inside `msg`, between pipes and braces, and a browser rewrites line
// ends: with any of these the merchant could not find its order again.
export const ORDER_ID = /^[^|{}\t\r\n]+$/;
export const ORDER_ID_SAYS = 'Order id must not contain pipes, braces, tabs or line ends';

/** As the gateway's own checkout.js checks `consumerMobileNo` (worldline.md §3.1). */
export const PHONE = /^(\+\(*\d{1,3}\)*[- ]?)?\d{8,15}$/;
