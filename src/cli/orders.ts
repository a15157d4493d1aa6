// `dubash orders`: the story of one order, and orders by what they have in common.
import { viewOrder } from '../api/admin/order-view.ts';
import { isoOf } from '../api/family.ts';
import type { CommandEngine } from '../command-engine.ts';
import type { Account } from '../core/account.ts';
import { isFailure } from '../core/failure.ts';
import type { OrderStatus } from '../core/order.ts';
import { type Listed, listOrders } from '../engine/orders/list-all.ts';
import type { Story } from '../engine/orders/story.ts';
import { accountOf, listAll } from './account-of.ts';
import { columnsOf, jsonOf, plain } from './columns.ts';
import type { CliCommand, Given, Terminal } from './command.ts';
import { CommandError, type Opened } from './database.ts';
import { countOf, momentOf, textOf, wordOf } from './given.ts';
import { linesOfStory, moneyOf, viewStory } from './story-view.ts';
import { withEngine, wrongInLooking } from './with-engine.ts';

const COUNT = 50;
const COUNT_MAX = 1000;
const PAGE = 200;
const LOOKED_AT_MAX = 20_000;
const STATES: readonly OrderStatus[] = ['created', 'attempted', 'paid', 'expired', 'cancelled'];

export const orders: CliCommand = {
  name: 'orders',
  summary: 'show the story of an order, or list orders',
  operands: ['show | list', 'order?'],
  options: [
    { name: 'account', value: 'key', meaning: 'of this one; else of all, or looked for in all' },
    { name: 'status', value: 'word', meaning: `list: ${STATES.join(', ')}` },
    { name: 'dialect', value: 'name', meaning: 'list: made in this dialect' },
    { name: 'since', value: 'time', meaning: 'list: from then on; a moment, or "2h" for ago' },
    { name: 'until', value: 'time', meaning: 'list: until then' },
    { name: 'count', value: 'number', meaning: `list: so many, newest first; else ${COUNT}` },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  roleOf: () => 'read',
  notes: () => NOTES,
  examples: [
    'orders show INV-17',
    'orders show order_0aB1cD2eF3gH4i --account live_1 --json',
    'orders list --account live_1 --status attempted --since 2h',
  ],
  run: (given, terminal) => {
    const wrong = wrongInLooking('orders', 'an order', given);
    return withEngine(terminal, wrong, async (opened, engine) => {
      const work = given.operands[0] === 'show' ? show : list;
      const { json, lines } = await work({ opened, engine, given, terminal });
      terminal.write(`${given.options.has('json') ? jsonOf(json) : lines.join('\n')}\n`);
      return 0;
    });
  },
};

const NOTES = `Actions:
  show  order, payments, refunds, events with their evidence, what is under way at the processor,
        exchanges, reviews, webhooks with their attempts; of each list the newest 200
  list  newest first; of one account, or of all: then "2h" is for ago by the real clock, not by one
        that a sandbox account has moved

An order can be named by the merchant's reference, by our name for it in the spelling of any
dialect, by our number, by the name of its page, or by the name of its payment, refund or payment
link.
Customers' names, addresses and phone numbers are not shown. Amounts are in minor units in JSON.

It ends with 0 when it is done, 1 when there is no such order or the database cannot be opened, 2
when it was mistyped.`;

type Stage = {
  readonly opened: Opened;
  readonly engine: CommandEngine;
  readonly given: Given;
  readonly terminal: Terminal;
};
type Said = { readonly json: unknown; readonly lines: readonly string[] };

async function show({ opened, engine, given, terminal }: Stage): Promise<Said> {
  const [, name = ''] = given.operands;
  const key = textOf(given, 'account');
  const among = key === null ? await listAll(opened.accounts) : [await accountOf(opened, key)];
  const found: Story[] = [];
  for (const account of among) {
    terminal.progress?.(`looking in ${plain(account.key)}`);
    const story = await engine.loadStory(account, name);
    if (!isFailure(story)) found.push(story);
  }
  terminal.progress?.('');
  const [story, other] = found;
  if (story === undefined) {
    const where = key === null ? '' : ` in account ${plain(key)}`;
    throw new CommandError(`there is no order ${plain(name)}${where}`);
  }
  if (other !== undefined) {
    const keys = found.map(({ account }) => plain(account.key));
    throw new CommandError(`several accounts have it: name one of ${keys.join(', ')} by --account`);
  }
  return { json: viewStory(story), lines: linesOfStory(story) };
}

async function list({ opened, engine, given, terminal }: Stage): Promise<Said> {
  const key = textOf(given, 'account');
  const account = key === null ? null : await accountOf(opened, key);
  const count = countOf(given, COUNT, COUNT_MAX);
  const { all, isCut } =
    account === null
      ? await collectAll({ opened, engine, given, terminal }, count)
      : await collect(engine, account, given, count, terminal.now());
  const head = ['order', 'account', 'reference', 'dialect', 'status', 'amount', 'created'];
  const rows = all.map(({ account: { key: owner }, order }) => [
    `order_${order.id.token}`,
    plain(owner),
    plain(order.reference ?? ''),
    order.dialect,
    order.status,
    moneyOf(order.amountMinor, order.currency),
    isoOf(order.createdAt),
  ]);
  const cut = `Only the newest ${LOOKED_AT_MAX} were looked at: name a time by --since, --until.`;
  return {
    json: {
      account: account?.key ?? null,
      orders: all.map(({ account: { key: owner }, order }) => {
        return { account: owner, ...viewOrder(order) };
      }),
      is_cut: isCut,
    },
    lines: [
      ...(rows.length === 0 ? ['There is no such order.'] : columnsOf([head, ...rows])),
      ...(isCut ? ['', cut] : []),
    ],
  };
}

type Collected = { readonly all: readonly Listed[]; readonly isCut: boolean };

/** Of all accounts; times of an order are on its account's clock, and ours is the real one. */
async function collectAll(
  { opened, engine, given, terminal }: Stage,
  count: number,
): Promise<Collected> {
  const { store, accounts } = opened;
  const now = terminal.now();
  const wanted = {
    status: wordOf(given, 'status', STATES),
    dialect: textOf(given, 'dialect'),
    before: null,
    ...{ from: momentOf(given, 'since', now), to: momentOf(given, 'until', now) },
  };
  const places = { store, accounts, ids: engine.ids, now: terminal.now };
  const { orders: all, isCut } = await listOrders(places, null, wanted, count);
  return { all, isCut };
}

/** The database knows nothing of dialects by itself, so it is asked page by page. */
async function collect(
  { engine }: CommandEngine,
  account: Account,
  given: Given,
  count: number,
  now: number,
): Promise<Collected> {
  const dialect = textOf(given, 'dialect');
  const status = wordOf(given, 'status', STATES);
  // Orders are dated on their account's clock.
  const clock = now + account.clockOffsetMs;
  const span = { from: momentOf(given, 'since', clock), to: momentOf(given, 'until', clock) };
  const states = status === null ? null : [status];
  const asked = { kind: 'list', of: 'order', ...span, reference: null, states } as const;
  const all: Listed[] = [];
  for (let skip = 0; skip < LOOKED_AT_MAX; skip += PAGE) {
    const { items } = await engine.list(account, { ...asked, skip, count: PAGE });
    const found = items.map(({ aggregate: { order } }) => ({ account, order }));
    all.push(...found.filter(({ order }) => dialect === null || order.dialect === dialect));
    if (all.length >= count || items.length < PAGE)
      return { all: all.slice(0, count), isCut: false };
  }
  return { all, isCut: true };
}
