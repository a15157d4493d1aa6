// `dubash endpoints`: where a merchant's webhooks go, listed, added, changed and removed.
import { parseAdded, parseChanged, parseDelete, viewEndpoint } from '../api/account/endpoint.ts';
import type { CommandEngine } from '../command-engine.ts';
import type { Account } from '../core/account.ts';
import { type Failure, isFailure } from '../core/failure.ts';
import type { StoredRecord } from '../core/record.ts';
import { accountOf, listAll } from './account-of.ts';
import { columnsOf, jsonOf, plain } from './columns.ts';
import { byAction, type CliCommand, type Given, type Terminal } from './command.ts';
import { CommandError, mistyped, type Opened, withDatabase } from './database.ts';
import { textOf } from './given.ts';
import { engineOf } from './with-engine.ts';

const COUNT_MAX = 1000;
const ADD =
  '  dubash endpoints add --account <key> --dialect <name> --url https://shop.example/hook';

export const endpoints: CliCommand = {
  name: 'endpoints',
  summary: 'list, add, change and remove where webhooks of an account go',
  operands: ['list | add | change | remove', 'endpoint?'],
  options: [
    {
      name: 'account',
      value: 'key',
      meaning: 'of this account; else of the first one; list: else of all',
    },
    { name: 'url', value: 'url', meaning: 'add, change: where they go' },
    { name: 'dialect', value: 'name', meaning: 'add: in whose words' },
    { name: 'version', value: 'word', meaning: "add, change: of the dialect's webhooks" },
    { name: 'events', value: 'words', meaning: 'add, change: some of them, with commas; or "all"' },
    { name: 'description', value: 'text', meaning: 'add, change: what you call it' },
    {
      name: 'secret',
      value: 'file',
      meaning: 'add, change: what signs; add makes one unless given',
    },
    { name: 'off', value: null, meaning: 'change: nothing goes there' },
    { name: 'on', value: null, meaning: 'change: the opposite, also where it was paused' },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  roleOf: byAction({ list: 'read' }, 'admin'),
  notes: () => NOTES,
  examples: [
    'endpoints list --account live_1',
    'endpoints add --account live_1 --dialect name --url https://shop.example/hook',
    'endpoints change ep_0aB1cD2eF3gH4i --account live_1 --on',
    'endpoints remove ep_0aB1cD2eF3gH4i --account live_1',
  ],
  run: (given, terminal) => {
    const [name = '', endpoint] = given.operands;
    const action = ACTIONS.get(name);
    const says = action === undefined ? 'endpoints needs list, add, change or remove' : null;
    const isNamed = name === 'change' || name === 'remove';
    const wrong =
      says ??
      (isNamed === (endpoint !== undefined)
        ? null
        : `endpoints ${name} ${isNamed ? 'needs an endpoint' : 'takes no endpoint'}`);
    if (action === undefined || wrong !== null) {
      terminal.complain(`dubash: ${wrong}\n`);
      return Promise.resolve(2);
    }
    return withDatabase(terminal, async (opened) => {
      const engine = await engineOf(opened, terminal);
      const { json, lines } = await action({ opened, engine, given, terminal });
      terminal.write(`${given.options.has('json') ? jsonOf(json) : lines.join('\n')}\n`);
      return 0;
    });
  },
};

const NOTES = `Actions:
  list    every endpoint of the account, or of all, with its state: active, off, or paused because
          nobody took anything
  add     another one; a secret that is made is shown this once
  change  what is named, and nothing else; --on resumes one that was paused, and what was held goes
  remove  nothing goes there any more, and what waits is given up

The same is done by the merchant with /account/endpoints.`;

type Asked = {
  readonly opened: Opened;
  readonly engine: CommandEngine;
  readonly given: Given;
  readonly terminal: Terminal;
};
type Stage = Asked & { readonly account: Account };
type Said = { readonly json: unknown; readonly lines: readonly string[] };

const ACTIONS: ReadonlyMap<string, (asked: Asked) => Promise<Said>> = new Map([
  ['list', list],
  ['add', ofOne(add)],
  ['change', ofOne(change)],
  ['remove', ofOne(remove)],
]);

function ofOne(work: (stage: Stage) => Promise<Said>): (asked: Asked) => Promise<Said> {
  return async (asked) => {
    const named = textOf(asked.given, 'account') ?? undefined;
    return work({ ...asked, account: await accountOf(asked.opened, named) });
  };
}

function take<Result>(result: Result | Failure, { given, account }: Stage): Result {
  if (!isFailure(result)) return result;
  const issues = (result.issues ?? []).map(({ field, message }) => {
    return message.toLowerCase().includes(field) ? message : `${field}: ${message}`;
  });
  if (issues.length > 0) throw new CommandError(issues.join('; '));
  if (result.failure === 'record_not_found') {
    throw new CommandError(`${account.key} has no endpoint ${plain(given.operands[1] ?? '')}`);
  }
  throw new CommandError(result.detail ?? result.failure.replaceAll('_', ' '));
}

/** What was typed, as the fields of the account API. */
async function askedBy({ account, given, terminal }: Stage) {
  const named = ['url', 'dialect', 'version', 'description'].flatMap((name) => {
    const value = textOf(given, name);
    return value === null ? [] : [[name, value] as const];
  });
  const events = textOf(given, 'events');
  const file = textOf(given, 'secret');
  const [on, off] = [given.options.has('on'), given.options.has('off')];
  if (on && off) throw mistyped('--on and --off say the opposite of each other');
  const values = {
    ...Object.fromEntries(named),
    ...(events === null ? {} : { events: events === 'all' ? null : events.split(',') }),
    ...(file === null ? {} : { secret: (await terminal.readFile(file)).replace(/\r?\n$/, '') }),
    ...(on || off ? { active: on } : {}),
  };
  const fields = { values, lexemes: new Map<string, string>() };
  return { fields, account, params: { id: given.operands[1] ?? '' } };
}

async function list({ opened, engine, given }: Asked): Promise<Said> {
  const key = textOf(given, 'account');
  const named = key === null ? null : await accountOf(opened, key);
  const asked = { kind: 'listRecords', of: 'endpoint', skip: 0, count: COUNT_MAX } as const;
  const shown: ReturnType<typeof viewEndpoint>[] = [];
  for (const account of named === null ? await listAll(opened.accounts) : [named]) {
    const all = await engine.records.list(account, asked);
    shown.push(...all.map((each) => ({ account: account.key, ...viewEndpoint(each) })));
  }
  const rows = shown.map(({ id, account, dialect, state, url, description }) =>
    [id, account, dialect, state, url, description ?? ''].map((each) => plain(String(each))),
  );
  const head = ['endpoint', 'account', 'dialect', 'state', 'url', 'description'];
  const none = ['There is no endpoint. Add one:', ADD];
  return {
    json: { account: named?.key ?? null, endpoints: shown },
    lines: rows.length === 0 ? none : columnsOf([head, ...rows]),
  };
}

async function add(stage: Stage): Promise<Said> {
  const { engine, account, opened } = stage;
  const asked = take(parseAdded(await askedBy(stage), engine.dialects), stage);
  const { endpoint, secret } = take(await engine.addEndpoint(account, asked, null), stage);
  const id = nameOf(endpoint);
  opened.about({ endpoint: id });
  const shown = ['', 'Its secret, which is not shown again:', '', `  ${secret}`];
  return {
    json: {
      account: account.key,
      ...viewEndpoint(endpoint),
      ...(secret === null ? {} : { secret }),
    },
    lines: [`${id} is an endpoint of ${account.key}.`, ...(secret === null ? [] : shown)],
  };
}

async function change(stage: Stage): Promise<Said> {
  const { engine, account } = stage;
  const asked = await askedBy(stage);
  if (Object.keys(asked.fields.values).length === 0) throw mistyped('nothing to change was named');
  const changes = parseChanged(asked, engine.dialects);
  const [endpoint] = take(await engine.records.change(account, changes, null), stage);
  const shown = viewEndpoint(endpoint);
  const lines = [`${nameOf(endpoint)} is ${shown['state']}: ${plain(String(shown['url']))}`];
  return { json: { account: account.key, ...shown }, lines };
}

async function remove(stage: Stage): Promise<Said> {
  const { engine, account, given } = stage;
  const asked = parseDelete({ params: { id: given.operands[1] ?? '' } });
  const [endpoint] = take(await engine.records.remove(account, asked), stage);
  const id = nameOf(endpoint);
  return { json: { account: account.key, id, removed: true }, lines: [`${id} is removed.`] };
}

function nameOf({ id }: StoredRecord): string {
  return `ep_${id.token}`;
}
