// docs/move-from-*.md: each snippet is run against a server, or stands in what conformance runs.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { listDialects } from '../src/gateways/gateway.ts';
import * as registry from '../src/gateways/registry.ts';
import { KEY, startServer, type TestServer } from './support/server.ts';
import { readSnippets, type Snippet } from './support/snippet.ts';
import { root } from './support/source.ts';

const RUN_MS = 30_000;
/** Hexadecimal, as the secrets of the first start are: a signed form decodes it. */
const SECRET = '0123456789abcdef'.repeat(4);

/** What a snippet imports, and the package of this repository that it is. */
const PACKAGES: Readonly<Record<string, string>> = {
  razorpay: 'razorpay',
  'cashfree-pg': 'cashfree-pg-6',
  'payu-websdk': 'payu-websdk',
};

type Runner = { readonly file: string; readonly program: string; readonly check: string };

const RUNNERS: Readonly<Record<string, Runner>> = {
  js: { file: 'shop.mjs', program: process.execPath, check: '--check' },
  sh: { file: 'shop.sh', program: 'sh', check: '-n' },
  python: { file: 'shop.py', program: 'python3', check: '-m py_compile' },
  php: { file: 'shop.php', program: 'php', check: '-l' },
  ruby: { file: 'shop.rb', program: 'ruby', check: '-c' },
};

/** Java's driver spells what it is given with its harness's name before it. */
const squeeze = (line: string): string => line.trim().replaceAll('Report.', '');

let server: TestServer;
const folder = mkdtempSync(path.join(tmpdir(), 'dubash-move-'));
before(async () => {
  server = await startServer({ SANDBOX_SECRET: SECRET });
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function isMissing(program: string): boolean {
  return spawnSync(program, ['--version']).error !== undefined;
}

/** A shop of its own, with the packages that the snippet names. */
function openShop(snippet: Snippet): string {
  const shop = mkdtempSync(path.join(folder, 'shop-'));
  mkdirSync(path.join(shop, 'node_modules'));
  const chosen = { ...PACKAGES, ...snippet.packages };
  for (const [name, alias] of Object.entries(chosen)) {
    symlinkSync(path.join(root, 'node_modules', alias), path.join(shop, 'node_modules', name));
  }
  return shop;
}

/** What the reader puts in: their server, and their keys. */
function fill(text: string): string {
  return text
    .replaceAll('http://127.0.0.1:8080', server.url)
    .replaceAll('your_key', KEY)
    .replaceAll('your_secret', SECRET);
}

function write(snippet: Snippet, shop: string): string {
  const file = path.join(shop, RUNNERS[snippet.language]?.file ?? 'shop');
  writeFileSync(file, fill(snippet.text));
  return file;
}

async function run(program: string, args: readonly string[], cwd: string) {
  const child = spawn(program, args, { cwd, timeout: RUN_MS, stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      told += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, told };
}

/** Runs it whole; what the comment at its end says must be printed. */
async function holdByRunning(snippet: Snippet, runner: Runner): Promise<void> {
  const [, expected] = /(?:\/\/|#) prints: (.+)\s*$/.exec(snippet.text.trimEnd()) ?? [];
  assert.ok(expected, 'it says at its end what it prints');
  const shop = openShop(snippet);
  const file = write(snippet, shop);
  const { code, told } = await run(runner.program, [file], shop);
  assert.equal(code, 0, told);
  assert.ok(told.includes(fill(expected)), told);
}

/** Each line stands in the named file, in this order. */
function holdByText(snippet: Snippet, file: string): void {
  const driver = readFileSync(path.join(root, file), 'utf8').split('\n').map(squeeze);
  let from = 0;
  const lines = snippet.text.split('\n').map(squeeze);
  for (const line of lines.filter((each) => each !== '')) {
    const at = driver.findIndex((each, index) => index >= from && each.includes(line));
    assert.ok(at >= 0, `${file} has no line with ${line}`);
    from = at;
  }
}

for (const { name, title } of listDialects(registry)) {
  const document = `docs/move-from-${name}.md`;
  const text = readFileSync(path.join(root, document), 'utf8');
  const snippets = readSnippets(text);

  test(`${document}: what to change, by language, and what cannot move`, () => {
    assert.match(text, new RegExp(`^# Moving from ${title}$`, 'm'));
    assert.match(text, /^## What cannot move$/m);
    assert.ok(
      snippets.some(({ how }) => how === 'run'),
      'something of it is run',
    );
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
    assert.ok(readme.includes(`(${document})`), 'the README leads to it');
  });

  for (const snippet of snippets) {
    const title = `${document}:${snippet.line} ${snippet.language}, ${snippet.how}`;
    const runner = RUNNERS[snippet.language];
    const withoutProgram =
      snippet.how !== 'held' &&
      runner !== undefined &&
      isMissing(runner.program) &&
      `no ${runner.program} on this machine`;
    test(title, { skip: withoutProgram }, async () => {
      if (snippet.how === 'held') return holdByText(snippet, snippet.file);
      assert.ok(runner, 'a language that can be run, or read');
      if (snippet.how === 'run') return holdByRunning(snippet, runner);
      assert.match(snippet.before, /not run here/i, 'it says that it was not run');
      const shop = openShop(snippet);
      const file = write(snippet, shop);
      const { code, told } = await run(runner.program, [...runner.check.split(' '), file], shop);
      assert.equal(code, 0, told);
    });
  }
}

test('a snippet says how it is held, or is refused', () => {
  assert.throws(() => readSnippets('```js\nlet a;\n```\n'), /how it is held/);
  const [one] = readSnippets('Words.\n\n```js run a=b\nlet a;\n```\n');
  assert.deepEqual(one?.packages, { a: 'b' });
  assert.throws(
    () => holdByText({ ...(one as Snippet), text: 'not in there' }, 'conformance/node/payu.ts'),
    /has no line/,
  );
});
