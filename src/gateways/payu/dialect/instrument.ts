// The test instruments that PayU publishes. Every one leads to a page that asks for the outcome.
// Source: docs.payu.in/reference/test-cards-upi-id-and-wallets (cards, leading to an OTP) and the
// test-integration pages, such as docs.payu.in/docs/cordova-checkoutprosdk-test-integration (VPAs,
// which lead to a simulator of success and failure).
import type { TestInstrument } from '../../dialect.ts';

const DEBIT = { method: 'card', outcome: 'ask', cardKind: 'debit' } as const;

export const instruments: readonly TestInstrument[] = [
  { method: 'upi', value: 'anything@payu', label: 'PayU test VPA', outcome: 'ask' },
  { method: 'upi', value: '9999999999@payu.in', label: 'PayU test VPA', outcome: 'ask' },
  { method: 'card', value: '5123456789012346', label: 'PayU Mastercard', outcome: 'ask' },
  { method: 'card', value: '4012001037141112', label: 'PayU Visa', outcome: 'ask' },
  { method: 'card', value: '6082015309577308', label: 'PayU RuPay', outcome: 'ask' },
  { method: 'card', value: '370295061673669', label: 'PayU American Express', outcome: 'ask' },
  { ...DEBIT, value: '5118700000000003', label: 'PayU debit Mastercard' },
  { ...DEBIT, value: '4594538050639999', label: 'PayU debit Visa' },
];
