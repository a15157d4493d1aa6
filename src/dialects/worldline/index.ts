// Worldline as a merchant's program speaks it.
import { defineDialect, type Operation } from '../dialect.ts';
import { documentedV1, documentedV2 } from '../kit/documented.ts';
import { offersProof, unsignedV1 } from './family.ts';
import { handback } from './handback.ts';
import { instruments } from './instrument.ts';
import { parseCreate, parseFetch, parseUnprovedCreate } from './parse.ts';
import { renderCreated, renderFetched } from './render.ts';

const V1 = '/api/v1/order/via/worldline';
const V2 = '/api/v2/order/via/worldline';

// The seed documents creation only; fetching is our extension, in its manner.
const EXTENSION_FETCH_PATH = '/fetch';

const create = {
  method: 'POST',
  path: '/create',
  rate: 'create',
  parse: parseCreate,
  render: renderCreated,
} as const;
const fetch: Operation = {
  method: 'POST',
  path: EXTENSION_FETCH_PATH,
  rate: 'fetch',
  parse: parseFetch,
  render: renderFetched,
};
const operations: readonly Operation[] = [create, fetch];
const names = { reference: 'order_id' };

export const worldline = defineDialect({
  name: 'worldline',
  title: 'Worldline',
  families: [
    documentedV2(V2, { operations, names }),
    { ...documentedV1(V1, { operations, names }), when: offersProof },
    unsignedV1(V1, { create: { ...create, parse: parseUnprovedCreate }, names }),
  ],
  handback,
  instruments,
});
