// What names, phone numbers and expiry times must be, as the gateway takes them.
// Source: cashfree.md §1.4.

export const NAME = /^[A-Za-z0-9_-]+$/;

/** Ten digits; a leading + lifts that limit (cashfree.md §1.4). */
export const PHONE = /^(?:\d{10}|\+[1-9]\d{6,14})$/;

const MINUTE_MS = 60_000;
/** The documents say five minutes; the sandbox refuses below fifteen (cashfree.md §1.4). */
export const EXPIRY_MIN_MS = 15 * MINUTE_MS;
export const EXPIRY_MAX_MS = 30 * 24 * 60 * MINUTE_MS;
