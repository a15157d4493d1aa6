// Makes `npm start` and `npm test` work on a fresh clone: installs the locked dependencies when they are
// missing or older than the lock file. Runs on any Node from 18 on, before the project's own Node is there.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const lockFile = path.join(root, 'package-lock.json');
const stampFile = path.join(root, 'node_modules', '.dubash-setup');
const nodeBinary = path.join(root, 'node_modules', 'node', 'bin', 'node');

const lockDigest = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : '';

function installed() {
  if (!existsSync(nodeBinary) && !existsSync(`${nodeBinary}.exe`)) return false;
  return stamp === lockDigest;
}

if (!installed()) {
  process.stderr.write('dubash: installing dependencies (npm ci), once …\n');
  const npm = process.env.npm_execpath;
  const [command, prefix] = npm ? [process.execPath, [npm]] : ['npm', []];
  const install = spawnSync(command, [...prefix, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: npm === undefined && process.platform === 'win32',
  });
  if (install.status !== 0) {
    process.stderr.write('dubash: npm ci failed; see its output above.\n');
    process.exit(install.status ?? 1);
  }
  writeFileSync(stampFile, `${lockDigest}\n`);
}
