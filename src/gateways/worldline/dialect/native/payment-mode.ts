// Which methods a checkout is paid with: `paymentMode`, which the customer's page obeys.
// Source: worldline.md §3.1 (the words of the kits' settings and of the gateway's own script).
import type { Method } from '../../../../core/payment.ts';
import type { Reading } from '../../../kit/read.ts';

const ALL = 'all';
const MODES: ReadonlyMap<string, Method> = new Map([
  ['cards', 'card'],
  ['netbanking', 'netbanking'],
  ['upi', 'upi'],
  ['wallets', 'wallet'],
]);
const MANDATES: ReadonlySet<string> = new Set(['digitalmandate', 'printmandate']);
const MODE_MAX = 32;

/** As the gateway's own script tells a merchant without standing instructions (§3.1). */
export const NO_MANDATES = 'Auto-Debit is not allowed for this merchant.';

/** The one method that is asked for; null: whichever the customer likes. */
export function readPaymentMode(read: Reading): readonly Method[] | null {
  const field = 'paymentMode';
  const mode = read.text(field, { max: MODE_MAX })?.toLowerCase() ?? ALL;
  if (mode === ALL) return null;
  const method = MODES.get(mode);
  if (method !== undefined) return [method];
  const known = 'paymentMode must be all, cards, netBanking, UPI or wallets for this merchant';
  const message = MANDATES.has(mode) ? NO_MANDATES : known;
  return read.refuse({ field, rule: 'unknown', message });
}
