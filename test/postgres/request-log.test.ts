// The request log's store on PostgreSQL, in a database for each test.
import { after, test } from 'node:test';
import { openPostgresRequests } from '../../src/store/request-postgres.ts';
import { makeDatabase, type TestDatabase, withoutPostgres } from '../support/postgres.ts';
import { testRequestStore } from '../support/request-store.ts';

const made: TestDatabase[] = [];
after(async () => {
  for (const { remove } of made) await remove();
});

if (withoutPostgres === undefined) {
  testRequestStore(async () => {
    const database = await makeDatabase();
    made.push(database);
    return openPostgresRequests(database.url);
  });
} else {
  test('the request log on PostgreSQL', { skip: withoutPostgres });
}
