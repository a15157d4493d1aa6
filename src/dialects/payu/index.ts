// PayU India as a merchant's program speaks it.
import { defineDialect, type Operation } from '../dialect.ts';
import { documentedV1, documentedV2 } from '../kit/documented.ts';
import { handBack } from './handback.ts';
import { listNativeHashes } from './hash.ts';
import { instruments } from './instrument.ts';
import { parseCreate, parseFetch } from './parse.ts';
import { renderCreated, renderFetched } from './render.ts';

const operations: readonly Operation[] = [
  { method: 'POST', path: '/create', rate: 'create', parse: parseCreate, render: renderCreated },
  { method: 'POST', path: '/fetch', rate: 'fetch', parse: parseFetch, render: renderFetched },
];
const names = { reference: 'txnid' };

export const payu = defineDialect({
  name: 'payu',
  title: 'PayU',
  families: [
    documentedV2('/api/v2/order/via/payu', { operations, names }),
    documentedV1('/api/v1/order/via/payu', { operations, names }, listNativeHashes),
  ],
  handback: handBack,
  instruments,
});
