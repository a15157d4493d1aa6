// The webhooks of a store: leased by one process at a time, kept with every attempt.
import type { Value } from './commit.ts';
import type { Database } from './database.ts';
import { readDeliveryRow, readWebhookRow } from './row.ts';
import type { StatementName } from './statements.ts';
import type { DeliveryRow, WebhookFilter, WebhookRow, Store } from './store.ts';

export type WebhookPart = Pick<
  Store,
  | 'leaseWebhooks'
  | 'finishWebhook'
  | 'hasDelivered'
  | 'holdWebhooks'
  | 'releaseWebhooks'
  | 'findWebhook'
  | 'listWebhooks'
  | 'listDeliveries'
  | 'replayWebhooks'
  | 'purgeWebhooks'
>;

export function webhooksOf({ get, all, run, take, together }: Database): WebhookPart {
  return {
    leaseWebhooks: async (now, until, busy, limit) => {
      const rows = await take('leaseWebhooks', now, until, busy.join(), limit);
      return rows.map(readWebhookRow).sort((one, other) => one.id - other.id);
    },
    finishWebhook: async (row, state, dueAt, attempt) => {
      const finish = {
        name: 'finishWebhook',
        values: finishOf(row, state, dueAt, attempt),
      } as const;
      const tried =
        attempt === null
          ? []
          : ([
              { name: 'addDelivery', values: [row.account, row.id, ...valuesOf(attempt)] },
            ] as const);
      return (await together([finish, ...tried]))[0] === 1;
    },
    hasDelivered: async (account, endpoint, since) =>
      (await get('hasDelivered', account, endpoint, since)) !== undefined,
    holdWebhooks: (account, endpoint) => run('holdWebhooks', account, endpoint),
    releaseWebhooks: (account, endpoint, now) => run('releaseWebhooks', account, endpoint, now),
    findWebhook: async (account, key) => {
      const row = await get('findWebhook', account, key);
      return row === undefined ? null : readWebhookRow(row);
    },
    listWebhooks: async (account, filter, skip, count) => {
      const values = [account, ...filterOf(filter), count, skip];
      return (await all(listOf(filter), ...values)).map(readWebhookRow);
    },
    listDeliveries: async (account, webhook) =>
      (await all('listDeliveries', account, webhook)).map(readDeliveryRow),
    replayWebhooks: (account, filter, now) =>
      'key' in filter
        ? run('replayWebhook', account, filter.key, now)
        : run(REPLAYS[widthOf(filter)], account, ...filterOf(filter), now),
    purgeWebhooks: async (beforeKey, limit) => {
      const values = [beforeKey, limit];
      const counts = await together([
        { name: 'purgeDeliveries', values },
        { name: 'purgeWebhooks', values },
      ]);
      return counts[1] ?? 0;
    },
  };
}

const LAST = Number.MAX_SAFE_INTEGER;

type Width = 'order' | 'endpoint' | 'account';

function widthOf({ orderKey, endpoint }: WebhookFilter): Width {
  return orderKey !== undefined ? 'order' : endpoint !== undefined ? 'endpoint' : 'account';
}

/** Of those that nobody sends by themselves there is an index, as there are few. */
function listOf(filter: WebhookFilter): StatementName {
  const width = widthOf(filter);
  const isStuck = filter.state === 'failed' || filter.state === 'held';
  return isStuck && width === 'account' ? 'listStuckWebhooks' : LISTS[width];
}

const LISTS: Readonly<Record<Width, StatementName>> = Object.freeze({
  order: 'listWebhooksOfOrder',
  endpoint: 'listWebhooksOfEndpoint',
  account: 'listWebhooks',
});
const REPLAYS: Readonly<Record<Width, StatementName>> = Object.freeze({
  order: 'replayWebhooksOfOrder',
  endpoint: 'replayWebhooksOfEndpoint',
  account: 'replayWebhooks',
});

export function valuesOf(attempt: DeliveryRow): Value[] {
  const { number, at, durationMs, headers, status, reply, error } = attempt;
  return [number, at, durationMs, JSON.stringify(headers), status, reply, error];
}

export function finishOf(
  { account, id, tries }: WebhookRow,
  state: WebhookRow['state'],
  dueAt: number,
  attempt: DeliveryRow | null,
): Value[] {
  const deliveredAt = state === 'delivered' ? (attempt?.at ?? null) : null;
  return [account, id, tries, state, dueAt, deliveredAt];
}

/** The filter as parameters: a value that no row has stands for any. */
export function filterOf(filter: WebhookFilter): Value[] {
  const { since, orderKey, endpoint, state, until, fromKey, beforeKey } = filter;
  const rest = [until ?? LAST, fromKey ?? 0, beforeKey ?? LAST];
  return [since ?? 0, orderKey ?? 0, endpoint ?? -1, state ?? '', ...rest];
}
