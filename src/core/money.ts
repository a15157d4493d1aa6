// Money as whole minor units: text and JSON decimals become integers by their digits, never by a
// float.

/** An amount in the currency's smallest unit; `minor` is a safe integer, never negative. */
export type Money = { readonly minor: number; readonly currency: string };

// ISO 4217 active codes by exponent (number of decimals). Codes that are not listed are refused.
const EXPONENT_ZERO = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const EXPONENT_THREE = 'BHD IQD JOD KWD LYD OMR TND';
const EXPONENT_TWO =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN ' +
  'BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS ' +
  'GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR ' +
  'LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD ' +
  'PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN ' +
  'SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ' +
  'ZMW ZWG';

const exponents: ReadonlyMap<string, number> = new Map([
  ...EXPONENT_ZERO.split(' ').map((code) => [code, 0] as const),
  ...EXPONENT_TWO.split(' ').map((code) => [code, 2] as const),
  ...EXPONENT_THREE.split(' ').map((code) => [code, 3] as const),
]);

/**
 * The number of decimals of a currency, or undefined when the code is not ISO 4217 (upper case).
 */
export function currencyExponent(currency: string): number | undefined {
  return exponents.get(currency);
}

const DECIMAL = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/;

/**
 * Reads a decimal text ("500.50", "500", "1.0E7") as minor units of `currency`.
 * Undefined when it is not a plain non-negative decimal, has more decimals than the currency
 * (trailing zeros aside), or is beyond 2^53 - 1 minor units. Exponents are read because JSON allows
 * them and Java prints 10000000.0 as 1.0E7.
 */
export function parseDecimal(text: string, currency: string): number | undefined {
  const exponent = exponents.get(currency);
  if (exponent === undefined || text.length > 40) return undefined;
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const whole = match[1] ?? '';
  const fraction = match[2] ?? '';
  const shift = Number(match[3] ?? '0') + exponent;
  const digits = whole + fraction;
  // Where the minor units end among the digits; before the first one, none of them counts.
  const point = Math.max(whole.length + shift, 0);
  if (point > 40 || /[1-9]/.test(digits.slice(point))) return undefined;
  const minor = Number(digits.slice(0, point).padEnd(point, '0'));
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/**
 * Spells minor units as a decimal text with exactly the currency's decimals: 50050, INR → "500.50".
 */
export function formatDecimal(minor: number, currency: string): string {
  if (!Number.isSafeInteger(minor) || minor < 0) throw new RangeError(`not an amount: ${minor}`);
  const exponent = exponents.get(currency) ?? 2;
  if (exponent === 0) return String(minor);
  const digits = String(minor).padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
