// Runs every test file, or those named: `npm test`. Node runs one file at a time on two cores, but
// most tests wait for a browser, a database or a server, so three run there, and no fewer anywhere.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';

const atOnce = Math.max(3, availableParallelism() - 1);
const named = process.argv.slice(2);
const files = named.length > 0 ? named : ['src/**/*.test.ts', 'test/**/*.test.ts'];
const flags = ['--disable-warning=ExperimentalWarning', '--test', '--test-timeout=180000'];
// Hundreds of processes load the same files: what one has compiled the others need not. Kept for
// this run alone, unless another place is named.
const given = process.env['NODE_COMPILE_CACHE'];
const compiled = given ?? mkdtempSync(path.join(tmpdir(), 'dubash-compiled-'));
const run = spawnSync(process.execPath, [...flags, `--test-concurrency=${atOnce}`, ...files], {
  stdio: 'inherit',
  env: { ...process.env, NODE_COMPILE_CACHE: compiled },
});
if (given === undefined) rmSync(compiled, { recursive: true, force: true, maxRetries: 3 });
process.exit(run.status ?? 1);
