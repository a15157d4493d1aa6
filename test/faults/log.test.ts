// A log that cannot be written, and a reader that has gone, cost no request and no process.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../support/postgres.ts';
import { ask } from '../support/server.ts';

const main = path.resolve(import.meta.dirname, '../../src/main.ts');

async function start(context: TestContext, output: 'pipe' | 'ignore', log: number | 'ignore') {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-log-'));
  const port = await freePort();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: { PATH: process.env['PATH'], DATA_DIR: folder, PORT: String(port) },
    stdio: ['ignore', output, log],
  });
  context.after(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, url: `http://127.0.0.1:${port}` };
}

async function untilServes(url: string, child: ChildProcess): Promise<void> {
  const serves = (): Promise<boolean> =>
    ask(`${url}/healthz`).then(
      () => true,
      () => false,
    );
  while (child.exitCode === null && !(await serves())) await wait(50);
  assert.equal(child.exitCode, null, 'it ended');
}

test('a full disk of the log', {
  skip: existsSync('/dev/full') ? false : 'this machine has no /dev/full',
  timeout: 60_000,
}, async (context) => {
  const { child, url } = await start(context, 'ignore', openSync('/dev/full', 'w'));
  await untilServes(url, child);
  for (let turn = 0; turn < 50; turn += 1) {
    assert.equal((await ask(`${url}/v1/orders`)).status, 401);
  }
  child.kill('SIGTERM');
  assert.equal((await once(child, 'exit'))[0], 0);
});

test('whoever reads the first lines has gone', { timeout: 60_000 }, async (context) => {
  const { child, url } = await start(context, 'pipe', 'ignore');
  child.stdout?.destroy();
  await untilServes(url, child);
  assert.equal((await ask(`${url}/healthz`)).status, 200);
  child.kill('SIGTERM');
  assert.equal((await once(child, 'exit'))[0], 0);
});
