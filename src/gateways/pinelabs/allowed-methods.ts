// Which of our methods a merchant's list of allowed ones leaves. Sources: pinelabs.md §2.3 (codes)
// and §2.6 (words); what is on both lists and no account here has is §2.14's.
import type { Method } from '../../core/payment.ts';
import { METHOD_WORD } from './plural-words.ts';
import { MODE_CODE } from './words.ts';

type Allowed = { readonly methods?: readonly Method[] };

const METHODS: readonly Method[] = ['card', 'netbanking', 'upi', 'wallet'];

/** UPI, net banking and wallets pay in rupees alone (inferred from what they are). */
function payableIn(currency: string): readonly Method[] {
  return currency === 'INR' ? METHODS : ['card'];
}

/** What pays an order of this currency; nothing is said of an order in rupees. */
export function methodsOf(currency: string): Allowed {
  return currency === 'INR' ? {} : { methods: payableIn(currency) };
}

/** Those that this list of words names and that pay in this currency. */
export function methodsOfWords(words: readonly unknown[], currency: string): readonly Method[] {
  return payableIn(currency).filter((method) => words.includes(METHOD_WORD[method]));
}

/** Those that a text of codes names, such as `1,3,10`; null: it has no code. */
export function methodsOfCodes(text: string): readonly Method[] | null {
  const codes = text.split(',').map((code) => code.trim());
  if (codes.every((code) => code === '')) return null;
  return METHODS.filter((method) => codes.includes(MODE_CODE[method]));
}
