// `GET /version` tells the build to anybody, and nothing else is answered there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ask, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

test('it tells the name, the version, Node and the commit where there is one', async () => {
  const file = path.resolve(import.meta.dirname, '../../package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  const { status, json } = await ask(`${server.url}/version`);
  assert.equal(status, 200);
  const { commit = '0'.repeat(40), ...rest } = json as Readonly<Record<string, string>>;
  assert.deepEqual(rest, { name: 'dubash', version, node: process.versions.node });
  assert.match(commit, /^[0-9a-f]{40}$/);
  assert.equal((await ask(`${server.url}/version/`, { method: 'HEAD' })).status, 200);
});

test('nothing can be changed there', async () => {
  const { status, headers } = await ask(`${server.url}/version`, { method: 'POST' });
  assert.deepEqual([status, headers.get('allow')], [405, 'GET, HEAD']);
});
