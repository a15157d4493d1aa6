// Every request that the Razorpay documents print comes to what our table says of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DocumentedRequest } from '../support/documented-request.ts';
import { testDocumented } from '../support/documented-suite.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { askDocumented } from './razorpay-request.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const requests = testDocumented('razorpay', { all: 456, served: 201, decided: 343 }, (request) =>
  askDocumented(server, request),
);

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
    'payment.app',
    'payment.provider',
    'recurring',
    'subscription_id',
    'token',
    'transfers',
  ]);
});
