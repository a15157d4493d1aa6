// The test instruments that Pine Labs publishes.
// Source: github.com/Pine-Labs-Pvt-Ltd/payment-gateway, README, "Test card data"; it names no
// outcome, so the bank's page asks for one.
import type { TestInstrument } from '../../dialect.ts';

export const instruments: readonly TestInstrument[] = [
  { method: 'card', value: '4012001037141112', label: 'Pine Labs test Visa', outcome: 'ask' },
];
