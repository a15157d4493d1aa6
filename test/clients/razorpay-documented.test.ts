// Every request that the Razorpay documents print comes to what our table says of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  askDocumented,
  type DocumentedRequest,
  readDocumented,
} from '../support/documented-request.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const requests = readDocumented();

function count(fits: (outcome: string) => boolean): number {
  return requests.filter(({ outcome }) => fits(outcome)).reduce((sum, { times }) => sum + times, 0);
}

test('each documented request is served, refused in those words, or not served', async () => {
  const wrong: string[] = [];
  for (const request of requests) {
    const outcome = await askDocumented(server, request);
    if (outcome === request.outcome) continue;
    wrong.push(`${request.method} ${request.path} ${request.fields.join(' ')}: ${outcome}`);
  }
  assert.deepEqual(wrong, []);
});

test('no documented field of a served request is unknown', () => {
  const fieldOf = ({ outcome }: DocumentedRequest) => /^refused: (\S+) is\/are not/.exec(outcome);
  const refused = requests.flatMap((request) => fieldOf(request)?.[1] ?? []);
  // Products that no account here has; the table of request fields has a source for each.
  assert.deepEqual([...new Set(refused)].sort(), [
    'bank_account',
    'checkout_config_id',
    'first_payment_min_amount',
    'merchant_id',
    'offer_id',
    'offers',
    'payment.contact',
    'token',
    'transfers',
  ]);
});

test('the page about the gateway has the numbers of the table', () => {
  const page = path.resolve(import.meta.dirname, '../../docs/gateways/razorpay.md');
  const line = readFileSync(page, 'utf8')
    .split('\n')
    .find((each) => each.startsWith('Documented requests: '));
  const served = count((outcome) => outcome === 'served');
  const refused = count((outcome) => outcome.startsWith('refused: '));
  const disabled = count((outcome) => outcome === 'not enabled');
  const rest = count((outcome) => outcome === 'not served');
  const all = served + refused + disabled + rest;
  assert.equal(
    line,
    `Documented requests: ${served} of ${all} served, ${refused} refused by field or id, ` +
      `${disabled} refused as not enabled, ${rest} not served.`,
  );
});
