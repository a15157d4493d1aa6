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

/** Whether what npm last installed is what the lock file says, and our own Node is among it. */
function isInstalled() {
  const locked = readPackages('package-lock.json');
  // npm keeps its own list of what it installed.
  const installed = readPackages('node_modules', '.package-lock.json');
  if (locked === null || installed === null) return false;
  const binary = path.join(root, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(binary) && !existsSync(`${binary}.exe`)) return false;
  return Object.entries(locked)
    .filter(([name, { optional }]) => name !== '' && optional !== true)
    .every(([name, { version }]) => installed[name]?.version === version);
}

if (!isInstalled()) {
  process.stderr.write('dubash: installing dependencies (npm ci), once …\n');
  const npm = process.env.npm_execpath;
  const [command, prefix] = npm ? [process.execPath, [npm]] : ['npm', []];
  const flags = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
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
