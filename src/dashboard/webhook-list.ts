// Webhooks of all accounts, newest first, and sending all that fit once more.
import { readName } from '../api/locator.ts';
import { WEBHOOK_STATES } from '../api/account/webhook.ts';
import type { Account } from '../core/account.ts';
import type { WebhookSelection } from '../core/account-request.ts';
import { isFailure } from '../core/failure.ts';
import type { Locator } from '../core/id.ts';
import type { SentWebhook } from '../core/webhook.ts';
import { html, type Markup } from '../web/html.ts';
import {
  type Chosen,
  chooseAccounts,
  nameOf,
  onlyOf,
  renderAccountChoice,
} from './account-choice.ts';
import { daysOf, spanOf } from './day-span.ts';
import { mayDo } from '../core/operator.ts';
import { addressOf, renderDay, renderForm, renderMoment, renderRowLink } from './element.ts';
import { renderSelect, renderState, renderTable } from './element.ts';
import { renderFirstEndpoint } from './first-order.ts';
import { mergeNewest, type Source } from '../engine/merge-newest.ts';
import type { PageCall, Result, Row, Sources } from './request.ts';
import { ROOT } from './request.ts';

const PATH = `${ROOT}/webhooks`;
const PAGE = 50;
/** Of each account; each is shown with what it is about. */
const AT_ONCE = 20;
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
  const [before = null] = readName(query['before'] ?? '');
  const found = await listFrom(call, chosen.account, selection, before, PAGE + 1);
  const shown = found.slice(0, PAGE);
  const last = found.length > PAGE ? shown.at(-1) : undefined;
  const older = last && addressOf(PATH, { ...asked, before: `msg_${last.webhook.token}` });
  const isFiltered = Object.values(asked).join('') !== '';
  const body = html`<div class="head"><h1 tabindex="-1">Webhooks</h1>
${renderReplayLink(call, chosen, asked, shown.length)}</div>
<form method="get" action="${PATH}" class="filters">
${renderAccountChoice(chosen)}
${renderSelect('state', 'State', STATES, asked.state)}
${renderDay('since', 'From', asked.since)}${renderDay('until', 'To', asked.until)}
<button class="button">Filter</button></form>
${shown.length === 0 ? renderEmpty(call, chosen, isFiltered) : renderRows(shown, chosen)}
<div class="pager">${before !== null && html`<a href="${addressOf(PATH, asked)}">Newest</a>`}
${older !== undefined && html`<a href="${older}" rel="next">Older</a>`}</div>`;
  return { kind: 'page', title: 'Webhooks', section: 'webhooks', body };
}

/** Keys follow the real time, whatever each account's clock says. `account` null: of all. */
async function listFrom(
  { sources }: PageCall,
  account: Account | null,
  selection: WebhookSelection,
  before: Locator | null,
  count: number,
): Promise<readonly Listed[]> {
  const { store, ids, accounts } = sources;
  const beforeKey = before === null ? Number.MAX_SAFE_INTEGER : (ids.keyOf(before) ?? 0);
  const size = Math.min(count, AT_ONCE);
  const sourceOf = (bound: number, find: () => Promise<Account | null>): Source<Listed> => {
    let behind = before;
    return {
      bound,
      load: async () => {
        const known = await find();
        if (known === null) return [];
        const listed = await list(sources, known, withBefore(selection, behind), size);
        const rows = listed.map((webhook) => {
          const locator = { by: 'token', token: webhook.token } as const;
          behind = locator;
          return { key: ids.keyOf(locator) ?? 0, row: { account: known, webhook } };
        });
        return rows;
      },
    };
  };
  const newest =
    account === null
      ? await store.listNewest({ of: 'webhook', state: selection.state, beforeKey })
      : [];
  const lanes =
    account === null
      ? newest.map(({ account: id, key }) =>
          sourceOf(key, async () => (await accounts.findById(id))?.account ?? null),
        )
      : [sourceOf(beforeKey, async () => account)];
  const next = mergeNewest(lanes, size);
  const rows: Listed[] = [];
  for (let row = await next(); row !== null && rows.length < count; row = await next()) {
    rows.push(row.row);
  }
  return rows;
}

function withBefore(selection: WebhookSelection, before: Locator | null): WebhookSelection {
  return before === null ? selection : { ...selection, before };
}

async function list(
  { dispatch }: Sources,
  account: Account,
  selection: WebhookSelection,
  count: number,
): Promise<readonly SentWebhook[]> {
  const asked = { kind: 'listWebhooks', selection, skip: 0, count } as const;
  const found = await dispatch(account, asked, null);
  return isFailure(found) ? [] : found;
}

function renderEmpty(
  { sources }: PageCall,
  { account: named, all }: Chosen,
  isFiltered: boolean,
): Markup {
  const account = named ?? all[0];
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
  chosen: Chosen,
  asked: ReturnType<typeof queryOf>,
  shown: number,
): Markup | null {
  const account = onlyOf(chosen);
  const isFailed = asked.state === 'failed' || asked.state === 'held';
  if (!isFailed || shown === 0 || account === null || !mayDo(who.role, 'operate')) return null;
  const href = addressOf(`${PATH}/replay`, { ...asked, account: account.key });
  return html`<a class="button far" href="${href}">Send all of these once more</a>`;
}

async function confirmReplay(call: PageCall): Promise<Result | null> {
  const { sources, query, who } = call;
  const chosen = await chooseAccounts(sources, query['account'] ?? '');
  const account = chosen === null ? null : onlyOf(chosen);
  const selection = selectionOf(query);
  if (account === null || chosen === null || selection.state === null) return null;
  const fitting = await list(sources, account, selection, COUNTED_MAX);
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
