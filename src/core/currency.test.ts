// Every currency and its decimals, against list one of ISO 4217 written out, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currencyExponent, formatDecimal, parseDecimal } from './money.ts';

// ISO 4217, list one as published on 2026-01-01: each code with its minor units. Left out are funds
// (BOV CHE CHW CLF COU MXV USN), units of account (UYW XAD) and what has no minor units there:
// metals, XDR, XSU, XUA, the bonds, XTS and XXX. Nobody pays at a gateway with those.
const LIST_ONE = [
  'AED2 AFN2 ALL2 AMD2 AOA2 ARS2 AUD2 AWG2 AZN2 BAM2 BBD2 BDT2 BHD3 BIF0 BMD2 BND2 BOB2 BRL2',
  'BSD2 BTN2 BWP2 BYN2 BZD2 CAD2 CDF2 CHF2 CLP0 CNY2 COP2 CRC2 CUP2 CVE2 CZK2 DJF0 DKK2 DOP2',
  'DZD2 EGP2 ERN2 ETB2 EUR2 FJD2 FKP2 GBP2 GEL2 GHS2 GIP2 GMD2 GNF0 GTQ2 GYD2 HKD2 HNL2 HTG2',
  'HUF2 IDR2 ILS2 INR2 IQD3 IRR2 ISK0 JMD2 JOD3 JPY0 KES2 KGS2 KHR2 KMF0 KPW2 KRW0 KWD3 KYD2',
  'KZT2 LAK2 LBP2 LKR2 LRD2 LSL2 LYD3 MAD2 MDL2 MGA2 MKD2 MMK2 MNT2 MOP2 MRU2 MUR2 MVR2 MWK2',
  'MXN2 MYR2 MZN2 NAD2 NGN2 NIO2 NOK2 NPR2 NZD2 OMR3 PAB2 PEN2 PGK2 PHP2 PKR2 PLN2 PYG0 QAR2',
  'RON2 RSD2 RUB2 RWF0 SAR2 SBD2 SCR2 SDG2 SEK2 SGD2 SHP2 SLE2 SOS2 SRD2 SSP2 STN2 SVC2 SYP2',
  'SZL2 THB2 TJS2 TMT2 TND3 TOP2 TRY2 TTD2 TWD2 TZS2 UAH2 UGX0 USD2 UYI0 UYU2 UZS2 VED2 VES2',
  'VND0 VUV0 WST2 XAF0 XCD2 XCG2 XOF0 XPF0 YER2 ZAR2 ZMW2 ZWG2',
].join(' ');
// On list one until 2025-03-31 and 2025-12-31: orders of before are still read and refunded.
const WITHDRAWN = 'ANG2 BGN2';

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  `${LIST_ONE} ${WITHDRAWN}`.split(' ').map((row) => [row.slice(0, 3), Number(row[3])]),
);
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** One major unit and its smallest, as ISO's number of minor units spells them. */
const SPELT: Readonly<Record<number, readonly [one: string, least: string]>> = {
  0: ['1', '1'],
  2: ['1.00', '0.01'],
  3: ['1.000', '0.001'],
};

test('of all codes of three letters those of ISO 4217 are known, each with its decimals', () => {
  assert.equal(EXPONENTS.size, 158);
  for (const first of LETTERS) {
    for (const second of LETTERS) {
      for (const third of LETTERS) {
        const code = first + second + third;
        assert.equal(currencyExponent(code), EXPONENTS.get(code), code);
      }
    }
  }
});

test('every currency is read and spelt with its decimals', () => {
  for (const [code, exponent] of EXPONENTS) {
    const [one, least] = SPELT[exponent] ?? assert.fail(`${code} has ${exponent} decimals`);
    assert.deepEqual([parseDecimal('1', code), parseDecimal(least, code)], [10 ** exponent, 1]);
    assert.deepEqual([formatDecimal(10 ** exponent, code), formatDecimal(1, code)], [one, least]);
    assert.equal(parseDecimal(`${least}1`, code), exponent === 0 ? 11 : undefined, code);
  }
});

test('an amount whose currency is unknown is spelt with two decimals, and never read', () => {
  assert.equal(formatDecimal(5, 'ZZZ'), '0.05');
  assert.equal(formatDecimal(50050, 'ZZZ'), '500.50');
  assert.equal(parseDecimal('500.50', 'ZZZ'), undefined);
});
