// What a drop-in's frame in a merchant's page shows when there is no payment to show.
import { hashSource, POLICY_HEADER, writePolicy } from '../../web/content-policy.ts';
import { escapeHtml } from '../../web/html.ts';
import type { Reply } from '../dialect.ts';

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;padding:4.5rem 1.5rem 1.5rem;text-align:center}h1{font-size:1.25rem}
pre{font-size:.875rem;white-space:pre-wrap;overflow-wrap:anywhere;text-align:start}`;

// The overlay closes by the Escape key, which is pressed in here.
const SCRIPT = `addEventListener('keydown', function (event) {
  if (event.key !== 'Escape') return;
  (parent === window ? opener : parent).postMessage(
    { source: 'checkout', event: 'escape' }, document.body.dataset.to);
});`;

const DIRECTIVES = {
  'style-src': [hashSource(STYLE)],
  'script-src': [hashSource(SCRIPT)],
  'img-src': ['data:'],
  'base-uri': [],
  'form-action': [],
};

/** A refusal that the page of this origin may show in its frame, and no other page. */
export function renderFramed(
  { status, title, message, detail }: Omit<Extract<Reply, { kind: 'page' }>, 'kind'>,
  origin: string,
): Reply {
  const body = `<!doctype html>
<html lang="en-IN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body data-to="${escapeText(origin)}">
<main role="alert"><h1>${escapeText(title)}</h1><p>${escapeText(message)}</p>
${detail === null ? '' : `<pre>${escapeText(detail)}</pre>`}</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
  const headers = { [POLICY_HEADER]: writePolicy(DIRECTIVES, origin) };
  return { kind: 'text', status, type: 'text/html; charset=utf-8', body, headers };
}

function escapeText(text: string): string {
  return escapeHtml(text, 'number');
}
