// `get_checkout_details`: what a shop that draws its own checkout may offer, and whether it is up.
// Source: docs.payu.in/reference/get-checkout_details-1 and web-sdk-nodejs, docs and test; §1.14.
import { isRecord, valueAt } from '../../../kit/field-path.ts';
import { OPTIONS } from './option.ts';

type Json = Readonly<Record<string, unknown>>;

/** GST, which is the only tax on charges; there are none here. */
const TAX_PERCENT = 18;

/** Null when `var1` is no JSON, or lacks what is mandatory. */
export function viewCheckout(var1: string): Json | null {
  const asked = readJson(var1);
  const useCase = valueAt(asked, 'useCase');
  const amount = Number(valueAt(asked, 'transactionDetails.amount'));
  const isWhole = valueAt(asked, 'requestId') !== undefined && isRecord(useCase);
  if (!isWhole || !(amount > 0)) return null;
  const asks = (name: string): boolean => useCase[name] === true || useCase[name] === 'true';
  const filters = valueAt(asked, 'filters.paymentOptions');
  const describe = (title: string): Json => ({
    ...(asks('getExtendedPaymentDetails') ? { title } : {}),
    ...(asks('getAdditionalCharges') ? { additionalCharge: 0 } : {}),
  });
  return {
    paymentOptions: {
      ...listOptions(isRecord(filters) ? filters : null, describe),
      ...(isRecord(filters) ? refuseAbsent(filters) : {}),
    },
    ...(asks('checkDownStatus') ? { downInfo: NOTHING_DOWN } : {}),
    ...(asks('getTaxSpecification')
      ? { config: { taxSpecification: { default: TAX_PERCENT } } }
      : {}),
  };
}

const NOTHING_DOWN = Object.freeze({
  issuingBanks: [],
  ...Object.fromEntries(Object.keys(OPTIONS).map((mode) => [mode, []])),
});

function readJson(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** With filters, the modes and codes that they name: `all`, or codes with commas. */
function listOptions(filters: Json | null, describe: (title: string) => Json): Json {
  return Object.fromEntries(
    Object.entries(OPTIONS).flatMap(([mode, titles]) => {
      const wanted = filters === null ? 'all' : filters[mode];
      if (typeof wanted !== 'string') return [];
      const codes = wanted.toUpperCase().split(',');
      const named = Object.entries(titles).filter(
        ([code]) => codes.includes('ALL') || codes.includes(code),
      );
      return [[mode, { all: Object.fromEntries(named.map(([code, at]) => [code, describe(at)])) }]];
    }),
  );
}

/** Instalments and paying later, which nobody has here: no customer is eligible. */
function refuseAbsent(filters: Json): Json {
  const kinds = filters['emi'];
  const none = { hasEligible: false };
  return {
    ...(isRecord(kinds)
      ? { emi: { all: Object.fromEntries(Object.keys(kinds).map((kind) => [kind, none])) } }
      : {}),
    ...(filters['bnpl'] === undefined ? {} : { bnpl: none }),
  };
}
