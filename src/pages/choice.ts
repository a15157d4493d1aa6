/** Banks and wallets: the first as tiles, all others in a list with a search. */

import { html, type Markup } from '../web/html.ts';
import { type Field, renderBelow, renderTies } from './field.ts';
import type { Choice } from './view.ts';
import type { Words } from './words.ts';

/** Two of the others would be more to open than to read. */
const TILES = 6;
const REST_MIN = 3;

export type Choices = {
  field: Field;
  choices: readonly Choice[];
  chosen: string;
  words: { more: string; search: string; noMatch: Words['noMatch'] };
};

/** Without script the list is there as well: only its search is missing. */
export function renderChoices({ field, choices, chosen, words }: Choices): Markup {
  const { name, label } = field;
  const tiles = choices.length < TILES + REST_MIN ? choices : choices.slice(0, TILES);
  const rest = choices.slice(tiles.length);
  const isOpen = rest.some(({ code }) => code === chosen);
  const render = ({ code, name: says }: Choice): Markup => {
    const mark = code === chosen && html` checked`;
    const focus = code === (chosen || tiles[0]?.code) && field.focus;
    return html`<label class="tile"
><input type="radio" name="${name}" value="${code}"${mark}${focus}><span>${says}</span></label>
`;
  };
  const group = html`data-field="${name}" role="radiogroup" aria-labelledby="${name}-label"`;
  return html`<div class="field" ${group}${renderTies(field)}
><p class="label" id="${name}-label">${label}</p>
<div class="tiles">${tiles.map(render)}</div>
${
  rest.length > 0 &&
  html`<details class="rest"${isOpen && html` open`}
><summary>${words.more} (${rest.length})</summary>
<input type="search" data-search data-js hidden aria-label="${words.search}"
placeholder="${words.search}" autocomplete="off">
<div class="list">${rest.map(render)}</div>
<p class="quiet" data-none hidden role="status">${words.noMatch}</p></details>`
}
${renderBelow(field)}</div>`;
}
