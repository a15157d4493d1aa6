// What each row of this dialect does, in a line, and the table of its fields.
import { describeAlike, describeRows, type Manual } from '../../kit/manual.ts';
import * as more from './more-request-field.ts';
import * as fields from './request-field.ts';

const CREDENTIALS = 'Headers `x-client-id` and `x-client-secret`';
const SECRET = /^(documented|native-(\d{4}-\d\d-\d\d|unversioned))$/;
const ORDER = 'Makes an order; a repeated `order_id` is refused.';
const REFUND = 'Gives an order back, whole or in part.';

export const manual: Manual = {
  proofs: [
    [/^documented$/, `${CREDENTIALS}.`],
    [/-session$/, 'The payment session of the order; credentials count where they come.'],
    [/-step$/, 'The number of the payment; credentials count where they come.'],
    [/^native-checkout$/, 'The payment session of the order.'],
    [/^native-unversioned$/, `${CREDENTIALS}; without \`x-api-version\` it is refused.`],
    [/^native/, `${CREDENTIALS}, and \`x-api-version\`.`],
  ],
  rows: [
    ...describeRows(/^documented$/, {
      'POST /orders': [ORDER, fields.DOCUMENTED_ORDER_FIELDS],
      'POST /orders/:id/refunds': [REFUND, fields.DOCUMENTED_REFUND_FIELDS],
    }),
    ...describeRows(/^native-(2021-05-21|2022-\d\d-01)$/, {
      'POST /orders': [ORDER, fields.OLD_ORDER_FIELDS],
    }),
    ...describeRows(/^native-2023-08-01$/, { 'POST /orders': [ORDER, fields.CART_ORDER_FIELDS] }),
    ...describeRows(/^native-202[56]-01-01$/, { 'POST /orders': [ORDER, fields.ORDER_FIELDS] }),
    ...describeRows(/^native-unversioned$/, {
      'POST /orders': ORDER,
      'POST /orders/:id/refunds': REFUND,
    }),
    ...describeRows(/^native-\d/, { 'POST /orders/:id/refunds': [REFUND, fields.REFUND_FIELDS] }),
    ...describeRows(SECRET, {
      'GET /orders': 'An order without its name: refused.',
      'GET /orders/:id': 'Tells an order.',
      'PATCH /orders/:id': ['Terminates an order.', fields.TERMINATE_FIELDS],
      'GET /orders/:id/payments': 'Lists the payments of an order.',
      'GET /orders/:id/payments/:cf_payment_id': 'Tells a payment.',
      'GET /orders/:id/refunds': 'Lists the refunds of an order.',
      'GET /orders/:id/refunds/:refund_id': 'Tells a refund.',
      'PUT /orders/:id/refunds/:refund_id': [
        'Changes how fast a refund is sent.',
        fields.REFUND_CHANGE_FIELDS,
      ],
      'POST /orders/:id/authorization': [
        'Captures or releases an authorized payment.',
        fields.AUTHORIZATION_FIELDS,
      ],
      'GET /orders/:id/settlements': 'Tells when an order was settled.',
      'GET /orders/:id/extended': 'Tells addresses and cart of an order.',
      'PUT /orders/:id/extended': ['Changes the delivery of an order.', more.DELIVERY_FIELDS],
      'POST /settlements': ['Lists settlements.', more.SETTLEMENT_FIELDS],
      'POST /settlement/recon': ['Lists what was settled.', more.SETTLEMENT_FIELDS],
      'POST /recon': ['Lists what moved, for reconciliation.', more.RECON_FIELDS],
      'POST /eligibility/:subject': ['Tells how an order can be paid.', more.ELIGIBILITY_FIELDS],
      'POST /customers': ['Keeps a customer.', more.CUSTOMER_FIELDS],
      'GET /customers/:customer_id/instruments': 'Lists kept cards: none.',
      'POST /simulate': ['Decides a payment of the sandbox.', fields.SIMULATE_FIELDS],
      'GET /simulate/:simulation_id': 'Tells a simulation.',
      'GET /incident': 'Lists what is down: nothing.',
    }),
    ...describeRows(/^native-(.*-link|unversioned)$/, {
      'POST /links': ['Makes a payment link.', more.LINK_FIELDS],
      'GET /links/:link_id': 'Tells a payment link.',
      'POST /links/:link_id/cancel': ['Cancels a payment link.', more.LINK_CANCEL_FIELDS],
      'GET /links/:link_id/orders': 'Lists the orders of a payment link.',
    }),
    ...describeRows(/^native-(.*-session|unversioned)$/, {
      'POST /orders/pay': ['Pays an order from server to server.', fields.TOKEN_FIELDS],
      'POST /orders/sessions': ['Pays an order from server to server.', fields.SESSION_FIELDS],
    }),
    ...describeRows(/^native-(.*-step|unversioned)$/, {
      'POST /orders/pay/authenticate/:cf_payment_id': [
        'Brings the one-time password.',
        fields.AUTHENTICATE_FIELDS,
      ],
    }),
    ...describeRows(/^native-checkout$/, {
      'POST /': ['Opens the page of a payment session.', fields.CHECKOUT_FIELDS],
    }),
    describeAlike(SECRET, /instruments/, 'A kept card: no customer here has one.'),
    describeAlike(SECRET, /(disputes|incident|GET \/offers)/, 'Nothing has one of its ids.'),
    describeAlike(
      SECRET,
      /\/(offers|terminal|easy-split|split|recon|plans|subscriptions|utilities|settlements)\b/,
      'A product that no account here has: told so.',
    ),
  ],
};
