// The test instruments that Paytring publishes: none (contract, "Things not found anywhere").
import type { TestInstrument } from '../../dialect.ts';

export const instruments: readonly TestInstrument[] = [];
