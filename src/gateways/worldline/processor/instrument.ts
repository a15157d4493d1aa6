// What paid, as far as a reply tells it: a card by its alias, the test bank by its code.
// Source: docs/gateways/worldline.md §3.2 (observed in the vendor's logs).
import type { CardKind, CardNetwork, Instrument } from '../../../core/payment.ts';
import { TEST_BANK } from '../words.ts';

/** RUPAY_RUPAY_CRT_NA_NA_607384****0009; what other kinds are called is inferred. */
const CARD = /^[A-Z ]+_([A-Z ]+)_(CRT|DBT)_.*\*(\d{4})$/;
const KINDS: Readonly<Record<string, CardKind>> = Object.freeze({ CRT: 'credit', DBT: 'debit' });

/** RUPAY is from the logs; the others are the schemes' own names (inferred). */
const NETWORKS: ReadonlyMap<string, CardNetwork> = new Map<string, CardNetwork>([
  ['RUPAY', 'rupay'],
  ['VISA', 'visa'],
  ['MASTERCARD', 'mastercard'],
  ['MASTER', 'mastercard'],
  ['AMEX', 'amex'],
  ['MAESTRO', 'maestro'],
  ['DINERS', 'diners'],
]);

/** A code alone does not say by which method its bank was paid with. */
export function readInstrument(alias: string | null, bank: string | null): Instrument | null {
  const [, name = '', word = '', last4 = ''] = CARD.exec((alias ?? '').toUpperCase()) ?? [];
  const network = NETWORKS.get(name);
  const kind = KINDS[word];
  if (network !== undefined && kind !== undefined) {
    return { method: 'card', network, kind, last4, holder: null };
  }
  if (bank !== TEST_BANK.code) return null;
  return { method: 'netbanking', bank, bankName: TEST_BANK.name };
}
