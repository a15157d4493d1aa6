// Makes `npm start` and `npm test` work on a fresh clone: installs the locked dependencies when
// they are missing or others. Runs on any Node from 18 on, before the project's own Node is there.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The packages a lock file lists, or null when it cannot be read. */
function readPackages(...parts) {
  try {
    return JSON.parse(readFileSync(path.join(root, ...parts), 'utf8')).packages;
  } catch {
    return null;
  }
}

const NODE_MIN = 24;
const locked = Object.entries(readPackages('package-lock.json') ?? {}).filter(
  ([name, { optional }]) => name !== '' && optional !== true,
);
// npm keeps its own list of what it installed.
const installed = readPackages('node_modules', '.package-lock.json');

/** Whether what npm last installed of these is what the lock file says. */
function isInstalled(packages) {
  if (installed === null || packages.length === 0) return false;
  return packages.every(([name, { version }]) => installed[name]?.version === version);
}

function hasOwnNode() {
  const binary = path.join(root, 'node_modules', 'node', 'bin', 'node');
  return existsSync(binary) || existsSync(`${binary}.exe`);
}

/** A server can do without development packages; they are left out when npm was told to. */
function omitsDevelopment() {
  const { npm_lifecycle_event: event, npm_config_omit: omitted = '' } = process.env;
  if (event !== 'prestart' && event !== 'predubash') return false;
  if (omitted.split(/\s+/).includes('dev')) return true;
  const isThere = ([name]) => installed !== null && name in installed;
  return isInstalled(needed) && !locked.some((each) => each[1].dev === true && isThere(each));
}

const needed = locked.filter(([, { dev }]) => dev !== true);
const isLean = omitsDevelopment();
if (isLean && Number.parseInt(process.versions.node, 10) < NODE_MIN) {
  const { node } = process.versions;
  process.stderr.write(
    `dubash: needs Node ${NODE_MIN} or later; this is ${node}. npm ci brings one.\n`,
  );
  process.exit(1);
}

if (isLean ? !isInstalled(needed) : !hasOwnNode() || !isInstalled(locked)) {
  process.stderr.write('dubash: installing dependencies (npm ci), once …\n');
  const npm = process.env.npm_execpath;
  const [command, prefix] = npm ? [process.execPath, [npm]] : ['npm', []];
  const which = isLean ? '--omit=dev' : '--include=dev';
  const flags = ['ci', which, '--no-audit', '--no-fund', '--loglevel=error'];
  const install = spawnSync(command, [...prefix, ...flags], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: npm === undefined && process.platform === 'win32',
  });
  if (install.status !== 0) {
    process.stderr.write('dubash: npm ci failed; see its output above.\n');
    process.exit(install.status ?? 1);
  }
}
