// `dubash webhooks`: what merchants' servers were told, how that went, and telling it once more.
import { viewTraced, viewWebhook } from '../api/account/webhook.ts';
import { isoOf } from '../api/family.ts';
import type { Account } from '../core/account.ts';
import { isFailure } from '../core/failure.ts';
import type { SentWebhook } from '../core/webhook.ts';
import { columnsOf, jsonOf, plain, printable } from './columns.ts';
import { byAction, type CliCommand, type Given } from './command.ts';
import { countOf } from './given.ts';
import { replay } from './webhook-replay.ts';
import {
  findTraced,
  type Said,
  STATES,
  type Stage,
  selectedBy,
  stateOf,
} from './webhook-selection.ts';
import { withEngine } from './with-engine.ts';

const COUNT = 50;
const COUNT_MAX = 1000;

export const webhooks: CliCommand = {
  name: 'webhooks',
  summary: 'list, show and replay what merchants are told',
  operands: ['list | show | replay', 'webhook…?'],
  options: [
    { name: 'account', value: 'key', meaning: 'of this one; else it is looked for in all' },
    { name: 'order', value: 'name', meaning: 'list, replay: about this order, by any name' },
    { name: 'endpoint', value: 'name', meaning: 'list, replay: to this endpoint' },
    { name: 'state', value: 'word', meaning: `list, replay: ${STATES.join(', ')}` },
    { name: 'since', value: 'time', meaning: 'list, replay: from then on; or "2h" for ago' },
    { name: 'until', value: 'time', meaning: 'list, replay: until then' },
    { name: 'count', value: 'number', meaning: `list: so many, newest first; else ${COUNT}` },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  roleOf: byAction({ replay: 'operate' }, 'read'),
  notes: () => NOTES,
  examples: [
    'webhooks list --order INV-17',
    'webhooks list --state failed --since 1d',
    'webhooks show msg_0aB1cD2eF3gH4i',
    'webhooks replay msg_0aB1cD2eF3gH4i msg_5jK6lM7nO8pQ9r',
    'webhooks replay --endpoint ep_0aB1cD2eF3gH4i --since 2h',
  ],
  run: (given, terminal) => {
    return withEngine(terminal, wrongIn(given), async (opened, engine) => {
      const action = { list, show, replay }[given.operands[0] as 'list' | 'show' | 'replay'];
      const { json, lines, code = 0 } = await action({ opened, engine, given, terminal });
      terminal.write(`${given.options.has('json') ? jsonOf(json) : lines.join('\n')}\n`);
      return code;
    });
  },
};

const FILTERS = ['order', 'endpoint', 'state', 'since', 'until'];

function wrongIn({ operands, options }: Given): string | null {
  const [name = '', ...ids] = operands;
  const filters = FILTERS.filter((each) => options.has(each));
  switch (name) {
    case 'list':
      return ids.length > 0 ? 'webhooks list takes no webhook: see webhooks show' : null;
    case 'show':
      return ids.length === 1 ? null : 'webhooks show needs one webhook';
    case 'replay':
      if (ids.length > 0 && filters.length > 0) return 'name webhooks or a filter, not both';
      if (ids.length > 0 || filters.some((each) => each !== 'until')) return null;
      return 'webhooks replay needs webhooks, --order, --endpoint, --state or --since';
    default:
      return 'webhooks needs list, show or replay';
  }
}

const NOTES = `Actions:
  list    newest first, of one account or of all
  show    one of them: every byte that was sent, and how each attempt went
  replay  sends them once more with the bytes of the first time and a fresh schedule: those that
          are named, or all that fit; those that failed unless --state says otherwise

A server that runs sends them at once; else the next one that does. Receivers know a webhook that
comes again by its webhook-id. A replay of what failed or is held may be interrupted and repeated:
what was done is not done again. Of other states it is done whole or not at all, at most 10000 at
a time. What went to an endpoint that was removed is left out, and what goes to a paused one waits
until it is resumed.

It ends with 0 when it is done, also when nothing fits; 1 when there is no such webhook, order,
endpoint or account, or the database cannot be opened; 2 when it was mistyped.`;

type Listed = { readonly account: Account; readonly webhook: SentWebhook };

async function list(stage: Stage): Promise<Said> {
  const { engine, given } = stage;
  const count = countOf(given, COUNT, COUNT_MAX);
  const listed: Listed[] = [];
  for (const { account, selection } of await selectedBy(stage, stateOf(given, 'all'))) {
    const asked = { kind: 'listWebhooks', selection, skip: 0, count } as const;
    const found = await engine.sentWebhooks.list(account, asked);
    if (!isFailure(found)) listed.push(...found.map((webhook) => ({ account, webhook })));
  }
  const shown = listed
    .sort((one, other) => other.webhook.createdAt - one.webhook.createdAt)
    .slice(0, count);
  const head = ['webhook', 'account', 'order', 'event', 'to', 'state', 'tries', 'next', 'created'];
  const rows = shown.map(({ account, webhook }) => [
    `msg_${webhook.token}`,
    account.key,
    plain(webhook.order?.reference ?? `order_${webhook.order?.id.token}`),
    plain(webhook.event),
    webhook.endpoint === null ? webhook.to : `ep_${webhook.endpoint.id.token}`,
    webhook.state,
    String(webhook.tries),
    webhook.state === 'waiting' ? isoOf(webhook.dueAt) : '-',
    isoOf(webhook.createdAt),
  ]);
  return {
    json: {
      webhooks: shown.map(({ account, webhook }) => {
        return { account: account.key, ...viewWebhook(webhook) };
      }),
    },
    lines: rows.length === 0 ? ['There is no such webhook.'] : columnsOf([head, ...rows]),
  };
}

async function show(stage: Stage): Promise<Said> {
  const { account, webhook } = await findTraced(stage, stage.given.operands[1] ?? '');
  const facts = Object.entries(viewWebhook(webhook)).flatMap(([name, value]) =>
    value === null ? [] : [[name, plain(String(value))]],
  );
  const { method, url, headers, body } = webhook.request;
  const attempts = webhook.deliveries.flatMap(
    ({ number, at, durationMs, status, error, reply }) => [
      '',
      plain(
        `attempt ${number}, ${isoOf(at)}, ${durationMs} ms: ${error ?? `taken with ${status}`}`,
      ),
      ...(reply === '' ? [] : [printable(reply)]),
    ],
  );
  return {
    json: { account: account.key, ...viewTraced(webhook) },
    lines: [
      ...columnsOf([['account', account.key], ...facts]),
      '',
      plain(`${method} ${url}`),
      ...Object.entries(headers).map(([name, value]) => plain(`${name}: ${value}`)),
      '',
      printable(body),
      ...attempts,
    ],
  };
}
