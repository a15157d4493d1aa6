// A list that follows what happens: asked for again every few seconds, until somebody pauses it.
import { readName } from '../api/locator.ts';
import type { Locator } from '../core/id.ts';
import { html, type Markup } from '../web/html.ts';
import { addressOf } from './element.ts';

const EVERY_SECONDS = 3;
/** Then it pauses by itself, so that a page left open does not keep its session for ever. */
const MINUTES = 15;
const LONGEST_MS = MINUTES * 60_000;
/** What took long is written with the time at which it came. */
const LATE_MS = 60_000;

export type Follow = { readonly isOn: boolean; readonly until: number };

/** Of `follow` in the address; null: it is not followed. Times in real milliseconds. */
export function followOf(word: string, now: number): Follow | null {
  if (word === 'on') return { isOn: true, until: now + LONGEST_MS };
  if (!IS_TIME.test(word)) return null;
  const until = Math.min(Number(word), now + LONGEST_MS);
  return { isOn: until > now, until };
}

/** What was listed the last time: up to which line, or, where there was none, when. */
export function seenOf(word: string): {
  readonly after: readonly Locator[] | null;
  readonly since: number | null;
} {
  if (IS_TIME.test(word)) return { after: null, since: Number(word) - LATE_MS };
  return { after: readName(word), since: null };
}

const IS_TIME = /^\d{13}$/;

type Followed = {
  readonly path: string;
  readonly wanted: Readonly<Record<string, string>>;
  readonly follow: Follow | null;
  readonly now: number;
  readonly mayFollow: boolean;
  /** Of what is listed, newest first. */
  readonly names: readonly string[];
  /** As the address has it; empty: this is the first time. */
  readonly seen: string;
  readonly content: Markup;
};

/** What asks again is empty, so that nothing in the list inherits from it. */
export function renderFollow(followed: Followed): Markup {
  const { path, wanted, follow, mayFollow, names, seen, content, now } = followed;
  const begin = addressOf(path, { ...wanted, follow: 'on' });
  const again = addressOf(path, {
    ...wanted,
    follow: String(follow?.until ?? ''),
    seen: names[0] ?? String(now),
  });
  const isOn = follow?.isOn === true;
  return html`<div id="tail" data-news="${newsOf(names, seen)}">
<div class="row-of follow">${
    isOn
      ? html`<span class="state good">Live</span> <a class="button" id="follow"
href="${addressOf(path, wanted)}">Pause</a>
<noscript>Without JavaScript nothing follows: load the page again.</noscript>`
      : mayFollow &&
        html`${follow !== null && html`Paused after ${MINUTES} minutes. `}
<a class="button" id="follow" href="${begin}">Follow live</a>`
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
