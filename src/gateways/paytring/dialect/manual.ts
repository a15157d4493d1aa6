// What each row of this dialect does, in a line, and the table of its fields.
import { describeAlike, describeRows, HASH_PROOF, type Manual } from '../../kit/manual.ts';
import * as fields from './request-field.ts';

export const manual: Manual = {
  proofs: [
    [/^v1$/, HASH_PROOF],
    [/^(v2|vendor)$/, 'Basic: key and secret; `key` in the body, where it comes, is the same.'],
    [/^page$/, 'None: the id of the order is a name that nobody guesses.'],
  ],
  rows: [
    ...describeRows(/^v[12]$/, {
      'POST /order/create': ['Makes an order.', fields.CREATE_TABLE],
      'POST /order/fetch': ['Tells an order.', fields.FETCH_TABLE],
      'POST /order/fetch/receipt': ['Tells an order by its receipt.', fields.NAMED_TABLE],
      'POST /order/refund': ['Gives an order back, whole.', fields.REFUND_TABLE],
      'POST /order/refund/partial': ['Gives a part of an order back.', fields.AMOUNT_TABLE],
      'POST /order/refund/fetch': ['Tells a refund.', fields.NAMED_TABLE],
      'POST /order/refund/attempts': ['Lists the refunds of an order.', fields.ATTEMPTS_TABLE],
      'POST /order/capture': ['Captures an authorized payment.', fields.AMOUNT_TABLE],
      'POST /order/cancel': ['Releases an authorized payment.', fields.NAMED_TABLE],
      'POST /order/process': ['Pays from server to server.', fields.PROCESS_TABLE],
      'POST /info/vpa': ['Tells whether a UPI address can pay.', fields.VPA_TABLE],
      'POST /upi/validate': ['Tells whether a UPI address can pay.', fields.VPA_TABLE],
      'POST /info/bin': ['Tells a card by its first digits.', fields.BIN_TABLE],
      'POST /health/bin': ['Tells a card by its first digits.', fields.BIN_TABLE],
      'POST /currency/get': ['Tells the rate between two currencies.', fields.RATE_TABLE],
      'POST /webhook/create': ['Adds an endpoint for webhooks.', fields.ENDPOINT_TABLE],
      'POST /webhook/:id': ['Changes an endpoint.', fields.ENDPOINT_TABLE],
      'POST /webhook/:id/update': ['Tells an endpoint.', fields.ENDPOINT_FIND_TABLE],
      'POST /webhook/list': ['Lists the endpoints.', fields.ENDPOINT_LIST_TABLE],
      'POST /settlement/fetch': ['Lists what was settled on a day.', fields.SETTLEMENT_TABLE],
      'POST /payout/accounts': ['Lists accounts that pay out: none.', fields.PAYOUT_TABLE],
      'POST /payout/balance': ['Tells the balance of such an account.', fields.BALANCE_TABLE],
    }),
    ...describeRows(/^page$/, { 'GET /:order': 'Shows the payment page of an order.' }),
    describeAlike(/./, /\/(subscription|payout|create)\b/, 'A product that no account here has.'),
  ],
};
