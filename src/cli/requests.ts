// `dubash requests`: what programs asked of this server, and what they were answered.
import { readName } from '../api/locator.ts';
import { curlOf } from '../api/request-curl.ts';
import { viewRequest, viewWholeRequest } from '../api/request.ts';
import type { CommandEngine } from '../command-engine.ts';
import type { Account } from '../core/account.ts';
import type { LoggedRequest, RequestFilters, RequestLine, Shown } from '../core/request-log.ts';
import { OPERATOR } from '../engine/identity/operator.ts';
import type { RequestList } from '../engine/requests/request-list.ts';
import { accountOf, listAll } from './account-of.ts';
import { columnsOf, jsonOf, plain, printable } from './columns.ts';
import type { CliCommand, Given, Terminal } from './command.ts';
import { CommandError, mistyped, type Opened } from './database.ts';
import { countOf, momentOf, textOf } from './given.ts';
import { withRequests } from './request-store.ts';
import { withEngine, wrongInLooking } from './with-engine.ts';

const COUNT = 100;
const COUNT_MAX = 1000;

export const requests: CliCommand = {
  name: 'requests',
  summary: 'list and show what programs asked of this server',
  operands: ['list | show', 'request?'],
  options: [
    { name: 'account', value: 'key', meaning: 'of this account; "operator": of the admin API' },
    { name: 'order', value: 'name', meaning: 'list: about this order, by any of its names' },
    { name: 'request-id', value: 'id', meaning: 'list: as x-request-id of the answer had it' },
    { name: 'status', value: 'status', meaning: 'list: such as 400, or 4xx' },
    { name: 'refused', value: null, meaning: 'list: refusals alone, with whatever status' },
    { name: 'dialect', value: 'name', meaning: 'list: on the paths of this gateway' },
    { name: 'operation', value: 'name', meaning: 'list: such as createOrder' },
    { name: 'since', value: 'time', meaning: 'list: from then on; a moment, or "2h" for ago' },
    { name: 'until', value: 'time', meaning: 'list: until then' },
    { name: 'count', value: 'number', meaning: `list: so many, newest first; else ${COUNT}` },
    { name: 'curl', value: null, meaning: 'show: as a command for a shell' },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  roleOf: () => 'read',
  notes: () => NOTES,
  examples: [
    'requests list --order INV-17',
    'requests list --account live_1 --refused --since 2h',
    'requests show request_0aB1cD2eF3gH4i --curl',
  ],
  run: (given, terminal) => {
    const wrong = wrongInLooking('requests', 'a request', given);
    return withEngine(terminal, wrong, async (opened, engine) => {
      const work = given.operands[0] === 'show' ? show : list;
      await withRequests(opened, async (kept) => {
        const stage = { opened, engine, all: engine.requestListOn(kept), given, terminal };
        const { json, lines } = await work(stage);
        terminal.write(`${given.options.has('json') ? jsonOf(json) : lines.join('\n')}\n`);
      });
      return 0;
    });
  },
};

const NOTES = `Actions:
  list  what was asked, newest first: all writes and refusals, and a few of the reads
  show  one of them with what was said, by its name or by its x-request-id

They are kept as REQUEST_LOG says. Secrets, hashes, card numbers and tokens are taken out before
they are kept; of live accounts also names, addresses and phone numbers. They are written a moment
after the answer: a server that dies takes the last of them along, and a busy one may leave some
out, which /metrics counts. What was said to gateways is in exchanges, what merchants were told in
webhooks.`;

type Stage = {
  readonly opened: Opened;
  readonly engine: CommandEngine;
  readonly all: RequestList;
  readonly given: Given;
  readonly terminal: Terminal;
};
type Said = { readonly json: unknown; readonly lines: readonly string[] };

async function list(stage: Stage): Promise<Said> {
  const { all, given, terminal } = stage;
  const limit = countOf(given, COUNT, COUNT_MAX);
  const orderName = textOf(given, 'order');
  const filters = filtersOf(given, terminal.now());
  const found: Shown<RequestLine>[] = [];
  for (const account of await accountsOf(stage, orderName)) {
    found.push(...(await all.list({ account, orderName, filters, limit })));
  }
  const lines = found.sort((one, other) => other.id.key - one.id.key).slice(0, limit);
  const head = ['request', 'at', 'account', 'dialect', 'operation', 'status', 'ms', 'refusal'];
  const rows = lines.map((line) => [
    `request_${line.id.token}`,
    new Date(line.at).toISOString(),
    plain(line.account ?? '-'),
    line.dialect === '' ? '-' : line.dialect,
    line.operation === '' ? plain(`${line.method} ${line.path}`) : line.operation,
    String(line.status),
    String(Math.round(line.tookMicros / 1000)),
    line.refusal,
  ]);
  const none = ['There is no such request.'];
  return {
    json: { requests: lines.map(viewRequest) },
    lines: rows.length === 0 ? none : columnsOf([head, ...rows]),
  };
}

/** A name means another order in each account, so each is looked at; null: all at once. */
async function accountsOf(
  { opened, given }: Stage,
  orderName: string | null,
): Promise<readonly (Account | null)[]> {
  const key = textOf(given, 'account');
  if (key === OPERATOR.key) return [OPERATOR];
  if (key !== null) return [await accountOf(opened, key)];
  return orderName === null ? [null] : listAll(opened.accounts);
}

function filtersOf(given: Given, now: number): Partial<RequestFilters> {
  const status = textOf(given, 'status');
  if (status !== null && !/^(?:[1-5]\d\d|[1-5]xx)$/.test(status)) {
    throw mistyped('--status must be a status such as 400, or 4xx');
  }
  return {
    status,
    requestId: textOf(given, 'request-id'),
    isRefused: given.options.has('refused') ? true : null,
    dialect: textOf(given, 'dialect'),
    operation: textOf(given, 'operation'),
    since: momentOf(given, 'since', now),
    until: momentOf(given, 'until', now),
  };
}

async function show({ opened, all, given }: Stage): Promise<Said> {
  const [, name = ''] = given.operands;
  const key = textOf(given, 'account');
  const account = key === null ? null : await accountOf(opened, key);
  const found = await all.find(account, name, readName(name));
  if (found === null) throw new CommandError(`there is no request ${plain(name)}`);
  const { publicUrl, port } = opened.config;
  const origin = publicUrl ?? `http://127.0.0.1:${port}`;
  const lines = given.options.has('curl') ? [curlOf(found, origin)] : linesOf(found);
  return { json: viewWholeRequest(found, origin), lines: lines.map(printable) };
}

function linesOf(line: Shown<LoggedRequest>): readonly string[] {
  const facts = Object.entries(viewRequest(line)).flatMap(([field, value]) =>
    value === null ? [] : [[field, String(value)]],
  );
  const headersOf = (headers: Readonly<Record<string, string>>): readonly string[] =>
    Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const claimed = line.claimed === null ? [] : [['claimed_key', line.claimed]];
  const query = line.query === '' ? '' : `?${line.query}`;
  return [
    ...columnsOf([...facts, ...claimed]),
    ...['', `${line.method} ${line.path}${query}`, ...headersOf(line.headers)],
    ...(line.body === null ? [] : ['', line.body]),
    ...['', '---', '', String(line.status), ...headersOf(line.replyHeaders)],
    ...(line.reply === null ? [] : ['', line.reply]),
  ];
}
