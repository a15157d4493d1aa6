// Every client suite, and what else the matrix has, once more on PostgreSQL.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { withoutPostgres } from '../support/postgres.ts';

/** They run in the other suites on PostgreSQL. */
const ELSEWHERE = new Set([
  '../clients/razorpay-life.test.ts',
  '../clients/cashfree-life.test.ts',
  '../matrix/control.test.ts',
  '../matrix/cross.test.ts',
  '../matrix/refusal.test.ts',
  '../matrix/documented-example.test.ts',
]);

const suites = ['clients', 'matrix'].flatMap((folder) =>
  readdirSync(path.join(import.meta.dirname, '..', folder))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `../${folder}/${name}`)
    .filter((suite) => !ELSEWHERE.has(suite)),
);

if (withoutPostgres === undefined) {
  const { removeDatabases } = await import('./use-postgres.ts');
  for (const suite of suites) {
    describe(suite, async () => {
      await import(suite);
    });
  }
  after(removeDatabases);
} else {
  test('these suites on PostgreSQL', { skip: withoutPostgres });
}
