// Razorpay as a merchant's program speaks it.
import { defineDialect, type Operation } from '../dialect.ts';
import { documentedV1, documentedV2 } from '../kit/documented.ts';
import { instruments } from './instrument.ts';
import { parseCreate, parseFetch } from './parse.ts';
import { renderCreated, renderFetched } from './render.ts';

const operations: readonly Operation[] = [
  { method: 'POST', path: '/create', rate: 'create', parse: parseCreate, render: renderCreated },
  { method: 'POST', path: '/fetch', rate: 'fetch', parse: parseFetch, render: renderFetched },
];
const names = { reference: 'receipt' };

export const razorpay = defineDialect({
  name: 'razorpay',
  title: 'Razorpay',
  families: [
    documentedV2('/api/v2/order/via/rzp', { operations, names }),
    documentedV1('/api/v1/order/via/rzp', { operations, names }),
  ],
  // The documented create names no return address: the customer stays on our page.
  handback: () => null,
  instruments,
});
