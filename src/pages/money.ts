/** Writes an amount as a reader in India expects it, from digits and never through a float. */

import type { OrderView } from './view.ts';
import { DEFAULT_WORDS } from './words.ts';

const formats = new Map<string, Intl.NumberFormat>();

function findFormat(lang: string, currency: string, exponent: number): Intl.NumberFormat {
  const key = `${lang} ${currency}${exponent}`;
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(lang, {
    style: 'currency',
    currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  formats.set(key, format);
  return format;
}

type Amount = Pick<OrderView, 'amountMinor' | 'currency' | 'exponent'>;

/** Text for an amount: set smaller where it would not fit on one line of a phone. */
export function isLong(money: string): boolean {
  return money.length > 14;
}

export function formatMoney(
  { amountMinor, currency, exponent }: Amount,
  lang: string = DEFAULT_WORDS.lang,
): string {
  const digits = String(amountMinor).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const decimal = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`;
  return findFormat(lang, currency, exponent).format(decimal as `${number}`);
}
