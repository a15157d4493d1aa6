// A server that is told to end: it finishes what is under way, and says that it is not ready.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createHealth } from '../../src/http/health.ts';
import type { IncomingRequest } from '../../src/http/request.ts';
import { RZP_CREATE } from '../support/documented-example.ts';
import { ask, BASIC, spawnServer, startServer } from '../support/server.ts';

test('SIGTERM: the request under way is answered, new ones are refused', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-drain-'));
  const { summary, child } = await spawnServer({ DATA_DIR: folder });
  const ended = once(child, 'exit');
  const body = JSON.stringify({ ...RZP_CREATE, receipt: 'drain' });
  const agent = new Agent({ keepAlive: true });
  const sent = request(`${summary.url}/api/v2/order/via/rzp/create`, {
    agent,
    method: 'POST',
    headers: {
      authorization: BASIC,
      'content-type': 'application/json',
      'content-length': body.length,
      expect: '100-continue',
    },
  });
  sent.flushHeaders();
  // The server has read the head of the request, and waits for its body.
  await once(sent, 'continue');
  child.kill('SIGTERM');
  while (
    await ask(`${summary.url}/healthz`)
      .then(() => true)
      .catch(() => false)
  );
  sent.end(body);
  const [answer] = await once(sent, 'response');
  assert.equal(answer.statusCode, 200);
  answer.resume();
  assert.equal((await ended)[0], 0);
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
});

test('a second signal ends it at once', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-drain-'));
  const { summary, child } = await spawnServer({ DATA_DIR: folder });
  const ended = once(child, 'exit');
  const sent = request(`${summary.url}/api/v2/order/via/rzp/create`, {
    method: 'POST',
    headers: { authorization: BASIC, 'content-length': 10, expect: '100-continue' },
  });
  sent.on('error', () => undefined);
  sent.flushHeaders();
  await once(sent, 'continue');
  child.kill('SIGTERM');
  while (
    await ask(`${summary.url}/healthz`)
      .then(() => true)
      .catch(() => false)
  );
  child.kill('SIGTERM');
  assert.equal((await ended)[0], 1);
  rmSync(folder, { recursive: true, force: true });
});

test('a server that serves is alive and ready', async () => {
  const server = await startServer();
  for (const tail of ['/healthz', '/readyz']) {
    const { status, json } = await ask(`${server.url}${tail}`);
    assert.deepEqual([status, json], [200, { status: 'ok' }]);
    assert.equal((await ask(`${server.url}${tail}`, { method: 'POST' })).status, 405);
  }
  await server.stop();
});

test('ready: started, the database was just asked and takes writes, no end is near', async () => {
  let now = 5000;
  let asked = 0;
  let works = true;
  let reason: string | null = 'the server is starting';
  const check = async (): Promise<void> => {
    asked += 1;
    if (!works) throw new Error('postgres://me:secret@db is away');
  };
  const accountApi = createHealth({ check, reason: () => reason }, () => now);
  const look = async (tail: string) => {
    const reply = await accountApi({ path: tail, method: 'GET' } as IncomingRequest);
    assert.ok(reply !== null && !String(reply.body).includes('secret'));
    return reply.status;
  };
  assert.deepEqual([await look('/readyz'), await look('/healthz'), asked], [503, 200, 0]);
  reason = null;
  assert.deepEqual([await look('/readyz'), await look('/readyz'), asked], [200, 200, 1]);
  works = false;
  now += 1001;
  assert.deepEqual([await look('/readyz'), await look('/healthz'), asked], [503, 200, 2]);
  works = true;
  assert.equal(await look('/readyz'), 503);
  now += 1001;
  assert.equal(await look('/readyz'), 200);
  reason = 'the server is about to end';
  assert.deepEqual([await look('/readyz'), await look('/healthz')], [503, 200]);
});
