// Every request that PayU's documents and SDKs print comes to what our table says of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { linesOf, readDocumented, tallyDocumented } from '../support/documented-request.ts';
import { openStage, type Stage } from './payu-stage.ts';
import { askDocumented } from './payu-request.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

const requests = readDocumented('payu');

test('each documented request is served, refused in those words, or not served', async () => {
  const wrong: string[] = [];
  for (const request of requests) {
    const outcome = await askDocumented(stage.server, request);
    if (outcome === request.outcome) continue;
    wrong.push(`${request.method} ${request.path} ${request.fields.join(' ')}: ${outcome}`);
  }
  assert.deepEqual(wrong, []);
});

test('what a shop is refused are products that no account here has', () => {
  const field = /^refused: (?:Refund FAILURE - )?(\w+)/;
  const refused = requests.flatMap(({ outcome }) => field.exec(outcome)?.[1] ?? []);
  assert.deepEqual([...new Set(refused)].sort(), [
    ...['Card', 'Invalid', 'The', 'Var8'],
    ...['additional_charges', 'beneficiarydetail', 'offer_auto_apply', 'offer_key', 'pg', 'si'],
    ...['splitRequest', 'store_card_token'],
  ]);
});

test('no documented request is lost: these numbers may only grow', () => {
  const { all, served, refused, disabled } = tallyDocumented(requests);
  assert.equal(all, 136);
  assert.ok(served >= 63, `${served} served`);
  assert.ok(served + refused + disabled >= 84, 'served, or refused as without the product');
});

test('the page about the gateway has the numbers of the table', () => {
  const [found, wanted] = linesOf('payu');
  assert.equal(found, wanted);
});
