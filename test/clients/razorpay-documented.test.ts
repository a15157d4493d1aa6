// Every request that the Razorpay documents print comes to what our table says of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type DocumentedRequest,
  linesOf,
  readDocumented,
  tallyDocumented,
} from '../support/documented-request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { askDocumented } from './razorpay-request.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const requests = readDocumented('razorpay');

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
    'account_id',
    'bank_account',
    'card.tokenised',
    'checkout_config_id',
    'emi_duration',
    'fee',
    'first_payment_min_amount',
    'merchant_id',
    'offer_id',
    'offers',
    'options.order.offers',
    'options.order.transfers',
    'payment.contact',
    'recurring',
    'subscription_id',
    'token',
    'transfers',
  ]);
});

test('no documented request is lost: these numbers may only grow', () => {
  const { all, served, refused, disabled } = tallyDocumented(requests);
  assert.equal(all, 456);
  assert.ok(served >= 161, `${served} served`);
  assert.ok(served + refused + disabled >= 308, 'served, or refused as without the feature');
});

test('the page about the gateway has the numbers of the table', () => {
  const [found, wanted] = linesOf('razorpay');
  assert.equal(found, wanted);
});
