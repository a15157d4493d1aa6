// A client whose base address ends in a slash, or that joins paths with two: every row of every
// dialect, of our own APIs and every asset is where one slash finds it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accountFamily } from '../../src/api/account/index.ts';
import { sandboxFamily } from '../../src/api/sandbox/index.ts';
import * as gateways from '../../src/gateways/registry.ts';
import { listDialects } from '../../src/gateways/gateway.ts';
import { RZP_CREATE } from '../support/documented-example.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

/** What says of an answer where it comes from: not its headers, which name the request. */
async function answerOf(method: string, path: string) {
  const { status, text } = await ask(server.url + path, { method });
  return { status, text };
}

async function assertAlike(method: string, path: string): Promise<void> {
  const plain = await answerOf(method, path);
  const twice = path.replaceAll('/', '//');
  for (const spelt of [`/${path}`, `//${path}`, `${path}//`, twice, `${twice}?a=b//c`]) {
    assert.deepEqual(await answerOf(method, spelt), plain, `${method} ${spelt}`);
  }
}

const served = listDialects(gateways);
const own = [accountFamily(served), sandboxFamily(served)];
const families = [...served.flatMap((each) => each.families), ...own];
for (const family of families) {
  describe(`${family.name} at ${family.bases[0]}`, () => {
    for (const base of family.bases) {
      test(base || '/', async () => {
        for (const { method, path } of family.operations) {
          await assertAlike(method, base + path.replace(/:\w+/g, 'x'));
        }
      });
    }
  });
}

test('what browsers load', async () => {
  const paths = served.flatMap(({ assets = [] }) => assets.flatMap((each) => each.paths));
  assert.ok(paths.length > 0);
  for (const path of [...paths, '/healthz', '/pay/nobody']) {
    assert.notEqual((await answerOf('GET', path)).text, '');
    await assertAlike('GET', path);
  }
});

test('what is read of a path has one slash; a query keeps its own', async () => {
  const headers = { authorization: BASIC };
  const body = { ...RZP_CREATE, receipt: 'a//b' };
  const made = await ask(`${server.url}//v1//orders//`, { headers, body });
  assert.equal(made.status, 200, made.text);
  const listed = await ask(`${server.url}//v1//orders?receipt=a//b`, { headers });
  const { items } = listed.json as { items: { id: string }[] };
  assert.deepEqual(
    items.map(({ id }) => id),
    [(made.json as { id: string }).id],
  );
});
