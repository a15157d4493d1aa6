// The store on PostgreSQL is held to the contract of every store.
import { test } from 'node:test';
import { openPostgres } from '../../src/store/postgres.ts';
import { type TestDatabase, testStore } from '../conformance/store.ts';
import { CONTRACT } from '../conformance/store-contract.ts';
import { makeDatabase, withoutPostgres } from '../support/postgres.ts';

async function makePlace(): Promise<TestDatabase> {
  const { url, remove } = await makeDatabase();
  return { open: () => openPostgres(url), lasts: true, remove };
}

if (withoutPostgres === undefined) testStore('PostgreSQL', makePlace, CONTRACT);
else test('the store on PostgreSQL', { skip: withoutPostgres });
