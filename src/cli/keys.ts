// `dubash keys`: the names and secrets of accounts, shown and changed beside a running server.
import type { Account } from '../core/account.ts';
import { type ListedSecret, SECRETS_MAX } from '../engine/identity/account.ts';
import { generateCredentials } from '../engine/identity/generate.ts';
import { accountOf, listAll } from './account-of.ts';
import { CommandError, mistyped, type Opened, withDatabase } from './database.ts';
import { byAction, type CliCommand, type Given } from './command.ts';
import { readDuration } from './duration.ts';

const DAY = '24h';

export const keys: CliCommand = {
  name: 'keys',
  summary: "show and change accounts' secrets, while the server runs or not",
  operands: ['list | create | rotate | revoke'],
  options: [
    { name: 'account', value: 'key', meaning: 'of this account; else of the first one' },
    {
      name: 'overlap',
      value: 'time',
      meaning: `rotate: how long the others hold on; ${DAY} unless given`,
    },
    { name: 'secret', value: 'number', meaning: 'revoke: which one, as list shows it' },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  roleOf: byAction({ list: 'read' }, 'admin'),
  notes: () => NOTES,
  examples: ['keys list', 'keys rotate --overlap 24h', 'keys revoke --secret 1 --account test_1'],
  run: (given, terminal) => {
    const action = ACTIONS.get(given.operands[0] ?? '');
    if (action === undefined) {
      terminal.complain('dubash: keys needs list, create, rotate or revoke\n');
      return Promise.resolve(2);
    }
    return withDatabase(terminal, async (opened) => {
      const { json, lines } = await action(opened, given, terminal.now());
      terminal.write(
        given.options.has('json') ? `${JSON.stringify(json)}\n` : `${lines.join('\n')}\n`,
      );
      return 0;
    });
  },
};

const NOTES = `Actions:
  list    every account with its key, its aliases and its secrets
  create  another secret; the others hold as long as before
  rotate  another secret; the others hold until the overlap (such as 30m, 24h, 7d) is over
  revoke  a secret is refused everywhere within two seconds

A secret is printed once, when it is made. At most ${SECRETS_MAX} of an account hold at once.`;

type Said = { readonly json: unknown; readonly lines: readonly string[] };
type Action = (opened: Opened, given: Given, now: number) => Promise<Said>;

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['list', list],
  ['create', (opened, given) => add(opened, given, null)],
  ['rotate', rotate],
  ['revoke', revoke],
]);

async function list(opened: Opened, { options }: Given): Promise<Said> {
  const named = options.get('account');
  const found =
    named === undefined ? await listAll(opened.accounts) : [await accountOf(opened, named)];
  const shown = await Promise.all(
    found.map(async (account) => ({
      account,
      secrets: await opened.accounts.listSecrets(account),
    })),
  );
  return {
    json: { accounts: shown.map(({ account, secrets }) => viewAccount(account, secrets)) },
    lines: shown.flatMap(({ account, secrets }) => describe(account, secrets)),
  };
}

async function rotate(opened: Opened, given: Given, now: number): Promise<Said> {
  const overlap = readDuration(String(given.options.get('overlap') ?? DAY));
  if (overlap === null) throw mistyped('--overlap must be a time such as 0s, 30m, 24h or 7d');
  return add(opened, given, now + overlap);
}

async function add(opened: Opened, { options }: Given, othersUntil: number | null): Promise<Said> {
  const account = await accountOf(opened, options.get('account'));
  const { secret } = generateCredentials(account.mode);
  const added = await opened.accounts.addSecret(account, secret, othersUntil);
  if (typeof added === 'string') {
    throw new CommandError(`${SECRETS_MAX} secrets of this account hold at once: revoke one first`);
  }
  const until = othersUntil === null ? null : new Date(othersUntil).toISOString();
  return {
    json: { account: account.key, id: added.id, secret, others_until: until },
    lines: [
      `Secret ${added.id} of ${account.key}, which is not shown again:`,
      '',
      `  ${secret}`,
      '',
      until === null
        ? 'The others hold as long as before.'
        : `The others hold until ${until}. Until then an order's webhooks and returns are signed ` +
          'by the secret that created it.',
    ],
  };
}

async function revoke(opened: Opened, { options }: Given): Promise<Said> {
  const account = await accountOf(opened, options.get('account'));
  const named = String(options.get('secret') ?? '');
  if (!/^[1-9]\d{0,8}$/.test(named)) {
    throw mistyped('revoke needs --secret <number>, as dubash keys list shows it');
  }
  const id = Number(named);
  if (!(await opened.accounts.revokeSecret(account, id))) {
    const secrets = await opened.accounts.listSecrets(account);
    const known = secrets.find((secret) => secret.id === id);
    if (known === undefined) throw new CommandError(`${account.key} has no secret ${id}`);
    if (known.revokedAt !== null) throw new CommandError(`secret ${id} was revoked before`);
    throw new CommandError(
      `secret ${id} is the only one of ${account.key} that lasts: dubash keys rotate --overlap ` +
        '0s puts another in its place',
    );
  }
  return {
    json: { account: account.key, id, revoked: true, refused_within_seconds: 2 },
    lines: [
      `Secret ${id} of ${account.key} is revoked: it is refused everywhere within 2 seconds.`,
    ],
  };
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function viewAccount({ key, aliases, name, mode }: Account, secrets: readonly ListedSecret[]) {
  return {
    key,
    client_id: aliases.clientId,
    merchant_id: aliases.merchantId,
    name,
    mode,
    secrets: secrets.map(({ id, createdAt, expiresAt, revokedAt, holds }) => ({
      id,
      holds,
      created_at: isoOf(createdAt),
      expires_at: isoOf(expiresAt),
      revoked_at: isoOf(revokedAt),
    })),
  };
}

function describe(account: Account, secrets: readonly ListedSecret[]): readonly string[] {
  const { key, aliases, name, mode } = account;
  return [
    `${key}  (${name}, ${mode})`,
    `  client id    ${aliases.clientId}`,
    `  merchant id  ${aliases.merchantId}`,
    ...secrets.map(({ id, createdAt, expiresAt, revokedAt, holds }) => {
      const over = `over since ${isoOf(revokedAt ?? expiresAt)}`;
      const until = expiresAt === null ? 'holds' : `holds until ${isoOf(expiresAt)}`;
      return `  secret ${id}  made ${isoOf(createdAt)}, ${holds ? until : over}`;
    }),
    '',
  ];
}
