// The test instrument that Worldline publishes.
// Source: worldline.md §3.1 and §3.2 (observed in the vendor's logs).
import type { TestInstrument } from '../../dialect.ts';
import { TEST_BANK } from '../words.ts';

// The logs show it succeed, fail and be left by the customer: its page asks.
export const instruments: readonly TestInstrument[] = [
  { method: 'netbanking', value: TEST_BANK.code, label: TEST_BANK.name, outcome: 'ask' },
];
