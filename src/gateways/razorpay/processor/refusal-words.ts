// Sentences and reasons with which Razorpay refuses: whose fault it is, and whether it may be asked
// again. Source: docs/gateways/razorpay.md §1.1, §1.5, §1.6, §8 and §P.1.
import type { Refused } from '../../processor.ts';

type Row = readonly [RegExp, Refused['why'], Refused['again']];

/**
 * The first that fits `description (reason)`; what fits none is wrong for good: it would be refused
 * again as it is.
 */
export const REFUSALS: readonly Row[] = Object.freeze([
  // §1.1: documented with a status of 400, observed with 401.
  [/authentication failed|api (?:key|secret) provided|your api key/i, 'credentials', 'later'],
  // §P.1: an address that was not registered (observed: razorpay-node#273).
  [
    /seller is not allowed|unregistered website|website.*\bnot\b.*\b(?:regist|allow)/i,
    'origin',
    'later',
  ],
  // §1.6: the balance is filled, and the operation in progress ends.
  [/enough balance|insufficient balance/i, 'limit', 'later'],
  [/another payment operation is in progress/i, 'limit', 'later'],
  [/pending authorization from approver|payment_pending_approval/i, 'limit', 'later'],
  [/refund_limit_crossed|high traffic|too many requests/i, 'limit', 'later'],
  // What the gateway has to switch on, or to settle first.
  [/cannot be created on your account|ongoing dispute/i, 'account', 'later'],
  [/not activated|not enabled|merchant_not_activated|\w+_not_enabled/i, 'account', 'later'],
  [/international_transaction_not_allowed|compliance_violation/i, 'account', 'later'],
  [/requested URL was not found/i, 'account', 'later'],
  // Addresses may be listed at the gateway: ours is not (document: errors/common).
  [/access denied/i, 'account', 'later'],
]);

/** §1.5: the payment, or its order, is not as the caller thought: it has to be looked at. */
export const CAPTURE_STATE =
  /already been|authorized and not yet captured|not in authorized state|already (?:paid|done)/i;

/** §1.6 and §1.7: a refund may be there already, under this name or another. */
export const REFUND_STATE =
  /duplicate (?:receipt|request)|duplicate_re|been processed|fully refunded|greater than amount/i;

/** §1.6: of these the listing alone can tell that nothing was begun. */
export const REFUND_SPENT = /fully refunded|greater than amount/i;
