// Makes the servers and engines of this test process run on PostgreSQL: import it before any suite.
import { openPostgres } from '../../src/store/postgres.ts';
import { databases } from '../support/database.ts';
import { makeDatabase, type TestDatabase } from '../support/postgres.ts';

const made: TestDatabase[] = [];
const named = new Map<string, Promise<TestDatabase>>();

async function makeNamed(name: string | null): Promise<TestDatabase> {
  const known = name === null ? undefined : named.get(name);
  if (known !== undefined) return known;
  const fresh = makeDatabase();
  if (name !== null) named.set(name, fresh);
  made.push(await fresh);
  return fresh;
}

databases.settings = async () => ({ DATABASE_URL: (await makeNamed(null)).url });
databases.open = async (name) => openPostgres((await makeNamed(name)).url);

/** To be called when all of them are closed. */
export async function removeDatabases(): Promise<void> {
  for (const { remove } of made) await remove();
}
