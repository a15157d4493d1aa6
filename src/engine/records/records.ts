// Keeps records: what a merchant has with us that moves no money.
import type { Account } from '../../core/account.ts';
import type { ChangeRecord, DeleteRecord } from '../../core/account-request.ts';
import type { FindRecord, ListRecords, PutRecord } from '../../core/command.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { Locator } from '../../core/id.ts';
import { uniqueRefOf, type StoredRecord, type RecordKind } from '../../core/record.ts';
import type { Commit, IdempotencyRecord, Store } from '../../store/store.ts';
import { askForEndpoint } from './endpoint-limit.ts';
import { createKeyedLock } from '../orders/keyed-lock.ts';
import type { Ids } from '../identity/ids.ts';
import { AlreadyAnswered } from '../orders/decide-and-save.ts';

type Remember = ((result: readonly [StoredRecord] | Failure) => IdempotencyRecord) | null;

export type Records = {
  readonly find: (account: Account, request: FindRecord) => Promise<Found>;
  /** Newest first. */
  readonly list: (account: Account, request: ListRecords) => Promise<readonly StoredRecord[]>;
  /** The record as it is now; with `repeat: 'return'`, the one that owns the unique reference. */
  readonly put: (account: Account, request: PutRecord, remember: Remember) => Promise<Found>;
  readonly change: (account: Account, request: ChangeRecord, remember: Remember) => Promise<Found>;
  /** The record as it was. */
  readonly remove: (account: Account, request: DeleteRecord) => Promise<Found>;
};

type Found = readonly [StoredRecord] | Failure;

type Places = {
  readonly store: Store;
  readonly ids: Ids;
  readonly now: () => number;
  /** Seals a secret for the database, for one account. */
  readonly seal: (secret: string, account: Account) => string;
  /** Hears that webhooks that were held are due now. */
  readonly wakeDelivery: () => void;
};

/** `now` is the real time in milliseconds. */
export function createRecords(places: Places): Records {
  const { store } = places;
  const lock = createKeyedLock();
  const find: Records['find'] = async (account, { of, record }) => {
    const found = await findRecord(places, account.id, of, record);
    return found === null ? { failure: 'record_not_found' } : [found];
  };
  return {
    find,
    list: (account, { of, skip, count }) => store.listRecords(account.id, of, skip, count),
    // Within this process one after the other, so that they rarely meet as conflicts.
    put: (account, request, remember) =>
      lock(request.of === 'endpoint' ? `${account.id}` : null, () =>
        put(places, account, request, remember),
      ),
    change: async (account, { of, record, change }, remember) => {
      const found = await find(account, { kind: 'findRecord', of, record });
      const refuse = async (failure: Failure) => {
        await commit(places, account, null, remember?.(failure) ?? null);
        return failure;
      };
      if (isFailure(found)) return refuse(found);
      const changed = change(found[0]);
      if (isFailure(changed)) return refuse(changed);
      const [{ id, uniqueRef }] = found;
      const named = [{ by: 'token', token: id.token } as const];
      const rest = { of, record: named, uniqueRef, repeat: 'refuse', merge: true } as const;
      return put(places, account, { kind: 'putRecord', ...rest, ...changed }, remember);
    },
    remove: async (account, request) => {
      const found = await find(account, { ...request, kind: 'findRecord' });
      if (isFailure(found)) return found;
      const removed = await store.deleteRecord(account.id, request.of, found[0].id.key);
      return removed ? found : { failure: 'record_not_found' };
    },
  };
}

async function put(
  places: Places,
  account: Account,
  request: PutRecord,
  remember: Remember,
): Promise<Found> {
  const { store, ids, now, seal } = places;
  const { of, repeat, uniqueBy, secret } = request;
  for (;;) {
    const before =
      request.record === null ? null : await findRecord(places, account.id, of, request.record);
    const whole = request.merge === true ? (before?.body ?? {}) : {};
    const body = { ...afresh(whole, request), ...request.body };
    const uniqueRef = uniqueBy === undefined ? request.uniqueRef : uniqueRefOf(body, uniqueBy);
    const owner =
      uniqueRef === null ? null : await store.findRecordByUniqueRef(account.id, of, uniqueRef);
    const taken = owner !== null && owner.id.key !== before?.id.key;
    const isNew = before === null && !(taken || request.record !== null);
    const swap = of === 'endpoint' && isNew ? await askForEndpoint(store, account.id) : undefined;
    let result: Found;
    if (request.record !== null && before === null) result = { failure: 'record_not_found' };
    else if (isFailure(swap)) result = swap;
    else if (taken) result = repeat === 'return' ? [owner] : { failure: 'record_taken' };
    else {
      const at = now() + account.clockOffsetMs;
      const made = before ?? { id: ids.next(now()), kind: of, createdAt: at };
      const kept = before?.sealedSecret ?? null;
      const sealedSecret = secret === undefined ? kept : seal(secret, account);
      result = [{ ...made, uniqueRef, body, sealedSecret }];
    }
    const row = isFailure(result) || taken ? null : result[0];
    const record = row === null ? null : { row, isNew: before === null };
    const counted = isFailure(swap) ? undefined : swap;
    const saved = await commit(places, account, record, remember?.(result) ?? null, counted);
    if (saved === 'conflict') continue;
    // An endpoint that is switched on again gets what was held for it meanwhile.
    if (row !== null && row.kind === 'endpoint' && row.body['active'] !== false) {
      const released = await store.releaseWebhooks(account.id, row.id.key, now());
      if (released > 0) places.wakeDelivery();
    }
    return result;
  }
}

/** Once a merchant says whether an endpoint is on, it no longer counts that we had paused it. */
function afresh(body: StoredRecord['body'], { of, body: said }: PutRecord): StoredRecord['body'] {
  if (of !== 'endpoint' || said['active'] === undefined) return body;
  const { paused_at: _, paused_because: __, ...rest } = body;
  return rest;
}

async function findRecord(
  { store, ids }: Places,
  account: number,
  kind: RecordKind,
  locators: readonly Locator[],
): Promise<StoredRecord | null> {
  for (const locator of locators) {
    if (locator.by === 'reference') {
      const claimed = await store.findRecordByUniqueRef(account, kind, locator.reference);
      if (claimed !== null) return claimed;
      continue;
    }
    const key = ids.keyOf(locator);
    const found = key === null ? null : await store.loadRecord(account, kind, key);
    if (found !== null && (locator.by === 'number' || found.id.token === locator.token)) {
      return found;
    }
  }
  return null;
}

async function commit(
  { store, now }: Places,
  account: Account,
  record: { readonly row: StoredRecord; readonly isNew: boolean } | null,
  reply: IdempotencyRecord | null,
  swap?: Commit['swap'],
): Promise<'saved' | 'conflict'> {
  if (record === null && reply === null) return 'saved';
  const nothing = { changes: null, events: [], instruction: null, answered: null, webhooks: [] };
  const { id, clockOffsetMs } = account;
  const counted = swap === undefined ? {} : { swap };
  const whole = { ...nothing, ...counted, account: id, record, reply };
  const saved = await store.save({ ...whole, now: now() + clockOffsetMs, clockOffsetMs });
  if (saved === 'repeated') throw new AlreadyAnswered();
  return saved;
}
