/** Writes a time in India's zone; the script then puts it into the viewer's own. */

import { html, type Markup } from '../web/html.ts';
import type { Words } from './words.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function findFormat(lang: string): Intl.DateTimeFormat {
  const known = formats.get(lang);
  if (known) return known;
  const format = new Intl.DateTimeFormat(lang, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Asia/Kolkata',
  });
  formats.set(lang, format);
  return format;
}

export function renderMoment(at: number, words: Words): Markup {
  const date = new Date(at);
  const india = words.ist(findFormat(words.lang).format(date));
  return html`<time datetime="${date.toISOString()}" title="${india}">${india}</time>`;
}
