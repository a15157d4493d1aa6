// The notices of a store: claimed by one process at a time, kept with every attempt.
import type { Value } from './commit.ts';
import type { Database } from './database.ts';
import { readAttemptRow, readNoticeRow } from './row.ts';
import type { AttemptRow, NoticeFilter, NoticeRow, Store } from './store.ts';

export type NoticePart = Pick<
  Store,
  | 'claimNotices'
  | 'finishNotice'
  | 'hasDelivered'
  | 'holdNotices'
  | 'releaseNotices'
  | 'findNotice'
  | 'listNotices'
  | 'listAttempts'
  | 'replayNotices'
  | 'purgeNotices'
>;

export function noticesOf({ get, all, run, take, together }: Database): NoticePart {
  return {
    claimNotices: async (now, until, busy, limit) => {
      const rows = await take('claimNotices', now, until, busy.join(), limit);
      return rows.map(readNoticeRow).sort((one, other) => one.id - other.id);
    },
    finishNotice: async (row, state, dueAt, attempt) => {
      const finish = {
        name: 'finishNotice',
        values: finishOf(row, state, dueAt, attempt),
      } as const;
      const tried =
        attempt === null
          ? []
          : ([
              { name: 'addAttempt', values: [row.account, row.id, ...valuesOf(attempt)] },
            ] as const);
      return (await together([finish, ...tried]))[0] === 1;
    },
    hasDelivered: async (account, endpoint, since) =>
      (await get('hasDelivered', account, endpoint, since)) !== undefined,
    holdNotices: (account, endpoint) => run('holdNotices', account, endpoint),
    releaseNotices: (account, endpoint, now) => run('releaseNotices', account, endpoint, now),
    findNotice: async (account, key) => {
      const row = await get('findNotice', account, key);
      return row === undefined ? null : readNoticeRow(row);
    },
    listNotices: async (account, filter, skip, count) => {
      const rows = await all('listNotices', account, ...filterOf(filter), count, skip);
      return rows.map(readNoticeRow);
    },
    listAttempts: async (account, notice) =>
      (await all('listAttempts', account, notice)).map(readAttemptRow),
    replayNotices: (account, filter, now) =>
      'key' in filter
        ? run('replayNotice', account, filter.key, now)
        : run('replayNotices', account, ...filterOf(filter), now),
    purgeNotices: async (before) => {
      const values = [before];
      const counts = await together([
        { name: 'purgeAttempts', values },
        { name: 'purgeNotices', values },
      ]);
      return counts[1] ?? 0;
    },
  };
}

export function valuesOf(attempt: AttemptRow): Value[] {
  const { number, at, durationMs, headers, status, reply, error } = attempt;
  return [number, at, durationMs, JSON.stringify(headers), status, reply, error];
}

export function finishOf(
  { account, id, tries }: NoticeRow,
  state: NoticeRow['state'],
  dueAt: number,
  attempt: AttemptRow | null,
): Value[] {
  const deliveredAt = state === 'delivered' ? (attempt?.at ?? null) : null;
  return [account, id, tries, state, dueAt, deliveredAt];
}

/** The filter as parameters: a value that no row has stands for any. */
export function filterOf({ since, orderKey, endpoint, state }: NoticeFilter): Value[] {
  return [since ?? 0, orderKey ?? 0, endpoint ?? -1, state ?? ''];
}
