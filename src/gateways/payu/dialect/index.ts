// PayU India as a merchant's program speaks it.
import { defineDialect, type Family, operation, orderOperation } from '../../dialect.ts';
import { documentedV1, documentedV2 } from '../../kit/documented.ts';
import { type KeyedOperation, keyed } from '../../kit/field-list.ts';
import { firstCall } from './first-call.ts';
import { handback } from './handback.ts';
import { manual } from './manual.ts';
import { instruments } from './instrument.ts';
import { paymentFamily } from './native/checkout.ts';
import { renderPage } from './native/page.ts';
import { postserviceFamily } from './native/postservice.ts';
import { signedForms } from './signed-form.ts';
import { webhooks } from './webhook.ts';
import { boltScript } from './native/script.ts';
import { presetOf } from './preset.ts';
import { CREATE_FIELDS, FETCH_FIELDS, parseDocumented, parseFetch } from './parse.ts';
import { renderCreated, renderFetched } from './render.ts';

const CREATE = { method: 'POST', path: '/create', rate: 'create' } as const;
const FETCH = { method: 'POST', path: '/fetch', rate: 'fetch' } as const;
const operations: readonly KeyedOperation[] = [
  keyed(CREATE_FIELDS, operation(CREATE, parseDocumented, renderCreated)),
  keyed(FETCH_FIELDS, orderOperation(FETCH, parseFetch, renderFetched)),
];
const names = { reference: 'txnid' };

const DOCUMENTED_V2 = '/api/v2/order/via/payu';
const DOCUMENTED_V1 = '/api/v1/order/via/payu';
const SHORT = '/payu';
const PLACES = ['', SHORT, DOCUMENTED_V2, DOCUMENTED_V1];

/** payu.md §1.1: both services are called with and without the ending, by clients of every age. */
function everywhere(path: string): readonly string[] {
  return PLACES.flatMap((place) => [`${place}${path}`, `${place}${path}.php`]);
}

/** As jssdk.payu.in and, for older kits, checkout-static.citruspay.com serve it. */
const BOLT_PATHS = ['/bolt/bolt.min.js', '/bolt/run/bolt.min.js'];

/** Under our own name, what PayU does not serve is answered as PayU would: with a page. */
const nowhere: Family = {
  name: 'native-nowhere',
  bases: [SHORT],
  proof: 'none',
  identify: () => ({ failure: 'path_unknown' }),
  open: () => ({ failure: 'path_unknown' }),
  operations: [],
  renderFailure: renderPage,
};

export const payu = defineDialect({
  name: 'payu',
  title: 'PayU',
  // payu.md §1.1: pages and commands, in test and in production.
  hosts: ['test.payu.in', 'apitest.payu.in', 'secure.payu.in', 'info.payu.in'],
  families: [
    documentedV2(DOCUMENTED_V2, { operations, names }),
    documentedV1(DOCUMENTED_V1, { operations, names }),
    paymentFamily(everywhere('/_payment')),
    postserviceFamily(everywhere('/merchant/postservice')),
    nowhere,
  ],
  assets: [
    {
      paths: PLACES.flatMap((place) => BOLT_PATHS.map((path) => `${place}${path}`)),
      type: 'text/javascript; charset=utf-8',
      body: boltScript,
    },
  ],
  handback,
  preset: presetOf,
  webhooks,
  signedForms,
  instruments,
  manual,
  firstCall,
  hides: [
    ...['ccnum', 'ccvv', 'ccexpmon', 'ccexpyr', 'card_no', 'cardnum', 'cardhash', 'card_token'],
    ...['cardtoken', 'store_card_token', 'user_token', 'v1', 'v2'],
  ],
});
