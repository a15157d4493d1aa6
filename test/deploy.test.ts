// What deploys a server: the steps of the Dockerfile are done here, the unit is read by systemd.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'dubash-deploy-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');

type Step = { readonly word: string; readonly rest: string };

function stepsOf(text: string): readonly Step[] {
  return text
    .replace(/^#.*$/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [word = '', ...rest] = line.split(' ');
      return { word, rest: rest.join(' ') };
    });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The production packages of this clone stand for those that npm would fetch. */
function installNeeded(app: string): void {
  type Locked = { readonly packages: Readonly<Record<string, { dev?: boolean }>> };
  const { packages } = JSON.parse(read('package-lock.json')) as Locked;
  for (const [name, { dev }] of Object.entries(packages)) {
    if (name === '' || dev === true || name.lastIndexOf('node_modules/') !== 0) continue;
    mkdirSync(path.dirname(path.join(app, name)), { recursive: true });
    symlinkSync(path.join(root, name), path.join(app, name));
  }
}

test('the image serves, is healthy by its own check, and ends in order', async () => {
  const app = path.join(folder, 'app');
  mkdirSync(app);
  const env: Record<string, string> = {};
  const commands = new Map<string, readonly string[]>();
  for (const { word, rest } of stepsOf(read('Dockerfile'))) {
    if (word === 'FROM') assert.match(rest, /^node:24-/);
    if (word === 'ENV') {
      for (const each of rest.split(' ')) {
        const [name = '', value = ''] = each.split('=');
        env[name] = value;
      }
    }
    if (word === 'COPY') {
      const [to = '', ...from] = rest.split(' ').reverse();
      for (const name of from)
        cpSync(path.join(root, name), path.join(app, to, copied(name, to)), {
          recursive: true,
          filter: (file) => !file.endsWith('.test.ts'),
        });
    }
    if (word === 'RUN' && rest.startsWith('npm ci')) {
      assert.match(rest, /--omit=dev --ignore-scripts/);
      installNeeded(app);
    }
    const list = /\[.*\]$/.exec(rest);
    if ((word === 'CMD' || word === 'HEALTHCHECK') && list !== null) {
      commands.set(word, JSON.parse(list[0]) as readonly string[]);
    }
  }
  const own = { HOST: '127.0.0.1', PORT: String(await freePort()), DATA_DIR: `${folder}/data` };
  const settings = { ...env, ...own };
  const [, ...args] = commands.get('CMD') ?? [];
  const child = spawn(process.execPath, args, { cwd: app, env: settings, stdio: 'pipe' });
  const ended = once(child, 'exit');
  const line = once(createInterface({ input: child.stdout }), 'line');
  const [said] = await Promise.race([line, ended]);
  assert.match(String(said), /"listening":"http:/);
  const check = (more: Readonly<Record<string, string>>): Promise<unknown> => {
    const [, ...rest] = commands.get('HEALTHCHECK') ?? [];
    return new Promise((resolve) => {
      execFile(process.execPath, rest, { env: { ...settings, ...more } }, (error) => {
        resolve(error?.code ?? 0);
      });
    });
  };
  assert.equal(await check({}), 0);
  assert.equal(await check({ PORT: String(await freePort()) }), 1);
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
});

/** A file keeps its name below `./`; a folder is copied to where it is told. */
function copied(name: string, to: string): string {
  return to === './' ? name : '';
}

test('what the image leaves out is everything that its steps do not copy', () => {
  const ignored = read('.dockerignore').split('\n');
  const copies = stepsOf(read('Dockerfile')).filter(({ word }) => word === 'COPY');
  assert.ok(copies.length > 0);
  for (const { rest } of copies) {
    for (const name of rest.split(' ').slice(0, -1)) assert.ok(ignored.includes(`!${name}`), name);
  }
  assert.equal(ignored[0], '*');
});

const analyze = '/usr/bin/systemd-analyze';
const skip = existsSync(analyze) ? false : 'no systemd on this machine';
test('systemd finds nothing wrong with the unit', { skip }, () => {
  const file = path.join(root, 'deploy/dubash.service');
  execFileSync(analyze, ['verify', file], { stdio: 'pipe' });
});

test('the compose file names settings that there are', () => {
  const settings = read('src/config.ts');
  const names = [...read('compose.yaml').matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => name);
  const ours = names.filter((name) => !name?.startsWith('POSTGRES_'));
  assert.ok(ours.length >= 3);
  for (const name of ours) assert.ok(settings.includes(`'${name}'`), name);
});
