// Paytring as a merchant's program speaks it: its own two versions.
import { defineDialect, type Operation, operation } from '../../dialect.ts';
import { endpointOperations } from './endpoint.ts';
import { basicV2, keyedV1 } from './family.ts';
import { handback, embedMessages } from './handback.ts';
import { answerBin, answerRate, answerVpa } from './info.ts';
import { instruments } from './instrument.ts';
import { webhooks } from './webhook.ts';
import { pageFamily } from './page.ts';
import {
  parseAttempts,
  parseCancel,
  parseCapture,
  parseCreate,
  parseFetch,
  parseFetchByReceipt,
  parseFetchRefund,
  parsePartialRefund,
  parseRefund,
} from './parse.ts';
import { parseProcess, renderProcessed } from './process.ts';
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
const PAGE = ['/pay/token', '/paytring/pay/token'];
const SCRIPT = ['/iframe.v1.0.0.js', '/paytring/iframe.v1.0.0.js'];

const CREATE = { method: 'POST', rate: 'create' } as const;
const FETCH = { method: 'POST', rate: 'fetch' } as const;
const REFUND = { method: 'POST', rate: 'refund' } as const;

const renderFull = renderRefunded('Refund has been initiated');
const renderPartial = renderRefunded('ORDER_PARTIALLY_REFUNDED_SUCCESSFULLY');

const operations: readonly Operation[] = [
  operation({ ...CREATE, path: '/order/create' }, parseCreate, renderCreated),
  operation({ ...FETCH, path: '/order/fetch' }, parseFetch, renderFetched),
  operation({ ...FETCH, path: '/order/fetch/receipt' }, parseFetchByReceipt, renderFetched),
  operation({ ...REFUND, path: '/order/refund' }, parseRefund, renderFull),
  operation({ ...REFUND, path: '/order/refund/partial' }, parsePartialRefund, renderPartial),
  operation({ ...REFUND, path: '/order/refund/fetch' }, parseFetchRefund, renderRefund),
  operation({ ...REFUND, path: '/order/refund/attempts' }, parseAttempts, renderAttempts),
  operation({ ...CREATE, path: '/order/capture' }, parseCapture, renderCaptured),
  operation({ ...CREATE, path: '/order/cancel' }, parseCancel, renderCanceled),
  operation({ ...CREATE, path: '/order/process' }, parseProcess, renderProcessed),
  { ...FETCH, path: '/info/vpa', answer: answerVpa },
  { ...FETCH, path: '/upi/validate', answer: answerVpa },
  { ...FETCH, path: '/info/bin', answer: answerBin },
  { ...FETCH, path: '/health/bin', answer: answerBin },
  { ...FETCH, path: '/currency/get', answer: answerRate },
];

export const paytring = defineDialect({
  name: 'paytring',
  title: 'Paytring',
  families: [
    keyedV1(V1, operations),
    basicV2(V2, [...operations, ...endpointOperations]),
    pageFamily(PAGE),
  ],
  assets: [{ paths: SCRIPT, type: 'text/javascript; charset=utf-8', body: frameScript }],
  handback,
  embedMessages,
  webhooks,
  instruments,
});
