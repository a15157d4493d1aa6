// The native paths as families: what needs the secret, what the public key may ask, where they are.
import { type Family, type Operation, operation, orderOperation } from '../../../dialect.ts';
import { absentProducts } from './absent-product.ts';
import { settlements } from './settlement.ts';
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
import { cardNumberOperations } from './card-number.ts';
import { AJAX_PATH, parseAjax, renderAjax, renderAjaxRefusal } from './custom-checkout.ts';
import { feeOperations } from './customer-fee.ts';
import { customerAccountOperations } from './customer-account.ts';
import { itemOperations } from './item.ts';
import { renderCustom, renderMade, renderRedirect, renderUpi } from './custom-answer.ts';
import { isWithoutOrder, parseCustom, parseOrderless } from './custom-payment.ts';
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
import { linkOperations } from './payment-link-operation.ts';
import { renderLinkRefusal } from './payment-link-refusal.ts';
import { passwordOperations } from './one-time-password.ts';
import { identifyPublic, identifySecret, openPublic, openSecret } from './proof.ts';
import {
  parseFindRefund,
  parseRefund,
  parseRefunds,
  renderRefund,
  renderRefunds,
} from './refund.ts';
import { BROWSER_PATH, renderRefusal } from './refusal.ts';
import { STRICT } from './strict.ts';
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

/** A payment from server to server, of an order or without one. */
function custom(word: string, render: typeof renderCustom): readonly Operation[] {
  const row = { ...CREATE, path: `/payments/create/${word}` };
  const when: Operation['when'] = (_, fields) => isWithoutOrder(fields);
  return [operation({ ...row, when }, parseOrderless, render), operation(row, parseCustom, render)];
}

const operations: readonly Operation[] = [
  // First: `/payments/qr_codes` is no payment.
  ...absentProducts,
  // Last: `ondemand` is no settlement.
  ...settlements,
  operation({ ...CREATE, path: '/orders' }, parseOrder, renderMade),
  operation({ ...FETCH, path: '/orders' }, parseOrders, renderOrders),
  orderOperation({ ...FETCH, path: '/orders/:id' }, parseFindOrder, renderOrder),
  operation({ ...CHANGE, path: '/orders/:id' }, parseEdit('order'), renderOrder),
  operation({ ...FETCH, path: '/orders/:id/payments' }, parseOrderPayments, renderOrderPayments),
  operation({ ...FETCH, path: '/payments' }, parsePayments, renderPayments),
  { ...FETCH, path: '/payments/downtimes', answer: answerDowntimes },
  { ...FETCH, path: '/payments/downtimes/:id', answer: answerDowntime },
  ...custom('json', renderCustom),
  ...custom('upi', renderUpi),
  ...custom('redirect', renderRedirect),
  ...passwordOperations,
  ...feeOperations,
  operation({ ...FETCH, path: '/payments/:id' }, parseFindPayment, renderPayment),
  operation({ ...CHANGE, path: '/payments/:id' }, parseEdit('payment'), renderPayment),
  operation({ ...FETCH, path: '/payments/:id/card' }, parseFindPayment, renderCard),
  ...cardNumberOperations,
  operation({ ...FETCH, path: '/cards/:id' }, parseFindCard, renderFoundCard),
  operation({ ...CREATE, path: '/payments/:id/capture' }, parseCapture, renderPayment),
  operation({ ...SEND_BACK, path: '/payments/:id/refund' }, parseRefund, renderRefund),
  operation(
    { ...LOOK_BACK, path: '/payments/:id/refunds' },
    parsePaymentRefunds,
    renderPaymentRefunds,
  ),
  operation(
    { ...LOOK_BACK, path: '/payments/:payment/refunds/:id' },
    parseFindRefund,
    renderRefund,
  ),
  operation({ ...SEND_BACK, path: '/refunds' }, parseRefund, renderRefund),
  operation(
    { ...LOOK_BACK, path: '/refunds', when: ({ query }) => (query['payment_id'] ?? '') !== '' },
    parsePaymentRefunds,
    renderPaymentRefunds,
  ),
  operation({ ...LOOK_BACK, path: '/refunds' }, parseRefunds, renderRefunds),
  operation({ ...LOOK_BACK, path: '/refunds/:id' }, parseFindRefund, renderRefund),
  operation({ ...CHANGE, path: '/refunds/:id' }, parseEdit('refund'), renderRefund),
  operation({ ...CREATE, path: '/customers' }, parseCustomer, renderCustomer),
  operation({ ...FETCH, path: '/customers' }, parseCustomers, renderCustomers),
  operation({ ...FETCH, path: '/customers/:id' }, parseFindCustomer, renderCustomer),
  operation({ ...PUT, path: '/customers/:id' }, parseCustomerEdit, renderCustomer),
  ...customerAccountOperations,
  ...itemOperations,
  operation({ ...CREATE, path: '/webhooks' }, parseWebhook, renderWebhook),
  operation({ ...FETCH, path: '/webhooks' }, parseWebhooks, renderWebhooks),
  operation({ ...FETCH, path: '/webhooks/:id' }, parseFindWebhook, renderWebhook),
  operation({ ...PUT, path: '/webhooks/:id' }, parseWebhookEdit, renderWebhook),
  // Plugins ask these for their own maker's use; nothing depends on the answers.
  { ...CREATE, path: '/plugins/segment', answer: answerFeatures },
  { ...FETCH, path: '/merchant/1cc_preferences', answer: answerFeatures },
  { ...CREATE, path: '/1cc/merchant/woocommerce/plugins_list', answer: answerFeatures },
  { ...FETCH, path: '/rtb', answer: answerFeatures },
  { ...FETCH, path: '/app/merchant/api/verify/:feature/:mode', answer: answerFeatures },
];

const PUBLIC = {
  proof: 'offered',
  identify: identifyPublic,
  open: openPublic,
  renderFailure: renderRefusal,
} as const;
const METHODS = { ...FETCH, answer: answerMethods } as const;

export const families: readonly Family[] = [
  {
    name: 'native',
    bases: BASES,
    proof: 'secret',
    identify: identifySecret,
    open: openSecret,
    operations,
    renderFailure: renderRefusal,
    strict: STRICT,
  },
  {
    name: 'native-links',
    bases: BASES,
    proof: 'secret',
    identify: identifySecret,
    open: openSecret,
    operations: linkOperations,
    renderFailure: renderLinkRefusal,
  },
  {
    ...PUBLIC,
    name: 'native-public',
    bases: BASES,
    strict: { isPage: true },
    operations: [
      { ...FETCH, path: '/preferences', answer: answerPreferences },
      { ...METHODS, path: '/methods' },
      operation({ ...CREATE, path: BROWSER_PATH }, parseEmbedded, renderEmbedded),
    ],
  },
  {
    ...PUBLIC,
    name: 'native-custom',
    bases: BASES,
    operations: [operation({ ...CREATE, path: AJAX_PATH }, parseAjax, renderAjax)],
    renderFailure: renderAjaxRefusal,
  },
  // What partners alone have; no other gateway has such paths at the host's root.
  {
    name: 'native-v2',
    bases: ['/v2'],
    proof: 'none',
    identify: () => ({ failure: 'path_unknown' }),
    open: () => ({ failure: 'path_unknown' }),
    operations: [],
    renderFailure: renderRefusal,
  },
  // One SDK leaves the version out of this path alone (razorpay.md §1.5).
  {
    ...PUBLIC,
    name: 'native-methods',
    bases: ['/methods'],
    operations: [{ ...METHODS, path: '/' }],
  },
];
