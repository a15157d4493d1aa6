/** The sandbox strip of the pay page, with its test instruments one tap away. */

import { html, type Markup } from '../web/html.ts';
import { FIELDS, listUsableMethods } from './method.ts';
import type { PayView, TestInstrument } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

/** The values are text that can be copied; the script adds a button that fills them in. */
function renderInstrument(instrument: TestInstrument, words: Words): Markup {
  const { method, value, label, effect, also = {} } = instrument;
  const filled = JSON.stringify({ ...also, [FIELDS[method][0]]: value });
  const extra = Object.values(also);
  return html`<li><div><code>${value}</code>${
    extra.length > 0 && html` <span class="quiet">${words.usedWith(extra.join(', '))}</span>`
  }
<p><span class="quiet">${words.methods[method].name}</span> ${label}: ${effect}</p></div>
<button type="button" class="use" hidden data-js data-method="${method}" data-use="${filled}"
aria-label="${words.useThis(value)}">${words.use}</button></li>`;
}

function renderList(instruments: readonly TestInstrument[], words: Words): Markup {
  return html`<ul>${instruments.map((each) => renderInstrument(each, words))}</ul>`;
}

/** The usual ones first; those of each gateway behind its name. */
export function renderInstruments(view: PayView): Markup | null {
  const { words = DEFAULT_WORDS } = view;
  const usable = listUsableMethods(view);
  const groups = Map.groupBy(
    view.instruments.filter(({ method }) => usable.includes(method)),
    ({ gateway }) => gateway,
  );
  if (groups.size === 0) return null;
  const usual = groups.get(null) ?? [];
  const named = [...groups].flatMap(([gateway, own]) =>
    gateway === null ? [] : [{ gateway, own }],
  );
  return html`<details class="sandbox">
<summary><span>${words.moves}</span> <span class="more">${words.tests}</span></summary>
<div class="tests">${usual.length > 0 && html`<p class="group">${words.usual}</p>`}
${usual.length > 0 && renderList(usual, words)}
${named.map(
  ({ gateway, own }) => html`<details><summary>${gateway} (${own.length})</summary>
${renderList(own, words)}</details>
`,
)}</div>
</details>`;
}
