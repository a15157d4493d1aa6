// One webhook: what was sent, byte for byte, every attempt with its answer, and sending it again.
import { readName } from '../api/locator.ts';
import type { Account } from '../core/account.ts';
import { isFailure } from '../core/failure.ts';
import type { Delivery, TracedWebhook } from '../core/webhook.ts';
import { html, type Markup } from '../web/html.ts';
import { writeCurl } from './curl.ts';
import { writeHeaders } from './exchange.ts';
import { renderBody } from './json.ts';
import { mayDo } from '../core/operator.ts';
import { pathOfOrder } from './order-list.ts';
import { renderCopy, renderFacts, renderForm, renderMoment, renderState } from './element.ts';
import type { PageCall, Result, Row } from './request.ts';
import { ROOT } from './request.ts';
import { pathOfWebhook } from './webhook-list.ts';

const PATH = '/webhooks/:account/:webhook';

export const webhookRows: readonly Row[] = [
  { method: 'GET', path: PATH, role: 'read', answer: showWebhook, merchants: true },
  { method: 'POST', path: `${PATH}/replay`, role: 'operate', answer: replay },
];

type Found = { readonly account: Account; readonly webhook: TracedWebhook };

async function find({ sources, params }: PageCall): Promise<Found | null> {
  const known = await sources.accounts.find(params['account'] ?? '');
  if (known === null) return null;
  const { account } = known;
  const webhook = readName(params['webhook'] ?? '');
  const found = await sources.dispatch(account, { kind: 'findWebhook', webhook }, null);
  return isFailure(found) ? null : { account, webhook: found };
}

async function showWebhook(call: PageCall): Promise<Result | null> {
  const found = await find(call);
  if (found === null) return null;
  const { account, webhook } = found;
  const { token, event, state, order, url, endpoint, to } = webhook;
  const name = order === null ? null : (order.reference ?? `order_${order.id.token}`);
  const sent = sentLast(webhook);
  const curl = writeCurl(sent);
  const body = html`<p class="quiet"><a href="${ROOT}/webhooks">Webhooks</a></p>
<div class="head"><h1 tabindex="-1">${event}</h1>${renderState(state)}</div>
${renderFacts([
  ['Webhook', renderCopy(`msg_${token}`)],
  ['Order', order !== null && html`<a href="${pathOfOrder(account, order)}">${name}</a>`],
  ['Dialect', webhook.dialect],
  [
    'Endpoint',
    to === 'order' ? 'named by the order' : endpoint && renderCopy(`ep_${endpoint.id.token}`),
  ],
  ['To', url],
  ['Created', renderMoment(webhook.createdAt)],
  ['Delivered', webhook.deliveredAt !== null && renderMoment(webhook.deliveredAt)],
  ['Next attempt', state === 'waiting' && renderMoment(webhook.dueAt)],
])}
<br><div class="row-of">${renderReplay(call, found)}
<button type="button" class="button" data-copy="${curl}">Copy as curl</button></div>
<details><summary>The command</summary><pre tabindex="0">${curl}</pre></details>
<h2>What was sent, and what came back</h2>
<div id="bytes">${renderRequest(sent)}${renderAttempts(webhook)}</div>`;
  return { kind: 'page', title: `Webhook ${event}`, section: 'webhooks', body };
}

function renderReplay({ who }: PageCall, { account, webhook }: Found): Markup | null {
  if (!mayDo(who.role, 'operate')) return null;
  const path = `${pathOfWebhook(account, webhook.token)}/replay`;
  const button = html`<button class="button primary">Send once more</button>`;
  return renderForm(who, path, button, 'row-of');
}

/** An attempt has headers of its own, in the place of which the lasting ones are sent. */
function sentLast({ request, deliveries }: TracedWebhook): TracedWebhook['request'] {
  const headers = { ...deliveries.at(-1)?.headers, ...request.headers };
  // A quote in an address, say, is sent as "%27".
  return { ...request, headers, url: URL.parse(request.url)?.href ?? request.url };
}

function renderRequest({ method, url, headers, body }: TracedWebhook['request']): Markup {
  return html`<h3>Request</h3>
<pre tabindex="0">${method} ${url}
${writeHeaders(headers)}</pre>
${renderBody(body)}
<details><summary>The body as it is sent, ${Buffer.byteLength(body)} bytes</summary>
<pre tabindex="0">${body}</pre></details>`;
}

function renderAttempts({ deliveries, state, request }: TracedWebhook): Markup {
  const none = state === 'waiting' ? 'It waits for its first attempt.' : 'There was none.';
  return html`<h3>Attempts</h3>
${deliveries.length === 0 && html`<p class="quiet">${none}</p>`}
<ol class="story">${deliveries.map((each) => renderAttempt(each, request.headers))}</ol>`;
}

function renderAttempt(
  { number, at, durationMs, headers, status, reply, error }: Delivery,
  lasting: Delivery['headers'],
): Markup {
  const own = Object.entries(headers).filter(([name]) => !Object.hasOwn(lasting, name));
  const says = status === null ? 'No answer' : `Answered ${status}`;
  return html`<li class="${error === null ? 'good' : 'bad'}"><div class="line">
<span class="strong">${number}. ${says}</span><span class="quiet">${durationMs} ms</span>
${renderMoment(at)}</div>
${error !== null && error !== `answered ${status}` && html`<div class="also">${error}</div>`}
<details><summary>What it had, and what came back</summary>
<pre tabindex="0">${writeHeaders(Object.fromEntries(own))}</pre>
${reply === '' ? html`<p class="quiet">It was empty.</p>` : html`<pre tabindex="0">${reply}</pre>`}
</details></li>
`;
}

async function replay(call: PageCall): Promise<Result | null> {
  const found = await find(call);
  if (found === null) return null;
  const { account, webhook } = found;
  const locators = [{ by: 'token', token: webhook.token }] as const;
  const asked = { kind: 'replayWebhook', webhook: locators } as const;
  const result = await call.sources.dispatch(account, asked, null);
  const to = pathOfWebhook(account, webhook.token);
  if (!isFailure(result)) return { kind: 'moved', to, told: 'replayed' };
  const body = html`<h1 tabindex="-1">Nothing was sent</h1><br>
<p class="note bad">${result.detail ?? 'That could not be done.'}</p>
<br><p><a href="${to}">Back</a></p>`;
  return { kind: 'page', title: 'Nothing was sent', section: 'webhooks', body, status: 422 };
}
