// Webhooks of all accounts, newest first, and sending all that fit once more.
import { WEBHOOK_STATES } from '../api/account/webhook.ts';
import type { Account } from '../core/account.ts';
import type { WebhookSelection } from '../core/account-request.ts';
import { isFailure } from '../core/failure.ts';
import type { SentWebhook } from '../core/webhook.ts';
import { html, type Markup } from '../web/html.ts';
import { type Chosen, chooseAccounts, nameOf, renderAccountChoice } from './account-choice.ts';
import { daysOf, spanOf } from './day-span.ts';
import { mayDo } from '../core/operator.ts';
import { addressOf, renderDay, renderForm, renderMoment, renderRowLink } from './element.ts';
import { renderSelect, renderState, renderTable } from './element.ts';
import { renderFirstEndpoint } from './first-order.ts';
import type { PageCall, Result, Row } from './request.ts';
import { ROOT } from './request.ts';

const PATH = `${ROOT}/webhooks`;
const PAGE = 50;
const PAGES_MAX = 20;
/** Each shows what it is about, so of more accounts at once none is listed. */
const AMONG_MAX = 20;
const COUNTED_MAX = 1000;
const STATES = [['', 'Any'], ...WEBHOOK_STATES.map((each) => [each, each] as const)] as const;

export const webhookListRows: readonly Row[] = [
  { method: 'GET', path: '/webhooks', role: 'read', answer: showWebhooks, merchants: true },
  { method: 'GET', path: '/webhooks/replay', role: 'operate', answer: confirmReplay },
  { method: 'POST', path: '/webhooks/replay', role: 'operate', answer: replay },
];

export function pathOfWebhook({ key }: Pick<Account, 'key'>, token: string): string {
  return `${PATH}/${encodeURIComponent(key)}/msg_${token}`;
}

type Listed = { readonly account: Account; readonly webhook: SentWebhook };

function selectionOf(query: PageCall['query']): WebhookSelection {
  const state = WEBHOOK_STATES.find((each) => each === query['state']) ?? null;
  const { from, to } = spanOf(query);
  return { order: null, endpoint: null, state, since: from, until: to };
}

/** What stands in the address, as far as it means something. */
function queryOf({ key }: Chosen, { state }: WebhookSelection, query: PageCall['query']) {
  return { account: key, state: state ?? '', ...daysOf(query) };
}

async function showWebhooks(call: PageCall): Promise<Result | null> {
  const { sources, query } = call;
  const chosen = await chooseAccounts(sources, query['account'] ?? '');
  if (chosen === null) return null;
  const selection = selectionOf(query);
  const asked = queryOf(chosen, selection, query);
  const at = Math.min(Math.max(Math.trunc(Number(query['page']) || 1), 1), PAGES_MAX);
  const among = chosen.among.slice(0, AMONG_MAX);
  const all = await list(call, among, selection, at * PAGE + 1);
  const shown = all.slice((at - 1) * PAGE, at * PAGE);
  const pageAt = (number: number) => addressOf(PATH, { ...asked, page: String(number) });
  const isFiltered = Object.values(asked).join('') !== '';
  const isNext = all.length > at * PAGE && at < PAGES_MAX;
  const body = html`<div class="head"><h1 tabindex="-1">Webhooks</h1>
${renderReplayLink(call, chosen, asked, shown.length)}</div>
<form method="get" action="${PATH}" class="filters">
${renderAccountChoice(chosen)}
${renderSelect('state', 'State', STATES, asked.state)}
${renderDay('since', 'From', asked.since)}${renderDay('until', 'To', asked.until)}
<button class="button">Filter</button></form>
${
  among.length < chosen.among.length &&
  html`<p class="note">There are many accounts: of the first ${AMONG_MAX} only. Name one.</p>`
}
${shown.length === 0 ? renderEmpty(call, chosen, isFiltered) : renderRows(shown, chosen)}
<div class="pager">${at > 1 && html`<a href="${pageAt(at - 1)}" rel="prev">Newer</a>`}
${isNext && html`<a href="${pageAt(at + 1)}" rel="next">Older</a>`}</div>`;
  return { kind: 'page', title: 'Webhooks', section: 'webhooks', body };
}

async function list(
  { sources }: PageCall,
  accounts: readonly Account[],
  selection: WebhookSelection,
  count: number,
): Promise<readonly Listed[]> {
  const lists = accounts.map(async (account) => {
    const asked = { kind: 'listWebhooks', selection, skip: 0, count } as const;
    const found = await sources.dispatch(account, asked, null);
    return isFailure(found) ? [] : found.map((webhook): Listed => ({ account, webhook }));
  });
  const all = (await Promise.all(lists)).flat();
  return all.sort((one, other) => other.webhook.createdAt - one.webhook.createdAt).slice(0, count);
}

function renderEmpty({ sources }: PageCall, { among }: Chosen, isFiltered: boolean): Markup {
  const [account] = among;
  if (isFiltered || account === undefined) {
    return html`<p class="empty">No webhook fits. <a href="${PATH}">Show all</a></p>`;
  }
  return html`<div class="empty"><p>No webhook was sent yet. One is sent for what happens to an
order that names an address for it, and to each endpoint of its account. To add one, with the secret
of <code>${account.key}</code> in <code>$DUBASH_SECRET</code>:</p>
${renderFirstEndpoint(sources, account)}</div>`;
}

function renderRows(rows: readonly Listed[], { all }: Chosen): Markup {
  const isOne = all.length < 2;
  const head = ['Event', 'State', 'Order', 'To', 'Attempts', ...(isOne ? [] : ['Account'])];
  const cells = rows.map(({ account, webhook }) => {
    const { event, token, state, order, url, tries, createdAt } = webhook;
    const name = order === null ? '–' : (order.reference ?? `order_${order.id.token}`);
    return [
      renderRowLink(pathOfWebhook(account, token), event),
      renderState(state),
      html`<span class="cut">${name}</span>`,
      html`<span class="cut">${url}</span>`,
      tries,
      ...(isOne ? [] : [html`<span class="cut">${nameOf(account)}</span>`]),
      renderMoment(createdAt),
    ];
  });
  return renderTable('Webhooks', [...head, 'Created'], cells);
}

/** For one account, and for webhooks that did not arrive: what did is sent again one by one. */
function renderReplayLink(
  { who }: PageCall,
  { among }: Chosen,
  asked: ReturnType<typeof queryOf>,
  shown: number,
): Markup | null {
  const [account] = among;
  const isFailed = asked.state === 'failed' || asked.state === 'held';
  if (!isFailed || shown === 0 || among.length !== 1 || !mayDo(who.role, 'operate')) return null;
  const href = addressOf(`${PATH}/replay`, { ...asked, account: account?.key ?? '' });
  return html`<a class="button far" href="${href}">Send all of these once more</a>`;
}

async function confirmReplay(call: PageCall): Promise<Result | null> {
  const { sources, query, who } = call;
  const chosen = await chooseAccounts(sources, query['account'] ?? '');
  const account = chosen?.among.length === 1 ? chosen.among[0] : undefined;
  const selection = selectionOf(query);
  if (account === undefined || chosen === null || selection.state === null) return null;
  const fitting = await list(call, [account], selection, COUNTED_MAX);
  const count = fitting.length === COUNTED_MAX ? `${COUNTED_MAX} or more` : fitting.length;
  const asked = { ...queryOf(chosen, selection, query), account: account.key };
  const fields = Object.entries(asked).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
  );
  const form = html`${fields}<p><b>${count}</b> ${selection.state} webhooks of ${nameOf(account)}
are sent once more, with the bytes of the first time.</p>
<button class="button primary">Send them once more</button>`;
  const body = html`<p class="quiet"><a href="${addressOf(PATH, asked)}">Webhooks</a></p>
<h1 tabindex="-1">Is this right?</h1><br>${renderForm(who, `${PATH}/replay`, form)}`;
  return { kind: 'page', title: 'Send webhooks once more', section: 'webhooks', body };
}

async function replay({ sources, fields }: PageCall): Promise<Result | null> {
  const known = await sources.accounts.find(fields['account'] ?? '');
  const selection = selectionOf(fields);
  if (known === null || selection.state === null) return null;
  const asked = { kind: 'replayWebhooks', selection } as const;
  const result = await sources.dispatch(known.account, asked, null);
  const to = addressOf(PATH, { account: known.account.key });
  if (!isFailure(result)) return { kind: 'moved', to, told: 'replayed' };
  const says = result.detail ?? 'That could not be done.';
  const body = html`<h1 tabindex="-1">Nothing was sent</h1><br><p class="note bad">${says}</p>
<br><p><a href="${to}">Webhooks</a></p>`;
  return { kind: 'page', title: 'Nothing was sent', section: 'webhooks', body, status: 422 };
}
