// The test instruments that the gateway publishes for its sandbox, and its names for what pays.
// Source: contract cashfree §1.7; the card and the bank of §5.2 are those of the SDK's own tests.
import type { TestInstrument } from '../../dialect.ts';

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
  { method: 'card', value: '4706131211212123', label: 'Debit card, OTP 111000', outcome: 'ask' },
  { method: 'card', value: '4576238912771450', label: 'Credit card, OTP 111000', outcome: 'ask' },
  { method: 'card', value: '4838305610460100', label: 'Visa, OTP 111000', outcome: 'ask' },
  { method: 'netbanking', value: '3333', label: 'Test bank (TESTR)', outcome: 'ask' },
  { method: 'netbanking', value: '3087', label: 'Test bank 3087', outcome: 'ask' },
  ...WALLETS.map(
    ([value, label]): TestInstrument => ({ method: 'wallet', value, label, outcome: 'ask' }),
  ),
];

/** The one-time password that every test card takes. */
export const TEST_OTP = '111000';

/** Names of banks that stand for their codes. */
export const BANK_CODES: ReadonlyMap<string, string> = new Map([['TESTR', '3333']]);

/** The gateway's codes of the banks that the sandbox has by names of its own. */
const BANK_OF: ReadonlyMap<string, string> = new Map([
  ['3003', 'UTIB'],
  ['3021', 'HDFC'],
  ['3022', 'ICIC'],
  ['3032', 'KKBK'],
  ['3044', 'SBIN'],
]);

export function bankOf(code: string): string {
  return BANK_OF.get(code) ?? code;
}

/** A whole number to the typed clients: a code in letters is left to the bank's name. */
export function bankCodeOf(bank: string): number | null {
  const [code] = [...BANK_OF].find(([, each]) => each === bank) ?? [bank];
  return /^\d{4}$/.test(code) ? Number(code) : null;
}

/** The `app` provider's word for a wallet, where it differs from the wallet's code here. */
export const WALLET_OF: ReadonlyMap<string, string> = new Map([['amazon', 'amazonpay']]);

export function providerOf(wallet: string): string {
  for (const [provider, code] of WALLET_OF) if (code === wallet) return provider;
  return wallet;
}

/**
 * A UPI link or code is sent before anybody knows whose UPI ID will pay: until then the payment is
 * held under one of these.
 */
export const NAMELESS_VPA = Object.freeze({
  link: 'link@upi.invalid',
  qrcode: 'qrcode@upi.invalid',
});

/** How a UPI payment was begun, as its UPI ID tells. */
export function upiChannelOf(vpa: string): 'collect' | 'link' | 'qrcode' {
  if (vpa === NAMELESS_VPA.link) return 'link';
  return vpa === NAMELESS_VPA.qrcode ? 'qrcode' : 'collect';
}
