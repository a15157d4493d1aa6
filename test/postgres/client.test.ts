// Every client suite once more on PostgreSQL.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { withoutPostgres } from '../support/postgres.ts';

/** They run in the other suites on PostgreSQL. */
const ELSEWHERE = new Set(['razorpay-life.test.ts', 'cashfree-life.test.ts']);

const suites = readdirSync(path.join(import.meta.dirname, '../clients'))
  .filter((name) => name.endsWith('.test.ts') && !ELSEWHERE.has(name))
  .map((name) => `../clients/${name}`);

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
