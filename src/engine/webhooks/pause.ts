// Endpoints that keep failing: nothing more is sent to them, and what they miss is held for them.
import { isPaused } from '../../core/endpoint.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { DeliveryRow, Store, WebhookRow } from '../../store/store.ts';
import type { AccountWithSecret } from '../identity/account.ts';
import type { Log } from '../log.ts';

type Places = {
  readonly store: Store;
  /** The real time in milliseconds. */
  readonly now: () => number;
  readonly log: Log;
};

/**
 * Stops sending to an endpoint that took nothing for as long as a whole schedule lasted; what it
 * misses is held for it.
 */
export async function pause(
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
  const { clockOffsetMs } = account;
  const at = now() + clockOffsetMs;
  const body = { ...fresh.body, active: false, paused_at: at, paused_because: error };
  const nothing = { changes: null, events: [], instruction: null, answered: null, reply: null };
  const record = { row: { ...fresh, body }, isNew: false };
  const commit = { ...nothing, account: row.account, record, webhooks: [] };
  await store.save({ ...commit, now: at, clockOffsetMs });
  const held = await store.holdWebhooks(row.account, endpoint.id.key);
  await releaseIfActive({ store, now }, row.account, endpoint.id.key);
  const facts = { account: account.key, endpoint: endpoint.id.token, held };
  log.warn({ ...facts, error }, 'an endpoint keeps failing and was paused');
}

/** An endpoint that was switched on while its webhooks were being held would leave them behind. */
export async function releaseIfActive(
  { store, now }: Pick<Places, 'store' | 'now'>,
  account: number,
  endpoint: number,
): Promise<void> {
  const fresh = await store.loadRecord(account, 'endpoint', endpoint);
  if (fresh === null || fresh.body['active'] === false) return;
  await store.releaseWebhooks(account, endpoint, now());
}
