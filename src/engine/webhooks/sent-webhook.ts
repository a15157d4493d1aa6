// The webhooks that an account was sent: lists them, shows how they went, sends them once more.
import type { Account } from '../../core/account.ts';
import type { ListWebhooks, ReplayWebhook, ReplayWebhooks } from '../../core/account-request.ts';
import type { FindWebhook, WebhookSelection } from '../../core/account-request.ts';
import { type Failure, invalid, isFailure } from '../../core/failure.ts';
import type { Locator } from '../../core/id.ts';
import type { SentWebhook, TracedWebhook } from '../../core/webhook.ts';
import type { Store, WebhookFilter, WebhookRow } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';
import type { Engine } from '../orders/engine.ts';

export type SentWebhooks = {
  /** Newest first; refused when the order or the endpoint that is named is not there. */
  readonly list: (
    account: Account,
    request: ListWebhooks,
  ) => Promise<readonly SentWebhook[] | Failure>;
  readonly find: (account: Account, request: FindWebhook) => Promise<TracedWebhook | Failure>;
  readonly replay: (account: Account, request: ReplayWebhook) => Promise<Replayed | Failure>;
  readonly replayAll: (account: Account, request: ReplayWebhooks) => Promise<Replayed | Failure>;
  /**
   * The same of however many, oldest first, in as many commits as it takes: whoever was interrupted
   * may begin again, as what is sent once more no longer has the state that the selection names.
   */
  readonly replayEach: (
    account: Account,
    selection: WebhookSelection,
    onProgress: (done: number, of: number) => void,
  ) => Promise<ReplayedEach | Failure>;
};

type Replayed = { readonly replayed: number };
/** `orphans` were left out: their endpoint was removed. */
type ReplayedEach = Replayed & { readonly orphans: number };

type Places = {
  readonly store: Store;
  readonly ids: Ids;
  readonly engine: Pick<Engine, 'find'>;
  /** Begins with what is due, in the background. */
  readonly wakeDelivery: () => void;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** One request may not keep the database from all others. */
const REPLAYED_MAX = 10_000;
/** Rows that are read, and commits that are under way, at a time. */
const PAGE = 1000;
const AT_ONCE = 50;
const TOO_MANY = `More than ${REPLAYED_MAX} webhooks fit: name a shorter time, or an endpoint`;
const REMOVED = 'The endpoint of this webhook was removed';

export function createSentWebhooks(places: Places): SentWebhooks {
  const { store } = places;
  const replay = async (account: Account, which: WebhookFilter | { readonly key: number }) => {
    const replayed = await store.replayWebhooks(account.id, which, places.now());
    if (replayed > 0) places.wakeDelivery();
    return { replayed };
  };
  return {
    list: async (account, { selection, skip, count }) => {
      const filter = await filterOf(places, account, selection);
      if (isFailure(filter)) return filter;
      const rows = await store.listWebhooks(account.id, filter, skip, count);
      return describe(places, account, rows);
    },
    find: async (account, { webhook }) => {
      const row = await findRow(places, account, webhook);
      if (isFailure(row)) return row;
      const [sent] = await describe(places, account, [row]);
      if (sent === undefined) throw new Error('a webhook that was found');
      const deliveries = await store.listDeliveries(account.id, row.id);
      return { ...sent, request: row.request, deliveries };
    },
    replay: async (account, { webhook }) => {
      const row = await findRow(places, account, webhook);
      if (isFailure(row)) return row;
      const result = await replay(account, { key: row.id });
      return result.replayed === 0 ? { ...invalid([]), detail: REMOVED } : result;
    },
    replayAll: async (account, { selection }) => {
      const filter = await filterOf(places, account, selection);
      if (isFailure(filter)) return filter;
      const more = await store.listWebhooks(account.id, filter, REPLAYED_MAX, 1);
      if (more.length > 0) return { ...invalid([]), detail: TOO_MANY };
      return replay(account, filter);
    },
    replayEach: async (account, selection, onProgress) => {
      const filter = await filterOf(places, account, selection);
      if (isFailure(filter)) return filter;
      const keys = await keysOf(places, account, filter);
      let replayed = 0;
      for (let from = 0; from < keys.length; from += AT_ONCE) {
        const batch = keys.slice(from, from + AT_ONCE);
        const results = await Promise.all(batch.map((key) => replay(account, { key })));
        replayed += results.reduce((sum, each) => sum + each.replayed, 0);
        onProgress(from + batch.length, keys.length);
      }
      return { replayed, orphans: keys.length - replayed };
    },
  };
}

/** Oldest first; all of them before the first is touched, so that none comes by twice. */
async function keysOf(
  { store }: Places,
  account: Account,
  filter: WebhookFilter,
): Promise<readonly number[]> {
  const keys: number[] = [];
  for (let skip = 0; ; skip += PAGE) {
    const rows = await store.listWebhooks(account.id, filter, skip, PAGE);
    keys.push(...rows.map(({ id }) => id));
    if (rows.length < PAGE) return [...new Set(keys)].reverse();
  }
}

async function filterOf(
  { engine, store, ids, now }: Places,
  account: Account,
  { order, endpoint, state, since, until, before }: WebhookSelection,
): Promise<WebhookFilter | Failure> {
  const found = order === null ? null : await engine.find(account, { kind: 'findOrder', order });
  if (isFailure(found)) return found;
  const endpointKey =
    endpoint === null ? null : await findEndpoint({ store, ids }, account, endpoint);
  if (isFailure(endpointKey)) return endpointKey;
  // Keys follow the real time; only a live account's clock is sure to agree with it.
  const isReal = since !== null && account.mode === 'live' && now() >= since;
  return {
    ...(found === null ? {} : { orderKey: found.aggregate.order.id.key }),
    ...(endpointKey === null ? {} : { endpoint: endpointKey }),
    ...(state === null ? {} : { state }),
    ...(since === null ? {} : { since }),
    ...(until === null ? {} : { until }),
    ...(isReal ? { fromKey: ids.firstKeyAt(since) } : {}),
    // Below the lowest key there is none.
    ...(before === undefined ? {} : { beforeKey: ids.keyOf(before) ?? 0 }),
  };
}

/** The key of an endpoint, or of one that was removed and still has webhooks. */
async function findEndpoint(
  { store, ids }: Pick<Places, 'store' | 'ids'>,
  account: Account,
  locators: readonly Locator[],
): Promise<number | Failure> {
  for (const locator of locators) {
    const key = ids.keyOf(locator);
    if (key === null || key === 0) continue;
    const record = await store.loadRecord(account.id, 'endpoint', key);
    if (record !== null) return key;
    const [webhook] = await store.listWebhooks(account.id, { endpoint: key }, 0, 1);
    if (webhook !== undefined) return key;
  }
  return { failure: 'record_not_found', detail: 'Endpoint not found' };
}

async function findRow(
  { store, ids }: Places,
  account: Account,
  locators: readonly Locator[],
): Promise<WebhookRow | Failure> {
  for (const locator of locators) {
    const key = locator.by === 'token' ? ids.keyOf(locator) : null;
    const row = key === null ? null : await store.findWebhook(account.id, key);
    if (row !== null && locator.by === 'token' && row.token === locator.token) return row;
  }
  return { failure: 'record_not_found', detail: 'Webhook not found' };
}

/** With what they are about and whom they went to, each loaded once. */
async function describe(
  { store }: Places,
  account: Account,
  rows: readonly WebhookRow[],
): Promise<readonly SentWebhook[]> {
  const orders = await loadEach(
    rows.map(({ orderKey }) => orderKey),
    async (key) => (await store.loadOrder(account.id, key))?.order ?? null,
  );
  const endpoints = await loadEach(
    rows.flatMap(({ endpoint }) => (endpoint === null ? [] : [endpoint])),
    (key) => store.loadRecord(account.id, 'endpoint', key),
  );
  return rows.map((row) => {
    const { token, event, dialect, state, tries, dueAt, createdAt, deliveredAt } = row;
    return {
      ...{ token, event, dialect, state, tries, dueAt, createdAt, deliveredAt },
      url: row.request.url,
      order: orders.get(row.orderKey) ?? null,
      to: row.endpoint === null ? 'order' : 'endpoint',
      endpoint: row.endpoint === null ? null : (endpoints.get(row.endpoint) ?? null),
    };
  });
}

async function loadEach<T>(
  keys: readonly number[],
  load: (key: number) => Promise<T>,
): Promise<ReadonlyMap<number, T>> {
  const loaded = new Map<number, T>();
  for (const key of new Set(keys)) loaded.set(key, await load(key));
  return loaded;
}
