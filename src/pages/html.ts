/** Builds HTML in which every interpolation is escaped, and the page with its policy around it. */

import { createHash } from 'node:crypto';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import type { Page } from './view.ts';

/** Text that is already HTML; only `html` and `trust` make it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | false | null | undefined | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');
}

function renderContent(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return String(content);
  return content.map(renderContent).join('');
}

export function html(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  let text = parts[0] ?? '';
  contents.forEach((content, index) => {
    text += renderContent(content) + (parts[index + 1] ?? '');
  });
  return new Markup(text);
}

/**
 * The mark of what takes the focus when the page is shown. In a frame of another origin browsers
 * keep `autofocus` from it: there the script gives it.
 */
export function focusMark(embedder: string | null | undefined): Markup {
  return embedder ? html` data-focus` : html` autofocus`;
}

/** For constants of this folder only: never for anything that came from outside. */
export function trust(text: string): Markup {
  return new Markup(text);
}

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const FIXED_POLICY = [
  "default-src 'none'",
  `style-src ${hash(STYLE)}`,
  `script-src ${hash(SCRIPT)}`,
  'img-src data:',
  "base-uri 'none'",
].join('; ');

/**
 * The origin of an http(s) address as a policy may name it, or null. URL parsing lets `;` and `*`
 * stand in a host, which would add directives or widen them, so the host is held to plain letters.
 * A policy cannot name an IPv6 address: there the scheme alone stands.
 */
export function readOrigin(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (/^\[[0-9a-f:.]+\]$/.test(url.hostname)) return url.protocol;
  return /^[a-z0-9._-]+$/.test(url.hostname) ? url.origin : null;
}

export type Layout = {
  title: string;
  body: Markup;
  /** Without `url` the page asks for itself again. */
  refresh?: { seconds: number; url?: string } | null;
  formAction?: readonly string[];
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

export function layout({ title, body, refresh, formAction, embedder, tell }: Layout): Page {
  const told = embedder
    ? html` data-to="${embedder}" data-tell="${JSON.stringify(tell ?? [])}"`
    : '';
  const page = html`<!doctype html>
<html lang="en-IN">
<head>
${HEAD}
<title>${title}</title>
${renderRefresh(refresh)}<style>${trust(STYLE)}</style>
</head>
<body${told}>
${body}
<script>${trust(SCRIPT)}</script>
</body>
</html>
`;
  const ancestor = embedder ? (embedder === '*' ? '*' : readOrigin(embedder)) : null;
  const csp = [
    FIXED_POLICY,
    `form-action ${formAction?.join(' ') || "'none'"}`,
    `frame-ancestors ${ancestor ?? "'none'"}`,
  ].join('; ');
  return { html: page.text, csp };
}
