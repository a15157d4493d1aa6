// Makes the webhooks of what happened, for the commit in which it happens: one for each subscriber.
import { hash } from 'node:crypto';
import type { Account } from '../../core/account.ts';
import type { Decision } from '../../core/decision.ts';
import { isPaused } from '../../core/endpoint.ts';
import type { Order } from '../../core/order.ts';
import type { StoredRecord } from '../../core/record.ts';
import type {
  Dialect,
  Addresses,
  Subscriber,
  WebhookEvent,
  Webhook,
  Webhooks,
} from '../../gateways/dialect.ts';
import type { WebhookRow, Store } from '../../store/store.ts';
import { type Accounts, credentialsFor } from '../identity/account.ts';
import type { Ids } from '../identity/ids.ts';
import type { Log } from '../log.ts';
import type { Vault } from '../identity/vault.ts';

export type Outbox = (account: Account, decision: Decision) => Promise<readonly WebhookRow[]>;

type Places = {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly ids: Ids;
  readonly vault: Vault;
  readonly dialects: ReadonlyMap<string, Dialect>;
  readonly addresses: (account: Account) => Addresses;
  /** The real time in milliseconds. */
  readonly now: () => number;
  readonly log: Log;
};

/** A subscriber with what its webhooks are kept by. */
type Receiver = Subscriber & {
  readonly dialect: Dialect;
  readonly endpoint: number | null;
  readonly retryMs: readonly number[];
};

const ENDPOINTS_MAX = 1000;

export function createOutbox(places: Places): Outbox {
  return async (account, decision) => {
    // Nobody announces that an order was created: whoever is told of it has just created it. Where
    // a payment goes is told to whoever asks.
    const events = decision.events.filter(
      ({ kind }) => kind !== 'order.created' && kind !== 'payment.routed',
    );
    // What was taken too much goes back at once: a shop would take it for its order's payment.
    if (events.length === 0 || aboutOf(decision).payment?.surplus === true) return [];
    const known = await places.accounts.find(account.key);
    if (known === null) throw new Error('an account that is gone');
    const { order } = decision.outcome.aggregate;
    const credentials = credentialsFor(known, order);
    const receivers = await listReceivers(places, account, credentials.secret, decision);
    if (receivers.length === 0) return [];
    const { ids, now, addresses } = places;
    const side = { account, credentials, addresses: addresses(account) };
    return events.flatMap(({ kind, at }) => {
      const { aggregate } = decision.outcome;
      const about = aboutOf(decision);
      const webhookEvent: WebhookEvent = {
        kind,
        at,
        token: ids.next(now()).token,
        aggregate,
        ...about,
      };
      return receivers.flatMap((receiver) =>
        renderSafely(places, receiver, webhookEvent, side).map((webhook) =>
          rowOf(places, webhookEvent, receiver, webhook, account),
        ),
      );
    });
  };
}

/** What the events are about: the payment or the refund that changed. */
function aboutOf({ changes, outcome }: Decision): Pick<WebhookEvent, 'payment' | 'refund'> {
  const refund = changes?.refund ?? null;
  const { payments } = outcome.aggregate;
  const payment =
    changes?.payment ?? payments.find(({ id }) => id.key === refund?.paymentKey) ?? null;
  return { payment, refund };
}

/** Everybody who listens: the account's endpoints, the order's own address and the refund's. */
async function listReceivers(
  { store, vault, dialects }: Places,
  account: Account,
  secret: string,
  decision: Decision,
): Promise<readonly Receiver[]> {
  const { outcome } = decision;
  const { order } = outcome.aggregate;
  const records = await store.listRecords(account.id, 'endpoint', 0, ENDPOINTS_MAX);
  const receivers = records.flatMap((record) => {
    const receiver = receiverOf(record, dialects, (sealed) =>
      sealed === null ? secret : vault.open(sealed, account),
    );
    return receiver === null ? [] : [receiver];
  });
  const about = { aggregate: outcome.aggregate, ...aboutOf(decision) };
  const speaker = dialects.get(order.dialect);
  const addresses = [
    { dialect: speaker, url: order.returns.notify },
    ...[...dialects.values()].map((dialect) => {
      return { dialect, url: dialect.webhooks.ownAddress?.(about) ?? null };
    }),
  ];
  const own = addresses.flatMap(({ dialect, url }): readonly Receiver[] => {
    if (dialect === undefined || url === null) return [];
    const { retryMs } = dialect.webhooks;
    return [{ url, body: null, secret, dialect, endpoint: null, retryMs }];
  });
  return [...receivers, ...own];
}

/** Null for an endpoint that the merchant switched off; one that was paused is kept up to date. */
function receiverOf(
  { id, body, sealedSecret }: StoredRecord,
  dialects: ReadonlyMap<string, Dialect>,
  open: (sealed: string | null) => string,
): Receiver | null {
  const { url, retry_seconds: retrySeconds } = body;
  const dialect = dialects.get(String(body['dialect']));
  if (dialect === undefined || typeof url !== 'string') return null;
  // The deliverer holds it while the endpoint is paused: by then it may have been resumed.
  if (body['active'] === false && !isPaused(body)) return null;
  const retryMs = Array.isArray(retrySeconds)
    ? retrySeconds.map((seconds) => Number(seconds) * 1000)
    : dialect.webhooks.retryMs;
  return { url, body, secret: open(sealedSecret), dialect, endpoint: id.key, retryMs };
}

/** A bug in a dialect's words must not stand in the way of the money: it is logged. */
function renderSafely(
  { log }: Places,
  { dialect, url, body, secret }: Receiver,
  webhookEvent: WebhookEvent,
  side: Parameters<Webhooks['render']>[2],
): readonly Webhook[] {
  try {
    return dialect.webhooks.render(webhookEvent, { url, body, secret }, side);
  } catch (error) {
    const told = error instanceof Error ? error.stack : String(error);
    log.error({ error: told, event: webhookEvent.kind }, 'a webhook could not be made');
    return [];
  }
}

function rowOf(
  { ids, now }: Places,
  { aggregate, at }: WebhookEvent,
  { dialect, endpoint, retryMs }: Receiver,
  { event, attemptHeader, accepts, ...sent }: Webhook,
  account: Account,
): WebhookRow {
  const { key, token } = ids.next(now());
  const { timeoutMs } = dialect.webhooks;
  const lasting = { attemptHeader: attemptHeader ?? null, accepts: accepts ?? null };
  return {
    account: account.id,
    id: key,
    token,
    orderKey: aggregate.order.id.key,
    endpoint,
    dialect: dialect.name,
    event,
    destination: destinationOf(sent.url),
    state: 'waiting',
    dueAt: now(),
    tries: 0,
    triesBefore: 0,
    createdAt: at,
    deliveredAt: null,
    request: { ...sent, ...lasting, ...signedBy(aggregate.order), retryMs, timeoutMs },
  };
}

/** So that the headers that an attempt signs are of the same secret, while it holds. */
function signedBy({ secretId }: Order): Pick<WebhookRow['request'], 'secretId'> {
  return secretId === undefined ? {} : { secretId };
}

function destinationOf(url: string): string {
  const origin = URL.parse(url)?.origin ?? url;
  return hash('sha256', origin, 'hex').slice(0, 16);
}
