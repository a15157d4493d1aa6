// Every request that Cashfree's OpenAPI files print comes to what our table says of it, in every
// version that prints it, and what is served fits that version's schema.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DocumentedRequest } from '../support/documented-request.ts';
import { testDocumented } from '../support/documented-suite.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { askDocumented } from './cashfree-request.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

/** What it comes to in each version that prints it; another outcome names its version. */
async function askInAll(request: DocumentedRequest): Promise<string> {
  assert.equal(request.times, request.versions.length, 'one for each version');
  for (const version of request.versions) {
    const outcome = await askDocumented(server, request, version);
    if (outcome !== request.outcome) return `${version}: ${outcome}`;
  }
  return request.outcome;
}

const requests = testDocumented('cashfree', { all: 305, served: 144, decided: 300 }, askInAll);

test('no field that moves money or says who pays is taken and not acted on', () => {
  const refused = requests.flatMap(({ outcome }) => {
    const field = /^refused: (\S+) : is not enabled/.exec(outcome)?.[1];
    return outcome === 'refused: Merchant not enabled with easy splits'
      ? 'order_splits'
      : (field ?? []);
  });
  assert.deepEqual([...new Set(refused)].sort(), [
    'customer_details.customer_bank_account_number',
    'link_partial_payments',
    'order_meta.payment_methods_filters.filters.card_bins',
    'order_splits',
    'payment_method.card.instrument_id',
  ]);
});

const operations = (fits: (request: DocumentedRequest) => boolean): number =>
  new Set(requests.filter(fits).map(({ method, path }) => `${method} ${path}`)).size;

test('no documented operation is lost: these numbers may only grow', () => {
  assert.equal(
    operations(() => true),
    91,
  );
  const taken = operations(({ outcome }) => outcome === 'served');
  assert.ok(taken >= 31, `${taken} operations`);
});
