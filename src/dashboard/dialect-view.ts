// One order as each dialect shows it, side by side: loaded on its page, or read on one of its own.
import { isFailure } from '../core/failure.ts';
import { type DialectView, viewInDialects } from '../engine/orders/dialect-view.ts';
import { findAnyNamed } from '../engine/processing/named-order.ts';
import { html, type Markup } from '../web/html.ts';
import { renderCopy } from './element.ts';
import { renderBody } from './json.ts';
import { pathOfOrder } from './order-list.ts';
import type { PageCall, Result, Row } from './request.ts';

export const dialectViewRows: readonly Row[] = [
  {
    ...{ method: 'GET', path: '/orders/:account/:order/dialects', role: 'read' },
    ...{ answer: showViews, merchants: true },
  },
];

async function showViews({ sources, params }: PageCall): Promise<Result | null> {
  const known = await sources.accounts.find(params['account'] ?? '');
  if (known === null) return null;
  const { account } = known;
  const found = await findAnyNamed(sources, account, params['order'] ?? '');
  if (isFailure(found)) return null;
  const { aggregate } = found;
  const { order } = aggregate;
  const name = order.reference ?? `order_${order.id.token}`;
  const views = viewInDialects(sources, account, aggregate);
  const body = html`<p class="quiet"><a href="${pathOfOrder(account, order)}">${name}</a></p>
<h1 tabindex="-1">As each dialect shows it</h1>
<p class="quiet">What a merchant’s program is answered that fetches it. The order was made in
${order.dialect}. Whoever pays is left out.</p>
<div id="dialects" class="columns">${views.map(renderView)}</div>`;
  return { kind: 'page', title: `${name} in each dialect`, section: 'orders', body };
}

function renderView({ title, asked, body }: DialectView): Markup {
  return html`<section><h2>${title}</h2><p>${renderCopy(asked)}</p>${renderBody(body)}</section>
`;
}

/** Loaded when it is opened; without script its address is there to be followed. */
export function renderViewsOf(path: string): Markup {
  const href = `${path}/dialects`;
  return html`<h2>In each dialect</h2>
<details hx-get="${href}" hx-trigger="toggle once" hx-target="find .bytes"
hx-select="#dialects" hx-select-oob="unset" hx-swap="innerHTML"><summary>Side by side</summary>
<div class="bytes"><a href="${href}">Show them</a></div></details>
`;
}
