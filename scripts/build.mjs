// Compiles `src` into `dist`, for the package: Node runs no TypeScript below node_modules.
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => path.join(root, ...parts);

rmSync(at('dist'), { recursive: true, force: true });
compile('tsconfig.build.json');
// Runners with a loader of their own (Jest) take no ES modules from CommonJS.
compile('tsconfig.commonjs.json');
cpSync(at('src/testing/program.cjs'), at('dist/testing/commonjs/program.js'));
writeFileSync(at('dist/testing/commonjs/package.json'), '{ "type": "commonjs" }\n');
// Types are for whoever imports, which is `dubash/testing` alone.
for (const file of globSync('**/*.d.ts', { cwd: at('dist') })) {
  if (path.dirname(file) !== 'testing') rmSync(at('dist', file));
}
// Migrations in SQL are read as they are.
cpSync(at('src/store/migrations'), at('dist/store/migrations'), {
  recursive: true,
  filter: (file) => !file.endsWith('.ts'),
});
// A package has no repository to ask which commit it is of.
const { stdout, status } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
if (status === 0) writeFileSync(at('dist/commit'), stdout);

function compile(project) {
  const compiler = at('node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '--project', at(project)], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(status ?? 1);
}
