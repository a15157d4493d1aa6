// What a merchant sends on Paytring's own paths: names, limits and patterns.
// Source: paytring.md §3 (documented fields); no limits are published, so these are ours.
import type { CreateOrder } from '../../../core/command.ts';

export const CURRENCY_DEFAULT = 'INR';
/** UPI, net banking and the wallets move rupees alone (inferred: schemes of India). */
export function methodsOf(currency: string): Pick<CreateOrder, 'methods'> {
  return currency === CURRENCY_DEFAULT ? {} : { methods: ['card'] };
}
export const AMOUNT_MIN = 1;
export const NAME_MAX = 255;
export const RECEIPT_MAX = 255;
export const CODE_MAX = 64;
// The handback posts it through a browser, which would rewrite line ends and break the hash; and
// "|" would let one value of that hash pass for several.
export const RECEIPT = /^[^\s|](?:[^\t\r\n|]*[^\s|])?$/;
export const RECEIPT_SAYS =
  'Receipt id must be one line without "|" that neither begins nor ends in space';
export const PHONE = /^\+?[\d ()-]{4,20}$/;
export const PHONE_SAYS = 'Phone must be 4 to 20 digits with an optional leading +';

/** As in every published reply; a field that was not given is empty there, never null. */
export const ADDRESS_FIELDS = Object.freeze([
  'firstname',
  'lastname',
  'phone',
  'line1',
  'line2',
  'city',
  'state',
  'country',
  'zipcode',
] as const);
export const ADDRESS_VALUE_MAX = 255;

/** Published replies leave udf7 out; it is told like the others here. */
export const NOTE_FIELDS = Object.freeze(
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => `udf${number}`),
);
export const NOTES_MAX = 20;
export const NOTE_KEY_MAX = 64;
export const NOTE_VALUE_MAX = 512;

/** A day as settlements are asked for. */
export const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
export const DAY_SAYS = 'Date must be a day such as 2025-01-31';
export const COUNT_MAX = 1_000_000;
