// The settings: one table of variable, default and meaning. Nobody else reads the environment.

export type RateLimits = {
  readonly create: number;
  readonly fetch: number;
  readonly refund: number;
};

/** For how many days, how much at most, and one in how many reads; 0: no reads that went well. */
export type RequestLogBounds = Readonly<Record<'days' | 'megabytes' | 'reads', number>>;

export type Config = {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Null: SQLite in the data folder. */
  readonly databaseUrl: string | null;
  /** False: no statement is prepared under a name, for poolers in transaction mode. */
  readonly databasePrepare: boolean;
  readonly publicUrl: string | null;
  readonly handoverUrl: string | null;
  readonly sandboxKey: string | null;
  readonly sandboxSecret: string | null;
  readonly adminToken: string | null;
  /** Newest first; null: those of the file in the data folder. */
  readonly masterKeys: readonly Uint8Array[] | null;
  readonly rateLimits: RateLimits | null;
  /** Null: no requests are kept. */
  readonly requestLog: RequestLogBounds | null;
  readonly logLevel: string;
  readonly outgoingAllow: string;
  readonly trustedProxies: string;
};

type Setting = { readonly name: string; readonly default: string; readonly meaning: string };

export const SETTINGS: readonly Setting[] = [
  { name: 'HOST', default: '127.0.0.1', meaning: 'address to listen on' },
  { name: 'PORT', default: '8080', meaning: 'port to listen on; 0 picks a free one' },
  { name: 'DATA_DIR', default: 'data', meaning: 'folder of the database and the master key' },
  {
    name: 'DATABASE_URL',
    default: '',
    meaning: 'postgres://user:password@host:5432,host2:5432/name; empty: SQLite in DATA_DIR',
  },
  {
    name: 'DATABASE_PREPARE',
    default: 'on',
    meaning: 'prepared statements; "off" behind a pooler in transaction mode, such as PgBouncer',
  },
  {
    name: 'PUBLIC_URL',
    default: '',
    meaning: 'address at which browsers reach this server; empty: where it listens',
  },
  {
    name: 'HANDOVER_URL',
    default: '',
    meaning:
      'address on a host of its own at which browsers reach this server for the pages that run ' +
      "a gateway's script; live connections need it",
  },
  {
    name: 'SANDBOX_KEY',
    default: '',
    meaning: 'key of the first account; empty: generated at the first start and kept',
  },
  {
    name: 'SANDBOX_SECRET',
    default: '',
    meaning: 'secret of the first account; empty: generated at the first start and kept',
  },
  {
    name: 'ADMIN_TOKEN',
    default: '',
    meaning: 'token of the admin API; empty: generated at the first start, its digest is kept',
  },
  {
    name: 'MASTER_KEY',
    default: '',
    meaning:
      '64 hex digits that seal secrets, and former ones behind it, with commas between; ' +
      'empty: a file in DATA_DIR that only you can read',
  },
  {
    name: 'RATE_LIMITS',
    default: 'create=100,fetch=300,refund=50',
    meaning: 'requests per minute and account; "off" switches them off',
  },
  {
    name: 'REQUEST_LOG',
    default: 'days=7,megabytes=200,reads=500',
    meaning:
      'requests that are kept: for how long, how much, and one in so many reads that went well ' +
      '(0: none); writes and refusals always; "off" keeps nothing',
  },
  {
    name: 'LOG_LEVEL',
    default: 'info',
    meaning: 'trace, debug, info, warn, error, fatal or silent',
  },
  {
    name: 'OUTGOING_ALLOW',
    default: '',
    meaning:
      'networks that webhooks may be sent to besides public addresses, such as ' +
      '"loopback, 10.0.0.0/8"; empty: loopback if HOST is one, else "none"',
  },
  {
    name: 'TRUSTED_PROXIES',
    default: '',
    meaning:
      'networks of proxies whose x-forwarded-for tells the client, such as "10.0.0.0/8, ::1"; ' +
      'empty: the client is whoever connects',
  },
];

/** Settings that are or hold a secret. */
export const HIDDEN = ['SANDBOX_SECRET', 'ADMIN_TOKEN', 'MASTER_KEY', 'DATABASE_URL'];
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** A setting that cannot be used; its message is one line for the operator. */
export class SettingError extends Error {}

/** Reads the settings from `environment`. Throws a SettingError for a wrong value. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const value = (name: string): string => {
    const given = environment[name]?.trim();
    if (given !== undefined && given !== '') return given;
    return SETTINGS.find((setting) => setting.name === name)?.default ?? '';
  };
  const wrong: Wrong = (name, rule) => {
    const shown = HIDDEN.includes(name) ? '(hidden)' : printable(value(name));
    throw new SettingError(`${name} ${rule}, not "${shown}"`);
  };
  const readAddress = (name: string, example: string): string | null => {
    const given = value(name);
    if (given !== '' && !isAddress(given)) wrong(name, `must be like ${example}`);
    return given === '' ? null : given.replace(/\/+$/, '');
  };

  const port = value('PORT');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) wrong('PORT', 'must be 0 to 65535');
  const databaseUrl = value('DATABASE_URL');
  if (databaseUrl !== '' && !isDatabase(databaseUrl)) {
    wrong('DATABASE_URL', 'must be like postgres://user:password@host:5432/name');
  }
  const prepare = value('DATABASE_PREPARE').toLowerCase();
  if (prepare !== 'on' && prepare !== 'off') wrong('DATABASE_PREPARE', 'must be "on" or "off"');
  const publicUrl = readAddress('PUBLIC_URL', 'https://pay.example.com');
  const handoverUrl = readAddress('HANDOVER_URL', 'https://handover.example.com');
  const key = value('SANDBOX_KEY');
  if (key !== '' && !/^[A-Za-z0-9_.$-]{3,64}$/.test(key)) {
    wrong('SANDBOX_KEY', 'must be 3 to 64 letters, digits, "_", "-", "." or "$"');
  }
  const secret = value('SANDBOX_SECRET');
  if (secret !== '' && !/^[\x21-\x7e]{8,128}$/.test(secret)) {
    wrong('SANDBOX_SECRET', 'must be 8 to 128 printable characters without spaces');
  }
  const adminToken = value('ADMIN_TOKEN');
  if (adminToken !== '' && !/^[\x21-\x7e]{20,128}$/.test(adminToken)) {
    wrong('ADMIN_TOKEN', 'must be 20 to 128 printable characters without spaces');
  }
  const masterKeys = value('MASTER_KEY');
  if (masterKeys !== '' && readKeys(masterKeys) === null) {
    wrong('MASTER_KEY', 'must be 64 hex digits');
  }
  const trustedProxies = value('TRUSTED_PROXIES');
  // The shape only; who trusts them says more of one that is none.
  if (!/^[0-9a-f:./,\s]*$/i.test(trustedProxies)) {
    wrong('TRUSTED_PROXIES', 'must be addresses or networks such as "10.0.0.0/8, ::1"');
  }
  const logLevel = value('LOG_LEVEL');
  if (!LOG_LEVELS.includes(logLevel)) wrong('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`);
  return {
    host: value('HOST'),
    port: Number(port),
    dataDir: value('DATA_DIR'),
    databaseUrl: databaseUrl === '' ? null : databaseUrl,
    databasePrepare: prepare === 'on',
    publicUrl,
    handoverUrl,
    sandboxKey: key === '' ? null : key,
    sandboxSecret: secret === '' ? null : secret,
    adminToken: adminToken === '' ? null : adminToken,
    masterKeys: readKeys(masterKeys),
    rateLimits: readLimits(value('RATE_LIMITS'), wrong),
    requestLog: readBounds(value('REQUEST_LOG'), wrong),
    logLevel,
    outgoingAllow: readNetworks(value('OUTGOING_ALLOW'), value('HOST'), wrong),
    trustedProxies,
  };
}

/**
 * What live connections lack, as a sentence for the operator; null: nothing. Gateways register an
 * address only when it is https and has no port, and a page that runs their script must not stand
 * where the operator's own pages do.
 */
export function findLiveRemedy(config: Pick<Config, 'publicUrl' | 'handoverUrl'>): string | null {
  const own = plainHostOf(config.publicUrl);
  const handover = plainHostOf(config.handoverUrl);
  if (own === null) return 'set PUBLIC_URL to an https address without a port';
  if (handover === null) return 'set HANDOVER_URL to an https address without a port';
  return own === handover ? 'set HANDOVER_URL to another host than that of PUBLIC_URL' : null;
}

function plainHostOf(address: string | null): string | null {
  return /^https:\/\/([^/:[\]]+)(?:\/|$)/i.exec(address ?? '')?.[1]?.toLowerCase() ?? null;
}

const KEYS_MAX = 5;

/** Master keys with commas or line breaks between; null when there is none, or what is no key. */
export function readKeys(text: string): readonly Uint8Array[] | null {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const areKeys = words.every((word) => /^[0-9a-f]{64}$/i.test(word));
  if (!areKeys || words.length === 0 || words.length > KEYS_MAX) return null;
  return words.map((word) => Buffer.from(word, 'hex'));
}

function isAddress(text: string): boolean {
  const url = URL.parse(text);
  const isPlain = /^https?:\/\/[^/?#\s]+(\/[^?#\s]*)?$/.test(text);
  return isPlain && url !== null && url.username === '' && url.password === '';
}

/** One host or several, each with its port or without; the password with %40 for its "@". */
function isDatabase(text: string): boolean {
  const host = '(?:[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+\\])(?::\\d{1,5})?';
  const login = '(?:[^:@/?#\\s]+(?::[^:@/?#\\s]*)?@)?';
  const rest = '(?:/[^/?#\\s]*)?(?:\\?[^#\\s]*)?';
  const pattern = new RegExp(`^postgres(?:ql)?://${login}${host}(?:,${host})*${rest}$`);
  return pattern.test(text) && isDecodable(text);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** A value as it may stand in one line for the operator. */
function printable(text: string): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
  return clean.length > 100 ? `${clean.slice(0, 99)}…` : clean;
}

type Wrong = (name: string, rule: string) => never;

function readLimits(text: string, wrong: Wrong): RateLimits | null {
  if (text.toLowerCase() === 'off') return null;
  const limits: Record<string, number> = { create: 100, fetch: 300, refund: 50 };
  for (const part of text.split(',')) {
    const match = /^\s*(create|fetch|refund)\s*=\s*([1-9]\d{0,8})\s*$/.exec(part);
    if (match?.[1] === undefined)
      return wrong('RATE_LIMITS', 'must be like "create=100,fetch=300"');
    limits[match[1]] = Number(match[2]);
  }
  return limits as RateLimits;
}

function readBounds(text: string, wrong: Wrong): RequestLogBounds | null {
  if (text.toLowerCase() === 'off') return null;
  const bounds: Record<string, number> = { days: 7, megabytes: 200, reads: 500 };
  for (const part of text.split(',')) {
    const match = /^\s*(?:(days|megabytes)\s*=\s*([1-9]\d{0,5})|(reads)\s*=\s*(\d{1,6}))\s*$/.exec(
      part,
    );
    const name = match?.[1] ?? match?.[3];
    if (name === undefined) return wrong('REQUEST_LOG', 'must be like "days=7,megabytes=200"');
    bounds[name] = Number(match?.[2] ?? match?.[4]);
  }
  return bounds as RequestLogBounds;
}

/** Checks the shape only; who opens the networks says more of one that is none. */
function readNetworks(text: string, host: string, wrong: Wrong): string {
  // Whoever serves this machine only may notify programs of this machine.
  if (text === '') return /^(127(\.\d{1,3}){3}|::1|localhost)$/i.test(host) ? 'loopback' : 'none';
  const part = /^\s*(loopback|private|[0-9a-f:.]+(\/\d{1,3})?)\s*$/i;
  if (!/^none$/i.test(text) && !text.split(',').every((each) => part.test(each))) {
    wrong('OUTGOING_ALLOW', 'must be "none" or networks such as "loopback, private, 10.0.0.0/8"');
  }
  return text;
}

/** The table of settings as text, for `--help`. */
export function describeSettings(): string {
  const width = Math.max(...SETTINGS.map(({ name }) => name.length));
  const rows = SETTINGS.map(({ name, default: standard, meaning }) => {
    const shown = standard === '' ? '' : ` [${standard}]`;
    return `  ${name.padEnd(width)}  ${meaning}${shown}`;
  });
  return ['Settings (environment variables, with their defaults):', ...rows].join('\n');
}
