// The request log on PostgreSQL: tables of its own, by connections of its own, so that no request
// waits behind it.
import { type OnError, rethrow } from '../guard.ts';
import { readAddress } from './database-address.ts';
import { openPool } from './pool.ts';
import { isUnstorable, migrateBy } from './postgres.ts';
import { requestMigrations } from './request-migration.ts';
import { requestsOf } from './request-queries.ts';
import type { RequestStore } from './request-store.ts';

export async function openPostgresRequests(
  url: string,
  prepares = true,
  onError: OnError = rethrow,
  upgrades = true,
): Promise<RequestStore> {
  const pool = openPool(readAddress(url), prepares, onError);
  try {
    await migrateBy(pool, requestMigrations(upgrades));
  } catch (error) {
    await pool.close();
    throw error;
  }
  const parts = requestsOf({
    all: async (text, values) =>
      values.some(isUnstorable) ? [] : pool.use(({ ask }) => ask(text, values), true),
    run: async (text, values) => (await pool.use(({ ask }) => ask(text, values), false)).count,
    together: (statements) => pool.use(({ askTogether }) => askTogether(statements), false),
  });
  return { ...parts, close: pool.close };
}
