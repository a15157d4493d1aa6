// Under which note our own names stand in what Razorpay keeps.

/** Notes come back in every entity and event (docs/gateways/razorpay.md §1.4, §3.1). */
export const NAME_NOTE = 'dubash';
