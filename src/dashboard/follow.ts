// A list that follows what happens: asked for again every few seconds, until somebody pauses it.
import { html, type Markup } from '../web/html.ts';
import { addressOf } from './element.ts';

const EVERY_SECONDS = 3;
/** Then it pauses by itself, so that a page left open does not keep its session for ever. */
const MINUTES = 15;
const TIMES_MAX = (MINUTES * 60) / EVERY_SECONDS;

/** How often it is still asked for; null: it is not followed. */
export function followOf(word: string): number | null {
  if (word === 'on') return TIMES_MAX;
  return /^\d{1,3}$/.test(word) ? Math.min(Number(word), TIMES_MAX) : null;
}

type Followed = {
  readonly path: string;
  readonly wanted: Readonly<Record<string, string>>;
  readonly follow: number | null;
  readonly mayFollow: boolean;
  /** Of what is listed, newest first. */
  readonly names: readonly string[];
  /** The newest that was listed the last time. */
  readonly seen: string;
  readonly content: Markup;
};

/** What asks again is empty, so that nothing in the list inherits from it. */
export function renderFollow(followed: Followed): Markup {
  const { path, wanted, follow, mayFollow, names, seen, content } = followed;
  const begin = addressOf(path, { ...wanted, follow: 'on' });
  const again = addressOf(path, {
    ...wanted,
    follow: String((follow ?? 0) - 1),
    seen: names[0] ?? seen,
  });
  const isOn = follow !== null && follow > 0;
  return html`<div id="tail" data-news="${newsOf(names, seen)}">
<div class="row-of follow">${
    isOn
      ? html`<span class="state good">Live</span> <a class="button" id="follow"
href="${addressOf(path, wanted)}">Pause</a>
<noscript>Without JavaScript nothing follows: load the page again.</noscript>`
      : mayFollow &&
        html`${follow === 0 && html`Paused after ${MINUTES} minutes. `}<a class="button" id="follow"
href="${begin}">Follow live</a>`
  }</div>
${
  isOn &&
  html`<div data-poll hx-get="${again}" hx-trigger="every ${EVERY_SECONDS}s" hx-target="#tail"
hx-select="#tail" hx-select-oob="unset" hx-swap="outerHTML ignoreTitle:true"></div>`
}
${content}</div>`;
}

/** Read out to whoever does not see it; empty: there is none. */
function newsOf(names: readonly string[], seen: string): string {
  if (seen === '') return '';
  const at = names.indexOf(seen);
  const count = at === -1 ? names.length : at;
  if (count === 0) return '';
  return count === 1 ? '1 new request' : `${count} new requests`;
}
