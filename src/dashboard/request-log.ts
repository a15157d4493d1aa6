// What programs asked of this server, newest first, by filters in the address; and followed live.
import { setImmediate as turn } from 'node:timers/promises';
import { readName } from '../api/locator.ts';
import type { Account } from '../core/account.ts';
import type { Order } from '../core/order.ts';
import type { RequestFilters, RequestLine, Shown } from '../core/request-log.ts';
import { OPERATOR } from '../engine/identity/operator.ts';
import type { RequestQuery } from '../engine/requests/request-list.ts';
import { OWN_APIS } from '../engine/requests/request-scrub.ts';
import { writeFirstCall } from '../gateways/kit/curl.ts';
import { html, type Markup } from '../web/html.ts';
import { type Chosen, chooseAccounts, LISTED_MAX, nameOf, onlyOf } from './account-choice.ts';
import { renderTyped, searchAll } from './account-choice.ts';
import { daysOf, spanOf } from './day-span.ts';
import { addressOf, type Choice, renderDay, renderInput, renderMoment } from './element.ts';
import { renderSelect, renderState, renderTable, rightOf } from './element.ts';
import { followOf, renderFollow, seenOf } from './follow.ts';
import type { PageCall, Result, Row, Sources } from './request.ts';
import { ROOT } from './request.ts';

const PATH = `${ROOT}/requests`;
const PAGE = 50;
const WORD_MAX = 200;
/** Of an order's name without an account so many that have one are looked at. */
const NAMED_MAX = 100;
const STATUS = /^(?:[1-5]\d\d|[1-5]xx)$/;

export const requestLogRows: readonly Row[] = [
  { method: 'GET', path: '/requests', role: 'read', answer: showRequests },
];

type Line = Shown<RequestLine>;

export function pathOfRequest({ id }: Pick<RequestLine, 'id'>): string {
  return `${PATH}/request_${id.token}`;
}

/** Those about this order. */
export function pathOfRequests({ key }: Pick<Account, 'key'>, { id }: Pick<Order, 'id'>): string {
  return addressOf(PATH, { account: key, order: `order_${id.token}` });
}

/** What stands in the address, as far as it means something. */
function queryOf({ dialects }: Sources, key: string, query: PageCall['query']) {
  const text = (name: string) => (query[name] ?? '').trim().slice(0, WORD_MAX);
  const among = (name: string, known: readonly string[]) =>
    known.includes(text(name)) ? text(name) : '';
  return {
    account: key,
    dialect: among('dialect', [...dialects.keys(), ...OWN_APIS]),
    operation: text('operation'),
    status: text('status').toLowerCase(),
    refused: among('refused', ['true', 'false']),
    order: text('order'),
    request: text('request'),
    ...daysOf(query),
  };
}
type Wanted = ReturnType<typeof queryOf>;

function filtersOf(wanted: Wanted, query: PageCall['query']): Partial<RequestFilters> {
  const { from: since, to: until } = spanOf(query);
  return {
    dialect: wanted.dialect || null,
    operation: wanted.operation || null,
    status: STATUS.test(wanted.status) ? wanted.status : null,
    isRefused: wanted.refused === '' ? null : wanted.refused === 'true',
    requestId: wanted.request || null,
    ...{ since, until },
  };
}

/** The operator asks too, of the admin API. */
async function choose(sources: Sources, key: string): Promise<Chosen | null> {
  if (key !== OPERATOR.key) return chooseAccounts(sources, key);
  const all = await chooseAccounts(sources, '');
  return all === null ? null : { ...all, account: OPERATOR, key };
}

async function showRequests(call: PageCall): Promise<Result | null> {
  const { sources, query } = call;
  const chosen = await choose(sources, query['account'] ?? '');
  if (chosen === null) return null;
  const wanted = queryOf(sources, chosen.key, query);
  const named = await findNamed(sources, wanted.request);
  if (named !== null) return { kind: 'moved', to: pathOfRequest(named) };
  // A name means another order in each account: of many that is no work for every few seconds.
  const mayFollow = wanted.order === '' || onlyOf(chosen) !== null;
  const follow = mayFollow ? followOf(query['follow'] ?? '', sources.now()) : null;
  const { seen = '' } = query;
  if (follow?.isOn && seen !== '' && !(await isNews(call, chosen, wanted, seen))) {
    return { kind: 'unchanged' };
  }
  const before = follow === null ? (query['before'] ?? '') : '';
  const page = { before: before === '' ? null : readName(before), limit: PAGE + 1 };
  const found = await list(call, chosen, wanted, page);
  const lines = found.slice(0, PAGE);
  const last = lines.at(-1);
  const isMore = found.length > PAGE && last !== undefined;
  const older = addressOf(PATH, { ...wanted, before: `request_${last?.id.token}` });
  const isWrong = wanted.status !== '' && !STATUS.test(wanted.status);
  const body = html`<div class="head"><h1 tabindex="-1">Requests</h1></div>
${renderFilters(call, chosen, wanted, follow !== null)}
${isWrong && html`<br><p class="note bad" role="alert">A status is such as 400, or 4xx.</p>`}
${
  wanted.order !== '' &&
  chosen.isCut &&
  chosen.key === '' &&
  html`<p class="note">Of orders that came to be, all accounts are searched (the first ${NAMED_MAX}
that have one of this name); of those that were refused, the first ${LISTED_MAX}. Name an account
to see all of it.</p>`
}
${renderFollow({
  ...{ path: PATH, wanted, follow, mayFollow, names: lines.map(({ id }) => id.token) },
  ...{ seen, now: sources.now() },
  content: html`${lines.length === 0 ? renderEmpty(call, chosen, wanted) : renderLines(lines)}
<div class="pager">${before !== '' && html`<a href="${addressOf(PATH, wanted)}">Newest</a>`}
${isMore && html`<a href="${older}" rel="next">Older</a>`}</div>`,
})}`;
  const status = isWrong ? 422 : 200;
  return { kind: 'page', title: 'Requests', section: 'requests', body, status };
}

/** Our own name for one, typed where its `x-request-id` may stand. */
async function findNamed({ requestList }: Sources, name: string): Promise<Line | null> {
  return name.startsWith('request_') ? requestList.find(null, name, readName(name)) : null;
}

type Page = Pick<RequestQuery, 'before' | 'after' | 'limit'> & { readonly since?: number | null };

/** Whether there is a line that was not listed: of what there was before none is looked at. */
async function isNews(
  call: PageCall,
  chosen: Chosen,
  wanted: Wanted,
  seen: string,
): Promise<boolean> {
  return (await list(call, chosen, wanted, { ...seenOf(seen), limit: 1 })).length > 0;
}

async function list(
  { sources, query }: PageCall,
  { account, all }: Chosen,
  wanted: Wanted,
  { since = null, ...page }: Page,
): Promise<readonly Line[]> {
  const asked = filtersOf(wanted, query);
  const filters = since === null ? asked : { ...asked, since: Math.max(since, asked.since ?? 0) };
  const orderName = wanted.order || null;
  const { requestList } = sources;
  if (orderName === null || account !== null) {
    return requestList.list({ account, orderName, filters, ...page });
  }
  // The log itself tells what was refused when it was made: no order came of it.
  const [known, first] = [
    await searchAll(sources, orderName, async (each) => each, NAMED_MAX),
    all,
  ];
  const among = new Map([...known, ...first].map((each) => [each.id, each]));
  const found: Line[] = [];
  for (const each of among.values()) {
    found.push(...(await requestList.list({ account: each, orderName, filters, ...page })));
    await turn();
  }
  return found.sort((one, other) => other.id.key - one.id.key).slice(0, page.limit);
}

function renderFilters(
  { sources }: PageCall,
  { all, isCut, key }: Chosen,
  wanted: Wanted,
  isFollowed: boolean,
): Markup {
  const own = [...all, OPERATOR].map((account): Choice => [account.key, nameOf(account)]);
  const isListed = key === '' || own.some(([each]) => each === key);
  const accounts: readonly Choice[] = isListed ? own : [...own, [key, key]];
  const dialects = [
    ...[...sources.dialects.values()].map(({ name, title }): Choice => [name, title]),
    ...OWN_APIS.map((name): Choice => [name, `our own: ${name}`]),
  ];
  const refusals = [
    ['', 'Any'],
    ['true', 'Refused'],
    ['false', 'Not refused'],
  ] as const;
  return html`<form method="get" action="${PATH}" class="filters">
${isCut ? renderTyped(key) : renderSelect('account', 'Account', [['', 'All'], ...accounts], key)}
${renderSelect('dialect', 'Dialect', [['', 'Any'], ...dialects], wanted.dialect)}
${renderSelect('refused', 'Refused', refusals, wanted.refused)}
${renderInput('status', 'Status', wanted.status, '400 or 4xx')}
${renderInput('operation', 'Operation', wanted.operation, 'createOrder')}
${renderInput('order', 'Order, by any name', wanted.order)}
${renderInput('request', 'Request id', wanted.request)}
${renderDay('since', 'From', wanted.since)}${renderDay('until', 'To', wanted.until)}
${isFollowed && html`<input type="hidden" name="follow" value="on">`}
<button class="button">Filter</button></form>`;
}

export function renderAnswer({ status, refusal }: Pick<Line, 'status' | 'refusal'>): Markup {
  const isRefused = status >= 400 || refusal !== '';
  return renderState(String(status), isRefused ? 'bad' : 'good');
}

export function nameOfRequest({ operation, method, path }: Line): string {
  return operation === '' ? `${method} ${path}` : operation;
}

/** The focus stays on the same line while newer ones come: it is found by its id. */
function renderLines(lines: readonly Line[]): Markup {
  const rows = lines.map((line) => [
    html`<a class="row" id="request_${line.id.token}" href="${pathOfRequest(line)}"
><span class="cut">${nameOfRequest(line)}</span></a>`,
    renderAnswer(line),
    line.refusal === '' ? '–' : line.refusal.replaceAll('_', ' '),
    line.dialect === '' ? '–' : line.dialect,
    html`<span class="cut">${line.account ?? 'nobody proved'}</span>`,
    msOf(line),
    renderMoment(line.at),
  ]);
  const head = ['Request', 'Answer', 'Refused for', 'Dialect', 'Account', rightOf('ms'), 'At'];
  return renderTable('Requests', head, rows);
}

export function msOf({ tookMicros }: Pick<Line, 'tookMicros'>): string {
  const ms = tookMicros / 1000;
  return String(ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms));
}

function renderEmpty({ sources, query }: PageCall, chosen: Chosen, wanted: Wanted): Markup {
  const isFiltered =
    Object.values(wanted).some((value) => value !== '') || query['before'] !== undefined;
  if (!sources.keepsRequests) {
    return html`<p class="empty">Nothing is written down: <code>REQUEST_LOG</code> is off, or its
store could not be opened.</p>`;
  }
  if (isFiltered) {
    return html`<p class="empty">No request fits. All writes and refusals are kept, of reads a few.
<a href="${PATH}">Show all requests</a></p>`;
  }
  const [dialect] = sources.dialects.values();
  const [account] = chosen.all;
  const call =
    dialect === undefined || account === undefined
      ? 'dubash accounts add shop --mode sandbox'
      : writeFirstCall(dialect, sources.home(), account.key);
  return html`<div class="empty"><p>No program has asked anything yet. Begin:</p>
<pre tabindex="0">${call}</pre></div>`;
}
