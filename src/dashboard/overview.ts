// The first page: how many orders came and were paid, by what, and what waits for somebody.
import type { OrderSum } from '../store/store.ts';
import { html, jsonBlock, type Markup } from '../web/html.ts';
import { listOrders } from '../engine/orders/list-all.ts';
import { type Chosen, chooseAccounts, renderAccountChoice } from './account-choice.ts';
import { renderEmptyOrders } from './first-order.ts';
import { countOf, type Overview, rememberOverviews, SPANS } from './overview-sum.ts';
import { LONGEST, type SpanName, SUMMED_MAX } from './overview-sum.ts';
import { addressOf, moneyOf, renderMoment, renderSelect, renderTable, rightOf } from './element.ts';
import { renderRequestSums } from './request-chart.ts';
import { rememberRequestSums } from './request-sum.ts';
import type { PageCall, Result, Row, Sources } from './request.ts';
import { ROOT } from './request.ts';

export const overviewRows: readonly Row[] = [
  { method: 'GET', path: '/', role: 'read', answer: showOverview },
];

function rememberBoth(sources: Sources) {
  const [orders, requests] = [rememberOverviews(sources), rememberRequestSums(sources)];
  return { orders, requests, lookedAt: 0, summedAt: 0 };
}

/** One memory for each server. */
const memories = new WeakMap<Sources, ReturnType<typeof rememberBoth>>();

function read(sources: Sources): ReturnType<typeof rememberBoth> {
  const known = memories.get(sources) ?? rememberBoth(sources);
  memories.set(sources, known);
  return known;
}

const KEPT_EVERY_MS = 60_000;
const KEPT_AFTER_LOOK_MS = 60 * 60 * 1000;

/**
 * Sums ahead of whoever looks: once when a server has started, and from a look on for an hour, so
 * that what a page has to sum is what changed within a minute.
 */
export async function sumAhead(sources: Sources): Promise<void> {
  const memory = read(sources);
  const at = sources.now();
  const isWanted = memory.summedAt === 0 || at - memory.lookedAt < KEPT_AFTER_LOOK_MS;
  if (!isWanted || at - memory.summedAt < KEPT_EVERY_MS) return;
  memory.summedAt = at;
  await memory.orders(null, LONGEST);
}

async function showOverview({ sources, query, who }: PageCall): Promise<Result | null> {
  const chosen = await chooseAccounts(sources, query['account'] ?? '');
  if (chosen === null) return null;
  const span = Object.hasOwn(SPANS, query['span'] ?? '') ? (query['span'] as SpanName) : '24h';
  read(sources).lookedAt = sources.now();
  const overview = await read(sources).orders(chosen.account?.id ?? null, span);
  const requests = await read(sources).requests(span);
  const spans = Object.entries(SPANS).map(([name, { title }]) => [name, title] as const);
  const isEmpty = overview.orders.length === 0;
  const body = html`<div class="head"><h1 tabindex="-1">Overview</h1></div>
<form method="get" action="${ROOT}" class="filters" hx-boost="false">
${renderAccountChoice(chosen)}${renderSelect('span', 'Time', spans, span)}
<button class="button">Show</button></form><br>
${renderSums(overview, chosen.key)}
${
  isEmpty
    ? await renderNone({ sources, who }, chosen)
    : html`${renderChart(overview, span)}${renderParts(overview)}`
}
${renderRequestSums(requests, span)}
${
  overview.isCut &&
  html`<p class="note">There are more orders in this time: about ${SUMMED_MAX} are counted, of each
account the newest. Name an account, or a shorter time.</p>`
}`;
  return { kind: 'page', title: 'Overview', section: 'overview', body, draws: true };
}

function paidOf(orders: readonly OrderSum[]): number {
  return countOf(orders.filter(({ status }) => status === 'paid'));
}

/** What is older than the time that is shown is no first order to be made. */
async function renderNone(
  { sources, who }: Pick<PageCall, 'sources' | 'who'>,
  chosen: Chosen,
): Promise<Markup> {
  const any = { status: null, dialect: null, before: null, from: null, to: null };
  const { orders } = await listOrders(sources, chosen.account, any, 1);
  if (orders.length === 0) return renderEmptyOrders(sources, chosen, who);
  const all = addressOf(`${ROOT}/orders`, { account: chosen.key });
  return html`<p class="empty">No order in this time. <a href="${all}">Show all orders</a></p>`;
}

function rateOf(good: number, all: number): string {
  return all === 0 ? '–' : `${Math.round((1000 * good) / all) / 10} %`;
}

function renderSums({ orders, backlog }: Overview, account: string): Markup {
  const [all, paid] = [countOf(orders), paidOf(orders)];
  const amounts = Map.groupBy(orders, ({ currency }) => currency);
  const money = [...amounts].flatMap(([currency, of]) => {
    const minor = of.reduce((total, { paidMinor }) => total + paidMinor, 0);
    return minor === 0 ? [] : [moneyOf(minor, currency)];
  });
  const webhooks = (state: string) => addressOf(`${ROOT}/webhooks`, { account, state });
  const sums = [
    ['Orders', all, addressOf(`${ROOT}/orders`, { account })],
    ['Paid', paid, addressOf(`${ROOT}/orders`, { account, status: 'paid' })],
    ['Success', rateOf(paid, all), null],
    ['Paid in all', money.length === 0 ? '–' : money.join(', '), null],
    ['Webhooks waiting', backlog.waitingWebhooks, webhooks('waiting')],
    ['Webhooks failed', backlog.failedWebhooks, webhooks('failed')],
    ['Reviews waiting', backlog.openReviews, `${ROOT}/reviews`],
  ] as const;
  return html`<div class="sums">${sums.map(([title, value, href]) => {
    const inner = html`<span class="quiet">${title}</span><b>${value}</b>`;
    return href === null ? html`<div>${inner}</div>` : html`<a href="${href}">${inner}</a>`;
  })}</div>`;
}

function renderChart({ orders, from }: Overview, span: SpanName): Markup {
  const { slotMs, slots } = SPANS[span];
  const bySlot = Map.groupBy(orders, ({ slot }) => slot);
  const rows = Array.from({ length: slots }, (_, slot) => {
    const here = bySlot.get(slot) ?? [];
    return { at: from + slot * slotMs, all: countOf(here), paid: paidOf(here) };
  });
  const data = {
    at: rows.map(({ at }) => Math.trunc(at / 1000)),
    series: [
      { label: 'orders', tone: '--indigo', values: rows.map(({ all }) => all) },
      { label: 'paid', tone: '--green', values: rows.map(({ paid }) => paid) },
    ],
  };
  const head = ['From', rightOf('Orders'), rightOf('Paid'), rightOf('Success')];
  const cells = rows
    .filter(({ all }) => all > 0)
    .reverse()
    .map(({ at, all, paid }) => [renderMoment(at), all, paid, rateOf(paid, all)]);
  return html`<h2>Orders over time</h2>
<div class="chart" data-chart="chart-data" role="img"
aria-label="Orders made and orders paid, over time; the table below has the numbers"></div>
<script type="application/json" id="chart-data">${jsonBlock(data)}</script>
<details><summary>As a table</summary>${renderTable('Orders over time', head, cells)}</details>`;
}

function renderParts({ orders, payments }: Overview): Markup {
  const part = (name: string, groups: readonly (readonly [string, number, number])[]): Markup => {
    const rows = groups
      .toSorted(([, one], [, other]) => other - one)
      .map(([key, all, good]) => [key, all, good, rateOf(good, all)]);
    const head = [name, rightOf('All'), rightOf('Succeeded'), rightOf('Rate')];
    return html`<section><h2>By ${name.toLowerCase()}</h2>
${renderTable(name, head, rows)}</section>`;
  };
  const decided = payments.filter(({ status }) => status === 'captured' || status === 'failed');
  const sum = (of: readonly (typeof decided)[number][], key: string) =>
    [key, countOf(of), countOf(of.filter(({ status }) => status === 'captured'))] as const;
  const byDialect = [...Map.groupBy(orders, ({ dialect }) => dialect)];
  const byProcessor = [...Map.groupBy(decided, ({ processor }) => processor)];
  const byMethod = [...Map.groupBy(decided, ({ method }) => method ?? 'none chosen here')];
  return html`<div class="columns">
${part(
  'Dialect',
  byDialect.map(([key, of]) => [key, countOf(of), paidOf(of)] as const),
)}
${part(
  'Processor',
  byProcessor.map(([key, of]) => sum(of, key)),
)}
${part(
  'Method',
  byMethod.map(([key, of]) => sum(of, key)),
)}
</div>`;
}
