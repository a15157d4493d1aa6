// `dubash` as its own process: it starts as `npm start` does, and tells its version.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';

const folder = mkdtempSync(path.join(tmpdir(), 'dubash-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const root = path.resolve(import.meta.dirname, '../..');
const main = path.join(import.meta.dirname, 'main.ts');
const { version, bin } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly bin: { readonly dubash: string };
};
const flags = ['--disable-warning=ExperimentalWarning', main];

/** With this process's Node before any other of the machine's. */
function environment(settings: Readonly<Record<string, string>> = {}) {
  const search = [path.dirname(process.execPath), process.env['PATH'] ?? ''].join(path.delimiter);
  return { PATH: search, PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'error', ...settings };
}

function finish(program: string, args: readonly string[], settings = {}) {
  const options = { env: environment(settings), timeout: 20_000 };
  return new Promise<{ code: unknown; out: string; wrong: string }>((resolve) => {
    execFile(program, args, options, (error, out, wrong) => {
      resolve({ code: error?.code ?? 0, out, wrong });
    });
  });
}

test('the command of the package runs by itself and tells its version', async () => {
  for (const file of [path.join(root, bin.dubash), main]) {
    accessSync(file, constants.X_OK);
    assert.deepEqual(await finish(file, ['--version']), {
      code: 0,
      out: `dubash ${version}\n`,
      wrong: '',
    });
  }
});

test('dubash start serves until a signal ends it', async () => {
  const child = spawn(process.execPath, [...flags, 'start', '--json'], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended,
  ]);
  const { url } = JSON.parse(String(line)) as { readonly url: string };
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
});

test('a start that cannot succeed says why in one line and ends with 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  assert.ok(typeof address === 'object' && address !== null);
  const port = String(address.port);
  const busy = await finish(process.execPath, [...flags, 'start'], { PORT: port });
  taken.close();
  assert.deepEqual([busy.code, busy.out], [1, '']);
  assert.match(busy.wrong, /^dubash: [^\n]*EADDRINUSE[^\n]*\n$/);
  const wrong = await finish(process.execPath, [...flags, 'start'], { PORT: 'abc' });
  assert.equal(wrong.code, 1);
  assert.match(wrong.wrong, /^dubash: PORT must be[^\n]*\n$/);
});

test('a word that is no command ends with 2', async () => {
  const { code, out, wrong } = await finish(process.execPath, [...flags, 'strat']);
  assert.deepEqual([code, out], [2, '']);
  assert.match(wrong, /did you mean "start"\?/);
});
