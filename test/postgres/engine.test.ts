// The suites of the engine once more, on PostgreSQL.
import { after, test } from 'node:test';
import { withoutPostgres } from '../support/postgres.ts';

const SUITES = [
  '../../src/engine/capture.test.ts',
  '../../src/engine/deliver.test.ts',
  '../../src/engine/enter.test.ts',
  '../../src/engine/execute.test.ts',
  '../../src/engine/expire.test.ts',
  '../../src/engine/find.test.ts',
  '../../src/engine/once.test.ts',
  '../../src/engine/pause.test.ts',
  '../../src/engine/purge.test.ts',
  '../../src/engine/submit.test.ts',
  '../../src/engine/tell.test.ts',
];

if (withoutPostgres === undefined) {
  const { removeDatabases } = await import('./place.ts');
  for (const suite of SUITES) await import(suite);
  after(removeDatabases);
} else {
  test('these suites on PostgreSQL', { skip: withoutPostgres });
}
