// The files that the dashboard's pages load: ours, and two packages as npm brings them.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { trust, html, type Markup } from '../web/html.ts';
import { type Answered, ROOT } from './request.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

const FOLDER = `${ROOT}/assets/`;
const SCRIPT_TYPE = 'text/javascript; charset=utf-8';
const STYLE_TYPE = 'text/css; charset=utf-8';

/** The mark of a broker between two languages: two strokes that meet. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<rect width="24" height="24" rx="6" fill="#3730a3"/>
<path d="M6 8h7a4 4 0 0 1 0 8H6M12 8v8" fill="none" stroke="#fff" stroke-width="2"
 stroke-linecap="round"/></svg>
`;

type File = { readonly type: string; readonly body: string; readonly address: string };

export type Assets = {
  /** Null: there is no such file. */
  readonly find: (path: string) => Answered | null;
  /** What stands in the head of a page. */
  readonly head: (draws: boolean) => Markup;
};

/** Reads the packages: where they are not installed the server does not start. */
export function createAssets(): Assets {
  const { resolve } = createRequire(import.meta.url);
  const packaged = (module: string): string => readFileSync(resolve(module), 'utf8');
  const files = {
    'dashboard.css': fileOf('dashboard.css', STYLE_TYPE, STYLE),
    'dashboard.js': fileOf('dashboard.js', SCRIPT_TYPE, SCRIPT),
    'htmx.js': fileOf('htmx.js', SCRIPT_TYPE, packaged('htmx.org/dist/htmx.min.js')),
    'uplot.js': fileOf('uplot.js', SCRIPT_TYPE, packaged('uplot/dist/uPlot.iife.min.js')),
    'uplot.css': fileOf('uplot.css', STYLE_TYPE, packaged('uplot/dist/uPlot.min.css')),
    'icon.svg': fileOf('icon.svg', 'image/svg+xml', ICON),
  };
  const head = [headOf(files, false), headOf(files, true)] as const;
  return {
    head: (draws) => head[draws ? 1 : 0],
    find: (path) => {
      const name = path.startsWith(FOLDER) ? path.slice(FOLDER.length) : '';
      const file = Object.hasOwn(files, name) ? files[name as keyof typeof files] : null;
      if (file === null) return null;
      const headers = {
        'content-type': file.type,
        // Its address names its content.
        'cache-control': 'public, max-age=31536000, immutable',
        'cross-origin-resource-policy': 'same-origin',
        etag: `W/"${digestOf(file.body)}"`,
      };
      return { status: 200, headers, body: file.body };
    },
  };
}

function fileOf(name: string, type: string, body: string): File {
  return { type, body, address: `${FOLDER}${name}?v=${digestOf(body)}` };
}

function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, 12);
}

function headOf(files: Readonly<Record<string, File>>, draws: boolean): Markup {
  const at = (name: string): string => files[name]?.address ?? '';
  const chart = html`<link rel="stylesheet" href="${at('uplot.css')}">
<script src="${at('uplot.js')}" defer></script>
`;
  return html`<link rel="icon" type="image/svg+xml" href="${at('icon.svg')}">
<link rel="stylesheet" href="${at('dashboard.css')}">
${draws && chart}<script src="${at('htmx.js')}" defer></script>
<script src="${at('dashboard.js')}" defer></script>
${trust(HTMX)}`;
}

/** Nothing is evaluated, no style is written into the page, and no other origin is asked. */
const HTMX = `<meta name="htmx-config" content='${JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  responseHandling: [
    { code: '204', swap: false },
    { code: '[2345]..', swap: true },
  ],
})}'>`;
