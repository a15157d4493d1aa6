/** Renders the last page: the result, and the browser handed back to the merchant with it. */

import { sourceOf } from '../web/content-policy.ts';
import { html, type Markup } from '../web/html.ts';
import { originOf } from '../web/origin.ts';
import { layout } from './layout.ts';
import { formatMoney } from './money.ts';
import { listFacts, renderFacts, renderSandbox, renderVerdict } from './order.ts';
import { STATES } from './outcome.ts';
import type { HandbackView, Page } from './view.ts';

/** Where the browser goes, with the fields in the query when it goes by GET; null if unsafe. */
function resolveTarget(view: HandbackView): string | null {
  const url = URL.parse(view.url);
  if (url === null || originOf(view.url) === null) return null;
  if (view.method === 'POST' || view.fields.length === 0) return url.href;
  const query = new URLSearchParams();
  for (const [name, value] of view.fields) query.append(name, value);
  url.search = url.search === '' ? query.toString() : `${url.search}&${query}`;
  return url.href;
}

function listFormOrigins({ url, onward = [] }: HandbackView): readonly string[] {
  const own = sourceOf(url);
  if (own === null) return [];
  if (onward === 'any') return [own, 'https:'];
  return [own, ...onward.map(sourceOf).filter((source) => source !== null)];
}

function renderContinue(view: HandbackView, target: string): Markup {
  const words = html`Continue to <bdi>${view.order.merchant}</bdi>`;
  if (view.method === 'GET') {
    return html`<a class="primary" href="${target}" data-go="${view.delaySeconds}">${words}</a>`;
  }
  return html`<form method="post" action="${target}">
${view.fields.map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<button class="primary" data-go="${view.delaySeconds}">${words}</button>
</form>`;
}

/** A POST cannot start without script, so there the page asks for the press instead. */
function renderWait(view: HandbackView): Markup {
  const alone = view.method === 'GET';
  return html`<p data-count${!alone && html` hidden`}>Returning you to
<bdi>${view.order.merchant}</bdi> in <span data-left>${view.delaySeconds}</span> s</p>
<p data-still${alone && html` hidden`}>Press the button to return to
<bdi>${view.order.merchant}</bdi>.</p>`;
}

export function renderHandback(view: HandbackView): Page {
  const { order, state } = view;
  const { title, tone } = STATES[state];
  const reason = view.reason ?? STATES[state].reason;
  const target = resolveTarget(view);
  const body = html`<main>
${view.sandbox && renderSandbox()}
<div class="inside">
${renderVerdict({ tone, icon: state, words: title, order })}
<div class="next">${reason && html`<p>${reason}${state === 'pending' && ' Do not pay again.'}</p>`}
${
  target === null
    ? html`<p>Go back to <bdi>${order.merchant}</bdi> to see your order.</p>`
    : renderWait(view)
}</div>
${renderFacts(listFacts(order, view.paymentReference))}
<div class="answers">${target !== null && renderContinue(view, target)}</div>
</div>
</main>`;
  return layout({
    title: `${title}: ${formatMoney(order)} to ${order.merchant}`,
    body,
    refresh:
      target !== null && view.method === 'GET' ? { seconds: view.delaySeconds, url: target } : null,
    formAction: view.method === 'POST' ? listFormOrigins(view) : [],
    embedder: view.embedder,
    tell: view.tell,
  });
}
