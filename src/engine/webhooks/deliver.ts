// Delivers webhooks: at least once, on their schedule, and never one merchant's at another's cost.
import { createHmac } from 'node:crypto';
import { isPaused } from '../../core/endpoint.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { DeliveryRow, WebhookRow, Store } from '../../store/store.ts';
import type { Accounts, AccountWithSecret } from '../identity/account.ts';
import type { Log } from '../processing/instruct.ts';
import type { Vault } from '../identity/vault.ts';

/** How an exchange with a merchant's server went. */
export type Sent =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly detail: string };

export type Send = (request: {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly replyBytesMax: number;
}) => Promise<Sent>;

export type Deliverer = {
  /** Begins with what is due, in the background. */
  readonly wake: () => void;
  /** Resolves when nothing is due any more, and throws what went wrong on the way. */
  readonly settle: () => Promise<void>;
  /** Takes no more and resolves when what is under way has been written. */
  readonly close: () => Promise<void>;
};

type Places = {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly vault: Vault;
  readonly send: Send;
  /** The real time in milliseconds. */
  readonly now: () => number;
  readonly log: Log;
};

const AT_ONCE_MAX = 64;
const PER_DESTINATION_MAX = 16;
const REPLY_BYTES_MAX = 2048;
/** Beyond an attempt's own time: then the process that took it has died. */
const LEASE_MORE_MS = 5000;
const TIMEOUT_MAX_MS = 10_000;
const LEASE_MS = TIMEOUT_MAX_MS + LEASE_MORE_MS;
const REMOVED = 'the endpoint was removed';
const AGENT = 'Dubash-Notices/1';

/**
 * Takes webhooks a few at a time and sends them side by side, those of one order to one subscriber
 * one after the other. A webhook that failed does not hold back the next: receivers see what
 * happened later before what is tried again.
 */
export function createDeliverer(places: Places): Deliverer {
  const { store, now, log } = places;
  const floor = createFloor(log);
  let closed = false;
  let pumping: Promise<void> | null = null;
  let again = false;

  const pump = async (): Promise<void> => {
    do {
      again = false;
      const limit = Math.min(AT_ONCE_MAX - floor.count(), PER_DESTINATION_MAX);
      if (closed || limit <= 0) return;
      const rows = await store.leaseWebhooks(now(), now() + LEASE_MS, floor.busy(), limit);
      for (const row of rows) floor.begin(row, () => deliver(places, row), wake);
      again ||= rows.length === limit;
    } while (again);
  };
  const start = (): Promise<void> => {
    again = true;
    pumping ??= pump().finally(() => {
      pumping = null;
    });
    return pumping;
  };
  const wake = (): void => {
    if (closed) return;
    start().catch((error: unknown) => report(log, error, 'webhooks could not be taken'));
  };
  const drain = async (): Promise<void> => {
    while (floor.count() > 0 || pumping !== null) {
      await Promise.allSettled([...floor.lines(), ...(pumping === null ? [] : [pumping])]);
    }
  };
  return {
    wake,
    settle: async () => {
      await start();
      await drain();
    },
    close: async () => {
      closed = true;
      await drain();
    },
  };
}

/** What is under way: how much in all and to each destination, and in which line. */
function createFloor(log: Log) {
  const inFlight = new Map<string, number>();
  const lines = new Map<string, Promise<void>>();
  let count = 0;
  const add = (destination: string, more: 1 | -1): void => {
    count += more;
    const running = (inFlight.get(destination) ?? 0) + more;
    if (running === 0) inFlight.delete(destination);
    else inFlight.set(destination, running);
  };
  return {
    count: () => count,
    lines: () => lines.values(),
    /** The destinations that have all they may have at once. */
    busy: () =>
      [...inFlight].filter(([, running]) => running >= PER_DESTINATION_MAX).map(([name]) => name),
    begin: (row: WebhookRow, work: () => Promise<void>, done: () => void): void => {
      const line = `${row.account} ${row.orderKey} ${row.endpoint}`;
      add(row.destination, 1);
      const turn = (lines.get(line) ?? Promise.resolve())
        .then(work)
        .catch((error: unknown) => report(log, error, 'a webhook could not be delivered'))
        .finally(() => {
          const running = inFlight.get(row.destination);
          add(row.destination, -1);
          if (lines.get(line) === turn) lines.delete(line);
          // Taking more looks at everything that is due, so it waits until there is room for many.
          const hasRoom = count === AT_ONCE_MAX - PER_DESTINATION_MAX;
          if (hasRoom || running === PER_DESTINATION_MAX) done();
        });
      lines.set(line, turn);
    },
  };
}

function report(log: Log, error: unknown, text: string): void {
  log.error({ error: error instanceof Error ? error.stack : String(error) }, text);
}

async function deliver(places: Places, row: WebhookRow): Promise<void> {
  const { store, accounts, now, log } = places;
  // It may have waited behind others of its order for so long that somebody else has it by now.
  const isShort = row.dueAt - now() < TIMEOUT_MAX_MS;
  if (isShort && !(await store.finishWebhook(row, 'waiting', now() + LEASE_MS, null))) return;
  const known = await accounts.findById(row.account);
  if (known === null) throw new Error('a webhook of an account that is gone');
  const endpoint =
    row.endpoint === null ? null : await store.loadRecord(row.account, 'endpoint', row.endpoint);
  if (row.endpoint !== null && endpoint === null) {
    await store.finishWebhook(row, 'failed', row.dueAt, unsent(row, now(), REMOVED));
    return;
  }
  if (endpoint !== null && endpoint.body['active'] === false) {
    await store.finishWebhook(row, 'held', row.dueAt, null);
    await releaseIfActive(places, row.account, endpoint.id.key);
    return;
  }
  const attempt = await tryOnce(places, row, known, endpoint);
  if (attempt.error === null) {
    await store.finishWebhook(row, 'delivered', row.dueAt, attempt);
    return;
  }
  const delay = row.request.retryMs[row.tries - row.triesBefore - 1];
  if (delay !== undefined) {
    await store.finishWebhook(row, 'waiting', attempt.at + attempt.durationMs + delay, attempt);
    return;
  }
  await store.finishWebhook(row, 'failed', now(), attempt);
  const facts = { webhook: `msg_${row.token}`, event: row.event, tries: row.tries };
  log.warn({ ...facts, error: attempt.error }, 'a webhook was given up');
  if (endpoint !== null) await pause(places, row, known, endpoint, attempt);
}

/** An endpoint that was switched on while its webhooks were being held would leave them behind. */
async function releaseIfActive(
  { store, now }: Pick<Places, 'store' | 'now'>,
  account: number,
  endpoint: number,
): Promise<void> {
  const fresh = await store.loadRecord(account, 'endpoint', endpoint);
  if (fresh === null || fresh.body['active'] === false) return;
  await store.releaseWebhooks(account, endpoint, now());
}

/** An attempt that ended before anything was sent. */
function unsent({ tries }: WebhookRow, at: number, error: string): DeliveryRow {
  return { number: tries, at, durationMs: 0, headers: {}, status: null, reply: '', error };
}

async function tryOnce(
  { vault, send, now }: Places,
  row: WebhookRow,
  { account, credentials }: AccountWithSecret,
  endpoint: StoredRecord | null,
): Promise<DeliveryRow> {
  const { method, url, headers, body, attemptHeader, accepts, timeoutMs } = row.request;
  const number = row.tries;
  const at = now();
  const sealed = endpoint?.sealedSecret ?? null;
  const secret = sealed === null ? credentials.secret : vault.open(sealed, account.key);
  const own = {
    'user-agent': AGENT,
    ...standardHeaders(row, secret, Math.floor(at / 1000)),
    ...(attemptHeader === null ? {} : { [attemptHeader]: String(number) }),
  };
  const timeout = Math.min(timeoutMs, TIMEOUT_MAX_MS);
  const limits = { timeoutMs: timeout, replyBytesMax: REPLY_BYTES_MAX };
  const sent = await send({ method, url, headers: { ...own, ...headers }, body, ...limits });
  const answer = sent.kind === 'answered' ? sent : null;
  return {
    number,
    at,
    durationMs: Math.max(0, now() - at),
    headers: own,
    status: answer?.status ?? null,
    reply: answer?.body ?? '',
    error: sent.kind === 'failed' ? sent.detail : judge(sent.status, sent.body, accepts),
  };
}

/** What is wrong with an answer; null when it is a receipt. */
function judge(status: number, body: string, accepts: readonly string[] | null): string | null {
  if (status >= 300 && status < 400) return `answered ${status}: redirects are not followed`;
  if (status < 200 || status > 299) return `answered ${status}`;
  if (accepts === null) return null;
  const text = body.trim().replace(/^"(.*)"$/s, '$1');
  return accepts.includes(text) ? null : `answered ${status}, but not "${accepts[0]}"`;
}

/**
 * The headers of the Standard Webhooks specification. A secret `whsec_…` is base64 as the
 * specification says; any other is taken as it is (the libraries' "raw" format).
 */
export function standardHeaders(
  { token, request }: WebhookRow,
  secret: string,
  seconds: number,
): Readonly<Record<string, string>> {
  const id = `msg_${token}`;
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
  const text = `${id}.${seconds}.${request.body}`;
  const signature = createHmac('sha256', key).update(text).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}

/**
 * Stops sending to an endpoint that took nothing for as long as a whole schedule lasted; what it
 * misses is held for it.
 */
async function pause(
  { store, now, log }: Places,
  row: WebhookRow,
  { account }: AccountWithSecret,
  endpoint: StoredRecord,
  { error }: DeliveryRow,
): Promise<void> {
  const attempts = await store.listDeliveries(row.account, row.id);
  const first = attempts.find(({ number }) => number > row.triesBefore);
  if (await store.hasDelivered(row.account, endpoint.id.key, first?.at ?? 0)) return;
  const fresh = await store.loadRecord(row.account, 'endpoint', endpoint.id.key);
  if (fresh === null || isPaused(fresh.body) || fresh.body['active'] === false) return;
  const at = now() + account.clockOffsetMs;
  const body = { ...fresh.body, active: false, paused_at: at, paused_because: error };
  const nothing = { changes: null, events: [], instruction: null, answered: null, reply: null };
  const record = { row: { ...fresh, body }, isNew: false };
  await store.save({ ...nothing, account: row.account, record, webhooks: [], now: at });
  const held = await store.holdWebhooks(row.account, endpoint.id.key);
  await releaseIfActive({ store, now }, row.account, endpoint.id.key);
  const facts = { account: account.key, endpoint: endpoint.id.token, held };
  log.warn({ ...facts, error }, 'an endpoint keeps failing and was paused');
}
