// What comes before a start: packages are installed when they are missing, and as npm was told.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'dubash-setup-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const LOCKED = { 'node_modules/served': { version: '1.0.0' } };
const DEV = { 'node_modules/tested': { version: '2.0.0', dev: true } };
const OLDER = 'Object.defineProperty(process.versions, "node", { value: "20.11.0" })';

let clones = 0;
/** A clone of two packages in which npm is a program that notes what it is told. */
function setUp(
  installed: Readonly<Record<string, unknown>> | null,
  { event = 'prestart', omit = '', isOld = false, hasNode = false } = {},
) {
  clones += 1;
  const clone = path.join(folder, `${clones}`);
  mkdirSync(path.join(clone, 'scripts'), { recursive: true });
  cpSync(path.join(root, 'scripts/setup.mjs'), path.join(clone, 'scripts/setup.mjs'));
  const write = (name: string, value: unknown): void => {
    mkdirSync(path.dirname(path.join(clone, name)), { recursive: true });
    writeFileSync(path.join(clone, name), JSON.stringify(value));
  };
  write('package-lock.json', { packages: { '': {}, ...LOCKED, ...DEV } });
  if (installed !== null) write('node_modules/.package-lock.json', { packages: installed });
  if (hasNode) write('node_modules/node/bin/node', '');
  const npm = path.join(clone, 'npm.cjs');
  writeFileSync(npm, 'require("fs").writeFileSync("told", process.argv.slice(2).join(" "))');
  const old = isOld ? ['--import', `data:text/javascript,${encodeURIComponent(OLDER)}`] : [];
  const { status, stderr } = spawnSync(process.execPath, [...old, 'scripts/setup.mjs'], {
    cwd: clone,
    encoding: 'utf8',
    env: { npm_execpath: npm, npm_lifecycle_event: event, npm_config_omit: omit },
  });
  const told = path.join(clone, 'told');
  return { status, stderr, npm: existsSync(told) ? readFileSync(told, 'utf8') : null };
}

const INSTALLS = 'dubash: installing dependencies (npm ci), once …\n';
const FLAGS = '--no-audit --no-fund --loglevel=error';

test('an empty clone gets everything, its own Node too', () => {
  const npm = `ci --include=dev ${FLAGS}`;
  assert.deepEqual(setUp(null), { status: 0, stderr: INSTALLS, npm });
  const all = { ...LOCKED, ...DEV };
  assert.deepEqual(setUp(all), { status: 0, stderr: INSTALLS, npm });
  assert.deepEqual(setUp(all, { hasNode: true }), { status: 0, stderr: '', npm: null });
  const other = { ...all, 'node_modules/served': { version: '0.9.0' } };
  assert.deepEqual(setUp(other, { hasNode: true }), { status: 0, stderr: INSTALLS, npm });
});

test('what was installed without development packages starts so, and is tested with them', () => {
  assert.deepEqual(setUp(LOCKED), { status: 0, stderr: '', npm: null });
  const npm = `ci --include=dev ${FLAGS}`;
  assert.deepEqual(setUp(LOCKED, { event: 'pretest' }), { status: 0, stderr: INSTALLS, npm });
});

test('npm start --omit=dev installs without them', () => {
  const npm = `ci --omit=dev ${FLAGS}`;
  assert.deepEqual(setUp(null, { omit: 'dev' }), { status: 0, stderr: INSTALLS, npm });
});

test('without them a Node that is too old is told so, and nothing is installed', () => {
  const stderr = 'dubash: needs Node 24 or later; this is 20.11.0. npm ci brings one.\n';
  assert.deepEqual(setUp(LOCKED, { isOld: true }), { status: 1, stderr, npm: null });
  assert.deepEqual(setUp(null, { isOld: true, omit: 'dev' }), { status: 1, stderr, npm: null });
});
