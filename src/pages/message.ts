/** Renders a page that tells a browser why it cannot go on. */

import { html } from '../web/html.ts';
import { layout } from './layout.ts';
import { renderIcon } from './icon.ts';
import type { MessageView, Page } from './view.ts';

export function renderMessage({ title, message, detail }: MessageView): Page {
  const body = html`<main>
<div class="inside">
<h1 class="verdict calm"><span class="mark">${renderIcon('missing')}</span
><span>${title}</span></h1>
<div class="next"><p>${message}</p>${detail !== null && html`<pre>${detail}</pre>`}</div>
</div>
</main>`;
  return layout({ title, body });
}
