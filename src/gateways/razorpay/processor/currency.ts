// Currencies that Razorpay takes and that have as many decimals there as ISO 4217 says.
// Source: document: payments/international-payments, "Supported Currencies"; HRK and SLL, which it
// lists too, have ended. All but INR need an account that is enabled for them.
import { currencyExponent } from '../../../core/money.ts';

export const CURRENCIES: readonly string[] = Object.freeze(
  (
    'INR ' +
    'AED ALL AMD AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BZD CAD CHF CLP ' +
    'CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD GBP GHS GIP GMD GNF GTQ GYD HKD HNL ' +
    'HTG HUF IDR ILS IQD ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LKR LRD LSL MAD MDL ' +
    'MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PEN PGK PHP PKR PLN ' +
    'PYG QAR RON RSD RUB RWF SAR SCR SEK SGD SOS SVC SZL THB TND TRY TTD TWD TZS UAH UGX USD UYU ' +
    'UZS VND VUV XAF XCD XOF XPF YER ZAR ZMW'
  ).split(' '),
);

/** Of three decimals the last must be 0 (document: api/orders/create). */
export function isPayable(amountMinor: number, currency: string): boolean {
  return currencyExponent(currency) !== 3 || amountMinor % 10 === 0;
}
