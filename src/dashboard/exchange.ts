// What was said to a processor, or by one: one exchange with its bytes, scrubbed as they are kept.
import { readName } from '../api/locator.ts';
import { isFailure } from '../core/failure.ts';
import type { ShownTranscript } from '../core/review-request.ts';
import { OPERATOR } from '../engine/identity/operator.ts';
import { html, type Markup } from '../web/html.ts';
import { renderBody } from './json.ts';
import { renderCopy, renderFacts, renderMoment } from './element.ts';
import type { PageCall, Result, Row } from './request.ts';
import { ROOT } from './request.ts';

export const exchangeRows: readonly Row[] = [
  { method: 'GET', path: '/exchanges/:exchange', role: 'read', answer: showExchange },
];

async function showExchange({ sources, params }: PageCall): Promise<Result | null> {
  const transcript = readName(params['exchange'] ?? '');
  const found = await sources.dispatch(OPERATOR, { kind: 'findTranscript', transcript }, null);
  if (isFailure(found)) return null;
  const { id, account, orderToken, direction, operation, status, error } = found;
  const order =
    orderToken === null
      ? null
      : html`<a href="${ROOT}/orders/${encodeURIComponent(account)}/order_${orderToken}"
>order_${orderToken}</a>`;
  const title = direction === 'out' ? `Asked: ${operation}` : `Was told: ${operation}`;
  const body = html`${order !== null && html`<p class="quiet">${order}</p>`}
<h1 tabindex="-1">${title}</h1><br>
${renderFacts([
  ['Exchange', renderCopy(`exch_${id.token}`)],
  ['Payment', found.paymentToken !== null && renderCopy(`pay_${found.paymentToken}`)],
  ['Connection', found.connectionToken !== null && renderCopy(`conn_${found.connectionToken}`)],
  ['At', renderMoment(found.at)],
  ['Took', `${found.durationMs} ms`],
  ['Answer', status === null ? 'none' : String(status)],
  ['Why not', error],
])}
${renderBytes(found)}`;
  return { kind: 'page', title, section: 'orders', body };
}

function renderBytes({ request, reply }: ShownTranscript): Markup {
  const { method, url, headers, body } = request;
  return html`<h2>What was said</h2>
<div id="bytes"><h3>Request</h3>
<pre tabindex="0">${method} ${url}
${writeHeaders(headers)}</pre>
${body !== null && body !== '' && renderKept(body)}
<h3>Answer</h3>
${reply === null || reply === '' ? html`<p class="quiet">Nothing.</p>` : renderKept(reply)}</div>`;
}

/** JSON as people read it, and then as the text that it was. */
function renderKept(text: string): Markup {
  if (!/^\s*[[{]/.test(text)) return renderBody(text);
  return html`${renderBody(text)}
<details><summary>The text as it is kept, ${Buffer.byteLength(text)} bytes</summary>
<pre tabindex="0">${text}</pre></details>`;
}

/** As they stand on the wire. */
export function writeHeaders(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
