// Cashfree as a merchant's program speaks it: the documented paths and six native versions.
import {
  type Asset,
  defineDialect,
  type Family,
  operation,
  orderOperation,
} from '../../dialect.ts';
import { DOCUMENTED_BASES, renderDocumented, tellingBoth } from './documented.ts';
import { firstCall } from './first-call.ts';
import { embedMessages, handback } from './handback.ts';
import { manual } from './manual.ts';
import { instruments } from './instrument.ts';
import { checkoutFamily } from './native/checkout.ts';
import { elementPage } from './native/element-page.ts';
import { cashfreeScript } from './native/script.ts';
import { cashfreeScriptV2 } from './native/script-v2.ts';
import { everyOperation, nativeFamilies } from './native/family.ts';
import { signedForms } from './signed-form.ts';
import { webhooks } from './webhook.ts';
import { parseCreate, parseFindOrder, parseFindRefund, parseRefund } from './parse.ts';
import { identifyHeaders, openHeaders } from './proof.ts';
import { renderRefusal } from './native/refusal.ts';
import {
  renderCreated,
  renderFetched,
  renderPayments,
  renderRefund,
  renderRefunded,
  renderRefunds,
} from './render.ts';
import { TRAITS, VERSIONS, versionOf } from '../version.ts';

// With and without the `/pg` of the gateway's own address: clients replace the host or all of it.
const NATIVE_BASES = [
  ...DOCUMENTED_BASES,
  ...DOCUMENTED_BASES.map((base) => `${base}/pg`),
  '/pg',
  '/cashfree',
  '/cashfree/pg',
];

const CHECKOUT = '/cashfree/checkout';

const ORDERS = { path: '/orders' } as const;
const ORDER = { path: '/orders/:id' } as const;
const PAYMENTS = { path: '/orders/:id/payments' } as const;
const REFUNDS = { path: '/orders/:id/refunds' } as const;
const REFUND = { path: '/orders/:id/refunds/:refund_id' } as const;
const CREATE = { method: 'POST', rate: 'create' } as const;
const FETCH = { method: 'GET', rate: 'fetch' } as const;
// "Refund Operations" have one limit in the specification: creating, listing and fetching alike.
const SEND_BACK = { method: 'POST', rate: 'refund' } as const;
const LOOK_BACK = { method: 'GET', rate: 'refund' } as const;

const documented: Family = {
  name: 'documented',
  bases: DOCUMENTED_BASES,
  // cashfree.md §0.2: x-api-version is optional here; with it, that version answers, and adds what
  // the specification has beyond it (documented.ts).
  when: (request) => versionOf(request) === '',
  proof: 'secret',
  identify: identifyHeaders,
  open: openHeaders,
  operations: [
    operation({ ...CREATE, ...ORDERS }, parseCreate, renderCreated),
    orderOperation({ ...FETCH, ...ORDER }, parseFindOrder, renderFetched),
    operation({ ...FETCH, ...PAYMENTS }, parseFindOrder, renderPayments),
    operation({ ...SEND_BACK, ...REFUNDS }, parseRefund, renderRefunded),
    operation({ ...LOOK_BACK, ...REFUNDS }, parseFindOrder, renderRefunds),
    operation({ ...LOOK_BACK, ...REFUND }, parseFindRefund, renderRefund),
  ],
  renderFailure: renderDocumented,
};

/** Whoever names no version, or none that is known, is told so before anything else. */
const unversioned: Family = {
  name: 'native-unversioned',
  bases: NATIVE_BASES,
  when: (request) => !VERSIONS.some((version) => version === versionOf(request)),
  proof: 'secret',
  identify: (request) => ({
    failure: versionOf(request) === '' ? 'version_missing' : 'version_unknown',
  }),
  open: openHeaders,
  operations: everyOperation(VERSIONS.map((version) => TRAITS[version])),
  renderFailure: (failure) => renderRefusal(failure, null),
};

const PATHS = { checkout: CHECKOUT, element: '/cashfree/element' } as const;
const SCRIPT_TYPE = 'text/javascript; charset=utf-8';

/** Under the gateway's own names for them, so that a page changes the host only. */
const scripts: readonly Asset[] = [
  {
    paths: ['/js/v3/cashfree.js', '/cashfree/js/v3/cashfree.js'],
    type: SCRIPT_TYPE,
    body: (origin) => cashfreeScript(origin, PATHS),
  },
  {
    paths: ['', '/cashfree'].flatMap((base) =>
      ['sandbox', 'prod'].map((mode) => `${base}/js/ui/2.0.0/cashfree.${mode}.js`),
    ),
    type: SCRIPT_TYPE,
    body: (origin) => cashfreeScriptV2(origin, PATHS),
  },
];

/** What the frames of cashfree.js components load. */
const element: Asset = {
  paths: [PATHS.element],
  type: 'text/html; charset=utf-8',
  body: () => elementPage('/pg/orders/sessions', CHECKOUT),
};

export const cashfree = defineDialect({
  name: 'cashfree',
  title: 'Cashfree',
  // cashfree.md §1: the base of the sandbox and of production.
  hosts: ['sandbox.cashfree.com', 'api.cashfree.com'],
  families: [
    documented,
    ...VERSIONS.flatMap((version) => nativeFamilies(TRAITS[version], NATIVE_BASES)).map(
      tellingBoth,
    ),
    tellingBoth(unversioned),
    checkoutFamily(CHECKOUT),
  ],
  assets: [...scripts, element],
  handback,
  embedMessages,
  webhooks,
  signedForms,
  instruments,
  manual,
  firstCall,
  hides: [
    ...['client_secret', 'secretkey', 'order_token', 'x-webhook-signature', 'x-client-secret'],
    ...['cardnumber', 'cardcvv', 'cardexpiry', 'card_expiry_mm', 'card_expiry_yy', 'card_expiry'],
    ...['cryptogram'],
  ],
});
