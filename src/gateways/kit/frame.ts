// What a drop-in's frame in a merchant's page shows when there is no payment to show.
import { createHash } from 'node:crypto';
import type { Reply } from '../dialect.ts';

const NAMED = /^https?:\/\/[a-z0-9._-]+(?::\d{1,5})?$/;
const NUMBERED = /^(https?:)\/\/\[[0-9a-f:.]+\](?::\d{1,5})?$/;

/**
 * A web page's origin, spelt as browsers do and as a policy can say it; null for anything else,
 * `null` and `*` too.
 */
export function readOrigin(text: unknown): string | null {
  if (typeof text !== 'string' || !(NAMED.test(text) || NUMBERED.test(text))) return null;
  return URL.parse(text)?.origin === text ? text : null;
}

/** A policy cannot name an IPv6 address: there the scheme alone stands. */
function ancestorOf(origin: string): string {
  return NUMBERED.exec(origin)?.[1] ?? origin;
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;padding:4.5rem 1.5rem 1.5rem;text-align:center}h1{font-size:1.25rem}
pre{font-size:.875rem;white-space:pre-wrap;overflow-wrap:anywhere;text-align:start}`;

// The overlay closes by the Escape key, which is pressed in here.
const SCRIPT = `addEventListener('keydown', function (event) {
  if (event.key !== 'Escape') return;
  (parent === window ? opener : parent).postMessage(
    { source: 'checkout', event: 'escape' }, document.body.dataset.to);
});`;

const digest = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A refusal that the page of this origin may show in its frame, and no other page. */
export function renderFramed(
  { status, title, message, detail }: Omit<Extract<Reply, { kind: 'page' }>, 'kind'>,
  origin: string,
): Reply {
  const policy = [
    "default-src 'none'",
    `style-src ${digest(STYLE)}`,
    `script-src ${digest(SCRIPT)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestorOf(origin)}`,
  ];
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
  const headers = { 'content-security-policy': policy.join('; ') };
  return { kind: 'text', status, type: 'text/html; charset=utf-8', body, headers };
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
