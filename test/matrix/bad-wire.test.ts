// Bad days of the wire: by a header, of sandbox accounts alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isFailure } from '../../src/core/failure.ts';
import { PLAY_HEADER, readBadDay } from '../../src/http/bad-wire.ts';
import { RZP_CREATE } from '../support/documented-example.ts';
import { ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

/** Makes an order of this reference on a documented path. */
const create = (receipt: string, day: string | null, authorization = BASIC) =>
  ask(`${server.url}/api/v2/order/via/rzp/create`, {
    headers: { authorization, ...(day === null ? {} : { [PLAY_HEADER]: day }) },
    body: { ...RZP_CREATE, receipt },
  });

async function exists(reference: string, key = KEY): Promise<boolean> {
  const { accounts, engine } = server.app.parts;
  const { account } = (await accounts.find(key)) ?? assert.fail();
  const order = [{ by: 'reference', reference } as const];
  return !isFailure(await engine.find(account, { kind: 'findOrder', order }));
}

test('status: answered in place of the request, which is not carried out', async () => {
  for (const status of [429, 500, 503]) {
    const reference = `status-${status}`;
    const answered = await create(reference, `status=${status}`);
    assert.equal(answered.status, status);
    assert.match(answered.headers.get('content-type') ?? '', /text\/html/);
    assert.equal(answered.json, undefined);
    assert.equal(await exists(reference), false);
  }
});

test('lost: carried out, and answered with an error all the same', async () => {
  const answered = await create('lost', 'lost=502');
  assert.equal(answered.status, 502);
  assert.equal(await exists('lost'), true);
});

test('delay: the answer is the same, later', async () => {
  const since = performance.now();
  const answered = await create('delayed', 'delay=300');
  assert.ok(performance.now() - since >= 299);
  assert.equal(answered.status, 200, answered.text);
});

test('cut: carried out, and the answer breaks off in its middle', async () => {
  await assert.rejects(create('cut', 'cut'));
  assert.equal(await exists('cut'), true);
  await assert.rejects(create('cut-503', 'status=503, cut'));
  assert.equal(await exists('cut-503'), false);
  // The server goes on.
  assert.equal((await create('after-cut', null)).status, 200);
});

test('what cannot be played is refused, and not carried out', async () => {
  for (const day of ['', 'rain', 'status=200', 'status=5030', 'delay=60000', 'cut=1', 'cut,']) {
    const answered = await create('misspelt', day);
    assert.equal(answered.status, 400, day);
    assert.match(answered.text, /joined by commas/);
  }
  assert.equal(await exists('misspelt'), false);
});

test('whoever has not proved the account is refused as without it', async () => {
  const wrong = `Basic ${Buffer.from(`${KEY}:wrong`).toString('base64')}`;
  const plain = await create('stranger', null, wrong);
  const played = await create('stranger', 'status=503', wrong);
  assert.deepEqual([played.status, played.text], [plain.status, plain.text]);
});

test('a live account has no bad days: the header is ignored, and logged once', async () => {
  const { accounts } = server.app.parts;
  const live = { key: 'live_wire', secret: 'live_secret', name: 'Live', processor: 'sandbox' };
  await accounts.add({ ...live, mode: 'live' });
  const own = `Basic ${Buffer.from('live_wire:live_secret').toString('base64')}`;
  for (const day of ['status=503', 'cut', 'rain']) {
    const answered = await create(`live-${day}`, day, own);
    assert.equal(answered.status, 200, answered.text);
    assert.equal(await exists(`live-${day}`, 'live_wire'), true);
  }
  const warned = server.logged.filter((line) => line.includes(PLAY_HEADER));
  assert.equal(warned.length, 1, warned.join('\n'));
});

test('paths of nobody and pages are served as without it', async () => {
  const headers = { [PLAY_HEADER]: 'status=503' };
  for (const path of ['/health', '/no/such/path', '/assets/none.js']) {
    const plain = await ask(server.url + path);
    const played = await ask(server.url + path, { headers });
    assert.deepEqual([played.status, played.text], [plain.status, plain.text], path);
  }
});

test('a header is read whole', () => {
  const calm = { status: null, lost: null, delayMs: 0, cut: false };
  assert.deepEqual(readBadDay('delay=2000,lost=504'), { ...calm, delayMs: 2000, lost: 504 });
  assert.deepEqual(readBadDay(' status=503 , cut '), { ...calm, status: 503, cut: true });
  assert.equal(readBadDay('status=399'), null);
});
