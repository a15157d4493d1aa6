/** Renders the page for an address that leads to no payment. */

import { html } from '../web/html.ts';
import { layout } from './layout.ts';
import { renderIcon } from './icon.ts';
import type { Page } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

export function renderMissing(words: Words = DEFAULT_WORDS): Page {
  const { title, what, next } = words.missing;
  const body = html`<main>
<div class="inside">
<h1 class="verdict calm"><span class="mark">${renderIcon('missing')}</span
><span>${title}</span></h1>
<div class="next"><p>${what}</p>
<p>${next}</p></div>
</div>
</main>`;
  return layout({ title, body, words });
}
