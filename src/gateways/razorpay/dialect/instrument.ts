// The test instruments and amounts that Razorpay publishes.
// Source: razorpay.md §2.5: payments/payments/test-card-details, test-upi-details, S2S UPI error
// codes (documented).
import type { TestAmount, TestFailure, TestInstrument } from '../../dialect.ts';

const TIMED_OUT: TestFailure = { decline: 'timed_out', word: 'payment_timed_out' };
const INSUFFICIENT: TestFailure = { decline: 'insufficient_funds', word: 'insufficient_fund' };
const CANCELLED: TestFailure = { decline: 'cancelled_by_customer', word: 'payment_cancelled' };
const DECLINED: TestFailure = { decline: 'declined', word: 'card_declined' };
const DISABLED: TestFailure = { decline: 'declined', word: 'card_disabled_for_online_payments' };
const INVALID: TestFailure = { decline: 'declined', word: 'card_number_invalid' };
const TECHNICAL: TestFailure = { decline: 'processor_error', word: 'gateway_technical_error' };
const UNPROVED: TestFailure = { decline: 'authentication_failed', word: 'authentication_failed' };

/** Each fails so when "failure" is chosen on the bank's page. */
const ERROR_CARDS: readonly (readonly [TestFailure, readonly string[]])[] = [
  [TIMED_OUT, ['4100280000090000', '5305620000060000']],
  [INSUFFICIENT, ['4100280000080001', '5305620000050001']],
  [CANCELLED, ['4100280000070002', '5305620000040002']],
  [DECLINED, ['4100280000060003', '5305620000030003', '4100280000050004', '5305620000020004']],
  [DECLINED, ['4100280000040005', '5305620000010005']],
  [DISABLED, ['4100280000030006', '5305620000000006']],
  [INVALID, ['4100280000010008', '5305620000080008']],
  [TECHNICAL, ['4100280000020007', '5305620000090007']],
  [UNPROVED, ['4100280000000009', '5305620000070009']],
];

const errorCards: readonly TestInstrument[] = ERROR_CARDS.flatMap(([fails, numbers]) =>
  numbers.map((value) => {
    const label = `Razorpay ${fails.word}`;
    return { method: 'card', value, label, outcome: 'ask', unlisted: true, fails } as const;
  }),
);

export const instruments: readonly TestInstrument[] = [
  { method: 'upi', value: 'success@razorpay', label: 'Razorpay test VPA', outcome: 'success' },
  { method: 'upi', value: 'failure@razorpay', label: 'Razorpay test VPA', outcome: 'failure' },
  { method: 'card', value: '4100280000001007', label: 'Razorpay Visa', outcome: 'ask' },
  { method: 'card', value: '5500670000001002', label: 'Razorpay Mastercard', outcome: 'ask' },
  { method: 'card', value: '6527658900001005', label: 'Razorpay RuPay', outcome: 'ask' },
  ...errorCards,
];

/** Whatever UPI address pays. Of the 24 that are published these four are known here. */
export const amounts: readonly TestAmount[] = [
  [201, { decline: 'insufficient_funds', word: 'upi_insufficient_funds' }] as const,
  [204, { decline: 'authentication_failed', word: 'upi_incorrect_pin' }] as const,
  [302, { decline: 'cancelled_by_customer', word: 'upi_payment_cancelled' }] as const,
  [402, { decline: 'declined', word: 'upi_payment_declined' }] as const,
].map(([amountMinor, fails]) => ({ method: 'upi', amountMinor, fails }) as const);
