/** Renders the page for an address that leads to no payment. */

import { html } from '../web/html.ts';
import { layout } from './layout.ts';
import { renderIcon } from './icon.ts';
import type { Page } from './view.ts';

export function renderMissing(): Page {
  const body = html`<main>
<div class="inside">
<h1 class="verdict calm"><span class="mark">${renderIcon('missing')}</span
><span>No payment here</span></h1>
<div class="next"><p>This link leads to no payment.</p>
<p>Check that the link is complete, or start again from the shop.</p></div>
</div>
</main>`;
  return layout({ title: 'No payment here', body });
}
