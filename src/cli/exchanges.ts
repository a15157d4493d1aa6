// `dubash exchanges`: what was said to processors and by them, without secrets.
import { viewExchange, viewWhole } from '../api/admin/exchange.ts';
import { readName } from '../api/locator.ts';
import { isFailure } from '../core/failure.ts';
import type { TranscriptList } from '../engine/processing/transcript-list.ts';
import { columnsOf, printable } from './columns.ts';
import type { CliCommand, Given, Terminal } from './command.ts';
import { CommandError } from './database.ts';
import { countOf, momentOf, textOf } from './given.ts';
import { withEngine } from './with-engine.ts';

const COUNT = 100;
const COUNT_MAX = 1000;

export const exchanges: CliCommand = {
  name: 'exchanges',
  summary: 'list and show what was said to processors and by them',
  operands: ['list | show', 'account or exchange'],
  options: [
    { name: 'order', value: 'name', meaning: 'list: about this order, by any of its names' },
    { name: 'payment', value: 'name', meaning: 'list: about this payment' },
    { name: 'connection', value: 'name', meaning: 'list: by this connection' },
    { name: 'since', value: 'time', meaning: 'list: from then on; a moment, or "2h" for ago' },
    { name: 'until', value: 'time', meaning: 'list: until then' },
    { name: 'count', value: 'number', meaning: `list: so many, newest first; else ${COUNT}` },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  roleOf: () => 'read',
  notes: () => NOTES,
  examples: [
    'exchanges list live_1 --order INV-17',
    'exchanges list live_1 --connection conn_0aB1cD2eF3gH4i --since 2h',
    'exchanges show exch_0aB1cD2eF3gH4i',
  ],
  run: (given, terminal) => {
    const [name = ''] = given.operands;
    const wrong = ACTIONS.has(name) ? null : 'exchanges needs list or show';
    return withEngine(terminal, wrong, async (_opened, engine) => {
      const action = name === 'show' ? show : list;
      const { json, lines } = await action(engine.transcriptList, given, terminal);
      const text = given.options.has('json') ? JSON.stringify(json) : printable(lines.join('\n'));
      terminal.write(`${text}\n`);
      return 0;
    });
  },
};

const NOTES = `Actions:
  list  requests to processors, and their webhooks and returns, newest first
  show  one of them, with what was said

They are kept for thirty days, the newest 50000 of an account, the first 8 kB of what was said.
Credentials, names, addresses, phone numbers and card numbers are taken out before they are kept.
They are written a moment after the fact: a server that dies takes the last half second along.`;

type Said = { readonly json: unknown; readonly lines: readonly string[] };
const ACTIONS: ReadonlySet<string> = new Set(['list', 'show']);

async function list(all: TranscriptList, given: Given, { now }: Terminal): Promise<Said> {
  const [, account = ''] = given.operands;
  const count = countOf(given, COUNT, COUNT_MAX);
  const [payment, connection] = ['payment', 'connection'].map((name) => {
    const named = textOf(given, name);
    return named === null ? null : readName(named);
  });
  const found = await all.list({
    kind: 'listTranscripts',
    account,
    orderName: textOf(given, 'order'),
    payment: payment ?? null,
    connection: connection ?? null,
    since: momentOf(given, 'since', now()),
    until: momentOf(given, 'until', now()),
    before: null,
    count,
  });
  if (isFailure(found)) throw new CommandError(`there is no account ${account}, or no such order`);
  const head = ['exchange', 'at', 'way', 'operation', 'status', 'ms', 'payment'];
  const rows = found.map((each) => [
    `exch_${each.id.token}`,
    new Date(each.at).toISOString(),
    each.direction,
    each.operation,
    String(each.status ?? '-'),
    String(each.durationMs),
    each.paymentToken === null ? '' : `pay_${each.paymentToken}`,
  ]);
  const lines = rows.length === 0 ? ['Nothing was said.'] : columnsOf([head, ...rows]);
  return { json: { exchanges: found.map(viewExchange) }, lines };
}

async function show(all: TranscriptList, given: Given): Promise<Said> {
  const [, name = ''] = given.operands;
  const found = await all.find({ kind: 'findTranscript', transcript: readName(name) });
  if (isFailure(found)) throw new CommandError(`there is no exchange ${name}`);
  const { headers, body } = found.request;
  const facts = Object.entries(viewExchange(found)).flatMap(([field, value]) =>
    value === null ? [] : [[field, String(value)]],
  );
  const lines = [
    ...columnsOf(facts),
    '',
    ...Object.entries(headers).map(([header, value]) => `${header}: ${value}`),
    ...(body === null ? [] : ['', body]),
    ...(found.reply === null ? [] : ['', '---', '', found.reply]),
  ];
  return { json: viewWhole(found), lines };
}
