// The connections of accounts: found for the engine, listed, added, changed, checked and retired
// for the operator.
import { isDeepStrictEqual } from 'node:util';
import type { Account, Route } from '../../core/account.ts';
import {
  type AddConnection,
  type ChangeConnection,
  type CheckConnection,
  type CheckedConnection,
  type ConnectionBody,
  connectionOf,
  type FindConnection,
  type ListConnections,
  modeOf,
  type RetireConnection,
  type ShownConnection,
} from '../../core/connection.ts';
import { type Failure, invalid, isFailure } from '../../core/failure.ts';
import type { Locator } from '../../core/id.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { Connection, Processor } from '../../gateways/processor.ts';
import { REPLAYED_FOR_MS, type Use } from '../idempotency/idempotency.ts';
import type { Log } from '../log.ts';
import type { Call } from '../processing/call.ts';
import type { Accounts } from './account.ts';
import { createConnectionMemory, REMEMBERED_MS } from './connection-memory.ts';
import {
  type Becomes,
  CONNECTIONS_MAX,
  type ConnectionRecords,
  createConnectionRecords,
  type RecordParts,
} from './connection-record.ts';
import { blacken, showCredentials } from './connection-view.ts';
import { refuseConnection, refuseCredentials } from './connection-rule.ts';
import { warnOfLive } from './live-warning.ts';

export type Connections = {
  /** By its key, with its credentials; a retired one too. */
  readonly find: (accountId: number, id: number) => Promise<Connection | null>;
  readonly list: (request: ListConnections) => Promise<readonly ShownConnection[] | Failure>;
  readonly look: (request: FindConnection) => Promise<ShownConnection | Failure>;
  /** `use`: the idempotency key and what it is used for; the same finds what it has added. */
  readonly add: (request: AddConnection, use?: Use) => Promise<ShownConnection | Failure>;
  /** The new credentials sign, the former ones verify. */
  readonly replaceCredentials: (request: ChangeConnection) => Promise<ShownConnection | Failure>;
  readonly check: (request: CheckConnection) => Promise<CheckedConnection | Failure>;
  readonly retire: (request: RetireConnection) => Promise<ShownConnection | Failure>;
};

export type ConnectionParts = RecordParts & {
  readonly accounts: Pick<Accounts, 'findFresh' | 'changeRoute'>;
  readonly processors: ReadonlyMap<string, Processor>;
  readonly call: Call;
  /** What this server lacks to carry live payments, as a sentence; null: nothing. */
  readonly liveRemedy: string | null;
  /** Where it takes webhooks; null: nobody has said how this server is reached. */
  readonly webhookUrl: (connection: Pick<Connection, 'account' | 'id'>) => string | null;
  readonly log: Log;
};

type Places = ConnectionParts & {
  readonly records: ConnectionRecords;
  readonly forget: (account: Account, key: number) => void;
};

const NOT_FOUND: Failure = Object.freeze({ failure: 'record_not_found' });

export function createConnections(given: ConnectionParts): Connections {
  const records = createConnectionRecords(given);
  const memory = createConnectionMemory(given.now);
  const places: Places = { ...given, records, forget: memory.forget };
  return {
    find: async (accountId, id) => {
      const known = memory.recall(accountId, id);
      if (known !== null) return known;
      // From before it was read: what is changed meanwhile is seen no later.
      const until = given.now() + REMEMBERED_MS;
      const record = await records.load({ id: accountId }, id);
      const owner = record === null ? null : await given.store.findAccountById(accountId);
      if (record === null || owner === null) return null;
      const connection = records.open(owner, record);
      memory.remember(connection, until);
      return connection;
    },
    list: (request) =>
      ofAccount(places, request, async (account) => {
        const route = await records.findRoute(account);
        const all = await records.list(account);
        return all.map((record) => showIn(places, account, record, route));
      }),
    look: (request) =>
      ofAccount(places, request, async (account) => {
        const record = nameOf(places, request.connection, await records.list(account));
        return record === null ? NOT_FOUND : showNow(places, account, record);
      }),
    add: (request, use) =>
      ofAccount(places, request, (account) => add(places, account, request, use)),
    replaceCredentials: (request) =>
      ofAccount(places, request, (account) => replaceCredentials(places, account, request)),
    check: (request) => ofAccount(places, request, (account) => check(places, account, request)),
    retire: (request) => ofAccount(places, request, (account) => retire(places, account, request)),
  };
}

async function ofAccount<Result>(
  { accounts }: Places,
  { account: key }: { readonly account: string },
  work: (account: Account) => Promise<Result | Failure>,
): Promise<Result | Failure> {
  const known = await accounts.findFresh(key);
  return known === null ? NOT_FOUND : work(known.account);
}

function nameOf(
  { ids }: Places,
  locators: readonly Locator[],
  records: readonly StoredRecord[],
): StoredRecord | null {
  for (const locator of locators) {
    const key = ids.keyOf(locator);
    const record = records.find(({ id }) => id.key === key);
    if (record === undefined) continue;
    if (locator.by !== 'token' || record.id.token === locator.token) return record;
  }
  return null;
}

/** As a record that is changed becomes; refused when it is not there. */
async function change(
  places: Places,
  account: Account,
  connection: readonly Locator[],
  decide: (record: StoredRecord) => Becomes | Failure,
): Promise<StoredRecord | Failure> {
  const row = await places.records.change(account, (all) => {
    const record = nameOf(places, connection, all);
    return record === null ? NOT_FOUND : decide(record);
  });
  if (!isFailure(row)) places.forget(account, row.id.key);
  return row;
}

async function add(
  places: Places,
  account: Account,
  { processor: name, mode, label, baseUrl, credentials }: AddConnection,
  use?: Use,
): Promise<ShownConnection | Failure> {
  const { records, processors, liveRemedy, log, vault, now } = places;
  if (account.mode === 'sandbox') return refuse('A sandbox account takes no connection');
  const processor = processors.get(name);
  if (processor === undefined) {
    const message = `processor must be one of ${[...processors.keys()].join(', ')}`;
    return invalid([{ field: 'processor', rule: 'unknown', message }]);
  }
  const refused =
    refuseConnection({ mode, label, baseUrl }) ?? refuseCredentials(processor, credentials, mode);
  if (refused !== null) return refused;
  const facts = { processor: name, mode, label, baseUrl: baseUrl?.replace(/\/+$/, '') ?? null };
  const addedBy = use && vault.tag(`connection ${account.id} ${use.key} ${use.fingerprint}`);
  const tagged = addedBy === undefined ? {} : { addedBy };
  const body: ConnectionBody = { ...facts, retiredAt: null, checkedAt: null, ...tagged };
  const row = await records.change(account, (all) => {
    // Made before a process died that had not answered yet; its route may be missing.
    const made = all.find(
      (each) => addedBy !== undefined && connectionOf(each).addedBy === addedBy,
    );
    if (made !== undefined && made.createdAt > now() - REPLAYED_FOR_MS) {
      return { record: made, body: bodyOf(made) };
    }
    if (all.length >= CONNECTIONS_MAX) {
      return refuse(`An account has at most ${CONNECTIONS_MAX} connections, retired ones too`);
    }
    const others = modeOf(all.map(connectionOf));
    if (others !== null && others !== mode) {
      return { failure: 'record_taken', detail: ONE_MODE[others] };
    }
    return { record: null, body, credentials: [credentials] };
  });
  if (isFailure(row)) return row;
  await records.settleRoute(account);
  if (mode === 'live' && liveRemedy !== null) warnOfLive(log, account, liveRemedy);
  return showNow(places, account, row);
}

const ONE_MODE = Object.freeze({
  test: 'The other connections of this account are in test mode: retire them first',
  live: 'The other connections of this account are live: retire them first',
});

function refuse(detail: string): Failure {
  return { ...invalid([]), detail };
}

async function replaceCredentials(
  places: Places,
  account: Account,
  { connection, credentials: changes, keepsFormer }: ChangeConnection,
): Promise<ShownConnection | Failure> {
  const { records, processors } = places;
  const row = await change(places, account, connection, (record) => {
    const { credentials: before, processor: name, mode } = records.open(account, record);
    const processor = processors.get(name);
    if (processor === undefined) return refuse(`This server has no processor "${name}"`);
    const whole = Object.entries({ ...before[0], ...changes });
    const current = Object.fromEntries(
      whole.filter((entry): entry is [string, string] => entry[1] !== null),
    );
    const refused = refuseCredentials(processor, current, mode);
    if (refused !== null) return refused;
    const former = before.filter((each) => !isDeepStrictEqual(each, current));
    // What the processor accepted were others.
    const isSame = isDeepStrictEqual(before[0], current);
    const body = isSame ? bodyOf(record) : { ...bodyOf(record), checkedAt: null };
    return { record, body, credentials: [current, ...(keepsFormer ? former : [])] };
  });
  return isFailure(row) ? row : showNow(places, account, row);
}

async function check(
  places: Places,
  account: Account,
  { connection: named }: CheckConnection,
): Promise<CheckedConnection | Failure> {
  const { records, processors, call, now } = places;
  const record = nameOf(places, named, await records.list(account));
  if (record === null) return NOT_FOUND;
  const connection = records.open(account, record);
  const processor = processors.get(connection.processor);
  if (processor === undefined) {
    return refuse(`This server has no processor "${connection.processor}"`);
  }
  const answer = await call(processor.probe, null, connection);
  const said = blacken(answer.raw, processor, connection.credentials);
  const result = answer.kind;
  const why = answer.kind === 'refused' ? answer.why : null;
  if (result !== 'accepted') {
    return { connection: await showNow(places, account, record), result, why, said };
  }
  const row = await change(places, account, named, (fresh) => {
    // Credentials that came meanwhile are others than those that were accepted.
    const { credentials } = records.open(account, fresh);
    const isSame = isDeepStrictEqual(credentials[0], connection.credentials[0]);
    return { record: fresh, body: isSame ? { ...bodyOf(fresh), checkedAt: now() } : bodyOf(fresh) };
  });
  if (isFailure(row)) return row;
  return { connection: await showNow(places, account, row), result, why, said };
}

async function retire(
  places: Places,
  account: Account,
  { connection }: RetireConnection,
): Promise<ShownConnection | Failure> {
  const { records, now } = places;
  const leaving = nameOf(places, connection, await records.list(account));
  if (leaving === null) return NOT_FOUND;
  // First, so that no payment begins on a retired one, whatever stops this half-way.
  await records.settleRoute(account, leaving.id.key);
  const row = await change(places, account, connection, (record) => {
    const body = bodyOf(record);
    return { record, body: { ...body, retiredAt: body.retiredAt ?? now() } };
  });
  if (isFailure(row)) return row;
  await records.settleRoute(account);
  return showNow(places, account, row);
}

function bodyOf(record: StoredRecord): ConnectionBody {
  const { id: _, createdAt: _at, ...body } = connectionOf(record);
  return body;
}

async function showNow(
  places: Places,
  account: Account,
  record: StoredRecord,
): Promise<ShownConnection> {
  return showIn(places, account, record, await places.records.findRoute(account));
}

function showIn(
  { records, processors, liveRemedy, webhookUrl }: Places,
  account: Account,
  record: StoredRecord,
  route: Route | null,
): ShownConnection {
  const { credentials, processor } = records.open(account, record);
  const { addedBy: _, ...kept } = connectionOf(record);
  const isLive = kept.mode === 'live' && kept.retiredAt === null;
  return {
    ...kept,
    account: account.key,
    ...showCredentials(processors.get(processor), credentials),
    isRoute: route?.connection === kept.id.key,
    webhookUrl: webhookUrl({ account: account.id, id: kept.id.key }),
    remedy: isLive ? liveRemedy : null,
  };
}
