// Does what README's "Start" tells a reader to do, in its words: from a clone to a paid order.
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { openBrowser, openTab, SKIP_REASON } from '../support/browser.ts';
import { root } from '../support/source.ts';

const README = readFileSync(path.join(root, 'README.md'), 'utf8');
const [, START = ''] = /^## Start\n([\s\S]*?)^## /m.exec(README) ?? [];
const [, COMMAND = ''] = /^ {4}(.*?) +#/m.exec(START) ?? [];
const [, TRANSCRIPT = ''] = /^```\n([\s\S]*?)^```/m.exec(START) ?? [];
const STEPS = [...START.matchAll(/^\d\. .*$/gm)].join('\n');
const NAMES = [...STEPS.matchAll(/\*\*(.+?)\*\*/g)].map(([, name = '']) => name);

const COPIED = ['package.json', 'package-lock.json', '.npmrc', 'scripts', 'src'];
/** Without the settings of whoever runs the tests; the port alone is another than a reader's. */
const ENV = { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: '0', LOG_LEVEL: 'error' };

let clone = '';
let server: ChildProcess;
let printed = '';
let receipt = '';

/** What differs from one start to the next is made alike. */
function plain(text: string): string {
  return text
    .replace(/test_[0-9a-f]{16}/g, '<key>')
    .replace(/[0-9a-f]{64}/g, '<secret>')
    .replace(/admin_[A-Za-z0-9_-]{43}/, '<token>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<client>')
    .replace(/\d{9}(?= as merchant id)/, '<merchant>')
    .replace(/127\.0\.0\.1:\d+/g, '<address>')
    .replace(/(?<=^ {2}data {4}).*$/m, '<data>')
    .trim();
}

before(async () => {
  clone = mkdtempSync(path.join(tmpdir(), 'dubash-readme-'));
  for (const each of COPIED) {
    cpSync(path.join(root, each), path.join(clone, each), { recursive: true });
  }
  // What the start would install is here already: tests ask no registry.
  symlinkSync(path.join(root, 'node_modules'), path.join(clone, 'node_modules'));
  server = spawn('sh', ['-c', COMMAND], { cwd: clone, env: ENV, detached: true });
  const isWhole = Promise.withResolvers<void>();
  server.stdout?.on('data', (chunk) => {
    printed += String(chunk);
    if (/in a browser:\n[\s\S]*\/dashboard\n\n$/.test(printed)) isWhole.resolve();
  });
  server.stderr?.pipe(process.stderr);
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`${COMMAND} ended with ${code}: ${printed}`);
  });
  await Promise.race([isWhole.promise, ended]);
  ended.catch(() => undefined);
});

after(async () => {
  if (server.pid !== undefined && server.exitCode === null) {
    const ended = once(server, 'exit');
    // Its group: npm, the shell and the server.
    process.kill(-server.pid, 'SIGTERM');
    await ended;
  }
  rmSync(clone, { recursive: true, force: true });
});

describe('README, from a clone to a paid order', () => {
  test('the start prints what stands there', () => {
    assert.equal(COMMAND, 'npm start');
    const [greeting = ''] = /^Dubash is listening[\s\S]*/m.exec(printed) ?? [];
    assert.equal(plain(greeting), plain(TRANSCRIPT));
  });

  test('the curl that it printed makes an order', async () => {
    const [, curl = ''] = /^Try it:\n([\s\S]*?)\n\n/m.exec(printed) ?? [];
    assert.match(curl, /^ {2}curl /);
    const { stdout } = await promisify(execFile)('sh', ['-c', curl], { env: ENV });
    const order = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([order['amount'], order['status']], [50000, 'created'], stdout);
    receipt = String(order['receipt']);
  });

  test('the browser finds it and pays it by the buttons’ names', {
    skip: SKIP_REASON,
  }, async () => {
    const [list = '', ...more] = NAMES;
    const buttons = more.slice(0, -1);
    assert.ok(buttons.length > 0, STEPS);
    const [, address = ''] = /in a browser:\n {2}(\S+)/.exec(printed) ?? [];
    const browser = await openBrowser();
    try {
      const { page, complaints } = await openTab(browser, [address.replace(/\/$/, '')]);
      await page.goto(address);
      await page.getByRole('heading', { name: list, exact: true }).waitFor();
      await page.getByRole('link', { name: receipt }).click();
      for (const name of buttons) await page.getByRole('button', { name, exact: true }).click();
      await page
        .getByText(more.at(-1) ?? '')
        .first()
        .waitFor();
      await page.goto(address);
      const paid = page.getByRole('link', { name: receipt }).getByText('Paid', { exact: true });
      await paid.waitFor();
      assert.deepEqual(complaints, []);
    } finally {
      await browser.close();
    }
  });
});
