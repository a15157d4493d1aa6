// Delivers webhooks: at least once, on their schedule, and never one merchant's at another's cost.
import type { StoredRecord } from '../../core/record.ts';
import type { DeliveryRow, WebhookRow, Store } from '../../store/store.ts';
import { type Accounts, type AccountWithSecret, credentialsFor } from '../identity/account.ts';
import type { Log } from '../log.ts';
import { logError } from '../log-error.ts';
import type { Vault } from '../identity/vault.ts';
import { pause, releaseIfActive } from './pause.ts';
import { standardHeaders } from './standard-headers.ts';

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
// A receipt may stand anywhere in a page of the shop's.
const RECEIPT_PAGE_BYTES_MAX = 65_536;
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
    start().catch((error: unknown) => logError(log, error, 'webhooks could not be taken'));
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
        .catch((error: unknown) => logError(log, error, 'a webhook could not be delivered'))
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
  const facts = { webhook: `msg_${row.token}`, event: row.event, tries: row.tries };
  if (delay !== undefined) {
    log.info({ ...facts, status: attempt.status }, 'a webhook was not taken: it comes again');
    await store.finishWebhook(row, 'waiting', attempt.at + attempt.durationMs + delay, attempt);
    return;
  }
  await store.finishWebhook(row, 'failed', now(), attempt);
  log.warn({ ...facts, error: attempt.error }, 'a webhook was given up');
  if (endpoint !== null) await pause(places, row, known, endpoint, attempt);
}

/** An attempt that ended before anything was sent. */
function unsent({ tries }: WebhookRow, at: number, error: string): DeliveryRow {
  return { number: tries, at, durationMs: 0, headers: {}, status: null, reply: '', error };
}

async function tryOnce(
  { vault, send, now }: Places,
  row: WebhookRow,
  known: AccountWithSecret,
  endpoint: StoredRecord | null,
): Promise<DeliveryRow> {
  const { method, url, headers, body, attemptHeader, accepts, timeoutMs } = row.request;
  const number = row.tries;
  const at = now();
  const sealed = endpoint?.sealedSecret ?? null;
  const secret =
    sealed === null ? credentialsFor(known, row.request).secret : vault.open(sealed, known.account);
  const own = {
    'user-agent': AGENT,
    ...standardHeaders(row, secret, Math.floor(at / 1000)),
    ...(attemptHeader === null ? {} : { [attemptHeader]: String(number) }),
  };
  const timeout = Math.min(timeoutMs, TIMEOUT_MAX_MS);
  const replyBytesMax = accepts === null ? REPLY_BYTES_MAX : RECEIPT_PAGE_BYTES_MAX;
  const limits = { timeoutMs: timeout, replyBytesMax };
  const sent = await send({ method, url, headers: { ...own, ...headers }, body, ...limits });
  const answer = sent.kind === 'answered' ? sent : null;
  return {
    number,
    at,
    durationMs: Math.max(0, now() - at),
    headers: own,
    status: answer?.status ?? null,
    reply: Buffer.from(answer?.body ?? '').toString('utf8', 0, REPLY_BYTES_MAX),
    error: sent.kind === 'failed' ? sent.detail : judge(sent.status, sent.body, accepts),
  };
}

/** What is wrong with an answer; null when it is a receipt. */
function judge(status: number, body: string, accepts: readonly string[] | null): string | null {
  if (status >= 300 && status < 400) return `answered ${status}: redirects are not followed`;
  if (status < 200 || status > 299) return `answered ${status}`;
  if (accepts === null) return null;
  const isReceipt = accepts.some((receipt) => holds(body, receipt));
  return isReceipt ? null : `answered ${status}, but not "${accepts[0]}"`;
}

/** Anywhere in the text; not where a digit follows, as another number would be meant. */
function holds(body: string, receipt: string): boolean {
  return body
    .split(receipt)
    .slice(1)
    .some((rest) => !/^\d/.test(rest));
}
