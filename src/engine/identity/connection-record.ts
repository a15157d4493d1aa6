// Connections as records of their account: changed one after the other, with their credentials
// sealed, and the account's route behind them.
import { isDeepStrictEqual } from 'node:util';
import type { Account, Route } from '../../core/account.ts';
import {
  type ConnectionBody,
  connectionOf,
  nameConnection,
  type KeptConnection,
  routeOf,
} from '../../core/connection.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { Routable, Routes } from '../../core/route.ts';
import type { Connection, Credentials } from '../../gateways/processor.ts';
import type { Store } from '../../store/store.ts';
import type { Accounts } from './account.ts';
import type { Ids } from './ids.ts';
import type { Vault } from './vault.ts';

/** Retired ones count: they are still needed. */
export const CONNECTIONS_MAX = 100;
/** The current credentials and those before them, which only verify. */
const CREDENTIALS_MAX = 3;
const TRIES_MAX = 100;

export type RecordParts = {
  readonly store: Store;
  readonly vault: Vault;
  readonly accounts: Pick<Accounts, 'changeRoute'>;
  readonly ids: Ids;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** What a connection becomes; `record` null makes a new one. */
export type Becomes = {
  readonly record: StoredRecord | null;
  readonly body: ConnectionBody;
  /** Those that it has from now on, the current ones first; absent: as before. */
  readonly credentials?: readonly Credentials[];
};

type AccountId = Pick<Account, 'id'>;
type Owner = Pick<Account, 'id' | 'key'>;

export type ConnectionRecords = {
  /** Newest first. */
  readonly list: (account: AccountId) => Promise<readonly StoredRecord[]>;
  readonly load: (account: AccountId, key: number) => Promise<StoredRecord | null>;
  readonly open: (owner: Owner, record: StoredRecord) => Connection;
  /** `decide` is asked again when somebody else was faster. */
  readonly change: (
    account: Account,
    decide: (records: readonly StoredRecord[]) => Becomes | Failure,
  ) => Promise<StoredRecord | Failure>;
  readonly findRoute: (account: AccountId) => Promise<Route | null>;
  /** The account's route as its connections say, as if `leaving` were retired. */
  readonly settleRoute: (account: Account, leaving?: number) => Promise<void>;
};

export function createConnectionRecords(places: RecordParts): ConnectionRecords {
  const { store, vault, accounts } = places;
  const list: ConnectionRecords['list'] = ({ id }) =>
    store.listRecords(id, 'connection', 0, CONNECTIONS_MAX);
  const findRoute: ConnectionRecords['findRoute'] = async ({ id }) =>
    (await store.findAccountById(id))?.settings.route ?? null;
  const findSettings = async ({ id }: AccountId) => {
    const settings = (await store.findAccountById(id))?.settings;
    return { route: settings?.route ?? null, routes: settings?.routes ?? null, ...settings };
  };
  return {
    list,
    load: ({ id }, key) => store.loadRecord(id, 'connection', key),
    open: (owner, record) => openConnection(vault, owner, record),
    findRoute,
    change: async (account, decide) => {
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const changed = await countChanges(store, account);
        const becomes = decide(await list(account));
        if (isFailure(becomes)) return becomes;
        const row = rowOf(places, account, becomes);
        if (await save(places, account, row, becomes.record === null, changed)) return row;
      }
      throw new Error(`gave up after ${TRIES_MAX} conflicts`);
    },
    settleRoute: async (account, leaving) => {
      for (;;) {
        const before = await countChanges(store, account);
        const all = (await list(account)).map(connectionOf);
        const { route: current, routes, routable = null } = await findSettings(account);
        const staying = all.filter(({ id }) => id.key !== leaving);
        const route = routeOf(staying, current);
        if (route?.connection !== current?.connection) {
          await accounts.changeRoute(account, { route });
        }
        const now = routableOf(staying, routes);
        if (!isDeepStrictEqual(now, routable)) {
          await accounts.changeRoute(account, { routable: now });
        }
        // Somebody else may have changed them meanwhile, and written the route before this did.
        if ((await countChanges(store, account)) === before) return;
      }
    },
  };
}

/** Those that rules may lead to; null where there are no rules. */
export function routableOf(
  connections: readonly KeptConnection[],
  routes: Routes | null,
): readonly Routable[] | null {
  if (routes === null) return null;
  return connections
    .filter(({ retiredAt }) => retiredAt === null)
    .map(({ id, processor, mode, label }) => {
      return { connection: id.key, processor, mode, token: id.token, label };
    });
}

/** Every commit of a connection counts it up: whoever looked before decides again. */
function counterOf({ id }: AccountId): string {
  return `connections_changed ${id}`;
}

async function countChanges(store: Store, account: AccountId): Promise<string> {
  const name = counterOf(account);
  return (await store.findSetting(name)) ?? store.keepSetting(name, '0');
}

function rowOf(
  { ids, vault, now }: RecordParts,
  account: Account,
  { record, body, credentials }: Becomes,
): StoredRecord {
  const kept = credentials?.slice(0, CREDENTIALS_MAX);
  const made = record ?? {
    id: ids.next(now()),
    kind: 'connection',
    uniqueRef: null,
    createdAt: now(),
  };
  const sealed =
    kept === undefined ? (record?.sealedSecret ?? null) : vault.seal(JSON.stringify(kept), account);
  return { ...made, body, sealedSecret: sealed };
}

async function save(
  { store, now }: RecordParts,
  account: Account,
  row: StoredRecord,
  isNew: boolean,
  changed: string,
): Promise<boolean> {
  const nothing = { changes: null, events: [], instruction: null, answered: null, webhooks: [] };
  const swap = { name: counterOf(account), from: changed, to: String(Number(changed) + 1) };
  const { id, clockOffsetMs } = account;
  const saved = await store.save({
    ...nothing,
    account: id,
    record: { row, isNew },
    reply: null,
    swap,
    now: now() + clockOffsetMs,
    clockOffsetMs,
  });
  return saved === 'saved';
}

function openConnection(vault: Vault, owner: Owner, record: StoredRecord): Connection {
  const { id: account, key } = owner;
  const { id, processor, mode, baseUrl } = connectionOf(record);
  // Its owner's key was in the seals of versions that had no connections.
  const text = vault.open(record.sealedSecret ?? '', { id: account, key: '' });
  const credentials = JSON.parse(text) as readonly Credentials[];
  const shownAs = { connection: nameConnection(id), account: key };
  return { id: id.key, account, processor, mode, credentials, baseUrl, shownAs };
}
