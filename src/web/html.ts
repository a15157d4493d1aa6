// The one place where text becomes HTML: the five signs, and the template that escapes them.

const SIGNS = /[&<>"']/g;

/** An apostrophe has no name that every version of HTML knows. */
const NAMES: Readonly<Record<string, string>> = Object.freeze({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
});

/**
 * Text as it stands in an element or in a quoted attribute. A browser reads both spellings alike;
 * which one a page has is part of its bytes.
 */
export function escapeHtml(text: string, spelling: 'name' | 'number' = 'name'): string {
  const names = spelling === 'name' ? NAMES : {};
  return text.replace(SIGNS, (sign) => names[sign] ?? `&#${sign.charCodeAt(0)};`);
}

/**
 * Text as it may stand in a page of somebody else's: templates of Java and Ruby, of Python, and PHP
 * write quotation marks and apostrophes each in their own way.
 */
export function foreignSpellings(text: string): readonly string[] {
  const named = escapeHtml(text);
  return [named, named.replaceAll('&quot;', '&#34;'), named.replaceAll('&#39;', '&#039;')];
}

/** Text that is already HTML; only `html` and `trust` make it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | false | null | undefined | readonly Content[];

function renderContent(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escapeHtml(content);
  if (typeof content === 'number') return String(content);
  return content.map(renderContent).join('');
}

/** HTML in which whatever is put in is escaped, unless it is HTML already. */
export function html(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  let text = parts[0] ?? '';
  contents.forEach((content, index) => {
    text += renderContent(content) + (parts[index + 1] ?? '');
  });
  return new Markup(text);
}

/** For constants of our own source only: never for anything that came from outside. */
export function trust(text: string): Markup {
  return new Markup(text);
}

/** A value as data for a script, in a block of its own: nothing in it may end that block. */
export function jsonBlock(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll('<', '\\u003c'));
}
