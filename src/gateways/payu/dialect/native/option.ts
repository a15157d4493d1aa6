// What our page offers, in PayU's codes: what its checkout details and its mobile SDKs ask for.
// Source: payu.md §1.4 and §1.14. Codes are those that a payment is told by.

/** Every one is always up. The title of AXIB is that of the SDKs' tests. */
export const BANKS: Readonly<Record<string, string>> = Object.freeze({
  AXIB: 'Axis NB',
  SBIB: 'State Bank of India',
  HDFB: 'HDFC Bank',
  ICIB: 'ICICI Netbanking',
  '162B': 'Kotak Mahindra Bank',
  YESB: 'Yes Bank',
  PNBB: 'Punjab National Bank',
});

type Titles = Readonly<Record<string, string>>;
const titlesOf = (...codes: readonly string[]): Titles =>
  Object.fromEntries(codes.map((code) => [code, BANKS[code] ?? code]));

/** By mode, as checkout details name it. */
export const OPTIONS = Object.freeze({
  cc: { CC: 'Credit Card', AMEX: 'Amex', DINR: 'Diners', RUPAYCC: 'Rupay Credit Card' },
  dc: {
    VISA: 'Visa Debit Cards',
    MAST: 'MasterCard Debit Cards',
    RUPAY: 'Rupay Debit Card',
    MAES: 'Other Maestro Cards',
  },
  nb: titlesOf('AXIB', 'SBIB', 'HDFB', 'ICIB', '162B'),
  upi: { UPI: 'UPI', INTENT: 'Generic Intent' },
  cash: { PHONEPE: 'PhonePe', AMAZONPAY: 'Amazon Pay', MOBIKWIK: 'MobiKwik' },
} as const satisfies Readonly<Record<string, Titles>>);
type Mode = keyof typeof OPTIONS;

/** The words that mobile SDKs have for the same. */
const SDK_NAMES: Readonly<Record<Mode, string>> = Object.freeze({
  cc: 'creditcard',
  dc: 'debitcard',
  nb: 'netbanking',
  upi: 'upi',
  cash: 'cashcard',
});

/** iOS-SDK, `PayUModelPaymentRelatedDetail.h`: names and types. No gateway has a number here. */
export function listCodes() {
  return Object.fromEntries(
    Object.entries(OPTIONS).map(([mode, titles]) => [
      SDK_NAMES[mode as Mode],
      Object.fromEntries(
        Object.entries(titles).map(([code, title]) => [
          code,
          { show_form: '0', title, pgId: '0', pt_priority: '100', bank_id: null },
        ]),
      ),
    ]),
  );
}
