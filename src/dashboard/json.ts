// JSON as people read it: coloured, each level to be closed; what is no JSON is shown as it is.
import { html, type Markup } from '../web/html.ts';

/** Deeper, and longer, it is text: nobody reads that level by level. */
const DEEPEST = 20;
const LONGEST = 200_000;

export function renderBody(text: string): Markup {
  const value = text.length <= LONGEST ? parse(text) : undefined;
  if (typeof value !== 'object' || value === null) return html`<pre tabindex="0">${text}</pre>`;
  return html`<div class="json" tabindex="0">${renderValue(value, 0)}</div>`;
}

export function renderJson(value: object): Markup {
  return html`<div class="json" tabindex="0">${renderValue(value, 0)}</div>`;
}

/** What nests so deep that it cannot be written again stays text as well. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    JSON.stringify(value);
    return value;
  } catch {
    return undefined;
  }
}

/** `name` stands before it, and closes with it. */
function renderValue(value: unknown, depth: number, name: Markup | null = null): Markup {
  if (typeof value === 'string')
    return html`${name}<span class="text">${JSON.stringify(value)}</span>`;
  if (typeof value === 'number') return html`${name}<span class="number">${value}</span>`;
  if (typeof value !== 'object' || value === null || depth > DEEPEST) {
    return html`${name}<span class="word">${JSON.stringify(value) ?? 'null'}</span>`;
  }
  const isList = Array.isArray(value);
  const [opens, closes] = isList ? ['[', ']'] : ['{', '}'];
  const entries = Object.entries(value);
  if (entries.length === 0) return html`${name}${opens}${closes}`;
  const inner = entries.map(([key, each], at) => {
    const name = isList ? null : html`<span class="key">${JSON.stringify(key)}</span>: `;
    return html`<div>${renderValue(each, depth + 1, name)}${at < entries.length - 1 && ','}</div>
`;
  });
  if (depth === 0) return html`${opens}<div class="inner">${inner}</div>${closes}`;
  return html`<details open><summary>${name}${opens} ${entries.length}</summary>
<div>${inner}</div></details>${closes}`;
}
