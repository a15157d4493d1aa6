// The native paths as families: what needs the secret, what the public key may ask, where they are.
import type { Family, Operation } from '../../../dialect.ts';
import {
  answerDowntime,
  answerDowntimes,
  answerFeatures,
  answerMethods,
  answerPreferences,
  parseEmbedded,
  renderEmbedded,
} from './checkout.ts';
import {
  parseCustomer,
  parseCustomerEdit,
  parseCustomers,
  parseFindCustomer,
  renderCustomer,
  renderCustomers,
} from './customer.ts';
import { parseEdit } from './edit.ts';
import {
  parseFindOrder,
  parseOrder,
  parseOrderPayments,
  parseOrders,
  renderOrder,
  renderOrderPayments,
  renderOrders,
} from './order.ts';
import {
  parseCapture,
  parseFindCard,
  parseFindPayment,
  parsePaymentRefunds,
  parsePayments,
  renderCard,
  renderFoundCard,
  renderPayment,
  renderPaymentRefunds,
  renderPayments,
} from './payment.ts';
import { identifyPublic, identifySecret, openPublic, openSecret } from './proof.ts';
import {
  parseFindRefund,
  parseRefund,
  parseRefunds,
  renderRefund,
  renderRefunds,
} from './refund.ts';
import { BROWSER_PATH, renderRefusal } from './refusal.ts';
import {
  parseFindWebhook,
  parseWebhook,
  parseWebhookEdit,
  parseWebhooks,
  renderWebhook,
  renderWebhooks,
} from './endpoint.ts';

/** The host's root, the short root, the documented base; the last two also without the version. */
export const BASES = Object.freeze([
  '/v1',
  '/razorpay/v1',
  '/razorpay',
  '/api/v2/order/via/rzp/v1',
  '/api/v2/order/via/rzp',
]);

const CREATE = { method: 'POST', rate: 'create' } as const;
const FETCH = { method: 'GET', rate: 'fetch' } as const;
const CHANGE = { method: 'PATCH', rate: 'create' } as const;
const PUT = { method: 'PUT', rate: 'create' } as const;
const SEND_BACK = { method: 'POST', rate: 'refund' } as const;
const LOOK_BACK = { method: 'GET', rate: 'refund' } as const;

const ORDER = { parse: parseFindOrder, render: renderOrder } as const;
const REFUND = { parse: parseRefund, render: renderRefund } as const;
const FIND_REFUND = { parse: parseFindRefund, render: renderRefund } as const;
const REFUNDS_OF_PAYMENT = { parse: parsePaymentRefunds, render: renderPaymentRefunds } as const;

const operations: readonly Operation[] = [
  { ...CREATE, path: '/orders', parse: parseOrder, render: renderOrder },
  { ...FETCH, path: '/orders', parse: parseOrders, render: renderOrders },
  { ...FETCH, path: '/orders/:id', ...ORDER },
  { ...CHANGE, path: '/orders/:id', parse: parseEdit('order'), render: renderOrder },
  {
    ...FETCH,
    path: '/orders/:id/payments',
    parse: parseOrderPayments,
    render: renderOrderPayments,
  },
  { ...FETCH, path: '/payments', parse: parsePayments, render: renderPayments },
  { ...FETCH, path: '/payments/downtimes', answer: answerDowntimes },
  { ...FETCH, path: '/payments/downtimes/:id', answer: answerDowntime },
  { ...FETCH, path: '/payments/:id', parse: parseFindPayment, render: renderPayment },
  { ...CHANGE, path: '/payments/:id', parse: parseEdit('payment'), render: renderPayment },
  { ...FETCH, path: '/payments/:id/card', parse: parseFindPayment, render: renderCard },
  { ...FETCH, path: '/cards/:id', parse: parseFindCard, render: renderFoundCard },
  { ...CREATE, path: '/payments/:id/capture', parse: parseCapture, render: renderPayment },
  { ...SEND_BACK, path: '/payments/:id/refund', ...REFUND },
  { ...LOOK_BACK, path: '/payments/:id/refunds', ...REFUNDS_OF_PAYMENT },
  { ...LOOK_BACK, path: '/payments/:payment/refunds/:id', ...FIND_REFUND },
  { ...SEND_BACK, path: '/refunds', ...REFUND },
  {
    ...LOOK_BACK,
    path: '/refunds',
    when: ({ query }) => (query['payment_id'] ?? '') !== '',
    ...REFUNDS_OF_PAYMENT,
  },
  { ...LOOK_BACK, path: '/refunds', parse: parseRefunds, render: renderRefunds },
  { ...LOOK_BACK, path: '/refunds/:id', ...FIND_REFUND },
  { ...CHANGE, path: '/refunds/:id', parse: parseEdit('refund'), render: renderRefund },
  { ...CREATE, path: '/customers', parse: parseCustomer, render: renderCustomer },
  { ...FETCH, path: '/customers', parse: parseCustomers, render: renderCustomers },
  { ...FETCH, path: '/customers/:id', parse: parseFindCustomer, render: renderCustomer },
  { ...PUT, path: '/customers/:id', parse: parseCustomerEdit, render: renderCustomer },
  { ...CREATE, path: '/webhooks', parse: parseWebhook, render: renderWebhook },
  { ...FETCH, path: '/webhooks', parse: parseWebhooks, render: renderWebhooks },
  { ...FETCH, path: '/webhooks/:id', parse: parseFindWebhook, render: renderWebhook },
  { ...PUT, path: '/webhooks/:id', parse: parseWebhookEdit, render: renderWebhook },
  // Plugins ask these for their own maker's use; nothing depends on the answers.
  { ...CREATE, path: '/plugins/segment', answer: answerFeatures },
  { ...FETCH, path: '/merchant/1cc_preferences', answer: answerFeatures },
  { ...CREATE, path: '/1cc/merchant/woocommerce/plugins_list', answer: answerFeatures },
  { ...FETCH, path: '/rtb', answer: answerFeatures },
  { ...FETCH, path: '/app/merchant/api/verify/:feature/:mode', answer: answerFeatures },
];

const PUBLIC = {
  identify: identifyPublic,
  open: openPublic,
  renderFailure: renderRefusal,
} as const;
const METHODS = { ...FETCH, answer: answerMethods } as const;

export const families: readonly Family[] = [
  {
    name: 'native',
    bases: BASES,
    identify: identifySecret,
    open: openSecret,
    operations,
    renderFailure: renderRefusal,
  },
  {
    ...PUBLIC,
    name: 'native-public',
    bases: BASES,
    operations: [
      { ...FETCH, path: '/preferences', answer: answerPreferences },
      { ...METHODS, path: '/methods' },
      { ...CREATE, path: BROWSER_PATH, parse: parseEmbedded, render: renderEmbedded },
    ],
  },
  // One SDK leaves the version out of this path alone (contract §1.5).
  {
    ...PUBLIC,
    name: 'native-methods',
    bases: ['/methods'],
    operations: [{ ...METHODS, path: '/' }],
  },
];
