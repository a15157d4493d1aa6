// The webhooks of an account: what was sent to whom, how it went, and sending it once more.
import type { Account } from '../core/account.ts';
import { type Failure, invalid, isFailure } from '../core/failure.ts';
import type { StoredRecord } from '../core/record.ts';
import type { DeliveryRow, WebhookFilter, WebhookRow } from '../store/store.ts';
import { locatorsOf } from './control.ts';
import { stateOf } from './endpoint.ts';
import {
  type Errand,
  type Office,
  type Row,
  readName,
  readSheet,
  type Sheet,
} from './account-call.ts';

const PAGE_MAX = 100;
const PAGE = 20;
const SKIP_MAX = 1_000_000;
/** One request may not keep the database from all others. */
const REPLAYED_MAX = 10_000;
const NAME_MAX = 200;
const STATES = ['waiting', 'delivered', 'failed', 'held'] as const;
const FILTERS = ['order', 'endpoint', 'state', 'since', 'until'];

/** Where these rows are, and the name that the list has there. */
const PLACES = ['webhooks', 'notices'] as const;

// `/notices` is the name of before; what it answered it still answers.
export const deliveryRows: readonly Row[] = PLACES.flatMap((name): readonly Row[] => [
  { method: 'GET', path: `/${name}`, rate: 'fetch', act: listAs(name) },
  { method: 'POST', path: `/${name}/replay`, rate: 'create', act: replayMany },
  { method: 'GET', path: `/${name}/:id`, rate: 'fetch', act: showWebhook },
  { method: 'POST', path: `/${name}/:id/replay`, rate: 'create', act: replayOne },
]);

function listAs(name: (typeof PLACES)[number]): Row['act'] {
  return async (office, errand) => {
    const rows = await listWebhooks(office, errand);
    return isFailure(rows) ? rows : { [name]: rows };
  };
}

async function listWebhooks(
  office: Office,
  { account, query }: Errand,
): Promise<readonly object[] | Failure> {
  const sheet = readSheet(query, [...FILTERS, 'skip', 'count']);
  const skip = sheet.count('skip', 0, SKIP_MAX) ?? 0;
  const count = sheet.count('count', 1, PAGE_MAX) ?? PAGE;
  const filter = await readFilter(office, account, sheet);
  if (isFailure(filter)) return filter;
  const rows = await office.counter.store.listWebhooks(account.id, filter, skip, count);
  const names = await namesOf(office, account, rows);
  return rows.map((row) => viewOf(row, names));
}

async function showWebhook(office: Office, { account, params }: Errand): Promise<object | Failure> {
  const row = await findWebhook(office, account, params['id'] ?? '');
  if (isFailure(row)) return row;
  const { method, url, headers, body } = row.request;
  const attempts = await office.counter.store.listDeliveries(account.id, row.id);
  return {
    ...viewOf(row, await namesOf(office, account, [row])),
    request: { method, url, headers, body },
    attempts: attempts.map(attemptView),
  };
}

/** The bytes and the gateway's headers are those of the first time. */
async function replayOne(office: Office, errand: Errand): Promise<object | Failure> {
  const { account, params, fields } = errand;
  const { issues } = readSheet(fields.values, []);
  if (issues.length > 0) return invalid(issues);
  const row = await findWebhook(office, account, params['id'] ?? '');
  if (isFailure(row)) return row;
  const { store, deliverer, now } = office.counter;
  const replayed = await store.replayWebhooks(account.id, { key: row.id }, now());
  if (replayed === 0) {
    return { ...invalid([]), detail: 'The endpoint of this webhook was removed' };
  }
  deliverer.wake();
  return { replayed };
}

async function replayMany(office: Office, { account, fields }: Errand): Promise<object | Failure> {
  const sheet = readSheet(fields.values, FILTERS);
  if (sheet.value('since') === null) sheet.wrong('since', 'required', 'is required');
  const filter = await readFilter(office, account, sheet);
  if (isFailure(filter)) return filter;
  const { store, deliverer, now } = office.counter;
  const more = await store.listWebhooks(account.id, filter, REPLAYED_MAX, 1);
  if (more.length > 0) {
    const says = `More than ${REPLAYED_MAX} webhooks fit: name a shorter time, or an endpoint`;
    return { ...invalid([]), detail: says };
  }
  const replayed = await store.replayWebhooks(account.id, filter, now());
  if (replayed > 0) deliverer.wake();
  return { replayed };
}

async function readFilter(
  office: Office,
  account: Account,
  sheet: Sheet,
): Promise<WebhookFilter | Failure> {
  const { counter, ids } = office;
  const order = readText(sheet, 'order');
  const endpoint = readText(sheet, 'endpoint');
  const state = sheet.choice('state', STATES);
  const since = sheet.moment('since');
  const until = sheet.moment('until');
  if (sheet.issues.length > 0) return invalid(sheet.issues);
  const orderKey = order === null ? null : await findOrder(office, account, order);
  if (isFailure(orderKey)) return orderKey;
  const endpointKey = endpoint === null ? null : await findEndpoint(office, account, endpoint);
  if (isFailure(endpointKey)) return endpointKey;
  // Keys follow the real time; only a live account's clock is sure to agree with it.
  const isReal = since !== null && account.mode === 'live' && counter.now() >= since;
  return {
    ...(orderKey === null ? {} : { orderKey }),
    ...(endpointKey === null ? {} : { endpoint: endpointKey }),
    ...(state === null ? {} : { state }),
    ...(since === null ? {} : { since }),
    ...(until === null ? {} : { until }),
    ...(isReal ? { fromKey: ids.firstKeyAt(since) } : {}),
  };
}

function readText(sheet: Sheet, field: string): string | null {
  const given = sheet.value(field);
  if (given === null) return null;
  const text = typeof given === 'number' ? String(given) : given;
  if (typeof text === 'string' && text !== '' && text.length <= NAME_MAX) return text;
  return sheet.wrong(field, 'type', `must be a text of 1 to ${NAME_MAX} characters`);
}

async function findOrder(
  { counter }: Office,
  account: Account,
  name: string,
): Promise<number | Failure> {
  const order = locatorsOf(counter, name);
  const found = await counter.engine.find(account, { kind: 'findOrder', order });
  return isFailure(found) ? found : found.aggregate.order.id.key;
}

/** The key of an endpoint, or of one that was removed and still has webhooks. */
async function findEndpoint(
  { counter, ids }: Office,
  account: Account,
  name: string,
): Promise<number | Failure> {
  for (const locator of readName(name)) {
    const key = ids.keyOf(locator);
    if (key === null || key === 0) continue;
    const record = await counter.store.loadRecord(account.id, 'endpoint', key);
    if (record !== null) return key;
    const [webhook] = await counter.store.listWebhooks(account.id, { endpoint: key }, 0, 1);
    if (webhook !== undefined) return key;
  }
  return { failure: 'record_not_found', detail: 'Endpoint not found' };
}

async function findWebhook(
  { counter, ids }: Office,
  account: Account,
  name: string,
): Promise<WebhookRow | Failure> {
  for (const locator of readName(name)) {
    const key = locator.by === 'token' ? ids.keyOf(locator) : null;
    const row = key === null ? null : await counter.store.findWebhook(account.id, key);
    if (row !== null && locator.by === 'token' && row.token === locator.token) return row;
  }
  return { failure: 'record_not_found', detail: 'Webhook not found' };
}

type Names = {
  readonly orders: ReadonlyMap<number, { readonly id: string; readonly reference: string | null }>;
  readonly endpoints: ReadonlyMap<number, StoredRecord>;
};

/** The outer names of what these webhooks are about; keys never leave the server. */
async function namesOf(
  { counter }: Office,
  account: Account,
  rows: readonly WebhookRow[],
): Promise<Names> {
  const orders = new Map<number, { readonly id: string; readonly reference: string | null }>();
  const endpoints = new Map<number, StoredRecord>();
  for (const key of new Set(rows.map(({ orderKey }) => orderKey))) {
    const found = await counter.store.loadOrder(account.id, key);
    if (found === null) continue;
    const { id, reference } = found.order;
    orders.set(key, { id: `order_${id.token}`, reference });
  }
  for (const key of new Set(rows.map(({ endpoint }) => endpoint))) {
    const found = key === null ? null : await counter.store.loadRecord(account.id, 'endpoint', key);
    if (found !== null) endpoints.set(found.id.key, found);
  }
  return { orders, endpoints };
}

function viewOf(row: WebhookRow, { orders, endpoints }: Names): object {
  const order = orders.get(row.orderKey);
  const endpoint = row.endpoint === null ? undefined : endpoints.get(row.endpoint);
  return {
    id: `msg_${row.token}`,
    event: row.event,
    dialect: row.dialect,
    order: order?.id ?? null,
    reference: order?.reference ?? null,
    endpoint: endpoint === undefined ? null : `ep_${endpoint.id.token}`,
    // What it was sent to: an endpoint, or the address that the order itself named.
    to: row.endpoint === null ? 'order' : 'endpoint',
    endpoint_state:
      row.endpoint === null ? null : endpoint === undefined ? 'removed' : stateOf(endpoint),
    url: row.request.url,
    state: row.state,
    attempts_made: row.tries,
    next_attempt_at: row.state === 'waiting' ? isoOf(row.dueAt) : null,
    created_at: isoOf(row.createdAt),
    delivered_at: row.deliveredAt === null ? null : isoOf(row.deliveredAt),
  };
}

function attemptView({ number, at, durationMs, headers, status, reply, error }: DeliveryRow) {
  return {
    number,
    at: isoOf(at),
    duration_ms: durationMs,
    headers,
    status,
    reply,
    error,
  };
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
