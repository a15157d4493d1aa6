// Every request that PayU's documents and SDKs print comes to what our table says of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testDocumented } from '../support/documented-suite.ts';
import { openStage, type Stage } from './payu-stage.ts';
import { askDocumented } from './payu-request.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

const requests = testDocumented('payu', { all: 136, served: 65, decided: 87 }, (request) =>
  askDocumented(stage.server, request),
);

test('what a shop is refused are products that no account here has', () => {
  const field = /^refused: (?:Refund FAILURE - )?(\w+)/;
  const refused = requests.flatMap(({ outcome }) => field.exec(outcome)?.[1] ?? []);
  assert.deepEqual([...new Set(refused)].sort(), [
    ...['Card', 'Invalid', 'Si_details', 'The', 'Var8'],
    ...['additional_charges', 'beneficiarydetail', 'offer_auto_apply', 'offer_key', 'pg', 'si'],
    ...['splitRequest', 'store_card_token'],
  ]);
});
