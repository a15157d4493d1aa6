// The notices of a store: claimed by one process at a time, kept with every attempt.
import type { Value } from './commit.ts';
import type { Database } from './database.ts';
import { readAttemptRow, readNoticeRow } from './row.ts';
import type { StatementName } from './statements.ts';
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
      const values = [account, ...filterOf(filter), count, skip];
      return (await all(LISTS[widthOf(filter)], ...values)).map(readNoticeRow);
    },
    listAttempts: async (account, notice) =>
      (await all('listAttempts', account, notice)).map(readAttemptRow),
    replayNotices: (account, filter, now) =>
      'key' in filter
        ? run('replayNotice', account, filter.key, now)
        : run(REPLAYS[widthOf(filter)], account, ...filterOf(filter), now),
    purgeNotices: async (beforeKey, limit) => {
      const values = [beforeKey, limit];
      const counts = await together([
        { name: 'purgeAttempts', values },
        { name: 'purgeNotices', values },
      ]);
      return counts[1] ?? 0;
    },
  };
}

type Width = 'order' | 'endpoint' | 'account';

function widthOf({ orderKey, endpoint }: NoticeFilter): Width {
  return orderKey !== undefined ? 'order' : endpoint !== undefined ? 'endpoint' : 'account';
}

const LISTS: Readonly<Record<Width, StatementName>> = Object.freeze({
  order: 'listNoticesOfOrder',
  endpoint: 'listNoticesOfEndpoint',
  account: 'listNotices',
});
const REPLAYS: Readonly<Record<Width, StatementName>> = Object.freeze({
  order: 'replayNoticesOfOrder',
  endpoint: 'replayNoticesOfEndpoint',
  account: 'replayNotices',
});

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
export function filterOf(filter: NoticeFilter): Value[] {
  const { since, orderKey, endpoint, state, until, fromKey } = filter;
  const rest = [until ?? Number.MAX_SAFE_INTEGER, fromKey ?? 0];
  return [since ?? 0, orderKey ?? 0, endpoint ?? -1, state ?? '', ...rest];
}
