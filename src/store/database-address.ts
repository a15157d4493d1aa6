// Reads DATABASE_URL: who asks, which hosts may be the primary, and what they are told.

export type Address = {
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly options: Readonly<Record<string, string>>;
};

/** Throws an error that shows nothing of the address: it holds a password. */
export function readAddress(text: string): Address {
  const pattern =
    /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?@]+)(?:\/([^?]*))?(\?.*)?$/;
  const match = pattern.exec(text);
  if (match === null) throw new Error('DATABASE_URL cannot be read');
  const [, user, password, names = '', database, query] = match;
  const hosts = names.split(',').map((name) => {
    const parts = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(name);
    if (parts?.[1] === undefined) throw new Error('DATABASE_URL names a host that cannot be read');
    return { host: parts[1].replace(/^\[|\]$/g, ''), port: Number(parts[2] ?? 5432) };
  });
  const plain = (part: string | undefined) =>
    part === undefined || part === '' ? undefined : decodeURIComponent(part);
  return {
    hosts,
    user: plain(user),
    password: plain(password),
    database: plain(database),
    options: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** How a connection is made secret: not at all, or with so much checked of the server. */
export type Encryption = false | { readonly rejectUnauthorized: boolean };

/**
 * What `sslmode` asks for, as libpq means the words: the ways to try, in their order. Where both
 * are tried the second is for a server without TLS.
 */
export function encryptionsOf(sslmode: string | undefined): readonly Encryption[] {
  const unchecked = { rejectUnauthorized: false };
  switch (sslmode) {
    case undefined:
    case 'disable':
      return [false];
    case 'allow':
    case 'prefer':
      return [unchecked, false];
    case 'require':
      return [unchecked];
    case 'verify-ca':
    case 'verify-full':
      return [{ rejectUnauthorized: true }];
    default:
      throw new Error('DATABASE_URL: sslmode must be disable, prefer, require or verify-full');
  }
}
