// A start that cannot succeed ends at once, with one clear line; one that can keeps what it made.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ask, spawnServer } from '../support/server.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dubash-start-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const main = path.resolve(import.meta.dirname, '../../src/main.ts');

/** Starts as an operator does; resolves when the process has ended. */
function start(settings: Readonly<Record<string, string>>, ...flags: string[]) {
  const env = { PATH: process.env['PATH'], PORT: '0', DATA_DIR: folder, ...settings };
  const options = ['--disable-warning=ExperimentalWarning', main, ...flags];
  return new Promise<{ code: unknown; out: string; errors: string }>((resolve) => {
    execFile(process.execPath, options, { env, timeout: 20_000 }, (error, out, errors) => {
      resolve({ code: error?.code ?? 0, out, errors });
    });
  });
}

const file = path.join(folder, 'a-file');
writeFileSync(file, 'taken');
const WRONG: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
  [{ PORT: 'abc' }, /PORT must be/],
  [{ RATE_LIMITS: 'many' }, /RATE_LIMITS must be/],
  [{ MASTER_KEY: 'secret-but-short' }, /MASTER_KEY must be 64 hex digits, not "\(hidden\)"/],
  [{ SANDBOX_SECRET: 'short' }, /SANDBOX_SECRET must be/],
  [{ DATA_DIR: file }, /^dubash: DATA_DIR: EEXIST/],
  [{ DATA_DIR: path.join(file, 'below') }, /^dubash: DATA_DIR: ENOTDIR/],
  [{ HOST: '203.0.113.1' }, /^dubash: HOST: .*(?:EADDRNOTAVAIL|EINVAL)/],
  [{ HOST: 'nobody.invalid' }, /^dubash: HOST: getaddrinfo /],
];

for (const [settings, says] of WRONG) {
  test(`${JSON.stringify(settings).replace(folder, '…')}: one line`, async () => {
    const { code, out, errors } = await start(settings);
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(errors, says);
    assert.match(errors, /^dubash: [^\n]+\n$/);
    assert.doesNotMatch(errors, /secret-but-short|"short"/);
  });
}

test('a port that is taken, and a flag that is unknown', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  assert.ok(typeof address === 'object' && address !== null);
  const { code, errors } = await start({ PORT: String(address.port) });
  taken.close();
  assert.equal(code, 1);
  const says = `127.0.0.1:${address.port} is in use by another program (EADDRINUSE); set PORT to`;
  assert.ok(errors.startsWith(`dubash: ${says} another one, or to 0 for any`), errors);
  assert.match(errors, /^[^\n]*\n$/);
  const flag = await start({}, '--nope');
  assert.equal(flag.code, 1);
  assert.match(flag.errors, /^dubash: [^\n]*--nope[^\n]*\n$/);
});

test('--help lists the settings and starts nothing', async () => {
  const { code, out } = await start({}, '--help');
  assert.equal(code, 0);
  for (const name of ['HOST', 'PORT', 'DATA_DIR', 'PUBLIC_URL', 'RATE_LIMITS', 'LOG_LEVEL']) {
    assert.match(out, new RegExp(`^ +${name} `, 'm'));
  }
});

/** Starts as an operator does who reads the greeting, until it is there. */
async function greeting(settings: Readonly<Record<string, string>>): Promise<string> {
  const env = { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'error', ...settings };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], { env });
  const ended = once(child, 'exit');
  const isWhole = Promise.withResolvers<void>();
  let text = '';
  // Not a loop that is left early: that closes the pipe under a server that still writes.
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
    if (text.includes('/api/v2/order/via/rzp/create')) isWhole.resolve();
  });
  await Promise.race([isWhole.promise, ended]);
  child.kill('SIGTERM');
  await ended;
  return text;
}

test('a secret is told by the start that makes it, and by no other', async () => {
  const place = { DATA_DIR: path.join(folder, 'told-once') };
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  assert.ok(typeof address === 'object' && address !== null);
  assert.equal((await start({ ...place, PORT: String(address.port) })).code, 1);
  taken.close();
  const first = await greeting(place);
  const [, secret = ''] = /^ {2}secret {2}([0-9a-f]{64}) {2}\(told this once\)$/m.exec(first) ?? [];
  assert.ok(secret !== '', first);
  assert.match(first, new RegExp(`curl -u test_\\w+:${secret} `));
  const later = await greeting(place);
  assert.ok(!later.includes(secret));
  assert.match(
    later,
    /secret {2}told when it was made; for a new one: npm run --silent dubash -- keys create\n/,
  );
  assert.match(later, /curl -u test_\w+:"\$DUBASH_SECRET" /);
  const given = await greeting({ ...place, SANDBOX_SECRET: 'given_secret_123' });
  assert.ok(!given.includes('given_secret_123'));
  assert.match(given, /secret {2}as SANDBOX_SECRET says/);
});

test('the line of --json has the secret at the first start alone', async () => {
  const place = { DATA_DIR: path.join(folder, 'json'), SANDBOX_KEY: '', SANDBOX_SECRET: '' };
  const told: (string | null)[] = [];
  for (const settings of [place, place, { ...place, SANDBOX_SECRET: 'given_secret_123' }]) {
    const { summary, child } = await spawnServer(settings);
    told.push(summary.secret);
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  assert.match(told[0] ?? '', /^[0-9a-f]{64}$/);
  assert.deepEqual(told.slice(1), [null, null]);
});

test('a folder that is not there is made; another master key is refused on it', async () => {
  const deep = path.join(folder, 'one', 'two');
  const { summary, child } = await spawnServer({ DATA_DIR: deep });
  assert.equal((await ask(`${summary.url}/healthz`)).status, 200);
  child.kill('SIGTERM');
  await once(child, 'exit');
  assert.equal(statSync(deep).mode & 0o777, 0o700);
  assert.equal(statSync(path.join(deep, 'master.key')).mode & 0o777, 0o600);
  const { code, errors } = await start({ DATA_DIR: deep, MASTER_KEY: 'a'.repeat(64) });
  assert.equal(code, 1);
  assert.match(errors, /^dubash: the master key is not the one[^\n]+\n$/);
});

test('another SANDBOX_KEY than the first account has is refused', async () => {
  const own = path.join(folder, 'first-account');
  const first = await spawnServer({ DATA_DIR: own, SANDBOX_KEY: 'first_key' });
  first.child.kill('SIGTERM');
  await once(first.child, 'exit');
  const { code, out, errors } = await start({ DATA_DIR: own, SANDBOX_KEY: 'second_key' });
  assert.deepEqual([code, out], [1, '']);
  assert.match(errors, /^dubash: SANDBOX_KEY must be "first_key"[^\n]*, or not be set\n$/);
  const again = await spawnServer({ DATA_DIR: own, SANDBOX_KEY: '' });
  assert.equal(again.summary.key, 'first_key');
  again.child.kill('SIGTERM');
  await once(again.child, 'exit');
});
