// The token of a checkout: a hash over the order's facts, which the merchant's server made.
// Source: worldline.md §3.1 (documented, and observed in every kit).
import { hash } from 'node:crypto';
import { formatDecimal, parseDecimal } from '../../core/money.ts';
import type { Fields } from '../dialect.ts';
import { sameText } from '../kit/proof.ts';
import { isRecord } from '../kit/read.ts';

export type Algorithm = 'sha256' | 'sha512';

const HEX_DIGITS: Readonly<Record<Algorithm, number>> = Object.freeze({ sha256: 64, sha512: 128 });

/** The token does not cover the currency, so that a buyer could change it: there is only one. */
export const CURRENCY = 'INR';

const TOTAL = 'totalamount';
const LEADING = Object.freeze(['merchantId', 'txnId', TOTAL]);
/** What is hashed, in order; the salt comes last. */
export const TOKEN_FIELDS: readonly string[] = Object.freeze([
  ...LEADING,
  'accountNo',
  'consumerId',
  'consumerMobileNo',
  'consumerEmailId',
  'debitStartDate',
  'debitEndDate',
  'maxAmount',
  'amountType',
  'frequency',
  'cardNumber',
  'expMonth',
  'expYear',
  'cvvCode',
]);
const CARD_FIELDS: ReadonlySet<string> = new Set(['cardNumber', 'expMonth', 'expYear', 'cvvCode']);

export function hashHex(algorithm: Algorithm, text: string): string {
  return hash(algorithm, text, 'hex');
}

/** `WEBSH1`, `ANDROIDSH1` and `iOSSH1` sign with SHA-256, those with a 2 with SHA-512. */
export function algorithmOf(deviceId: unknown): Algorithm | null {
  const match = /^(?:web|android|ios)sh([12])$/i.exec(typeof deviceId === 'string' ? deviceId : '');
  if (match === null) return null;
  return match[1] === '1' ? 'sha256' : 'sha512';
}

/** The sum of all items in paise; null when one of them is no amount or there is none. */
export function sumItems(fields: Fields): number | null {
  const { items } = fields.values;
  if (!Array.isArray(items)) return null;
  let sum = 0;
  for (const [at, item] of items.entries()) {
    const amount = paiseOf(fields, item, `items.${at}`, 'amount');
    const extra = paiseOf(fields, item, `items.${at}`, 'comAmt') ?? 0;
    if (amount === null) return null;
    sum += amount + extra;
  }
  return Number.isSafeInteger(sum) && sum > 0 ? sum : null;
}

function paiseOf(fields: Fields, item: unknown, path: string, name: string): number | null {
  if (!isRecord(item)) return null;
  return parseDecimal(spell(fields, item[name], `${path}.${name}`), CURRENCY) ?? null;
}

// A number is signed as it was written; what is neither text nor number is no part of a token.
function spell({ lexemes }: Fields, value: unknown, path: string): string {
  if (typeof value === 'number') return lexemes.get(path) ?? String(value);
  return typeof value === 'string' ? value : '';
}

/** One amount in every way a server may have written it: 1, 1.0 and 1.00 are the same money. */
function spellTotals(minor: number): readonly string[] {
  const whole = formatDecimal(minor, CURRENCY);
  const shorter = [whole.replace(/0$/, ''), whole.replace('.00', '')];
  return [...new Set([whole, ...shorter])];
}

/** Everything that is hashed before the salt, once for each way to write the total. */
export function listPreImages(fields: Fields, totalMinor: number): readonly string[] {
  const values = (total: string): readonly string[] =>
    TOKEN_FIELDS.map((name) => (name === TOTAL ? total : spell(fields, fields.values[name], name)));
  return spellTotals(totalMinor).map((total) => values(total).join('|'));
}

/** The token of fields that are ours to send; what is left out is empty. */
export function signToken(values: Readonly<Record<string, string>>, salt: string): string {
  const fields = TOKEN_FIELDS.map((name) => values[name] ?? '');
  return hashHex('sha512', [...fields, salt].join('|'));
}

/**
 * Hex in any case; one kit prints the digest as a number and so drops the zeros at its head
 * (observed in the vendor's Java kit).
 */
export function isTokenGood(
  token: string,
  algorithm: Algorithm,
  preImages: readonly string[],
  salt: string,
): boolean {
  const given = token.toLowerCase().padStart(HEX_DIGITS[algorithm], '0');
  const accepted = preImages.map((text) => hashHex(algorithm, `${text}|${salt}`));
  return accepted.filter((digest) => sameText(given, digest)).length > 0;
}

const MASK = '********';

/** For whoever tries things out in the sandbox: what we hashed, without the salt and card data. */
export function explainToken(fields: Fields, algorithm: Algorithm, totalMinor: number): string {
  const masked = Object.fromEntries(
    Object.entries(fields.values).map(([name, value]) => [
      name,
      CARD_FIELDS.has(name) && value !== '' && value !== null ? MASK : value,
    ]),
  );
  const [text = ''] = listPreImages({ ...fields, values: masked }, totalMinor);
  return `Expected ${algorithm} of ${text}|${MASK}, where ${MASK} stands for the salt`;
}
