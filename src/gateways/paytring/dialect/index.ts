// Paytring as a merchant's program speaks it: its own two versions.
import { defineDialect, operation, orderOperation } from '../../dialect.ts';
import { type KeyedOperation, keyed } from '../../kit/field-list.ts';
import { productOperations, subscriptionOperations, vendorOperations } from './absent-product.ts';
import { endpointOperations } from './endpoint.ts';
import { basicV2, keyedV1 } from './family.ts';
import { firstCall } from './first-call.ts';
import { handback, embedMessages } from './handback.ts';
import { manual } from './manual.ts';
import { answerBin, answerRate, answerVpa, BIN_FIELDS, RATE_FIELDS, VPA_FIELDS } from './info.ts';
import { instruments } from './instrument.ts';
import { signedForms } from './signed-form.ts';
import { webhooks } from './webhook.ts';
import { pageFamily } from './page.ts';
import {
  AMOUNT_FIELDS,
  ATTEMPTS_FIELDS,
  CREATE_FIELDS,
  FETCH_FIELDS,
  NAMED_FIELDS,
  parseAttempts,
  parseCancel,
  parseCapture,
  parseCreate,
  parseFetch,
  parseFetchByReceipt,
  parseFetchRefund,
  parsePartialRefund,
  parseRefund,
  REFUND_FIELDS,
} from './parse.ts';
import { PROCESS_FIELDS, parseProcess, renderProcessed } from './process.ts';
import {
  renderAttempts,
  renderCanceled,
  renderCaptured,
  renderCreated,
  renderFetched,
  renderRefund,
  renderRefunded,
} from './render.ts';
import { frameScript } from './script.ts';

// Longer bases of others, such as /api/v2/order/via/…, win over these.
const V1 = ['/api/v1', '/paytring/api/v1'];
const V2 = ['/api/v2', '/paytring/api/v2'];
const VENDOR = ['/vendor', '/paytring/vendor'];
const PAGE = ['/pay/token', '/paytring/pay/token'];
const SCRIPT = ['/iframe.v1.0.0.js', '/paytring/iframe.v1.0.0.js'];

const CREATE = { method: 'POST', rate: 'create' } as const;
const FETCH = { method: 'POST', rate: 'fetch' } as const;
const REFUND = { method: 'POST', rate: 'refund' } as const;

const renderFull = renderRefunded('Refund has been initiated');
const renderPartial = renderRefunded('ORDER_PARTIALLY_REFUNDED_SUCCESSFULLY');

const operations: readonly KeyedOperation[] = [
  keyed(CREATE_FIELDS, operation({ ...CREATE, path: '/order/create' }, parseCreate, renderCreated)),
  keyed(
    FETCH_FIELDS,
    orderOperation({ ...FETCH, path: '/order/fetch' }, parseFetch, renderFetched),
  ),
  ...[
    operation({ ...FETCH, path: '/order/fetch/receipt' }, parseFetchByReceipt, renderFetched),
    operation({ ...REFUND, path: '/order/refund/fetch' }, parseFetchRefund, renderRefund),
    operation({ ...CREATE, path: '/order/cancel' }, parseCancel, renderCanceled),
  ].map((each) => keyed(NAMED_FIELDS, each)),
  keyed(REFUND_FIELDS, operation({ ...REFUND, path: '/order/refund' }, parseRefund, renderFull)),
  keyed(
    AMOUNT_FIELDS,
    operation({ ...REFUND, path: '/order/refund/partial' }, parsePartialRefund, renderPartial),
  ),
  keyed(
    AMOUNT_FIELDS,
    operation({ ...CREATE, path: '/order/capture' }, parseCapture, renderCaptured),
  ),
  keyed(
    ATTEMPTS_FIELDS,
    operation({ ...REFUND, path: '/order/refund/attempts' }, parseAttempts, renderAttempts),
  ),
  keyed(
    PROCESS_FIELDS,
    operation({ ...CREATE, path: '/order/process' }, parseProcess, renderProcessed),
  ),
  keyed(VPA_FIELDS, { ...FETCH, path: '/info/vpa', answer: answerVpa }),
  keyed(VPA_FIELDS, { ...FETCH, path: '/upi/validate', answer: answerVpa }),
  keyed(BIN_FIELDS, { ...FETCH, path: '/info/bin', answer: answerBin }),
  keyed(BIN_FIELDS, { ...FETCH, path: '/health/bin', answer: answerBin }),
  keyed(RATE_FIELDS, { ...FETCH, path: '/currency/get', answer: answerRate }),
  ...subscriptionOperations,
];

export const paytring = defineDialect({
  name: 'paytring',
  title: 'Paytring',
  // paytring.md §0.1: one host for test and live.
  hosts: ['api.paytring.com'],
  families: [
    keyedV1(V1, operations),
    basicV2(V2, [...operations, ...endpointOperations, ...productOperations]),
    { ...basicV2(VENDOR, vendorOperations), name: 'vendor' },
    pageFamily(PAGE),
  ],
  assets: [{ paths: SCRIPT, type: 'text/javascript; charset=utf-8', body: frameScript }],
  handback,
  embedMessages,
  webhooks,
  signedForms,
  instruments,
  manual,
  firstCall,
  hides: ['number', 'expiry_month', 'expiry_year', 'cavv', 'x-paytring-signature'],
});
