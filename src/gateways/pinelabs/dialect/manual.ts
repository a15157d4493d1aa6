// What each row of this dialect does, in a line, and the table of its fields.
import {
  BASIC_PROOF,
  describeAlike,
  describeRows,
  HASH_PROOF,
  type Manual,
} from '../../kit/manual.ts';
import * as token from './native/plural/request-field.ts';
import * as signed from './native/ppc/request-field.ts';
import { CREATE_TABLE, FETCH_TABLE } from './request-field.ts';

const ASKED = 'Tells a payment (type 3).';
const REFUND = 'Gives a payment back (type 10).';
const INQUIRY = {
  inquiry: [ASKED, signed.INQUIRY_FIELDS],
  refund: [REFUND, signed.REFUND_FIELDS],
} as const;

export const manual: Manual = {
  proofs: [
    [/^documented-v2$/, BASIC_PROOF],
    [/^documented-v1$/, HASH_PROOF],
    [/^(form|inquiry)$/, 'Field `ppc_DIA_SECRET`: HMAC-SHA256 over the sorted fields.'],
    [/^accept$/, 'Header `X-VERIFY`: HMAC-SHA256 over the text of `request`.'],
    [/^token$/, 'Client id and secret in the body.'],
    [/^unserved-optimizer$/, 'None.'],
    [/./, 'Bearer: a token of an hour, bought with client id and secret.'],
  ],
  rows: [
    ...describeRows(/^documented/, {
      'POST /create': ['Makes an order.', CREATE_TABLE],
      'POST /fetch': ['Tells an order.', FETCH_TABLE],
    }),
    ...describeRows(/^form$/, {
      'POST /': ['Opens the payment page of a signed form.', signed.FORM_FIELDS],
      'POST /index': ['Opens the payment page of a signed form.', signed.FORM_FIELDS],
    }),
    ...describeRows(/^accept$/, {
      'POST /payment': ['Makes an order and tells its page.', signed.ACCEPT_FIELDS],
    }),
    ...describeRows(/^inquiry$/, {
      'POST / inquiry': INQUIRY.inquiry,
      'POST / refund': INQUIRY.refund,
      'POST /V2 inquiry': INQUIRY.inquiry,
      'POST /V2 refund': INQUIRY.refund,
      'POST /v2 inquiry': INQUIRY.inquiry,
      'POST /v2 refund': INQUIRY.refund,
    }),
    ...describeRows(/^token$/, { 'POST /token': ['Sells a token.', token.TOKEN_FIELDS] }),
    ...describeRows(/^checkout$/, {
      'POST /orders': ['Makes an order and tells its page.', token.ORDER_FIELDS],
    }),
    ...describeRows(/^orders$/, {
      'POST /orders': ['Makes an order.', token.ORDER_FIELDS],
      'GET /orders/:id': 'Tells an order; `/:id` is our id.',
      'GET /orders/reference/:reference': 'Tells an order by the merchant’s name.',
      'POST /orders/:id/payments': ['Pays an order from server to server.', token.PAYMENT_FIELDS],
      'PUT /orders/:id/capture': ['Captures, whole or in part.', token.CAPTURE_FIELDS],
      'PUT /orders/:id/cancel': ['Cancels an order.', token.NO_FIELDS],
      'POST /refunds/:id': ['Gives an order back, whole or in part.', token.REFUND_FIELDS],
      'POST /getCardDetails': ['Tells a card by its number.', token.CARD_DETAIL_FIELDS],
      'POST /paymentlink': ['Makes a payment link.', token.LINK_FIELDS],
      'GET /paymentlink/:id': 'Tells a payment link.',
      'GET /paymentlink/ref/:reference': 'Tells a payment link by the merchant’s name.',
      'PUT /paymentlink/:id/cancel': ['Cancels a payment link.', token.NO_FIELDS],
      'PATCH /paymentlink/:id/notify': ['Says that a link was sent.', token.NO_FIELDS],
    }),
    ...describeRows(/^customers$/, {
      'POST /customer': ['Keeps a customer.', token.CUSTOMER_FIELDS],
      'GET /customer': 'Lists customers.',
      'GET /customer/:id': 'Tells a customer.',
      'PATCH /customer/:id': ['Changes a customer.', token.CUSTOMER_EDIT_FIELDS],
      'GET /customer/:id/tokens': 'Lists kept cards: none.',
    }),
    ...describeRows(/^settlements$/, {
      'GET /list': 'Lists settlements: none.',
      'GET /detail/:utr': 'Nothing has the number of a settlement.',
    }),
    ...describeRows(/^unserved-optimizer$/, {
      'POST /create': 'Of another of the vendor’s APIs, which is not served.',
    }),
    describeAlike(
      /^(orders|customers|subscriptions)$/,
      /\/(settlementId|order\/|invoice|awb|authorize|add_money|otp|tokens|plans|subscriptions|presentations|payments)/,
      'A product that no account here has: told so.',
    ),
  ],
};
