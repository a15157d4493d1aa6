// One request: who asked what, what was answered, the bytes of both as they are kept, as a curl.
import { readName } from '../api/locator.ts';
import { curlOf } from '../api/request-curl.ts';
import type { LoggedRequest, Shown } from '../core/request-log.ts';
import { OPERATOR } from '../engine/identity/operator.ts';
import { html, type Content, type Markup } from '../web/html.ts';
import { renderCopy, renderFacts, renderMoment } from './element.ts';
import { writeHeaders } from './exchange.ts';
import { renderBody } from './json.ts';
import { pathOfOrder } from './order-list.ts';
import type { Listed } from '../engine/orders/list-all.ts';
import { msOf, nameOfRequest, pathOfRequests, renderAnswer } from './request-log.ts';
import { findOrderOf } from './request-order.ts';
import type { PageCall, Result, Row } from './request.ts';
import { ROOT } from './request.ts';

export const loggedRequestRows: readonly Row[] = [
  { method: 'GET', path: '/requests/:request', role: 'read', answer: showRequest },
];

type Line = Shown<LoggedRequest>;

async function showRequest({ sources, params }: PageCall): Promise<Result | null> {
  const name = params['request'] ?? '';
  const line = name === '' ? null : await sources.requestList.find(null, name, readName(name));
  if (line === null) return null;
  const about = await findOrderOf(sources, line);
  const curl = curlOf(line, sources.home());
  const title = nameOfRequest(line);
  const body = html`<p class="quiet"><a href="${ROOT}/requests">Requests</a></p>
<div class="head"><h1 tabindex="-1">${title}</h1>${renderAnswer(line)}</div>
${renderFacts([
  ['Request', renderCopy(`request_${line.id.token}`)],
  ['x-request-id', renderCopy(line.requestId)],
  ['Refused for', line.refusal.replaceAll('_', ' ')],
  ['Account', renderAccount(line)],
  ['Named a key without proof', line.claimed],
  ['Order', about !== null && renderOrder(about)],
  ['Dialect', line.dialect],
  ['Operation', line.operation],
  ['At', renderMoment(line.at)],
  ['Took', `${msOf(line)} ms`],
])}
<h2>What was said</h2>
<p class="quiet">As it is kept: what proves somebody, cards and, of live accounts, people are taken
out (“…”).</p>
<div id="bytes">${renderAsked(line)}${renderAnswered(line)}</div>
<h2>Once more</h2>
<div class="row-of"><button type="button" class="button" data-copy="${curl}">Copy as curl</button>
</div>
<details><summary>The command</summary><pre tabindex="0">${curl}</pre></details>`;
  return { kind: 'page', title, section: 'requests', body };
}

function renderAccount({ account }: Line): Content {
  if (account === null) return 'nobody proved to be one';
  if (account === OPERATOR.key) return 'the operator';
  return html`<a href="${ROOT}/accounts/${encodeURIComponent(account)}">${account}</a>`;
}

function renderOrder({ account, order }: Listed): Markup {
  const name = order.reference ?? `order_${order.id.token}`;
  return html`<a href="${pathOfOrder(account, order)}">${name}</a>
(<a href="${pathOfRequests(account, order)}">its requests</a>)`;
}

function renderAsked({ method, path, query, headers, body }: Line): Markup {
  const address = `${method} ${path}${query === '' ? '' : `?${query}`}`;
  return renderBytes('Request', address, headers, body);
}

function renderAnswered({ status, replyHeaders, reply }: Line): Markup {
  return renderBytes('Answer', String(status), replyHeaders, reply);
}

function renderBytes(
  title: string,
  first: string,
  headers: Readonly<Record<string, string>>,
  body: string | null,
): Markup {
  return html`<details open class="side"><summary>${title}</summary>
<pre tabindex="0">${first}
${writeHeaders(headers)}</pre>
${body === null ? html`<p class="quiet">It had no body.</p>` : renderRead(body, headers)}</details>
`;
}

/** JSON and forms as people read them, and then as the text that they were. */
function renderRead(body: string, headers: Readonly<Record<string, string>>): Markup {
  const isForm = /\bform-urlencoded\b/i.test(headers['content-type'] ?? '');
  if (!isForm && !/^\s*[[{]/.test(body)) return renderBody(body);
  const fields = [...new URLSearchParams(isForm ? body : '')];
  const lines = fields.map(([name, value]) => `${name}: ${value}`).join('\n');
  return html`${isForm ? html`<pre tabindex="0">${lines}</pre>` : renderBody(body)}
<details><summary>The body as text</summary><pre tabindex="0">${body}</pre></details>`;
}
