// Every processor of the registry: whatever a reply is, reading it throws nothing, pays nothing and
// repeats nobody's name, since what it said is logged and kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listProcessors } from '../../src/gateways/gateway.ts';
import type { Exchange, Processor, Side } from '../../src/gateways/processor.ts';
import * as gateways from '../../src/gateways/registry.ts';
import { buildAsk } from '../support/processor-ask.ts';

const NOW = 1_780_000_000_000;
const ASK = buildAsk(50_000, NOW, { attempt: '403993715500000001', theirOrder: '2149460581' });
/** Where gateways put the customer, around words that no table of theirs has. */
const CUSTOMER = {
  ...{ name: 'canary-name', email: 'canary@example.com', contact: 'canary-phone' },
  ...{ phone: 'canary-phone', customer_details: { customer_phone: 'canary-phone' } },
  ...{ firstname: 'canary-name', vpa: 'canary@upi', field9: 'canary-field' },
};
const ODD = { id: 'x', status: 'odd', order_status: 'ODD', payment_status: 'ODD', ...CUSTOMER };
const BODIES: readonly unknown[] = [
  ODD,
  [ODD],
  { entity: 'collection', count: 1, items: [ODD] },
  { status: 1, msg: 'fetched', transaction_details: { [ASK.name]: ODD } },
  { data: ODD },
  {
    data: {
      ...{ type: 'CHARGE', merchant_order_reference: ASK.name, order_id: ASK.theirOrder },
      ...{ status: 'PENDING', pre_auth: false, payments: [ODD], purchase_details: CUSTOMER },
    },
  },
  { access_token: 'canary-token', token_type: 'odd' },
  {
    ...{ merchantTransactionIdentifier: ASK.name, merchantAdditionalDetails: 'canary-details' },
    paymentMethod: { ...ODD, paymentTransaction: { ...ODD, statusCode: '0301' } },
  },
];
const STATUSES = [200, 400, 404, 409, 500];

type Reading = Exchange<never, never>;

/** Whatever it is asked, by the name of the question. */
function exchangesOf(processor: Processor): readonly (readonly [string, Reading])[] {
  const parts: readonly (readonly [string, unknown])[] = Object.entries(processor);
  return parts.filter((entry): entry is readonly [string, Reading] => {
    const [, part] = entry;
    return typeof part === 'object' && part !== null && 'read' in part;
  });
}

function sideOf({ credentialFields }: Processor): Side {
  const credentials = Object.fromEntries(
    credentialFields.map(({ name }) => [name, `made-${name}`]),
  );
  const about = { id: 1, account: 1, processor: 'p', mode: 'test', baseUrl: null } as const;
  return { connection: { ...about, credentials: [credentials] }, credentials, now: NOW };
}

for (const [name, processor] of listProcessors(gateways)) {
  for (const [question, { read }] of exchangesOf(processor)) {
    test(`${name}: ${question}: an odd reply repeats nobody's name, and pays nothing`, () => {
      for (const status of STATUSES) {
        for (const body of BODIES) {
          const reply = { status, body: JSON.stringify(body) };
          for (const earlier of [[], [reply], [reply, reply]]) {
            const step = earlier.length;
            const result: unknown = read(reply, ASK as never, sideOf(processor), step, earlier);
            const told = JSON.stringify(result);
            assert.doesNotMatch(told, /canary/, `${status} ${reply.body}`);
            assert.doesNotMatch(told, /"state":"(?:captured|authorized|processed)"/);
          }
        }
      }
    });
  }
}
