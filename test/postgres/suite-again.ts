// Suites that are written for whichever engine, once more on PostgreSQL.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { withoutPostgres } from '../support/postgres.ts';

/** Those of a folder beside this one; `isElsewhere` names what other files here run. */
export async function runAgain(
  folder: string,
  isElsewhere: (name: string) => boolean,
): Promise<void> {
  if (withoutPostgres !== undefined) {
    test('these suites on PostgreSQL', { skip: withoutPostgres });
    return;
  }
  const { removeDatabases } = await import('./use-postgres.ts');
  const names = readdirSync(path.join(import.meta.dirname, '..', folder));
  for (const name of names.filter((each) => each.endsWith('.test.ts') && !isElsewhere(each))) {
    const suite = `../${folder}/${name}`;
    describe(suite, async () => {
      await import(suite);
    });
  }
  after(removeDatabases);
}
