// Orders of all accounts, newest first, by what they have in common; and any of them by its name.
import type { Account } from '../core/account.ts';
import { isFailure } from '../core/failure.ts';
import { findAnyNamed } from '../engine/processing/named-order.ts';
import { ORDER_TRANSITIONS, type Order } from '../core/order.ts';
import { readName } from '../api/locator.ts';
import { writeRow } from '../api/csv.ts';
import { formatDecimal } from '../core/money.ts';
import { isoOf } from '../api/family.ts';
import { html, type Markup } from '../web/html.ts';
import {
  type Chosen,
  chooseAccounts,
  nameOf,
  renderAccountChoice,
  searchAll,
} from './account-choice.ts';
import { renderEmptyOrders } from './first-order.ts';
import { daysOf, spanOf } from './day-span.ts';
import { listOrders, type Listed, type Wanted } from '../engine/orders/list-all.ts';
import {
  addressOf,
  moneyOf,
  renderDay,
  renderInput,
  renderMoment,
  renderRowLink,
} from './element.ts';
import { renderSelect, renderState, renderTable, rightOf } from './element.ts';
import type { PageCall, Result, Row, Shown } from './request.ts';
import { ROOT } from './request.ts';

const PATH = `${ROOT}/orders`;
const PAGE = 50;
const FILE_MAX = 10_000;
const FOUND_MAX = 100;
const STATES = Object.keys(ORDER_TRANSITIONS) as readonly Order['status'][];

export const orderRows: readonly Row[] = [
  { method: 'GET', path: '/orders', role: 'read', answer: showOrders, merchants: true },
  { method: 'GET', path: '/orders.csv', role: 'read', answer: writeOrders, audits: true },
  { method: 'GET', path: '/search', role: 'read', answer: search, merchants: true },
];

export function pathOfOrder(account: Pick<Account, 'key'>, { id }: Pick<Order, 'id'>): string {
  return `${PATH}/${encodeURIComponent(account.key)}/order_${id.token}`;
}

function wantedOf({ query, sources }: PageCall): Wanted {
  const status = STATES.find((each) => each === query['status']) ?? null;
  const dialect = sources.dialects.has(query['dialect'] ?? '') ? (query['dialect'] ?? null) : null;
  const before = readName(query['before'] ?? '')[0] ?? null;
  return { status, dialect, before, ...spanOf(query) };
}

/** What stands in the address, as far as it means something. */
function queryOf({ key }: Chosen, { status, dialect }: Wanted, query: PageCall['query']) {
  return { account: key, status: status ?? '', dialect: dialect ?? '', ...daysOf(query) };
}

async function showOrders(call: PageCall): Promise<Result | null> {
  const { sources, query } = call;
  const chosen = await chooseAccounts(sources, query['account'] ?? '');
  if (chosen === null) return null;
  const wanted = wantedOf(call);
  const { orders, more, isCut } = await listOrders(sources, chosen.account, wanted, PAGE);
  const asked = queryOf(chosen, wanted, query);
  const isAll = Object.values({ ...asked, account: '' }).every((value) => value === '');
  const last = orders.at(-1);
  const next = more && last !== undefined ? `order_${last.order.id.token}` : '';
  const older = addressOf(PATH, { ...asked, before: next });
  const empty =
    isAll && wanted.before === null
      ? renderEmptyOrders(sources, chosen, call.who)
      : html`<p class="empty">No order fits. <a href="${PATH}">Show all orders</a></p>`;
  const body = html`<div class="head"><h1 tabindex="-1">Orders</h1>
${call.who.only === undefined && renderDownload(asked)}</div>
${renderFilters(call, chosen, asked)}
${orders.length === 0 ? empty : renderOrders(orders, chosen)}
${isCut && html`<p class="quiet">Only the newest were looked at: name a shorter time.</p>`}
<div class="pager">${wanted.before !== null && html`<a href="${addressOf(PATH, asked)}">Newest</a>`}
${next !== '' && html`<a href="${older}" rel="next">Older</a>`}
</div>`;
  return page('Orders', body);
}

function renderDownload(asked: ReturnType<typeof queryOf>): Markup {
  return html`<a class="far" href="${addressOf(`${PATH}.csv`, asked)}" hx-boost="false"
title="The newest ${FILE_MAX} at most">Download CSV</a>`;
}

function page(title: string, body: Markup, status = 200): Shown {
  return { kind: 'page', title, section: 'orders', body, status };
}

function renderFilters(
  { sources }: PageCall,
  chosen: Chosen,
  asked: ReturnType<typeof queryOf>,
): Markup {
  const dialects = [...sources.dialects.values()].map(({ name, title }) => [name, title] as const);
  const states = STATES.map((state) => [state, state] as const);
  return html`<form method="get" action="${PATH}" class="filters">
${renderAccountChoice(chosen)}
${renderSelect('status', 'Status', [['', 'Any'], ...states], asked.status)}
${renderSelect('dialect', 'Dialect', [['', 'Any'], ...dialects], asked.dialect)}
${renderDay('since', 'From', asked.since)}${renderDay('until', 'To', asked.until)}
<button class="button">Filter</button></form>`;
}

export function renderOrders(orders: readonly Listed[], { all }: Pick<Chosen, 'all'>): Markup {
  const isOne = all.length < 2;
  const head = ['Order', 'Status', rightOf('Amount'), 'Dialect'];
  const rows = orders.map(({ account, order }) => [
    renderRowLink(pathOfOrder(account, order), order.reference ?? `order_${order.id.token}`),
    renderState(order.status),
    moneyOf(order.amountMinor, order.currency),
    order.dialect,
    ...(isOne ? [] : [html`<span class="cut">${nameOf(account)}</span>`]),
    renderMoment(order.createdAt),
  ]);
  return renderTable('Orders', [...head, ...(isOne ? [] : ['Account']), 'Created'], rows);
}

const FILE_HEAD = [
  'account',
  'order',
  'reference',
  'dialect',
  'status',
  'currency',
  'amount',
  'paid',
];

/** Amounts are numbers of their currency; a text that a spreadsheet would run is made a text. */
async function writeOrders(call: PageCall): Promise<Result | null> {
  const { sources, query } = call;
  const chosen = await chooseAccounts(sources, query['account'] ?? '');
  if (chosen === null) return null;
  const { orders } = await listOrders(sources, chosen.account, wantedOf(call), FILE_MAX);
  const rows = orders.map(({ account, order }) => [
    ...[account.key, `order_${order.id.token}`, order.reference, order.dialect, order.status],
    order.currency,
    ...[order.amountMinor, order.amountPaidMinor].map((minor) =>
      Number(formatDecimal(minor, order.currency)),
    ),
    isoOf(order.createdAt),
  ]);
  const lines = [[...FILE_HEAD, 'created_at'], ...rows].map(writeRow);
  const body = `${lines.join('\r\n')}\r\n`;
  return { kind: 'file', name: 'orders.csv', type: 'text/csv; charset=utf-8', body };
}

/** One that is found is shown; of several one is chosen. */
async function search({ sources, query }: PageCall): Promise<Result | null> {
  const name = (query['q'] ?? '').trim().slice(0, 200);
  const chosen = await chooseAccounts(sources, '');
  if (chosen === null || name === '') return { kind: 'moved', to: PATH };
  const find = async (account: Account): Promise<Listed | null> => {
    const outcome = await findAnyNamed(sources, account, name);
    return isFailure(outcome) ? null : { account, order: outcome.aggregate.order };
  };
  const all = await searchAll(sources, name, find, FOUND_MAX + 1);
  const found = all.slice(0, FOUND_MAX);
  const [first] = found;
  if (first !== undefined && found.length === 1) {
    return { kind: 'moved', to: pathOfOrder(first.account, first.order) };
  }
  const none = html`<p>Nothing is called <b>${name}</b> here. An order is found by its merchant’s
reference, our name or number in any gateway’s spelling, its payment page’s name, or the name of a
payment, a refund or a payment link.</p>`;
  const body = html`<h1 tabindex="-1">${found.length === 0 ? 'Not found' : 'Which one?'}</h1>
${found.length === 0 ? html`<br>${none}${renderAgain(name)}` : renderOrders(found, chosen)}
${
  all.length > FOUND_MAX &&
  html`<p class="note">More than ${FOUND_MAX} accounts have one of this name: these are the first.
Another of its names may be its alone.</p>`
}`;
  return page(`Search: ${name}`, body, found.length === 0 ? 404 : 200);
}

function renderAgain(name: string): Markup {
  return html`<br><form action="${ROOT}/search" class="filters">
${renderInput('q', 'Find by any id', name)}<button class="button">Find</button></form>`;
}
