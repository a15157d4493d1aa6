// What a running server does for its request log beside requests: writes it, bounds it, sums it up.
import type { Config } from './config.ts';
import { deleteOldRequests } from './engine/requests/request-retention.ts';
import type { Ground, Joined } from './join.ts';
import { createMinutes } from './metrics/minute.ts';
import { watchRequestLog } from './metrics/request-log.ts';

const WRITE_EVERY_MS = 250;
const SUM_EVERY_MS = 5000;
const PURGE_EVERY_MS = 60_000;

/** Work with how often it comes. */
export type Recurring = readonly [everyMs: number, work: () => Promise<unknown>];

export type RequestWork = {
  readonly work: readonly Recurring[];
  /** What there is still to write, at the end. */
  readonly finish: () => Promise<void>;
};

export function openRequestWork(
  { requestLog: bounds }: Pick<Config, 'requestLog'>,
  { requests, exposition }: Pick<Ground, 'requests' | 'exposition'>,
  { parts: { ids, now }, requestLog, place }: Pick<Joined, 'parts' | 'requestLog' | 'place'>,
): RequestWork {
  if (requestLog === null || bounds === null) return { work: [], finish: async () => undefined };
  const take = createMinutes(exposition, place);
  const sum = (): Promise<void> => requests.putSums(take(now()));
  watchRequestLog(exposition, requestLog);
  return {
    work: [
      [WRITE_EVERY_MS, requestLog.flush],
      [SUM_EVERY_MS, sum],
      [PURGE_EVERY_MS, () => deleteOldRequests(requests, ids, bounds, now())],
    ],
    finish: async () => {
      await requestLog.finish();
      await sum();
    },
  };
}
