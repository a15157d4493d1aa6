// Which tests can notice a mutant: those that load the file, however far away, and the unforeseen.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openReach } from './reach.ts';

const root = mkdtempSync(path.join(tmpdir(), 'mutate-reach-'));
after(() => rmSync(root, { recursive: true, force: true }));
const FILES = {
  'src/fee.ts': 'export const fee = 3;',
  'src/total.ts': "import { fee } from './fee.ts';\nexport const total = fee;",
  'src/pass.ts': "export {\n  total,\n} from './total.ts';",
  'near.test.ts': "import { fee } from './src/fee.ts';",
  'far.test.ts': "import { total } from './src/pass.ts';",
  'type.test.ts': "import type { Fee } from './src/fee.ts';",
  'other.test.ts': "import 'node:test';",
  'file.test.ts': "import { readFileSync } from 'node:fs';",
  'later.test.ts': 'const { fee } = await import(name);',
};
mkdirSync(path.join(root, 'src'));
for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(root, name), text);

test('a test notices what it loads; what it may load cannot always be told', () => {
  const { mayLoad, isNear } = openReach(root);
  const tests = Object.keys(FILES).filter((name) => name.endsWith('.test.ts'));
  assert.deepEqual(
    tests.filter((name) => mayLoad(name, 'src/fee.ts')),
    ['near.test.ts', 'far.test.ts', 'file.test.ts', 'later.test.ts'],
  );
  assert.deepEqual(
    tests.filter((name) => isNear(name, 'src/fee.ts')),
    ['near.test.ts'],
  );
});
