/** Renders the last page: the result, and the browser handed back to the merchant with it. */

import { sourceOf } from '../web/content-policy.ts';
import { html, type Markup } from '../web/html.ts';
import { originOf } from '../web/origin.ts';
import { layout } from './layout.ts';
import { formatMoney } from './money.ts';
import { listFacts, renderFacts, renderMark, renderVerdict } from './order.ts';
import { TONES } from './outcome.ts';
import type { HandbackView, Page } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

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

function listFormOrigins({ url, onward = [] }: HandbackView): readonly string[] | 'any' {
  const own = sourceOf(url);
  if (own === null) return [];
  if (onward === 'any') return 'any';
  return [own, ...onward.map(sourceOf).filter((source) => source !== null)];
}

function renderContinue(view: HandbackView, target: string, words: Words): Markup {
  const says = words.continueTo(view.order.merchant);
  if (view.method === 'GET') {
    return html`<a class="primary" href="${target}" data-go="${view.delaySeconds}">${says}</a>`;
  }
  return html`<form method="post" action="${target}">
${view.fields.map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<button class="primary" data-go="${view.delaySeconds}">${says}</button>
</form>`;
}

/** A POST cannot start without script, so there the page asks for the press instead. */
function renderWait({ method, order, delaySeconds }: HandbackView, words: Words): Markup {
  const alone = method === 'GET';
  const left = html`<span data-left>${delaySeconds}</span>`;
  return html`<p data-count${!alone && html` hidden`}>${words.returning(order.merchant, left)}</p>
<p data-still${alone && html` hidden`}>${words.pressToReturn(order.merchant)}</p>`;
}

export function renderHandback(view: HandbackView): Page {
  const { order, state, words = DEFAULT_WORDS } = view;
  const { title } = words.states[state];
  const reason = view.reason ?? words.states[state].reason;
  const more = state === 'pending' && ` ${words.doNotPayAgain}`;
  const target = resolveTarget(view);
  const body = html`<main>
${renderMark(view, words)}
<div class="inside">
${renderVerdict({ tone: TONES[state], icon: state, says: title, order, words })}
<div class="next">${reason && html`<p>${reason}${more}</p>`}
${target === null ? html`<p>${words.goBack(order.merchant)}</p>` : renderWait(view, words)}</div>
${renderFacts(listFacts(order, view, words))}
<div class="answers">${target !== null && renderContinue(view, target, words)}</div>
</div>
</main>`;
  return layout({
    title: words.stateTitle(title, formatMoney(order, words.lang), order.merchant),
    body,
    words,
    refresh:
      target !== null && view.method === 'GET' ? { seconds: view.delaySeconds, url: target } : null,
    formAction: view.method === 'POST' ? listFormOrigins(view) : [],
    embedder: view.embedder,
    tell: view.tell,
  });
}
