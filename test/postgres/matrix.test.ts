// What the matrix has beside clients, once more on PostgreSQL.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { withoutPostgres } from '../support/postgres.ts';

/** They run in the other suites on PostgreSQL. */
const ELSEWHERE = new Set([
  'control.test.ts',
  'cross.test.ts',
  'refusal.test.ts',
  'documented-example.test.ts',
]);
/**
 * Of the chains the first alone: the others take minutes, and two-processes-carried has theirs.
 * The commands of chain-reconcile read fourteen days each, of which Cashfree takes twenty a minute:
 * where processes share that count the second one waits for the next minute, as it should.
 */
const CHAIN = /^chain-/;

const suites = readdirSync(path.join(import.meta.dirname, '../matrix'))
  .filter((name) => name.endsWith('.test.ts') && !ELSEWHERE.has(name) && !CHAIN.test(name))
  .map((name) => `../matrix/${name}`);

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
