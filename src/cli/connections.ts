// `dubash connections`: the processors that carry a live account's payments, and their credentials.
import { viewChecked, viewConnection } from '../api/admin/connection.ts';
import { readName } from '../api/locator.ts';
import { findLiveRemedy } from '../config.ts';
import type { Carriage } from '../connections.ts';
import { nameConnection, type ShownConnection } from '../core/connection.ts';
import { type Failure, isFailure } from '../core/failure.ts';
import { type Connections, createConnections } from '../engine/identity/connection.ts';
import { createHookTokens } from '../engine/identity/hook-token.ts';
import { createIds, type Ids } from '../engine/identity/ids.ts';
import { columnsOf, plain } from './columns.ts';
import { byAction, type CliCommand, type Given, type Terminal } from './command.ts';
import { readCredentialChanges, readCredentials, variableOf } from './credentials.ts';
import { CommandError, mistyped, type Opened, withDatabase } from './database.ts';

type Stage = {
  readonly connections: Connections;
  readonly processors: Carriage['processors'];
  readonly given: Given;
  readonly terminal: Terminal;
  /** The key or an alias, as it was typed. */
  readonly account: string;
  readonly accounts: Opened['accounts'];
  readonly about: Opened['about'];
};
type Said = { readonly json: unknown; readonly lines: readonly string[]; readonly code?: number };
type Action = (stage: Stage) => Promise<Said>;

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['add', add],
  ['list', list],
  ['check', check],
  ['change', change],
  ['retire', retire],
]);

/** `open` is asked once a command needs to call a processor. */
export function connectionsBy(
  processors: Carriage['processors'],
  open: (now: Terminal['now']) => Carriage,
): CliCommand {
  return {
    name: 'connections',
    summary: "add, list, check, change and retire an account's connections to processors",
    operands: ['add | list | check | change | retire', 'account', 'connection?'],
    options: [
      { name: 'processor', value: 'name', meaning: 'add: who carries the payments' },
      { name: 'mode', value: 'word', meaning: 'add: test or live' },
      { name: 'label', value: 'text', meaning: 'add: what you call it' },
      { name: 'base-url', value: 'url', meaning: 'add, test mode: in place of its own addresses' },
      {
        name: 'credentials',
        value: 'file',
        meaning: 'add, change: a JSON file; "-" is standard input; else the environment',
      },
      {
        name: 'drop-former',
        value: null,
        meaning: 'change: former ones verify no longer; may stand alone',
      },
      { name: 'json', value: null, meaning: 'answer with one line of JSON' },
    ],
    roleOf: byAction({ list: 'read', check: 'operate' }, 'admin'),
    notes: () => notesOf(processors),
    examples: EXAMPLES,
    run: async (given, terminal) => {
      const [name = '', account = '', connection] = given.operands;
      const action = ACTIONS.get(name);
      const says =
        action === undefined
          ? 'connections needs add, list, check, change or retire'
          : connection === undefined && !['add', 'list'].includes(name)
            ? `connections ${name} needs an account and a connection`
            : null;
      if (action === undefined || says !== null) {
        terminal.complain(`dubash: ${says}\n`);
        return 2;
      }
      return withDatabase(terminal, async (opened) => {
        const carriage = open(terminal.now);
        const { connections } = await openConnections(opened, carriage, terminal);
        const { about, accounts } = opened;
        const stage = { connections, processors, given, terminal, account, accounts, about };
        const { json, lines, code = 0 } = await action(stage).finally(carriage.close);
        const text = given.options.has('json') ? JSON.stringify(json) : lines.join('\n');
        terminal.write(`${text}\n`);
        return code;
      });
    },
  };
}

const EXAMPLES = [
  'connections add live_1 --processor name --mode test --credentials keys.json',
  'connections list live_1',
  'connections check live_1 conn_0aB1cD2eF3gH4i',
  'connections change live_1 conn_0aB1cD2eF3gH4i --credentials -',
  'connections retire live_1 conn_0aB1cD2eF3gH4i',
];

function notesOf(processors: Carriage['processors']): string {
  const rows = [...processors].flatMap(([name, { credentialFields }]) =>
    credentialFields.map((field) => {
      const kind = [field.secret ? 'secret' : '', field.required ? '' : 'optional'];
      return [name, field.name, variableOf(name, field.name), kind.filter(Boolean).join(', ')];
    }),
  );
  return `Actions:
  add     new payments go by the first connection of an account; all have one mode
  list    every connection, newest first, retired ones too
  check   asks the processor, by a call that changes nothing, whether it accepts the credentials
  change  other credentials: fields that are not named stay, null takes one away; the former
          ones still verify
  retire  takes no new payments; what it has begun is still captured, refunded and inquired

Credentials are never taken from the command line. They are sealed in the database and not shown
again. A running server follows within two seconds.

Credentials by processor, in a file and in the environment:
${columnsOf(rows.map((row) => ['', ...row])).join('\n')}`;
}

export async function openConnections(
  { config, store, vault, accounts }: Opened,
  carriage: Carriage,
  { now }: Terminal,
): Promise<{ readonly connections: Connections; readonly ids: Ids }> {
  const secret = await store.findSetting('identity');
  if (secret === null) throw new CommandError('no server has ever started on this database');
  const ids = createIds(Buffer.from(secret, 'hex'));
  const silent = (): void => undefined;
  const log = { info: silent, warn: silent, error: silent };
  const liveRemedy = findLiveRemedy(config);
  const hooks = createHookTokens(vault);
  const { publicUrl } = config;
  const connections = createConnections({
    ...{ ...carriage, store, vault, accounts, ids, now, liveRemedy, log },
    webhookUrl: (connection) => (publicUrl === null ? null : hooks.urlOf(publicUrl, connection)),
  });
  return { connections, ids };
}

function named({ account, given }: Stage) {
  return { account, connection: readName(given.operands[2] ?? '') };
}

function idOf({ id }: ShownConnection): string {
  return nameConnection(id);
}

/** What was asked for, or an end with what was wrong; no failure repeats a secret. */
function take<Result>(result: Result | Failure, { account, given }: Stage): Result {
  if (!isFailure(result)) return result;
  const [, , connection] = given.operands;
  if (result.failure === 'record_not_found') {
    const what = connection === undefined ? '' : `, or it has no connection ${connection}`;
    throw new CommandError(`there is no account ${account}${what}`);
  }
  const issues = (result.issues ?? []).map(({ message }) => message);
  throw new CommandError(result.detail ?? issues.join('; '));
}

function processorOf(processors: Carriage['processors'], name: string) {
  const processor = processors.get(name);
  if (processor !== undefined) return processor;
  throw mistyped(`--processor must be one of ${[...processors.keys()].join(', ')}`);
}

async function add(stage: Stage): Promise<Said> {
  const { connections, processors, given, terminal, account } = stage;
  const text = (option: string): string | null => {
    const value = given.options.get(option);
    return typeof value === 'string' ? value : null;
  };
  const processor = text('processor') ?? '';
  const mode = text('mode');
  const found = processorOf(processors, processor);
  if (mode !== 'test' && mode !== 'live') throw mistyped('--mode must be test or live');
  const credentials = await readCredentials(given, terminal, processor, found);
  const facts = { processor, mode, label: text('label'), baseUrl: text('base-url') } as const;
  const asked = { kind: 'addConnection', account, ...facts, credentials } as const;
  const added = take(await connections.add(asked), stage);
  stage.about({ connection: idOf(added) });
  const route = added.isRoute ? 'New payments go by it' : 'New payments go by another';
  return {
    json: viewConnection(added),
    lines: [
      `${idOf(added)} is a connection of ${added.account} to ${processor} (${mode}).`,
      `${route}; \`dubash connections check\` asks whether its credentials are accepted.`,
      ...(added.webhookUrl === null ? [] : [`Register for its webhooks: ${added.webhookUrl}`]),
      ...(found.isExperimental === true ? ['', warningOf(processor)] : []),
      ...remedyOf(added),
    ],
  };
}

function warningOf(processor: string): string {
  return `${processor} is experimental: nobody has paid with it at the real gateway yet.`;
}

function remedyOf({ remedy }: ShownConnection): readonly string[] {
  if (remedy === null) return [];
  return ['', `A server with the settings at hand takes no order by it: ${remedy}.`];
}

async function list(stage: Stage): Promise<Said> {
  const asked = { kind: 'listConnections', account: stage.account } as const;
  const all = take(await stage.connections.list(asked), stage);
  const head = ['connection', 'processor', 'mode', 'state', 'label'];
  const rows = all.map((each) => {
    const state = each.retiredAt !== null ? 'retired' : each.isRoute ? 'route' : 'standby';
    return [idOf(each), each.processor, each.mode, state, each.label ?? ''];
  });
  return {
    json: { connections: all.map(viewConnection) },
    lines: rows.length === 0 ? await sayNone(stage) : columnsOf([head, ...rows]),
  };
}

async function sayNone({ accounts, account: name }: Stage): Promise<readonly string[]> {
  const account = (await accounts.find(name))?.account;
  const key = plain(account?.key ?? name);
  if (account?.mode === 'sandbox') return [`${key} has none, and needs none: it is a sandbox.`];
  return [
    `${key} has no connection: nobody carries its payments. Add one:`,
    `  dubash connections add ${key} --processor <name> --mode test`,
  ];
}

async function check(stage: Stage): Promise<Said> {
  const asked = { kind: 'checkConnection', ...named(stage) } as const;
  const checked = take(await stage.connections.check(asked), stage);
  const { connection, result, why, said } = checked;
  const words = { accepted: 'is accepted', refused: 'is refused', unknown: 'got no answer' };
  const because = why === null ? '' : ` (${why})`;
  return {
    json: viewChecked(checked),
    lines: [
      `${idOf(connection)} ${words[result]} by ${connection.processor}${because}: ${said}`,
      ...remedyOf(connection),
    ],
    code: result === 'accepted' ? 0 : 1,
  };
}

async function change(stage: Stage): Promise<Said> {
  const { connections, processors, given, terminal } = stage;
  const before = take(await connections.look({ kind: 'findConnection', ...named(stage) }), stage);
  const processor = processorOf(processors, before.processor);
  const keepsFormer = !given.options.has('drop-former');
  const { processor: name } = before;
  const mayBeNone = !keepsFormer;
  const credentials = await readCredentialChanges(given, terminal, name, processor, mayBeNone);
  const asked = { kind: 'changeConnection', ...named(stage), credentials, keepsFormer } as const;
  const changed = take(await connections.replaceCredentials(asked), stage);
  const former = changed.formerCredentials;
  return {
    json: viewConnection(changed),
    lines: [
      Object.keys(credentials).length === 0
        ? `${idOf(changed)} signs with the credentials that it has.`
        : `${idOf(changed)} signs with these credentials within 2 seconds.`,
      former === 0 ? 'No former ones verify.' : `Former ones that still verify: ${former}.`,
    ],
  };
}

async function retire(stage: Stage): Promise<Said> {
  const asked = { kind: 'retireConnection', ...named(stage) } as const;
  const retired = take(await stage.connections.retire(asked), stage);
  return {
    json: viewConnection(retired),
    lines: [`${idOf(retired)} takes no new payments, everywhere within 2 seconds.`],
  };
}
