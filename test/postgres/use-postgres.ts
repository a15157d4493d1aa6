// Makes the servers and engines of this test process run on PostgreSQL: import it before any suite.
import { openPostgres } from '../../src/store/postgres.ts';
import type { Store } from '../../src/store/store.ts';
import { databases } from '../support/database.ts';
import { makeDatabase, type TestDatabase } from '../support/postgres.ts';

const made: TestDatabase[] = [];
const opened: Store[] = [];
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
databases.isRemote = true;
databases.open = async (name) => {
  const store = await openPostgres((await makeNamed(name)).url);
  opened.push(store);
  return store;
};

/** To be called at the end; a connection that a test left open keeps the process alive. */
export async function removeDatabases(): Promise<void> {
  for (const store of opened) await store.close();
  for (const { remove } of made) await remove();
}
