// The test instruments that Paytring publishes: none (paytring.md §8.18).
import type { TestInstrument } from '../../dialect.ts';

export const instruments: readonly TestInstrument[] = [];
