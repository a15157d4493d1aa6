// Every request that Paytring's documents and kits print comes to what our table says of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { linesOf, readDocumented, tallyDocumented } from '../support/documented-request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { askDocumented } from './paytring-request.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const requests = readDocumented('paytring');

test('each documented request is served, refused in those words, or not served', async () => {
  const wrong: string[] = [];
  for (const request of requests) {
    const outcome = await askDocumented(server, request);
    if (outcome === request.outcome) continue;
    wrong.push(`${request.method} ${request.path} ${request.fields.join(' ')}: ${outcome}`);
  }
  assert.deepEqual(wrong, []);
});

test('no documented request is lost: these numbers may only grow', () => {
  const { all, served, refused, disabled } = tallyDocumented(requests);
  assert.equal(all, 68);
  assert.ok(served >= 46, `${served} served`);
  assert.ok(served + refused + disabled >= 68, 'served, or refused as without the feature');
});

test('the page about the gateway has the numbers of the table', () => {
  const [found, wanted] = linesOf('paytring');
  assert.equal(found, wanted);
});
