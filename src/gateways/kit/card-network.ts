// What the digits of a card say: its network, and the kind that the sandbox takes it for.
import type { CardNetwork } from '../../core/payment.ts';

const NETWORKS: readonly (readonly [RegExp, CardNetwork])[] = Object.freeze([
  [/^4/, 'visa'],
  [/^(5[1-5]|2[2-7])/, 'mastercard'],
  [/^3[47]/, 'amex'],
  [/^3[068]/, 'diners'],
  [/^(60|65|81|82|508)/, 'rupay'],
  [/^[56]/, 'maestro'],
]);

/** Null for digits of no network; the first few decide. */
export function networkOf(digits: string): CardNetwork | null {
  return NETWORKS.find(([pattern]) => pattern.test(digits))?.[1] ?? null;
}

export function kindOf(network: CardNetwork): 'credit' | 'debit' {
  return network === 'rupay' || network === 'maestro' ? 'debit' : 'credit';
}
