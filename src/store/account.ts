// The part of a store that knows accounts: their names, secrets, settings and clocks.
import { RECORD_BODY, type Row, SETTINGS_BODY } from './body.ts';
import type { Database } from './database.ts';
import { readAccountRows, readSecretRow, readSettings } from './row.ts';
import type { AccountRow, Store } from './store.ts';

type AccountPart = Pick<
  Store,
  | 'findSetting'
  | 'keepSetting'
  | 'putSetting'
  | 'countUp'
  | 'findAccount'
  | 'findAccountById'
  | 'findOldestKey'
  | 'hasLiveAccount'
  | 'listAccounts'
  | 'addAccount'
  | 'listBareAccounts'
  | 'nameAccount'
  | 'renameAccount'
  | 'changeSettings'
  | 'advanceClock'
>;

/** The key and the aliases. */
const NAMES = 3;

export function accountsOf(database: Database): AccountPart & SecretPart & SealedPart {
  const { get, all, run, take, together } = database;
  return {
    ...secretsOf(database),
    ...sealedOf(database),
    findSetting: async (name) => {
      const row = await get('findSetting', name);
      return row === undefined ? null : String(row['value']);
    },
    keepSetting: async (name, value) => {
      await run('keepSetting', name, value);
      return String((await get('findSetting', name))?.['value']);
    },
    putSetting: async (name, value) => {
      await run('putSetting', name, value);
    },
    countUp: async (name) => {
      const [row] = await take('countUp', name);
      return Number(row?.['value']);
    },
    findAccount: async (name) => readAccountRows(await all('findAccount', name)),
    findAccountById: async (id) => readAccountRows(await all('findAccountById', id)),
    findOldestKey: async () => {
      const row = await get('findOldestKey');
      return row === undefined ? null : String(row['key']);
    },
    hasLiveAccount: async () => (await get('findLiveAccount')) !== undefined,
    listAccounts: async (after, limit) => {
      const groups = Map.groupBy(await all('listAccounts', after, limit), (row) => row['id']);
      return [...groups.values()].flatMap((rows) => readAccountRows(rows) ?? []);
    },
    addAccount: (row) => addAccount(database, row),
    listBareAccounts: async (limit) =>
      (await all('listBareAccounts', limit)).map((row) => Number(row['id'])),
    nameAccount: async (account, { clientId, merchantId }) => {
      const key = String((await get('findAccountById', account))?.['key']);
      await run('addAccountNames', account, key, clientId, merchantId);
      const row = await get('findAccountById', account);
      return row?.['client_id'] !== null && row?.['merchant_id'] !== null;
    },
    renameAccount: async (account, name) => {
      await run('renameAccount', account, name);
    },
    changeSettings: async (account, changes) => {
      for (;;) {
        const row = await get('findAccountById', account);
        if (row === undefined) throw new Error('an account that is not there');
        const settings = { ...readSettings(row), ...changes };
        const [before, text] = [String(row['settings']), SETTINGS_BODY.write(settings)];
        // Somebody else may have changed them meanwhile: then theirs are what is changed.
        if ((await run('changeSettings', account, before, text)) === 1) return settings;
      }
    },
    advanceClock: async (account, byMs) => {
      const hastened = ['hastenOrders', 'hastenInstructions', 'hastenWebhooks'] as const;
      const names = ['advanceClock', ...hastened] as const;
      const values = [account, byMs];
      await together(names.map((name) => ({ name, values })));
    },
  };
}

async function addAccount({ run, together }: Database, row: AccountRow): Promise<boolean> {
  const { id, key, name, mode, processor, clockOffsetMs, createdAt, secrets } = row;
  const { clientId, merchantId } = row.aliases;
  const settings = SETTINGS_BODY.write(row.settings);
  const values = [id, key, name, mode, processor, settings, clockOffsetMs, createdAt];
  const [names, added] = await together([
    { name: 'addAccountNames', values: [id, key, clientId, merchantId] },
    { name: 'addAccount', values: [...values, clientId, merchantId] },
    ...secrets.map((secret) => {
      return {
        name: 'addSecret',
        values: [id, secret.id, secret.sealed, secret.createdAt],
      } as const;
    }),
  ]);
  if (names === NAMES && added === 1) return true;
  // Somebody else took one of the names at the same moment: then there is no account either.
  if (added === 1) await run('removeAccount', id);
  await run('removeAccountNames', id);
  await run('removeSecrets', id);
  return false;
}

type SealedPart = Pick<Store, 'listSealed' | 'changeSealed' | 'findLatestDue'>;

function sealedOf({ get, all, run }: Database): SealedPart {
  return {
    listSealed: async (of, after, limit) => {
      const { account, kind, id } = after ?? { account: -1, kind: '', id: -1 };
      const rows =
        of === 'secret'
          ? await all('listSealedSecrets', account, id, limit)
          : await all('listSealedRecords', account, kind, id, limit);
      return rows.map((row) => {
        const sealed =
          of === 'secret'
            ? row['sealed']
            : RECORD_BODY.read({ uniqueRef: null, ...row }).sealedSecret;
        return {
          of,
          account: Number(row['account']),
          accountKey: String(row['key']),
          kind: String(row['kind']),
          id: Number(row['id']),
          sealed: String(sealed),
        };
      });
    },
    changeSealed: async ({ of, account, kind, id, sealed }, after) => {
      const changed =
        of === 'secret'
          ? await run('changeSealedSecret', account, id, sealed, after)
          : await run('changeSealedRecord', account, kind, id, sealed, after);
      return changed === 1;
    },
    findLatestDue: async () => {
      const due = (await get('findLatestDue'))?.['due_at'] ?? null;
      return due === null ? null : Number(due);
    },
  };
}

type SecretPart = Pick<Store, 'listSecrets' | 'addSecret' | 'revokeSecret'>;

function secretsOf({ all, run, together }: Database): SecretPart {
  const listSecrets = async (account: number) =>
    (await all('listSecrets', account)).map((row: Row) => readSecretRow(row));
  return {
    listSecrets,
    addSecret: async (account, sealed, now, othersUntil, after) => {
      await run('retireSecrets', account, now);
      for (;;) {
        const newest = (await listSecrets(account))[0]?.id ?? 0;
        if (after !== undefined && after !== newest) return 0;
        const id = newest + 1;
        const add = { name: 'addSecret', values: [account, id, sealed, now] } as const;
        const end = { name: 'endSecrets', values: [account, othersUntil, id] } as const;
        const counts = await together(othersUntil === null ? [add] : [end, add]);
        // Somebody else may have added one meanwhile: then it is one of the others.
        if (counts.at(-1) === 1) return id;
      }
    },
    revokeSecret: async (account, id, now) => (await run('revokeSecret', account, id, now)) === 1,
  };
}
