// The three tests that hold a gateway's documented requests: what each comes to, that none is lost,
// and that the gateway's page tells the numbers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type DocumentedRequest,
  linesOf,
  readDocumented,
  tallyDocumented,
} from './documented-request.ts';

/** Numbers that may only grow; `all` is how many the documents print. */
export type Floors = { readonly all: number; readonly served: number; readonly decided: number };

/** `ask` sends one and tells what came of it, as the table spells it. */
export function testDocumented(
  dialect: string,
  { all, served, decided }: Floors,
  ask: (request: DocumentedRequest) => Promise<string>,
): readonly DocumentedRequest[] {
  const requests = readDocumented(dialect);

  test('each documented request is served, refused in those words, or not served', async () => {
    const wrong: string[] = [];
    for (const request of requests) {
      const outcome = await ask(request);
      if (outcome === request.outcome) continue;
      wrong.push(`${request.method} ${request.path} ${request.fields.join(' ')}: ${outcome}`);
    }
    assert.deepEqual(wrong, []);
  });

  test('no documented request is lost: these numbers may only grow', () => {
    const tally = tallyDocumented(requests);
    assert.equal(tally.all, all);
    assert.ok(tally.served >= served, `${tally.served} served`);
    const sum = tally.served + tally.refused + tally.disabled;
    assert.ok(sum >= decided, `${sum} served, or refused as without the product`);
  });

  test('the page about the gateway has the numbers of the table', () => {
    const [found, wanted] = linesOf(dialect);
    assert.equal(found, wanted);
  });
  return requests;
}
