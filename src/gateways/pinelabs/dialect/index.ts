// Pine Labs as a merchant's program speaks it: the documented paths and three native generations.
import { defineDialect, type Family, operation, orderOperation } from '../../dialect.ts';
import { documentedV1, documentedV2 } from '../../kit/documented.ts';
import { type KeyedOperation, keyed } from '../../kit/field-list.ts';
import { firstCall } from './first-call.ts';
import { handback } from './handback.ts';
import { manual } from './manual.ts';
import { instruments } from './instrument.ts';
import { signedForms } from './signed-form.ts';
import { webhooks } from './webhook.ts';
import { identifyBearer, openBearer } from './native/plural/bearer.ts';
import { tokenFamilies } from './native/plural/family.ts';
import { renderFailure } from './native/plural/refusal.ts';
import { frameScript } from './native/plural/script.ts';
import { signedFamilies } from './native/ppc/family.ts';
import { unservedFamilies } from './native/unserved.ts';
import { CREATE_FIELDS, FETCH_FIELDS, parseCreate, parseFetch } from './parse.ts';
import { renderCreated, renderFetched } from './render.ts';

const V2 = '/api/v2/order/via/pinelabs';
const V1 = '/api/v1/order/via/pinelabs';
const SHORT = '/pinelabs';
/** What clients put before the native paths: nothing, our short root, or the documented base. */
const PLACES = ['', SHORT, V2, V1];

const CREATE = { method: 'POST', path: '/create', rate: 'create' } as const;
const FETCH = { method: 'POST', path: '/fetch', rate: 'fetch' } as const;
const operations: readonly KeyedOperation[] = [
  keyed(CREATE_FIELDS, operation(CREATE, parseCreate, renderCreated)),
  keyed(FETCH_FIELDS, orderOperation(FETCH, parseFetch, renderFetched)),
];
const names = { reference: 'merchant_txn_id' };

/** What nothing else under the short root answers. */
const elsewhere: Family = {
  name: 'elsewhere',
  bases: [SHORT],
  proof: 'secret',
  identify: identifyBearer,
  open: openBearer,
  operations: [],
  renderFailure,
};

export const pinelabs = defineDialect({
  name: 'pinelabs',
  title: 'Pine Labs',
  // pinelabs.md §2: forms and signed JSON, then tokens, each in test and in production.
  hosts: ['uat.pinepg.in', 'pinepg.in', 'pluraluat.v2.pinepg.in', 'api.pluralpay.in'],
  families: [
    documentedV2(V2, { operations, names }),
    documentedV1(V1, { operations, names }),
    ...signedFamilies(PLACES),
    ...tokenFamilies(PLACES),
    ...unservedFamilies(PLACES),
    elsewhere,
  ],
  assets: [
    {
      paths: PLACES.map((place) => `${place}/v3/web-sdk-checkout.js`),
      type: 'text/javascript; charset=utf-8',
      body: frameScript,
    },
  ],
  handback,
  webhooks,
  signedForms,
  instruments,
  manual,
  firstCall,
  hides: [
    ...['dia_secret', 'ppc_dia_secret', 'merchant_access_code', 'ppc_merchantaccesscode'],
    ...['client_secret', 'order_token', 'salted_card_hash', 'card_number', 'cvv'],
    ...['expiry_month', 'expiry_year', 'cryptogram', 'webhook-signature', 'x-verify'],
  ],
});
