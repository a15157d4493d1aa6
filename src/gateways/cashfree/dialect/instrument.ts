// The test instruments that the gateway publishes for its sandbox.
// Source: cashfree.md §1.7; the card and the bank of §5.2 are those of the SDK's own tests.
import type { TestInstrument } from '../../dialect.ts';
import { MORE_BANKS, TEST_BANK } from '../banks.ts';

const FAILING_VPAS: readonly (readonly [string, string])[] = [
  ['testfailure', 'Failure'],
  ['testinvalid', 'Invalid VPA'],
  ['testdeclineuser', 'Declined by the customer'],
  ['testexpired', 'Expired request'],
  ['testtimeoutbank', 'Timeout at the bank'],
  ['testinsufficientfunds', 'Insufficient funds'],
  ['testbankdeclined', 'Declined by the bank'],
  ['testriskflagged', 'Flagged as a risk'],
  ['testnetworkerror', 'Network error'],
  ['testinvalidpin', 'Wrong UPI PIN'],
  ['testuserdropped', 'Dropped by the customer'],
];

// Those that the sandbox does not have anyway.
const WALLETS: readonly (readonly [string, string])[] = [
  ['gpay', 'Google Pay'],
  ['paytm', 'Paytm'],
  ['ola', 'Ola Money'],
  ['airtel', 'Airtel Money'],
  ['freecharge', 'FreeCharge'],
  ['jio', 'JioMoney'],
];

export const instruments: readonly TestInstrument[] = [
  { method: 'upi', value: 'testsuccess@gocash', label: 'Success', outcome: 'success' },
  ...FAILING_VPAS.map(
    ([name, label]): TestInstrument => ({
      method: 'upi',
      value: `${name}@gocash`,
      label,
      outcome: 'failure',
    }),
  ),
  {
    method: 'card',
    value: '4706131211212123',
    label: 'Debit card, OTP 111000',
    outcome: 'ask',
    cardKind: 'debit',
  },
  { method: 'card', value: '4576238912771450', label: 'Credit card, OTP 111000', outcome: 'ask' },
  { method: 'card', value: '4838305610460100', label: 'Visa, OTP 111000', outcome: 'ask' },
  { method: 'netbanking', value: TEST_BANK.code, label: TEST_BANK.label, outcome: 'ask' },
  // Whoever names one pays there; a list of so many on the payment page would help nobody.
  ...MORE_BANKS.map(
    ({ code, label }): TestInstrument => ({
      method: 'netbanking',
      value: code,
      label,
      outcome: 'ask',
      unlisted: true,
    }),
  ),
  ...WALLETS.map(
    ([value, label]): TestInstrument => ({ method: 'wallet', value, label, outcome: 'ask' }),
  ),
];

/** The one-time password that every test card takes. */
export const TEST_OTP = '111000';
