/** Renders the manual at `/docs`: what is served, row by row, for whoever writes a program. */

import { html, type Markup } from '../web/html.ts';
import { layout } from './layout.ts';
import type { Page } from './view.ts';

export type ManualField = {
  readonly name: string;
  readonly treatment: 'enforced' | 'refused' | 'decoration';
  readonly source: string;
};

export type ManualRow = {
  readonly method: string;
  readonly path: string;
  readonly name: string | null;
  readonly does: string;
  readonly rate: string;
  readonly families: string;
  /** Null: none are listed. */
  readonly fields: readonly ManualField[] | null;
};

export type ManualError = {
  readonly when: string;
  readonly status: string;
  readonly answer: string;
};

export type ManualView = {
  readonly title: string;
  readonly families: readonly {
    readonly name: string;
    readonly bases: readonly string[];
    readonly proof: string;
  }[];
  readonly rows: readonly ManualRow[];
  readonly errors: readonly { readonly families: string; readonly rows: readonly ManualError[] }[];
};

/** Wide, as tables are; only here. */
const STYLE = `
@media (min-width: 480px) { body { padding: 32px 16px; } main { max-width: 1200px; } }
h1 { margin-top: 0; }
h2 { font-size: 1rem; font-weight: 600; margin: 32px 0 8px; }
h1 + p, h2 + p { margin-bottom: 8px; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { padding: 8px 12px 8px 0; text-align: left; vertical-align: top; }
th, td { overflow-wrap: normal; } th, td code { white-space: nowrap; }
td code.long { white-space: normal; overflow-wrap: anywhere; }
th { font-weight: 600; } tr { border-bottom: 1px solid var(--line); }
td details table { font-size: .8125rem; } td details > summary { padding: 0; }
td code { font-weight: 400; }
.list { list-style: none; border-top: 1px solid var(--line); }
.list > li { padding: 10px 0; border-bottom: 1px solid var(--line); }
a { color: var(--indigo); }
`;

function renderTable(head: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="wide" tabindex="0"><table>
<thead><tr>${head.map((each) => html`<th scope="col">${each}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

const TONES = { enforced: 'good', refused: 'bad', decoration: 'quiet' } as const;

function renderFields(fields: readonly ManualField[] | null): Markup | string {
  if (fields === null) return '';
  if (fields.length === 0) return 'none';
  const rows = fields.map(
    ({ name, treatment, source }) => html`<tr><td><code>${name}</code></td>
<td class="${TONES[treatment]}">${treatment}</td><td class="quiet">${source}</td></tr>
`,
  );
  return html`<details><summary>${fields.length} fields</summary>
${renderTable(['field', 'what becomes of it', 'source'], rows)}</details>`;
}

function renderRow({ method, path, name, does, rate, families, fields }: ManualRow): Markup {
  const which = name !== null && html`<br>${name}`;
  return html`<tr><td><code>${method} ${path}</code>${which}</td>
<td>${renderWords(does)}</td>
<td class="quiet">${families}</td><td>${rate}</td><td>${renderFields(fields)}</td>
</tr>
`;
}

/** What stands between backticks is code. */
function renderWords(text: string): readonly (Markup | string)[] {
  return text.split('`').map((each, at) => (at % 2 === 0 ? each : html`<code>${each}</code>`));
}

/** One dialect. */
export function renderManual({ title, families, rows, errors }: ManualView): Page {
  const body = html`<main><div class="inside">
<p class="quiet"><a href="/docs">All that is served</a></p>
<h1>${title}</h1>
<h2>Where, and how to prove oneself</h2>
${renderTable(
  ['family', 'served below', 'proof'],
  families.map(
    ({ name, bases, proof }) => html`<tr><td>${name}</td>
<td>${bases.map((base) => html`<code>${base}</code><br>`)}</td><td>${renderWords(proof)}</td></tr>
`,
  ),
)}
<h2>Operations</h2>
<p class="quiet">Paths are below the places of their family. A field is <b>enforced</b>: it
decides, or is refused for what is in it; <b>refused</b>: of a product that no account here has; or
<b>decoration</b>: taken, and decides nothing.</p>
${renderTable(['operation', 'what it does', 'family', 'counted as', 'fields'], rows.map(renderRow))}
<h2>Refusals</h2>
${errors.map(
  ({ families: of, rows: told }) => html`<details><summary>${of}</summary>
${renderTable(
  ['when', 'status', 'answer'],
  told.map(
    ({ when, status, answer }) =>
      html`<tr><td>${when}</td><td>${status}</td><td><code class="long">${answer}</code></td></tr>
`,
  ),
)}</details>
`,
)}
</div></main>`;
  return layout({ title, body, style: STYLE });
}

export type ManualLink = {
  readonly href: string;
  readonly title: string;
  readonly says: string;
};

export function renderManuals(links: readonly ManualLink[]): Page {
  const title = 'What this server speaks';
  const body = html`<main><div class="inside">
<h1>${title}</h1>
<p>Every operation that this server answers, told from the tables by which it does.</p>
<h2>Pages</h2>
<ul class="list">${links.map(
    ({ href, title: name, says }) =>
      html`<li><a href="${href}">${name}</a> <span class="quiet">${says}</span></li>
`,
  )}</ul>
</div></main>`;
  return layout({ title, body, style: STYLE });
}
