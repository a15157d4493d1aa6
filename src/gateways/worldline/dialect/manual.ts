// What each row of this dialect does, in a line, and the table of its fields.
import { BASIC_PROOF, describeRows, HASH_PROOF, type Manual } from '../../kit/manual.ts';
import {
  CHECKOUT_TABLE,
  CREATE_TABLE,
  DUAL_TABLE,
  FETCH_TABLE,
  MANDATE_TABLE,
  OFFLINE_TABLE,
  REFUND_TABLE,
} from './request-field.ts';

export const manual: Manual = {
  proofs: [
    [/^documented-v2$/, BASIC_PROOF],
    [/^documented-v1$/, HASH_PROOF],
    [/^documented-v1-unsigned$/, 'None; served where the account allows it.'],
    [/^native-checkout$/, 'Field `token`: a hash over seventeen fields and the salt.'],
    [/^native-request$/, 'The merchant id, and the address that asks; or Basic.'],
  ],
  rows: [
    ...describeRows(/^documented/, {
      'POST /create': ['Makes an order.', CREATE_TABLE],
      'POST /fetch': ['Tells an order.', FETCH_TABLE],
    }),
    ...describeRows(/^native-checkout$/, {
      'POST /': ['Makes the order that checkout.js brings, and leads to its page.', CHECKOUT_TABLE],
    }),
    ...describeRows(/^native-request$/, {
      'POST / O': ['Tells a payment by the merchant’s name.', OFFLINE_TABLE],
      'POST / S': ['Tells a payment by our number.', DUAL_TABLE],
      'POST / R': ['Gives a payment back.', REFUND_TABLE],
      'POST / TSI': ['Mandates: told that there are none.', MANDATE_TABLE],
    }),
  ],
};
