// `/_payment` inside a shop's page: the form that the drop-in script posts into its frame.
import { createHash } from 'node:crypto';
import { type Failure, type Issue, isFailure } from '../../../../core/failure.ts';
import type { Fields, RawRequest, Reply } from '../../../dialect.ts';
import { EMBEDDER, textOf } from './field.ts';
import { escapeHtml } from './html.ts';
import { renderPage } from './page.ts';

const ORIGIN = /^https?:\/\/(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/;

/** The origin that the form names; null when it names none, or what is none. */
export function readEmbedder(fields: Fields): string | null {
  const origin = textOf(fields, EMBEDDER);
  return ORIGIN.test(origin) && URL.parse(origin)?.origin === origin ? origin : null;
}

export function checkEmbedder(fields: Fields): readonly Issue[] {
  const given = textOf(fields, EMBEDDER) !== '';
  if (!given || readEmbedder(fields) !== null) return [];
  return [{ field: EMBEDDER, rule: 'format', message: 'Must be the origin of a web page' }];
}

/** Tells the page around the frame; that page closes it. */
const SCRIPT = `var told = document.body.dataset;
parent.postMessage({ source: 'checkout', event: 'refused', message: told.message }, told.to);`;
const DIGEST = createHash('sha256').update(SCRIPT).digest('base64');
const POLICY = `default-src 'none'; script-src 'sha256-${DIGEST}'; frame-ancestors`;

/** Our other pages may stand in no frame: this one says in a frame why the payment cannot start. */
export function renderRefused(failure: Failure, request: RawRequest): Reply | null {
  const fields = request.fields();
  const origin = isFailure(fields) ? null : readEmbedder(fields);
  const page = renderPage(failure);
  if (origin === null || page.kind !== 'page') return null;
  const message = [page.message, ...(page.detail === null ? [] : [page.detail])].join('\n');
  const [to, told] = [origin, message].map(escapeHtml);
  const body =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${page.title}</title>` +
    `</head><body data-to="${to}" data-message="${told}"><p>${told}</p>` +
    `<script>${SCRIPT}</script></body></html>\n`;
  // A policy cannot name an IPv6 address: there the scheme alone stands.
  const ancestor = origin.includes('[') ? origin.replace(/\/\/.*/, '') : origin;
  const headers = { 'content-security-policy': `${POLICY} ${ancestor}` };
  return { kind: 'text', status: page.status, type: 'text/html; charset=utf-8', body, headers };
}
