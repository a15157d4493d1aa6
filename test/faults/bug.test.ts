// A bug of ours on the road: a 500 in the dialect's words, saved under its key, nothing leaked.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { operation } from '../../src/gateways/dialect.ts';
import { documentedV2 } from '../../src/gateways/kit/documented.ts';
import type { Match } from '../../src/http/mount.ts';
import { type IncomingRequest, mountRequest } from '../../src/http/request.ts';
import { type App, travel } from '../../src/http/road.ts';
import { beginCourse } from '../../src/metrics/road.ts';
import { createServer } from '../../src/http/server.ts';
import { BASIC, SECRET, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let app: App;
const logged: string[] = [];
const note = (fields: object, text: string): void => {
  logged.push(`${text} ${JSON.stringify(fields)}`);
};

before(async () => {
  server = await startServer();
  const log = { info: note, warn: note, error: note };
  app = { ...server.app.road, mount: () => null, log };
});
after(() => server.stop());

let calls = 0;
const ROW = { method: 'POST', path: '/broken', rate: 'create' } as const;
const broken = operation(
  ROW,
  () => {
    calls += 1;
    throw new Error(`broken while it held ${SECRET.length} characters`);
  },
  () => assert.fail('nothing to render'),
);

function placeOf(incoming: IncomingRequest): Match {
  const family = documentedV2('/base', { operations: [broken], names: { reference: 'receipt' } });
  const request = mountRequest(incoming, '/base');
  const candidates = [{ operation: broken, params: {} }];
  return { family, request, candidates, failure: null, course: beginCourse() };
}

function arrive(headers: Readonly<Record<string, string>>): IncomingRequest {
  const own = { authorization: BASIC, 'content-type': 'application/json' };
  const bytes = Buffer.from('{"amount":1}');
  const sent = { headers: { ...own, ...headers }, address: '127.0.0.1', bytes };
  return { id: 'r1', method: 'POST', path: '/base/broken', query: {}, ...sent };
}

const INTERNAL = {
  status: 'ERROR',
  code: 'INTERNAL_ERROR',
  message: 'An unexpected error occurred',
};

test('a bug is answered in the dialect’s words and told to the log only', async () => {
  const incoming = arrive({});
  const reply = await travel(app, placeOf(incoming), incoming);
  assert.equal(reply.status, 500);
  assert.deepEqual(JSON.parse(reply.body), INTERNAL);
  assert.match(logged.join('\n'), /broken while it held/);
});

test('a bug beside the road, in a page or in health, is answered and told too', async () => {
  const throwing = () => {
    throw new Error('broken beside the road');
  };
  const rejecting = () => Promise.reject(new Error('broken a moment later'));
  for (const mounted of [throwing, rejecting]) {
    const log = { info: note, warn: note, error: note };
    const other = createServer(app, [mounted], log);
    await other.listen({ host: '127.0.0.1', port: 0 });
    const { port } = other.server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/pay/anything`);
    assert.equal(answer.status, 500);
    assert.equal(((await answer.json()) as { code: string }).code, 'INTERNAL_ERROR');
    await other.close();
  }
  assert.match(logged.join('\n'), /broken beside the road[\s\S]*broken a moment later/);
});

test('an answer that HTTP cannot carry is a 500, and its neighbours are answered', async () => {
  const accountApi = ({ path }: IncomingRequest) =>
    path === '/strange' || path === '/plain'
      ? Promise.resolve({
          status: 200,
          headers: path === '/strange' ? { 'x-name': 'आशा' } : {},
          body: 'fine',
        })
      : null;
  const server = createServer(app, [accountApi], app.log);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const paths = ['/plain', '/strange', '/plain', '/strange', '/plain'];
  const answers = await Promise.all(
    paths.map((path) => fetch(`http://127.0.0.1:${port}${path}`).then(({ status }) => status)),
  );
  await server.close();
  assert.deepEqual(answers, [200, 500, 200, 500, 200]);
  assert.match(logged.join('\n'), /an answer could not be written/);
});

test('with a key, the 500 is the answer that is given again', async () => {
  const incoming = arrive({ 'x-idempotency-key': 'bug-1' });
  calls = 0;
  const first = await travel(app, placeOf(incoming), incoming);
  const second = await travel(app, placeOf(incoming), incoming);
  assert.equal(first.status, 500);
  assert.equal(first.headers['x-idempotency-replayed'], 'false');
  assert.equal(second.status, 500);
  assert.equal(second.body, first.body);
  assert.equal(second.headers['x-idempotency-replayed'], 'true');
  assert.equal(calls, 2, 'the second was read; its commit found the first answer');
});
