// Razorpay as a merchant's program speaks it: the documented paths and its own API.
import { defineDialect, operation, orderOperation } from '../../dialect.ts';
import { documentedV1, documentedV2 } from '../../kit/documented.ts';
import { type KeyedOperation, keyed } from '../../kit/field-list.ts';
import { firstCall } from './first-call.ts';
import { handback } from './handback.ts';
import { manual } from './manual.ts';
import { amounts, instruments } from './instrument.ts';
import { customScript } from './native/custom-script.ts';
import { BASES, families } from './native/family.ts';
import { checkoutScript } from './native/script.ts';
import { signedForms } from './signed-form.ts';
import { webhooks } from './webhook.ts';
import { CREATE_FIELDS, FETCH_FIELDS, parseCreate, parseFetch } from './parse.ts';
import { renderCreated, renderFetched } from './render.ts';

const CREATE = { method: 'POST', path: '/create', rate: 'create' } as const;
const FETCH = { method: 'POST', path: '/fetch', rate: 'fetch' } as const;
const operations: readonly KeyedOperation[] = [
  keyed(CREATE_FIELDS, operation(CREATE, parseCreate, renderCreated)),
  keyed(FETCH_FIELDS, orderOperation(FETCH, parseFetch, renderFetched)),
];
const names = { reference: 'receipt' };

export const razorpay = defineDialect({
  name: 'razorpay',
  title: 'Razorpay',
  // razorpay.md §1.1: one host for test and live.
  hosts: ['api.razorpay.com'],
  families: [
    documentedV2('/api/v2/order/via/rzp', { operations, names }),
    documentedV1('/api/v1/order/via/rzp', { operations, names }),
    ...families,
  ],
  assets: [
    // What the gateway's own host says at its root; nobody has to prove anything to read it.
    {
      paths: ['/razorpay'],
      type: 'application/json; charset=utf-8',
      body: () => '{"message":"Welcome to Razorpay API."}',
    },
    {
      paths: BASES.map((base) => `${base}/checkout.js`),
      type: 'text/javascript; charset=utf-8',
      body: checkoutScript,
    },
    {
      paths: BASES.map((base) => `${base}/razorpay.js`),
      type: 'text/javascript; charset=utf-8',
      body: customScript,
    },
  ],
  handback,
  webhooks,
  signedForms,
  instruments,
  amounts,
  manual,
  firstCall,
  hides: [
    ...['razorpay_signature', 'x-razorpay-signature', 'key_secret', 'webhook_secret'],
    ...['number', 'expiry_month', 'expiry_year', 'cryptogram_value'],
  ],
});
