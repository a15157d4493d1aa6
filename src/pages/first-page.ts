/** Renders the page of a developer on the server's own machine: what to do after the start. */

import { html, type Markup } from '../web/html.ts';
import { layout } from './layout.ts';
import { renderMoment } from './moment.ts';
import { formatMoney } from './money.ts';
import { renderFacts, renderSandbox } from './order.ts';
import type { FirstPageView, Page, RecentOrder } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

/** Only here: the customer's pages stay as small as they are. */
const STYLE = `
@media (min-width: 480px) { body { padding: 32px 16px; } main { max-width: 760px; } }
h1 { margin-top: 0; }
h1 + p { margin-top: 4px; }
h2 { font-size: 1rem; font-weight: 600; margin: 32px 0 4px; }
form { margin-top: 20px; }
.call { border-top: 1px solid var(--line); }
.call:last-of-type { border-bottom: 1px solid var(--line); }
.call > summary { padding: 10px 0; font-weight: 600; }
.call > pre { margin: 0 0 12px; user-select: all; }
h2 + p + .call { margin-top: 12px; }
.recent { list-style: none; margin-top: 12px; border-top: 1px solid var(--line); }
.recent > li { border-bottom: 1px solid var(--line); }
.recent a {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 16px; padding: 10px 0;
  color: inherit; text-decoration: none;
}
.recent a:hover .strong { text-decoration: underline; text-underline-offset: 3px; }
.recent a > :nth-child(even) { text-align: right; font-variant-numeric: tabular-nums; }
.recent a > :last-child { font-size: .875rem; }
.command { display: block; margin-top: 4px; color: var(--ink); }
code { font-weight: 400; }
`;

export function renderFirstPage(view: FirstPageView): Page {
  const { words = DEFAULT_WORDS, address, action, calls, orders } = view;
  const says = words.firstPage;
  const body = html`<main>
${renderSandbox(words.moves)}
<div class="inside">
<h1>${says.title}</h1>
<p>${says.what(address)}</p>
<form method="post" action="${action}">
<button class="primary" name="make" value="order" data-busy="${says.making}">${says.make}</button>
</form>
<h2>${says.credentials}</h2>
<p class="quiet">${says.another}</p>
${renderFacts([
  { term: says.key, value: html`<code>${view.key}</code>` },
  { term: says.secret, value: html`<code>${view.maskedSecret}</code>` },
])}
<h2>${says.calls}</h2>
<p class="quiet">${says.callsHow}</p>
${calls.map(
  ({ title, text }, at) => html`<details class="call" name="call"${at === 0 && html` open`}>
<summary>${title}</summary>
<pre>${text}</pre>
</details>
`,
)}
<h2>${says.orders}</h2>
${
  orders.length === 0
    ? html`<p class="quiet">${says.noOrders}</p>`
    : html`<ul class="recent">${orders.map((order) => renderOrder(order, words))}</ul>`
}
<p class="quiet next">${says.onlyHere}</p>
</div>
</main>`;
  const title = says.title;
  return layout({ title, body, words, formAction: ["'self'"], style: STYLE });
}

const TONES = { paid: 'good', created: 'wait', attempted: 'wait' } as const;

function renderOrder(order: RecentOrder, words: Words): Markup {
  const { href, name, dialect, status, at } = order;
  const tone = status in TONES ? TONES[status as keyof typeof TONES] : 'quiet';
  return html`<li><a href="${href}">
<span class="strong"><bdi>${name}</bdi></span>
<span>${formatMoney(order, words.lang)}</span>
<span class="quiet">${dialect}, ${renderMoment(at, words)}</span>
<span class="${tone}">${words.firstPage.statuses[status]}</span>
</a></li>
`;
}
