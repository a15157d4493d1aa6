/** Builds the page around a body: its head, its blocks, the policy that lets in nothing else. */

import { hashSource, writePolicy } from '../web/content-policy.ts';
import { html, type Markup, trust } from '../web/html.ts';
import { OPENER } from '../web/origin.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import type { Page } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

/**
 * The mark of what takes the focus when the page is shown. In a frame of another origin browsers
 * keep `autofocus` from it: there the script gives it.
 */
export function focusMark(embedder: string | null | undefined): Markup {
  return embedder ? html` data-focus` : html` autofocus`;
}

const STYLE_SOURCE = hashSource(STYLE);
const DIRECTIVES = {
  'script-src': [hashSource(SCRIPT)],
  'img-src': ["'self'", 'data:'],
  'base-uri': [],
};

export type Layout = {
  title: string;
  body: Markup;
  /** Without `url` the page asks for itself again. */
  refresh?: { seconds: number; url?: string } | null;
  words?: Words;
  /** 'any' where a shop may send the buyer on into its app: no source names an app's scheme. */
  formAction?: readonly string[] | 'any';
  /** What the style of all pages lacks. */
  style?: string;
  /** Whether its script asks us how things stand. */
  asks?: boolean;
  embedder?: string | null | undefined;
  tell?: readonly unknown[] | undefined;
};

/**
 * The refresh stands in `noscript`, since the script does it better: it waits while the page is
 * hidden, and leaves no entry in the history.
 */
function renderRefresh(refresh: Layout['refresh']): Markup | null {
  if (!refresh) return null;
  const content = `${refresh.seconds}${refresh.url === undefined ? '' : `;url=${refresh.url}`}`;
  return html`<noscript><meta http-equiv="refresh" content="${content}"></noscript>`;
}

const HEAD = trust(`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">`);

export function layout(shown: Layout): Page {
  const { title, body, refresh, words = DEFAULT_WORDS, formAction, asks, embedder, tell } = shown;
  const { style = '' } = shown;
  const to = embedder === OPENER ? '*' : embedder;
  const told = to ? html` data-to="${to}" data-tell="${JSON.stringify(tell ?? [])}"` : '';
  const page = html`<!doctype html>
<html lang="${words.lang}">
<head>
${HEAD}
<title>${title}</title>
${renderRefresh(refresh)}<style>${trust(STYLE + style)}</style>
</head>
<body${told}>
${body}
<script>${trust(SCRIPT)}</script>
</body>
</html>
`;
  const asked = asks ? { 'connect-src': ["'self'"] } : {};
  const directives = {
    'style-src': [style === '' ? STYLE_SOURCE : hashSource(STYLE + style)],
    ...DIRECTIVES,
    ...asked,
    ...(formAction === 'any' ? {} : { 'form-action': formAction ?? [] }),
  };
  return { html: page.text, csp: writePolicy(directives, embedder ?? null) };
}
