// Worldline as a merchant's program speaks it.
import {
  type Asset,
  defineDialect,
  type Family,
  operation,
  orderOperation,
} from '../../dialect.ts';
import { documentedV1, documentedV2 } from '../../kit/documented.ts';
import { type KeyedOperation, keyed } from '../../kit/field-list.ts';
import { offersProof, unsignedV1 } from './family.ts';
import { firstCall } from './first-call.ts';
import { handback } from './handback.ts';
import { manual } from './manual.ts';
import { instruments } from './instrument.ts';
import { checkoutFamily } from './native/checkout.ts';
import { requestFamily } from './native/family.ts';
import { renderRefusal } from './native/refusal.ts';
import { checkoutScript } from './native/script.ts';
import { signedForms } from './signed-form.ts';
import { webhooks } from './webhook.ts';
import {
  CREATE_FIELDS,
  FETCH_FIELDS,
  parseCreate,
  parseFetch,
  parseUnprovedCreate,
} from './parse.ts';
import { renderCreated, renderFetched } from './render.ts';

const V1 = '/api/v1/order/via/worldline';
const V2 = '/api/v2/order/via/worldline';
const SHORT = '/worldline';

// The specification documents creation only; fetching is our extension, in its manner.
const EXTENSION_FETCH_PATH = '/fetch';

const CREATE = { method: 'POST', path: '/create', rate: 'create' } as const;
const FETCH = { method: 'POST', path: EXTENSION_FETCH_PATH, rate: 'fetch' } as const;

const operations: readonly KeyedOperation[] = [
  keyed(CREATE_FIELDS, operation(CREATE, parseCreate, renderCreated)),
  keyed(FETCH_FIELDS, orderOperation(FETCH, parseFetch, renderFetched)),
];
const unprovedCreate = operation(CREATE, parseUnprovedCreate, renderCreated);
const names = { reference: 'order_id' };

/** The gateway's own paths: at the host's root, under its short name, below the documented ones. */
function everywhere(...paths: readonly string[]): readonly string[] {
  return ['', SHORT, V2, V1].flatMap((place) => paths.map((path) => `${place}${path}`));
}

const CHECKOUT_PATH = '/api/pnCheckout';

/** Both casings of the folder occur in the official kits (worldline.md §3.1). */
function scriptAt(...names: readonly string[]): Pick<Asset, 'paths' | 'type'> {
  const folders = ['/Paynimocheckout', '/paynimocheckout'];
  const paths = everywhere(...folders.flatMap((folder) => names.map((name) => folder + name)));
  return { paths, type: 'text/javascript; charset=utf-8' };
}

/** What the gateway's own script and its oldest kits call besides (§3.1, §3.5). */
const UNSERVED = [
  ...['/api/CommonAPI', '/api/ProxyCommonAPI', '/api/DebitBinDetail.jsp', '/api/PaynimoEnc.jsp'],
  ...['/api/PaynimoEncNew.jsp', '/api/ProxyLogger.jsp', '/api/sendreceivemoney.jsp'],
  '/PaymentGateway',
];

/** There, and under our short name, what is not served is answered in the gateway's own shape. */
const nowhere: Family = {
  name: 'native-nowhere',
  bases: [SHORT, ...everywhere(...UNSERVED)],
  proof: 'none',
  identify: () => ({ failure: 'path_unknown' }),
  open: () => ({ failure: 'path_unknown' }),
  operations: [],
  renderFailure: renderRefusal,
};

export const worldline = defineDialect({
  name: 'worldline',
  title: 'Worldline',
  // worldline.md §3.1: one host for test and live.
  hosts: ['www.paynimo.com'],
  families: [
    documentedV2(V2, { operations, names }),
    { ...documentedV1(V1, { operations, names }), when: offersProof },
    unsignedV1(V1, { create: unprovedCreate, names }),
    checkoutFamily([...everywhere(CHECKOUT_PATH), `${SHORT}/api/checkout`]),
    requestFamily(everywhere('/api/paynimoV2.req')),
    nowhere,
  ],
  assets: [
    {
      // Without its ending too, as loaders of modules name it (SDK: magento2x-checkoutjs).
      ...scriptAt('/server/lib/checkout.js', '/server/lib/checkout'),
      body: (origin) => checkoutScript(origin, SHORT + CHECKOUT_PATH),
    },
  ],
  packagedAssets: [
    { ...scriptAt('/client/lib/jquery.min.js'), module: 'jquery/dist/jquery.min.js' },
  ],
  handback,
  webhooks,
  signedForms,
  instruments,
  manual,
  firstCall,
  hides: [
    ...['merchanttransactionidentifierhash', 'devicehash', 'cardnumber', 'cvc', 'expirydatetime'],
    ...['instrumenttoken', 'cardtoken', 'expmonth', 'expyear', 'securitytoken'],
  ],
});
