// Money against an oracle of BigInt digits: every text is read exactly or not at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { currencyExponent, formatDecimal, parseDecimal } from './money.ts';

const CURRENCIES = ['INR', 'USD', 'JPY', 'KWD'] as const;
const EXPONENTS: Readonly<Record<(typeof CURRENCIES)[number], number>> = {
  INR: 2,
  USD: 2,
  JPY: 0,
  KWD: 3,
};
const MOST = Number.MAX_SAFE_INTEGER;

const currency = fc.constantFrom(...CURRENCIES);
const minor = fc.oneof(
  fc.maxSafeNat(),
  fc.nat({ max: 100_000 }),
  fc.integer({ min: MOST - 1000, max: MOST }),
);
const digits = (minLength: number, maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength }).map((list) => list.join(''));

/** The same reading with whole numbers of any size; undefined when it is not one below 2^53. */
function readExactly(
  whole: string,
  fraction: string,
  shift: number,
  decimals: number,
): number | undefined {
  const scale = decimals + shift - fraction.length;
  const digitsOf = BigInt(whole + fraction);
  const factor = 10n ** BigInt(Math.abs(scale));
  if (scale < 0 && digitsOf % factor !== 0n) return undefined;
  const exact = scale < 0 ? digitsOf / factor : digitsOf * factor;
  return exact > BigInt(MOST) ? undefined : Number(exact);
}

test('every amount is spelt by its digits and read back', () => {
  fc.assert(
    fc.property(minor, currency, (amount, code) => {
      const decimals = EXPONENTS[code];
      const text = formatDecimal(amount, code);
      assert.match(text, decimals === 0 ? /^\d+$/ : new RegExp(`^\\d+\\.\\d{${decimals}}$`));
      assert.equal(BigInt(text.replace('.', '')), BigInt(amount));
      assert.equal(parseDecimal(text, code), amount);
    }),
    { numRuns: 1000 },
  );
});

test('texts with any decimals and exponents agree with whole-number arithmetic', () => {
  const shift = fc.option(fc.integer({ min: -18, max: 18 }), { nil: 0 });
  fc.assert(
    fc.property(digits(1, 16), digits(0, 6), shift, currency, (whole, fraction, by, code) => {
      const mantissa = fraction === '' ? whole : `${whole}.${fraction}`;
      const expected = readExactly(whole, fraction, by, EXPONENTS[code]);
      const spellings = [`e${by}`, `E${by}`, ...(by >= 0 ? [`e+${by}`] : [])];
      if (by === 0) spellings.push('');
      for (const ending of spellings) {
        assert.equal(parseDecimal(mantissa + ending, code), expected, mantissa + ending);
      }
    }),
    { numRuns: 2000 },
  );
});

test('JavaScript, Java and Python print the same number: one amount', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000 }), (rupees) => {
      const [first = '0', ...rest] = String(rupees);
      const java = `${first}.${rest.join('') || '0'}E${rest.length}`;
      const expected = Number(BigInt(rupees) * 100n);
      for (const text of [String(rupees), `${rupees}.0`, `${rupees}.00`, java]) {
        assert.equal(parseDecimal(text, 'INR'), expected, text);
      }
    }),
  );
});

test('zeros before and after change nothing', () => {
  const zeros = fc.nat({ max: 6 });
  fc.assert(
    fc.property(minor, currency, zeros, zeros, (amount, code, before, after) => {
      const text = formatDecimal(amount, code);
      const point = text.includes('.') || after === 0 ? '' : '.';
      const padded = '0'.repeat(before) + text + point + '0'.repeat(after);
      assert.equal(parseDecimal(padded, code), amount, padded);
    }),
  );
});

const PLAIN = /^[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?$/;

test('whatever is not a plain decimal is refused, and nothing throws', () => {
  const near = fc
    .array(fc.constantFrom(...'0159.,-+eE _\t\n\u0661\uff11x∞'), { maxLength: 12 })
    .map((list) => list.join(''));
  fc.assert(
    fc.property(fc.oneof(near, fc.string()), currency, (text, code) => {
      const read = parseDecimal(text, code);
      if (!PLAIN.test(text)) assert.equal(read, undefined, JSON.stringify(text));
      if (read !== undefined) assert.ok(Number.isSafeInteger(read) && read >= 0);
    }),
    { numRuns: 2000 },
  );
});

const READ: readonly (readonly [string, string, number | undefined])[] = [
  ['500.50', 'INR', 50050],
  ['500', 'INR', 50000],
  ['500.500', 'INR', 50050],
  ['500.505', 'INR', undefined],
  ['0.29', 'INR', 29],
  ['1.005', 'KWD', 1005],
  ['1.0050', 'KWD', 1005],
  ['1.0E7', 'INR', 1_000_000_000],
  ['1e-2', 'INR', 1],
  ['1e-3', 'INR', undefined],
  ['1000e-3', 'JPY', 1],
  ['500', 'JPY', 500],
  ['500.0', 'JPY', 500],
  ['500.5', 'JPY', undefined],
  ['90071992547409.91', 'INR', MOST],
  ['90071992547409.92', 'INR', undefined],
  ['9007199254740991', 'JPY', MOST],
  ['9007199254740992', 'JPY', undefined],
  ['9007199254740993', 'JPY', undefined],
  ['1e99', 'INR', undefined],
  ['1e-99', 'INR', undefined],
  ['1e999', 'INR', undefined],
  ['', 'INR', undefined],
  ['.5', 'INR', undefined],
  ['5.', 'INR', undefined],
  ['+5', 'INR', undefined],
  ['-5', 'INR', undefined],
  ['-0', 'INR', undefined],
  [' 5', 'INR', undefined],
  ['5 ', 'INR', undefined],
  ['5\n', 'INR', undefined],
  ['1,000', 'INR', undefined],
  ['1_000', 'INR', undefined],
  ['0x10', 'INR', undefined],
  ['٥٠٠', 'INR', undefined],
  ['५००', 'INR', undefined],
  ['５００', 'INR', undefined],
  ['NaN', 'INR', undefined],
  ['Infinity', 'INR', undefined],
  ['₹500', 'INR', undefined],
  ['500', 'inr', undefined],
  ['500', 'ZZZ', undefined],
  ['500', '', undefined],
  // Forty characters and forty digits are read, whatever they are; no text of more is.
  [`${'0'.repeat(39)}5`, 'JPY', 5],
  [`0.${'0'.repeat(38)}`, 'INR', 0],
  [`0.${'0'.repeat(39)}`, 'INR', undefined],
  ['0e37', 'INR', 0],
  ['0e38', 'INR', undefined],
  ['5', 'JPY', 5],
  ['10e-5', 'INR', undefined],
  ['0e-99', 'INR', 0],
  ['0e-100', 'INR', undefined],
  ['9'.repeat(41), 'JPY', undefined],
  [`${'9'.repeat(1_000_000)}`, 'INR', undefined],
  [`1.${'0'.repeat(1_000_000)}`, 'INR', undefined],
];

for (const [text, code, expected] of READ) {
  test(`"${text.slice(0, 24)}" ${code} is ${expected ?? 'refused'}`, () => {
    assert.equal(parseDecimal(text, code), expected);
  });
}

test('the exponents are those of ISO 4217, and names of properties are no currencies', () => {
  for (const code of CURRENCIES) assert.equal(currencyExponent(code), EXPONENTS[code]);
  for (const code of ['VND', 'KRW', 'UGX', 'XAF']) assert.equal(currencyExponent(code), 0);
  for (const code of ['BHD', 'OMR', 'TND', 'JOD']) assert.equal(currencyExponent(code), 3);
  for (const code of ['constructor', '__proto__', 'toString', 'IN', 'INRX']) {
    assert.equal(currencyExponent(code), undefined, code);
  }
});

test('what is not an amount is not spelt', () => {
  for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, MOST + 1]) {
    assert.throws(() => formatDecimal(wrong, 'INR'), RangeError);
  }
  assert.equal(formatDecimal(0, 'INR'), '0.00');
  assert.equal(formatDecimal(5, 'KWD'), '0.005');
  assert.equal(formatDecimal(0, 'JPY'), '0');
});
