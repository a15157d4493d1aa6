// Every request that Pine Labs' documents, SDKs and plugins print comes to what our table says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { linesOf, readDocumented, tallyDocumented } from '../support/documented-request.ts';
import { askDocumented } from './pinelabs-request.ts';
import { openTokenClient, type TokenClient } from './pinelabs-token-client.ts';

let client: TokenClient;
before(async () => {
  client = await openTokenClient();
});
after(() => client.server.stop());

const requests = readDocumented('pinelabs');

test('each documented request of Pine Labs comes to what the table says', async () => {
  const wrong: string[] = [];
  for (const request of requests) {
    const outcome = await askDocumented(client, request);
    if (outcome === request.outcome) continue;
    wrong.push(`${request.method} ${request.path} ${request.fields.join(' ')}: ${outcome}`);
  }
  assert.deepEqual(wrong, []);
});

test('no documented request of Pine Labs is lost: these numbers may only grow', () => {
  const { all, served, refused, disabled } = tallyDocumented(requests);
  assert.equal(all, 218);
  assert.ok(served >= 65, `${served} served`);
  assert.ok(served + refused + disabled >= 195, 'served, or refused as without the feature');
});

test('the page about Pine Labs has the numbers of the table', () => {
  const [found, wanted] = linesOf('pinelabs');
  assert.equal(found, wanted);
});
