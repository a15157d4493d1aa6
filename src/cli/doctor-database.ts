// What `dubash doctor` looks at in the database before it trusts it: form, clock, master key.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { keyFileIn, FINGERPRINT, FORMER_KEYS } from '../bootstrap.ts';
import { type Config, readKeys } from '../config.ts';
import { createVault, type Vault } from '../engine/identity/vault.ts';
import { rethrow } from '../guard.ts';
import { databaseIn } from '../store/database-file.ts';
import { type Inspected, inspectPostgres, inspectSqlite } from '../store/inspect.ts';
import { openPostgres } from '../store/postgres.ts';
import { openSqliteToRead } from '../store/sqlite.ts';
import type { SealedRow, Store } from '../store/store.ts';
import { type Finding, ok, warn, wrong } from './finding.ts';

const SKEW_WARN_MS = 1000;
const SKEW_WRONG_MS = 60_000;
const PAGE = 500;

export type Examined = { readonly results: readonly Finding[]; readonly store: Store | null };

/** The store is there where it can be read by this version, and nothing but read where it can. */
export async function examineDatabase(
  config: Config,
  dataDir: string,
  now: () => number,
): Promise<Examined> {
  const { databaseUrl, databasePrepare } = config;
  const file = databaseIn(dataDir);
  if (databaseUrl === null && !existsSync(file)) {
    const remedy = 'set DATA_DIR or DATABASE_URL, or start a server first';
    return { results: [wrong('database', `there is none in ${dataDir}`, remedy)], store: null };
  }
  try {
    const inspected =
      databaseUrl === null
        ? inspectSqlite(file)
        : await inspectPostgres(databaseUrl, databasePrepare, now);
    const results = [
      formOf(inspected),
      clockOf(inspected, databaseUrl === null ? file : null, now),
    ];
    if (inspected.form !== 'ours') return { results, store: null };
    const store =
      databaseUrl === null
        ? openSqliteToRead(file)
        : await openPostgres(databaseUrl, databasePrepare, rethrow, false);
    return { results, store };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const remedy = databaseUrl === null ? 'see docs/operate.md' : 'see that it runs and lets us in';
    return { results: [wrong('database', problem, remedy)], store: null };
  }
}

function formOf({ engine, version, form, migrations }: Inspected): Finding {
  const says = `${engine} ${version}, migrations ${migrations}`;
  switch (form) {
    case 'ours':
      return ok('database', says);
    case 'none':
      return wrong('database', `${says}: no server has started on it`, 'start a server first');
    case 'older':
      return wrong('database', `${says}: of an older version`, 'start a server of this version');
    case 'newer':
      return wrong('database', `${says}: of a newer version`, 'use the version that made it');
  }
}

/** Beside a database of its own clock; else it may not be before what was written last. */
function clockOf({ clock }: Inspected, file: string | null, now: () => number): Finding {
  const written = file === null ? 0 : statSync(file).mtimeMs;
  const skew =
    clock === null
      ? Math.max(0, written - now())
      : Math.max(0, Math.abs(now() - clock.at) - clock.askedMs);
  const says =
    clock === null
      ? skew === 0
        ? 'it is not before what was written last'
        : `it is ${Math.round(skew)} ms before what was written last`
      : `it is within ${Math.round(skew)} ms of the database's`;
  const remedy = 'keep the clocks by NTP on every machine';
  if (skew > SKEW_WRONG_MS) return wrong('clock', says, remedy);
  return skew > SKEW_WARN_MS ? warn('clock', says, remedy) : ok('clock', says);
}

/** The vault with the keys at hand, where they are the database's; the file stays as it is. */
export async function examineKey(
  { masterKeys }: Config,
  dataDir: string,
  store: Store,
): Promise<{ readonly results: readonly Finding[]; readonly vault: Vault | null }> {
  const file = keyFileIn(dataDir);
  const remedy = `put the key back at ${file} or set MASTER_KEY`;
  const keys = masterKeys ?? (existsSync(file) ? readKeys(readFileSync(file, 'utf8')) : null);
  const sealing = await store.findSetting(FINGERPRINT);
  if (keys === null || sealing === null) {
    return { results: [wrong('master key', 'it is not there, or no key', remedy)], vault: null };
  }
  const vault = createVault(keys);
  if (!vault.fingerprints().includes(sealing)) {
    const says = 'it is not the one that this database was made with';
    return { results: [wrong('master key', says, remedy)], vault: null };
  }
  vault.use(keys, sealing);
  const former = ((await store.findSetting(FORMER_KEYS)) ?? '').split(' ').filter(Boolean);
  const missing = former.filter((each) => !vault.fingerprints().includes(each));
  if (missing.length > 0) {
    const again = 'put it back behind the new one and run `dubash rotate-master-key`';
    return { results: [wrong('master key', 'a former key is missing', again)], vault: null };
  }
  const { opened, shut } = await openAll(store, vault);
  return shut === 0
    ? { results: [ok('master key', `it opens all secrets: ${opened}`)], vault }
    : {
        results: [wrong('master key', `it opens ${opened} secrets and ${shut} not`, remedy)],
        vault: null,
      };
}

async function openAll(store: Store, vault: Vault) {
  let [opened, shut] = [0, 0];
  for (const kind of ['secret', 'record'] as const) {
    for (let after: SealedRow | null = null; ; ) {
      const rows: readonly SealedRow[] = await store.listSealed(kind, after, PAGE);
      for (const row of rows) {
        try {
          vault.open(row.sealed, { id: row.account, key: row.accountKey });
          opened += 1;
        } catch {
          shut += 1;
        }
      }
      after = rows.at(-1) ?? null;
      if (rows.length < PAGE) break;
    }
  }
  return { opened, shut };
}
