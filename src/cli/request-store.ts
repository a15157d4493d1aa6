// Opens the request log for a command, beside a running server or without one.
import { existsSync } from 'node:fs';
import { rethrow } from '../guard.ts';
import { requestsIn } from '../store/database-file.ts';
import { openRequestStore } from '../store/open-store.ts';
import type { RequestStore } from '../store/store.ts';
import { CommandError, type Opened } from './database.ts';

export async function withRequests<T>(
  { config, dataDir }: Pick<Opened, 'config' | 'dataDir'>,
  work: (requests: RequestStore) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl === null && !existsSync(requestsIn(dataDir))) {
    throw new CommandError(`there is no request log in ${dataDir}: no server has kept any yet`);
  }
  const requests = await openRequestStore({ ...config, dataDir }, rethrow, false);
  try {
    return await work(requests);
  } finally {
    await requests.close();
  }
}
