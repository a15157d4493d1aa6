// The whole tool on a small project in a temporary folder: what it says, its exit status, and that
// it leaves everything as it was.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openWorkplace } from './workplace.ts';

const home = mkdtempSync(path.join(tmpdir(), 'mutate-test-'));
const project = path.join(home, 'project');
const scratch = path.join(home, 'scratch');
const allowed = path.join(home, 'allowed.json');
const FEE = path.join(project, 'src/core/fee.ts');
const SOURCE = `// What a payment costs.
type Tier = 'low' | 'high';
const tier: Tier = 'low';
export const title: 'fee' = 'fee';
export const rate = 3 as const;
export function fee(amountMinor: number): number {
  return amountMinor > 100 && tier === 'low' ? 3 : 0;
}
`;
// Only who imports it sees that its type has changed.
const USER = "import { rate } from './fee.ts';\nexport const three: 3 = rate;\n";
const TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fee } from './fee.ts';
test('fee', () => {
  assert.equal(fee(500), 3);
  assert.equal(fee(5), 0);
});
`;

mkdirSync(path.join(project, 'src/core'), { recursive: true });
mkdirSync(scratch);
symlinkSync(
  path.resolve(import.meta.dirname, '../../node_modules'),
  path.join(project, 'node_modules'),
);
const options = { module: 'nodenext', strict: true, allowImportingTsExtensions: true, types: [] };
writeFileSync(
  path.join(project, 'tsconfig.json'),
  JSON.stringify({ compilerOptions: options, include: ['src'], exclude: ['**/*.test.ts'] }),
);
writeFileSync(path.join(project, 'package.json'), '{"type":"module"}');
writeFileSync(FEE, SOURCE);
writeFileSync(path.join(project, 'src/core/fee.test.ts'), TEST);
writeFileSync(path.join(project, 'src/core/user.ts'), USER);
after(() => rmSync(home, { recursive: true, force: true }));

function mutate(entries: readonly unknown[], ...words: readonly string[]): string {
  writeFileSync(allowed, JSON.stringify(entries));
  const tool = path.join(import.meta.dirname, 'run.ts');
  const flags = ['--disable-warning=ExperimentalWarning', tool, '--root', project];
  const { status, stdout } = spawnSync(
    process.execPath,
    [...flags, '--allowed', allowed, '--file', 'src/core/fee.ts', '--seed', '1', ...words],
    { encoding: 'utf8', env: { ...process.env, TMPDIR: scratch } },
  );
  assert.deepEqual(readdirSync(scratch), [], 'nothing is left behind');
  return `${stdout}status ${status}`;
}

const CODE = "return amountMinor > 100 && tier === 'low' ? 3 : 0;";
const reason = 'nobody ever pays exactly this amount';
const EXCUSED = ['amountMinor > 100 → (amountMinor >= 100)', '100 → 101', '100 → 99'].map(
  (change) => ({ file: 'src/core/fee.ts', code: CODE, change, reason }),
);

test('survivors are told with their place and fail the run; the source is as it was', () => {
  const told = mutate([]);
  assert.match(
    told,
    /src\/core\/fee\.ts:7:10 {2}boundary {2}amountMinor > 100 → \(amountMinor >= 100\)/,
  );
  assert.match(
    told,
    /SURVIVED, about money and state: src\/core\/fee\.ts:7:24 {2}number {2}100 → 99/,
  );
  assert.match(
    told,
    / 5 refused by the types, 0 took too long, 3 survived \(3 must die, 0 others, 0 allowed\)/,
  );
  assert.match(told, /status 1$/);
  assert.equal(readFileSync(FEE, 'utf8'), SOURCE);
});

test('asked for help, it says what there is and tries nothing', () => {
  const told = mutate([], '--help');
  for (const name of ['file', 'line', 'count', 'seed', 'parallel', 'must-die', 'quick', 'list']) {
    assert.ok(told.includes(`--${name} `), name);
  }
  assert.match(told, /\nstatus 0$/);
});

test('a survivor with a reason on the list is allowed', () => {
  assert.match(mutate(EXCUSED), /3 survived \(0 must die, 0 others, 3 allowed\)\nstatus 0$/);
});

test('an entry that fits no mutant, or has no reason, stops the run', () => {
  const [entry] = EXCUSED;
  assert.match(mutate([{ ...entry, nth: 2 }]), /^fits no mutant any more: .*\nstatus 2$/);
  assert.match(mutate([{ ...entry, reason: 'equal' }]), /status 1$/);
});

test('nothing is tried when the tests fail without a mutant', () => {
  const broken = path.join(project, 'src/core/broken.test.ts');
  writeFileSync(broken, "import './fee.ts';\nthrow new Error('no');\n");
  try {
    assert.match(
      mutate([]),
      /nothing was tried, because without a mutant [\s\S]* fails:[\s\S]*status 2$/,
    );
  } finally {
    rmSync(broken);
  }
});

test('the seed draws the sample', () => {
  const [one, same] = [mutate([], '--list', '--count', '4'), mutate([], '--list', '--count', '4')];
  assert.match(one, /^4 of \d+ mutants in 1 files, seed 1\n/);
  assert.equal(one, same);
  const others = ['2', '3', '4'].map((seed) =>
    mutate([], '--list', '--count', '4', '--seed', seed),
  );
  assert.ok(new Set([one, ...others].map((each) => each.slice(each.indexOf('\n')))).size > 1);
});

test('what does not end is stopped, with the processes that it started', async () => {
  const child =
    "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'])";
  writeFileSync(
    path.join(project, 'endless.cjs'),
    `const child = ${child}; require('node:fs').writeFileSync('pid', String(child.pid)); for (;;);`,
  );
  const place = openWorkplace(project);
  try {
    const { passed, late, tookMs } = await place.test(['endless.cjs'], 800);
    assert.deepEqual([passed, late], [false, true]);
    assert.ok(tookMs < 10_000);
  } finally {
    place.close();
    rmSync(path.join(project, 'endless.cjs'));
  }
});
