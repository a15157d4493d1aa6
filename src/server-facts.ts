// What a server tells its operator of itself: what it was started with, and what it warned of then.
import path from 'node:path';
import { type Config, HIDDEN, SETTINGS } from './config.ts';
import type { ServerFacts, ShownSetting } from './dashboard/request.ts';
import type { Log } from './engine/log.ts';
import type { Ground } from './join.ts';
import { readBuild } from './metrics/build.ts';
import { readAddress } from './store/database-address.ts';
import { databaseIn } from './store/database-file.ts';
import { NO_REQUESTS } from './store/request-store.ts';

/** Which of the processes that share a port this one is. */
export type OneOf = { readonly number: number; readonly count: number };

const WARNINGS_MAX = 50;

/** The same log, for what looks whether something is amiss; what it says goes into `warnings`. */
export function hearWarnings(log: Log, warnings: string[]): Log {
  const keep = (fields: object, text: string): void => {
    if (warnings.length === WARNINGS_MAX) return;
    const facts = Object.entries(fields).map(([name, value]) => `${name}: ${String(value)}`);
    warnings.push(facts.length === 0 ? text : `${text} (${facts.join(', ')})`);
  };
  return {
    info: (fields, text) => log.info(fields, text),
    warn: (fields, text) => {
      keep(fields, text);
      log.warn(fields, text);
    },
    error: (fields, text) => {
      // An error's stack is for the log.
      keep({}, text);
      log.error(fields, text);
    },
  };
}

export type Start = {
  /** The settings that the environment names; null: a program started it. */
  readonly given: readonly string[] | null;
  readonly oneOf: OneOf | null;
  readonly startedAt: number;
  readonly warnings: readonly string[];
};

type Started = Start & {
  readonly config: Config;
  readonly dataDir: string;
  /** Which start of a process on this database it is. */
  readonly place: number;
};

export function factsOf(
  started: Started,
  { vault, liveRemedy, requests }: Pick<Ground, 'vault' | 'liveRemedy' | 'requests'>,
): ServerFacts {
  const { config, dataDir, place, oneOf, startedAt, warnings } = started;
  const { version, node, commit = null } = readBuild();
  const which = oneOf === null ? 'the only one' : `${oneOf.number} of ${oneOf.count}`;
  return {
    ...{ version, node, commit, dataDir, startedAt, liveRemedy, warnings },
    database: describeDatabase(config, dataDir),
    masterKey: () => {
      const sealing = vault.fingerprint();
      return { sealing, others: vault.fingerprints().filter((each) => each !== sealing) };
    },
    process: `${which} of this server; start ${place} on this database`,
    requestLog: describeRequestLog(config, requests === NO_REQUESTS),
    settings: showSettings(started),
  };
}

/** Where it is, without who asks there: that may be a secret. */
function describeDatabase({ databaseUrl }: Config, dataDir: string): string {
  if (databaseUrl === null) return `SQLite, ${databaseIn(dataDir)}`;
  const { hosts, database = '' } = readAddress(databaseUrl);
  return `PostgreSQL, ${hosts.map(({ host, port }) => `${host}:${port}`).join(', ')}/${database}`;
}

function describeRequestLog({ requestLog }: Config, isMissing: boolean): string {
  if (requestLog === null) return 'off: no requests are kept';
  if (isMissing) return 'it could not be opened at this start: no requests are kept';
  const { days, megabytes, reads } = requestLog;
  const some = reads === 0 ? 'no reads that went well' : `one in ${reads} reads that went well`;
  return `writes, refusals and ${some}; for ${days} days, ${megabytes} MB at most`;
}

function showSettings(started: Started): readonly ShownSetting[] {
  const { config, given } = started;
  return SETTINGS.map(({ name, default: standard, meaning }) => {
    const isGiven = given?.includes(name) === true;
    const value = textOf(config, name, isGiven);
    const from = given === null ? 'the program' : isGiven ? 'environment' : sourceOf(name);
    return { name, value, from, standard, meaning };
  });
}

/** What nobody set has a default, or was made by the first start. */
function sourceOf(name: string): string {
  if (name === 'MASTER_KEY') return 'file';
  return ['SANDBOX_KEY', 'SANDBOX_SECRET', 'ADMIN_TOKEN'].includes(name)
    ? 'first start'
    : 'default';
}

function textOf(config: Config, name: string, isGiven: boolean): string {
  const text = TEXTS[name]?.(config) ?? null;
  if (!HIDDEN.includes(name)) return text ?? '';
  if (name === 'MASTER_KEY' && !isGiven) return 'set';
  return text === null ? 'not set' : 'set';
}

const onOff = (is: boolean): string => (is ? 'on' : 'off');
const pairs = (of: object | null): string =>
  of === null
    ? 'off'
    : Object.entries(of)
        .map(([name, value]) => `${name}=${value}`)
        .join(',');

/** As each would be spelt; null: it is not set. */
const TEXTS: Readonly<Record<string, (config: Config) => string | null>> = Object.freeze({
  HOST: ({ host }) => host,
  PORT: ({ port }) => String(port),
  DATA_DIR: ({ dataDir }) => path.normalize(dataDir),
  DATABASE_URL: ({ databaseUrl }) => databaseUrl,
  DATABASE_PREPARE: ({ databasePrepare }) => onOff(databasePrepare),
  PUBLIC_URL: ({ publicUrl }) => publicUrl,
  HANDOVER_URL: ({ handoverUrl }) => handoverUrl,
  SANDBOX_KEY: ({ sandboxKey }) => sandboxKey,
  SANDBOX_SECRET: ({ sandboxSecret }) => sandboxSecret,
  ADMIN_TOKEN: ({ adminToken }) => adminToken,
  MASTER_KEY: ({ masterKeys }) => (masterKeys === null ? null : 'set'),
  RATE_LIMITS: ({ rateLimits }) => pairs(rateLimits),
  REQUEST_LOG: ({ requestLog }) => pairs(requestLog),
  LOG_LEVEL: ({ logLevel }) => logLevel,
  OUTGOING_ALLOW: ({ outgoingAllow }) => outgoingAllow,
  TRUSTED_PROXIES: ({ trustedProxies }) => trustedProxies,
});
