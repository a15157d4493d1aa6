// Accounts, and one of them: its connections with their health, its routes, and a dry run of those.
import type { Account } from '../core/account.ts';
import type { ShownConnection } from '../core/connection.ts';
import { isFailure } from '../core/failure.ts';
import { parseDecimal } from '../core/money.ts';
import { mayDo } from '../core/operator.ts';
import { METHODS } from '../core/route.ts';
import type { ShownRoutes } from '../core/route-request.ts';
import { readName } from '../api/locator.ts';
import { OPERATOR } from '../engine/identity/operator.ts';
import { html, type Content, type Markup } from '../web/html.ts';
import { LISTED_MAX } from './account-choice.ts';
import { pathOfSettings } from './account-setting.ts';
import { addressOf, longOf, renderCopy, renderFacts, renderForm, renderInput } from './element.ts';
import { renderMoment, renderRowLink, renderSelect, renderState, renderTable } from './element.ts';
import { renderEndpoints } from './endpoint-list.ts';
import { renderLinkList } from './merchant-link.ts';
import { renderSecrets } from './secret-list.ts';
import type { PageCall, Result, Row } from './request.ts';
import { ROOT } from './request.ts';

const PATH = `${ROOT}/accounts`;
const ONE = '/accounts/:account';

export const accountRows: readonly Row[] = [
  { method: 'GET', path: '/accounts', role: 'read', answer: showAccounts },
  { method: 'GET', path: ONE, role: 'read', answer: showAccount },
  { method: 'POST', path: `${ONE}/check/:connection`, role: 'operate', answer: check },
];

function pathOf({ key }: Pick<Account, 'key'>): string {
  return `${PATH}/${encodeURIComponent(key)}`;
}

/** In the order of their numbers, which are drawn; `account`: the one that was typed. */
async function showAccounts({ sources, query }: PageCall): Promise<Result | null> {
  const { after = '', account: typed = '' } = query;
  const { accounts } = sources;
  const named = typed === '' ? null : await accounts.find(typed);
  if (named !== null) return { kind: 'moved', to: pathOf(named.account) };
  const behind = after === '' ? null : await accounts.find(after);
  if (after !== '' && behind === null) return null;
  const listed = await accounts.list(behind?.account.id ?? -1, LISTED_MAX + 1);
  const shown = listed.slice(0, LISTED_MAX);
  const isMore = listed.length > LISTED_MAX;
  const more = addressOf(PATH, { after: shown.at(-1)?.key ?? '' });
  const rows = shown.map((account) => [
    renderRowLink(pathOf(account), account.name === '' ? account.key : account.name),
    account.key,
    stateOf(account),
    carriedBy(account),
  ]);
  const add = 'dubash accounts add shop --mode sandbox';
  const body = html`<div class="head"><h1 tabindex="-1">Accounts</h1></div>
${(isMore || after !== '' || typed !== '') && renderFind(typed)}
${typed !== '' && html`<br><p class="note bad" role="alert">No account is called ${typed}.</p>`}
${renderTable('Accounts', ['Name', 'Key', 'Mode', 'New payments go by'], rows)}
<div class="pager">${after !== '' && html`<a href="${PATH}">First</a>`}
${isMore && html`<a href="${more}" rel="next">More</a>`}</div>
<h2>Another one</h2><p class="quiet">Its secret is told once, to whoever makes it:</p><br>
<pre tabindex="0">${add}</pre>`;
  const status = typed === '' ? 200 : 404;
  return { kind: 'page', title: 'Accounts', section: 'accounts', body, status };
}

function renderFind(typed: string): Markup {
  return html`<form method="get" action="${PATH}" class="filters">
${renderInput('account', 'Key, client id or merchant id', typed)}
<button class="button">Find</button></form>`;
}

function stateOf({ mode, settings }: Account): Markup {
  if (settings.disabled) return renderState('switched off', 'bad');
  return mode === 'sandbox' ? html`<span class="tag">sandbox</span>` : html`live`;
}

function carriedBy({ mode, settings: { route, routes } }: Account): string {
  if (mode === 'sandbox') return 'the sandbox';
  if (routes !== null) return routes.rules.length === 1 ? '1 rule' : `${routes.rules.length} rules`;
  return route === null ? 'nobody yet' : `${route.processor} (${route.mode})`;
}

async function showAccount(call: PageCall): Promise<Result | null> {
  const known = await call.sources.accounts.find(call.params['account'] ?? '');
  return known === null ? null : renderAccount(call, known.account, null);
}

async function renderAccount(
  call: PageCall,
  account: Account,
  said: Markup | null,
): Promise<Result | null> {
  const { dispatch } = call.sources;
  const { key, aliases, name, mode } = account;
  const asked = { kind: 'listConnections', account: key } as const;
  const connections = await dispatch(OPERATOR, asked, null);
  const routes = await dispatch(OPERATOR, { kind: 'findRoutes', account: key }, null);
  const all = isFailure(connections) ? [] : connections;
  const title = name === '' ? key : name;
  const body = html`<p class="quiet"><a href="${PATH}">Accounts</a></p>
<div class="head"><h1 tabindex="-1">${title}</h1>${stateOf(account)}</div>
${renderFacts([
  ['Key', renderCopy(key)],
  ['Client id', renderCopy(aliases.clientId)],
  ['Merchant id', renderCopy(aliases.merchantId)],
  ['New payments go by', carriedBy(account)],
  ['Its clock is ahead by', account.clockOffsetMs > 0 && daysOf(account.clockOffsetMs)],
  ['Settings', html`<a href="${pathOfSettings(account)}">Show</a>`],
  ['Orders', html`<a href="${addressOf(`${ROOT}/orders`, { account: key })}">Show</a>`],
  ['Webhooks', html`<a href="${addressOf(`${ROOT}/webhooks`, { account: key })}">Show</a>`],
])}
${said}
${mode === 'live' && renderConnections(call, account, all, routes)}
${mode === 'live' && (await renderDryRun(call, account, isFailure(routes) ? null : routes))}
${await renderSecrets(call, account)}
${await renderEndpoints(call, account)}
${await renderLinkList(call, account)}`;
  return { kind: 'page', title, section: 'accounts', body };
}

function daysOf(ms: number): string {
  const hours = Math.round(ms / 3_600_000);
  return hours >= 48 ? `${Math.round(hours / 24)} days` : `${hours} hours`;
}

function renderConnections(
  { who }: PageCall,
  account: Account,
  connections: readonly ShownConnection[],
  routes: ShownRoutes | { readonly failure: string },
): Markup {
  if (connections.length === 0) {
    const command = `dubash connections add --account ${account.key} --processor … --mode test`;
    return html`<h2>Connections</h2><p>Nobody carries its payments yet. Name who does:</p><br>
<pre tabindex="0">${command}</pre>`;
  }
  const open = new Map(
    'connections' in routes
      ? routes.connections.map(({ connection, openCircuit }) => [connection, openCircuit])
      : [],
  );
  const rows = connections.map((each): readonly Content[] => {
    const { id, processor, mode, label, retiredAt, checkedAt, isRoute } = each;
    const path = `${pathOf(account)}/check/conn_${id.token}`;
    const circuit = open.get(id.key) ?? null;
    const health =
      retiredAt !== null
        ? renderState('retired')
        : circuit !== null
          ? html`${renderState('failing', 'bad')} until ${renderMoment(circuit.until)}:
${circuit.why}`
          : each.remedy !== null
            ? html`${renderState('cannot carry', 'bad')} ${each.remedy}`
            : renderState(checkedAt === null ? 'not checked' : 'accepted');
    const button = html`<button class="plain">Check now</button>`;
    const mayCheck = retiredAt === null && mayDo(who.role, 'operate');
    return [
      renderCopy(`conn_${id.token}`),
      label === null ? processor : `${processor}, ${label}`,
      mode === 'test' ? html`<span class="tag">test</span>` : 'live',
      health,
      checkedAt === null ? '–' : renderMoment(checkedAt),
      isRoute ? 'yes' : '',
      mayCheck && renderForm(who, path, button, 'row-of'),
    ];
  });
  const head = ['Connection', 'Processor', 'Mode', longOf('Health'), 'Accepted last'];
  return html`<h2>Connections</h2>
${renderTable('Connections', [...head, 'New payments', ''], rows)}`;
}

/** "Where would 500 rupees by UPI go, and why": nothing is changed by asking. */
async function renderDryRun(
  { sources, query }: PageCall,
  account: Account,
  routes: ShownRoutes | null,
): Promise<Markup> {
  const { amount = '', currency = 'INR', method = '' } = query;
  const minor = amount === '' ? undefined : parseDecimal(amount.replaceAll(',', ''), currency);
  const methods = METHODS.map((each) => [each, each] as const);
  const words = routes?.words ?? [];
  return html`<h2>Routes</h2>
${
  words.length === 0
    ? html`<p class="quiet">There are no rules: all new payments go by its route.</p>`
    : html`<ol>${words.map((each, at) => html`<li>${at + 1}. ${each}</li>`)}</ol>`
}<br>
<form method="get" action="${pathOf(account)}" class="filters">
${renderInput('amount', 'Where would', amount, '500.00')}
${renderInput('currency', 'of', currency)}
${renderSelect('method', 'by', [['', 'each method'], ...methods], method)}
<button class="button">go?</button></form>
${
  amount !== '' &&
  minor === undefined &&
  html`<p class="note bad">That is no amount of ${currency}.</p>`
}
${minor !== undefined && (await renderTested(sources, account, minor, currency, method))}`;
}

async function renderTested(
  { dispatch }: PageCall['sources'],
  { key }: Account,
  amountMinor: number,
  currency: string,
  named: string,
): Promise<Markup> {
  const method = METHODS.find((each) => each === named) ?? null;
  const order = { amountMinor, currency, capture: 'automatic' } as const;
  const asked = { kind: 'testRoutes', account: key, ...order, method } as const;
  const tested = await dispatch(OPERATOR, asked, null);
  if (isFailure(tested)) return html`<p class="note bad">${tested.detail ?? tested.failure}</p>`;
  const rows = tested.map(({ method: by, connection, reason }) => [
    by,
    connection === null ? renderState('nowhere', 'bad') : connection.processor,
    connection === null ? '–' : renderCopy(`conn_${connection.token}`),
    reason,
  ]);
  return renderTable('Where it would go', ['By', 'To', 'Connection', longOf('Because')], rows);
}

/** The processor is asked whether it accepts the credentials. */
async function check(call: PageCall): Promise<Result | null> {
  const { sources, params } = call;
  const known = await sources.accounts.find(params['account'] ?? '');
  if (known === null) return null;
  const connection = readName(params['connection'] ?? '');
  const asked = { kind: 'checkConnection', account: known.account.key, connection } as const;
  const checked = await sources.dispatch(OPERATOR, asked, null);
  if (isFailure(checked)) return null;
  const { result, said, why } = checked;
  const tone = result === 'accepted' ? 'good' : 'bad';
  const words = why === null ? result : `${result}: ${why.replaceAll('_', ' ')}`;
  const note = html`<br><p class="note ${tone}" role="status">${
    checked.connection.processor
  }: ${words}${said !== '' && ` (“${said}”)`}</p>`;
  return renderAccount(call, known.account, note);
}
