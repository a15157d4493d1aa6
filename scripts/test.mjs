// Runs every test file, or those named: `npm test`. Node runs one file at a time on two cores, but
// most tests wait for a browser, a database or a server, so three run even there.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const atOnce = Math.max(3, availableParallelism() - 1);
const named = process.argv.slice(2);
const files = named.length > 0 ? named : ['src/**/*.test.ts', 'test/**/*.test.ts'];
const flags = ['--disable-warning=ExperimentalWarning', '--test', '--test-timeout=180000'];
const run = spawnSync(process.execPath, [...flags, `--test-concurrency=${atOnce}`, ...files], {
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
