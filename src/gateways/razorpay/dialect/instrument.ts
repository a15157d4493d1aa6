// The test instruments that Razorpay publishes. Source: razorpay.md §2.5 (documented).
import type { TestInstrument } from '../../dialect.ts';

export const instruments: readonly TestInstrument[] = [
  { method: 'upi', value: 'success@razorpay', label: 'Razorpay test VPA', outcome: 'success' },
  { method: 'upi', value: 'failure@razorpay', label: 'Razorpay test VPA', outcome: 'failure' },
  { method: 'card', value: '4100280000001007', label: 'Razorpay Visa', outcome: 'ask' },
  { method: 'card', value: '5500670000001002', label: 'Razorpay Mastercard', outcome: 'ask' },
  { method: 'card', value: '6527658900001005', label: 'Razorpay RuPay', outcome: 'ask' },
];
