// The package as npm makes it: it serves from an empty folder, and tests can start it.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'dubash-package-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const modules = path.join(folder, 'node_modules');
const installed = path.join(modules, 'dubash');
const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
type Locked = { readonly packages: Readonly<Record<string, { dev?: boolean; version: string }>> };
const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as Locked;
const needed = Object.entries(lock.packages).filter(
  ([name, { dev }]) => name !== '' && dev !== true,
);
/** Shows every address that is asked for and is not this machine. */
const WATCH = `data:text/javascript,${encodeURIComponent(`
  import net from 'node:net'; import dns from 'node:dns';
  const tell = (what) => process.stderr.write('OUTSIDE ' + what + '\\n');
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...rest) {
    const asked = [rest[0]].flat()[0] ?? {};
    const host = asked.host ?? asked.path ?? '127.0.0.1';
    if (!/^(127\\.|localhost$|::1$|\\/)/.test(host)) tell(host);
    return connect.apply(this, rest);
  };
  for (const of of [dns, dns.promises]) for (const name of ['lookup', 'resolve', 'resolve4']) {
    const known = of[name];
    of[name] = function (host, ...rest) {
      if (host !== 'localhost' && !/^[\\d.:]+$/.test(host)) tell(host);
      return known.call(this, host, ...rest);
    };
  }
`)}`;

// `npm install` of the tarball without a network: npm packs, its packages are those of this clone.
before(() => {
  const { npm_execpath: npm } = process.env;
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const args = [...first, 'pack', '--silent', '--pack-destination', folder];
  const said = execFileSync(command, args, { cwd: root, encoding: 'utf8' });
  mkdirSync(installed, { recursive: true });
  const tarball = path.join(folder, said.trim().split('\n').at(-1) ?? '');
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  for (const name of needed
    .map(([each]) => each)
    .filter((each) => each.lastIndexOf('node_') === 0)) {
    const to = path.join(folder, name);
    mkdirSync(path.dirname(to), { recursive: true });
    symlinkSync(path.join(root, name), to);
  }
});

function run(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env['PATH'] ?? '', ...more };
  return new Promise<{ code: unknown; out: string; wrong: string }>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env, timeout: 60_000 }, (error, out, wrong) => {
      resolve({ code: error?.code ?? 0, out, wrong });
    });
  });
}

const bin = path.join(installed, 'bin/dubash.mjs');

test('it has what is named and no source, test or secret', () => {
  const names = execFileSync('tar', ['-tzf', path.join(folder, tarballName())], {
    encoding: 'utf8',
  });
  for (const file of ['LICENSE', 'README.md', 'dist/cli/main.js', 'dist/testing/index.d.ts']) {
    assert.ok(names.includes(`package/${file}\n`), file);
  }
  assert.match(names, /dist\/store\/migrations\/0001-initial\.sql/);
  assert.doesNotMatch(names, /\.test\.|package\/(src|test|data|examples)\/|master\.key/);
});

function tarballName(): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return `dubash-${version}.tgz`;
}

test('it serves from an empty folder, and asks nothing outside this machine', async () => {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  const child = spawn(process.execPath, ['--import', WATCH, bin, 'start', '--json'], {
    cwd: empty,
    env: { PORT: '0' },
    stdio: 'pipe',
  });
  after(() => child.kill('SIGKILL'));
  let wrong = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    wrong += text;
  });
  const ended = once(child, 'exit');
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended,
  ]);
  assert.equal(wrong, '');
  const { url, key, secret } = JSON.parse(String(line)) as Record<string, string>;
  const order = { order: 'r-1', method: 'card' };
  for (const [to, body] of [
    ['/sandbox/orders', { amount: 50000, reference: 'r-1' }],
    ['/sandbox/pay', order],
  ] as const) {
    const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const reply = await fetch(`${url}${to}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    assert.ok(reply.ok, await reply.text());
  }
  assert.ok(existsSync(path.join(empty, 'data/dubash.db')));
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  assert.doesNotMatch(wrong, /OUTSIDE/);
});

test('what watches for requests to the outside sees one', async () => {
  const asks = "fetch('http://198.51.100.7:8081/').catch(() => undefined)";
  const { wrong } = await run([
    '--import',
    WATCH,
    '--eval',
    `setTimeout(process.exit, 500);${asks}`,
  ]);
  assert.match(wrong, /OUTSIDE 198\.51\.100\.7/);
});

test('a Node that is too old is told so in one sentence', async () => {
  const older = 'Object.defineProperty(process.versions, "node", { value: "20.11.0" })';
  const old = `data:text/javascript,${encodeURIComponent(older)}`;
  assert.deepEqual(await run(['--import', old, bin, '--version']), {
    code: 1,
    out: '',
    wrong: 'dubash needs Node 24 or later; this is 20.11.0.\n',
  });
});

const BUY = `
  const server = await startDubash();
  const [one, two] = [await server.addAccount('One'), await server.addAccount('Two')];
  const hook = await one.listen({ dialect: 'razorpay', events: ['order.paid'] });
  const order = await one.makeOrder({ amount: 50000, reference: 'same' });
  await two.makeOrder({ amount: 70000, reference: 'same' });
  const failed = await two.fail('same');
  const paid = await one.pay('same', { method: 'card' });
  const webhook = await hook.wait(({ body }) => body.event === 'order.paid');
  await two.moveClock(86400);
  const late = await hook.wait(undefined, 200).catch(({ message }) => message);
  await server.reset();
  const again = await server.account.makeOrder({ amount: 100, reference: 'same' });
  const forgotten = await one.pay('same').catch(({ message }) => message.slice(0, 40));
  await server.stop();
  await server.stop();
  const about = webhook.body.payload.order.entity.id === order.id;
  const signed = webhook.headers['webhook-signature'] !== undefined;
  const told = { failed: failed.status, paid: paid.status, about, signed };
  process.stdout.write(JSON.stringify({ ...told, late, again: again.status, forgotten }));
`;
const BOUGHT = {
  failed: 'failed',
  paid: 'captured',
  about: true,
  signed: true,
  late: 'no such webhook within 200 ms; 1 came in all',
  again: 'created',
  forgotten: 'dubash refused /sandbox/pay: 401 {"statu',
};

test('dubash/testing: pay, fail, clock, webhook and reset, as an ES module', async () => {
  writeFileSync(
    path.join(folder, 'buy.mjs'),
    `import { startDubash } from 'dubash/testing';${BUY}`,
  );
  const { code, out, wrong } = await run(['buy.mjs']);
  assert.deepEqual([code, wrong, JSON.parse(out)], [0, '', BOUGHT]);
});

test('dubash/testing as CommonJS; a test that forgets to stop it ends all the same', async () => {
  const before = `const { startDubash } = require('dubash/testing');`;
  const forgets = `${before} startDubash().then(({ url }) => process.stdout.write(url));`;
  writeFileSync(path.join(folder, 'forget.cjs'), forgets);
  // Without ES modules for `require`, as runners with a loader of their own have it.
  const flags = ['--no-experimental-require-module'];
  const { code, out } = await run([...flags, 'forget.cjs'], { TMPDIR: folder });
  assert.equal(code, 0);
  // The server ends when the process that started it does.
  for (let waits = 0; ; waits += 1) {
    const isGone = await fetch(`${out}/healthz`).then(
      () => false,
      () => true,
    );
    if (isGone) break;
    assert.ok(waits < 100, 'the server outlived its test');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

test('its types hold for a program that is compiled', () => {
  writeFileSync(
    path.join(folder, 'typed.mts'),
    `import { startDubash, type TestAccount } from 'dubash/testing';
     const { account } = await startDubash({ settings: { RATE_LIMITS: 'off' } });
     const order = await account.makeOrder({ amount: 1 });
     const page: string = order.page;
     export const use: [TestAccount, string] = [account, page];`,
  );
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'esnext'];
  const types = ['--types', 'node', '--typeRoots', path.join(root, 'node_modules/@types')];
  const compile = (file: string) =>
    spawnSync(process.execPath, [compiler, ...flags, ...types, file], {
      cwd: folder,
      encoding: 'utf8',
    });
  const { status, stdout } = compile('typed.mts');
  assert.deepEqual([status, stdout], [0, '']);
  writeFileSync(
    path.join(folder, 'wrong.mts'),
    `import { startDubash } from 'dubash/testing';
     await (await startDubash()).account.makeOrder({ amount: '1' });`,
  );
  assert.match(compile('wrong.mts').stdout, /Type 'string' is not assignable to type 'number'/);
});

test('third-party notices name every package that a server runs', () => {
  const notices = readFileSync(path.join(root, 'THIRD-PARTY-NOTICES.md'), 'utf8');
  const listed = notices.split('\n').filter((line) => /^\| [^p|-]|^\| p(?!ackage \|)/.test(line));
  const expected = needed.map(([name, { version }]) => {
    return `| ${name.split('node_modules/').at(-1)} | ${version} |`;
  });
  assert.deepEqual(
    listed.map((line) => line.split(' |').slice(0, 2).join(' |').concat(' |')),
    expected,
  );
});

test('`dubash run` leads a program here, and several processes have their program', async () => {
  const shop = `fetch('https://api.razorpay.com/v1/orders', { headers: { authorization: 'Basic ' +
    btoa(process.env.DUBASH_KEY + ':' + process.env.DUBASH_SECRET) } })
    .then((answer) => process.stdout.write(String(answer.status)))`;
  const typed = [bin, 'run', '--offline', '--', process.execPath, '-e', shop];
  assert.deepEqual(await run(typed, { TMPDIR: folder }), { code: 0, out: '200', wrong: '' });
  assert.ok(existsSync(path.join(installed, 'dist/cli/worker.js')));
});
