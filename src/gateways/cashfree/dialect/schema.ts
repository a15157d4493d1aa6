// What a merchant sends, and within which bounds.
// Source: cashfree.md §0; cashfree.md §1.4 and §1.8.
import { NAME } from '../bounds.ts';

export { EXPIRY_MAX_MS, EXPIRY_MIN_MS, NAME, PHONE } from '../bounds.ts';

export const ORDER_ID_MAX = 45;
/** The documented minimum of three characters is kept for no id: shops count from 1. */
export const REFUND_ID = Object.freeze({ max: 40 });
export const NAME_SAYS = 'may contain letters, digits, underscores and hyphens only';

/** "maximum of 10" says the text, 15 the schema: the wider one holds (cashfree.md §1.4). */
export const TAGS = Object.freeze({ pairs: 15, keyMax: 255, valueMax: 255 });

/** Bounds that differ between the documented paths and the native versions. */
export type Rules = {
  readonly orderId: { readonly required: boolean };
  readonly customerId: { readonly max: number; readonly pattern?: RegExp };
  readonly emailRequired: boolean;
  readonly amountMinMinor: number;
  readonly noteMax: number;
  readonly refundIdRequired: boolean;
  readonly refundNoteMax: number;
};

export const DOCUMENTED_RULES: Rules = Object.freeze({
  orderId: { required: true },
  customerId: { max: 100 },
  emailRequired: true,
  amountMinMinor: 1,
  noteMax: 255,
  refundIdRequired: true,
  refundNoteMax: 255,
});

export const NATIVE_RULES: Rules = Object.freeze({
  orderId: { required: false },
  customerId: { max: 50, pattern: NAME },
  emailRequired: false,
  amountMinMinor: 100,
  noteMax: 200,
  refundIdRequired: true,
  refundNoteMax: 100,
});

/** Both lists: the documented one and the live validator's (§1.4). */
export const PAYMENT_METHODS: ReadonlySet<string> = new Set(
  (
    'cc dc ccc ppc nb upi paypal app paylater cardlessemi dcemi ccemi banktransfer emi applepay ' +
    'googlepay'
  ).split(' '),
);
