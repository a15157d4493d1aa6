// Runs every test file, or those named: `npm test`. Node runs one file at a time on two cores, but
// most tests wait for a browser, a database or a server, so three run even there.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';

const atOnce = Math.max(3, availableParallelism() - 1);
const named = process.argv.slice(2);
const files = named.length > 0 ? named : ['src/**/*.test.ts', 'test/**/*.test.ts'];
const flags = ['--disable-warning=ExperimentalWarning', '--test', '--test-timeout=180000'];
// Every database is made for its test, and no test cuts the power: in memory none waits for a disk.
const MEMORY = '/dev/shm';
const ROOM_BYTES = 2 * 1024 ** 3;
const isRoomy = (place) => {
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize >= ROOM_BYTES;
};
const isInMemory = !process.env['TMPDIR'] && existsSync(MEMORY) && isRoomy(MEMORY);
const folder = mkdtempSync(path.join(isInMemory ? MEMORY : tmpdir(), 'dubash-tests-'));
// PostgreSQL goes through it as a user of its own; what is in it is closed to others.
chmodSync(folder, 0o711);
// Hundreds of processes load the same files: what one has compiled the others need not.
const compiled = process.env['NODE_COMPILE_CACHE'] ?? path.join(folder, 'compiled');
const run = spawnSync(process.execPath, [...flags, `--test-concurrency=${atOnce}`, ...files], {
  stdio: 'inherit',
  env: { ...process.env, TMPDIR: folder, NODE_COMPILE_CACHE: compiled },
});
rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
process.exit(run.status ?? 1);
