// The notices of the SQLite store: claimed by one process at a time, kept with every attempt.
import type { Run, Value } from './apply.ts';
import { type Row, readAttemptRow, readNoticeRow } from './row.ts';
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

type Engine = {
  readonly get: (name: StatementName, ...values: Value[]) => Row | undefined;
  readonly all: (name: StatementName, ...values: Value[]) => Row[];
  readonly run: Run;
  readonly write: <T>(work: () => T) => Promise<T>;
};

export function noticesOf({ get, all, run, write }: Engine): NoticePart {
  return {
    claimNotices: async (now, until, busy, limit) => {
      const claim = () => all('claimNotices', now, until, busy.join(), limit);
      return (await write(claim)).map(readNoticeRow).sort((one, other) => one.id - other.id);
    },
    finishNotice: (row, state, dueAt, attempt) =>
      write(() => {
        if (attempt !== null) run('addAttempt', row.account, row.id, ...valuesOf(attempt));
        return run('finishNotice', ...finishOf(row, state, dueAt, attempt)) === 1;
      }),
    hasDelivered: async (account, endpoint, since) =>
      get('hasDelivered', account, endpoint, since) !== undefined,
    holdNotices: (account, endpoint) => write(() => run('holdNotices', account, endpoint)),
    releaseNotices: (account, endpoint, now) =>
      write(() => run('releaseNotices', account, endpoint, now)),
    findNotice: async (account, key) => {
      const row = get('findNotice', account, key);
      return row === undefined ? null : readNoticeRow(row);
    },
    listNotices: async (account, filter, skip, count) =>
      all(LISTS[widthOf(filter)], account, ...filterOf(filter), count, skip).map(readNoticeRow),
    listAttempts: async (account, notice) =>
      all('listAttempts', account, notice).map(readAttemptRow),
    replayNotices: (account, filter, now) =>
      write(() =>
        'key' in filter
          ? run('replayNotice', account, filter.key, now)
          : run(REPLAYS[widthOf(filter)], account, ...filterOf(filter), now),
      ),
    purgeNotices: (beforeKey, limit) =>
      write(() => {
        run('purgeAttempts', beforeKey, limit);
        return run('purgeNotices', beforeKey, limit);
      }),
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
