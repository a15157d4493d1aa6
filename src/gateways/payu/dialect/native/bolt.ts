// `/_payment` inside a shop's page: the form that the drop-in script posts into its frame.
import { type Failure, type Issue, isFailure } from '../../../../core/failure.ts';
import { hashSource, POLICY_HEADER, writePolicy } from '../../../../web/content-policy.ts';
import { escapeHtml } from '../../../../web/html.ts';
import { readOrigin } from '../../../../web/origin.ts';
import type { Fields, RawRequest, Reply } from '../../../dialect.ts';
import { EMBEDDER, textOf } from './field.ts';
import { renderPage } from './page.ts';

/** The origin that the form names; null when it names none, or what is none. */
export function readEmbedder(fields: Fields): string | null {
  return readOrigin(textOf(fields, EMBEDDER));
}

export function checkEmbedder(fields: Fields): readonly Issue[] {
  const given = textOf(fields, EMBEDDER) !== '';
  if (!given || readEmbedder(fields) !== null) return [];
  return [{ field: EMBEDDER, rule: 'format', message: 'Must be the origin of a web page' }];
}

/** Tells the page around the frame; that page closes it. */
const SCRIPT = `var told = document.body.dataset;
parent.postMessage({ source: 'checkout', event: 'refused', message: told.message }, told.to);`;
const DIRECTIVES = { 'script-src': [hashSource(SCRIPT)] };

/** Our other pages may stand in no frame: this one says in a frame why the payment cannot start. */
export function renderRefused(failure: Failure, request: RawRequest): Reply | null {
  const fields = request.fields();
  const origin = isFailure(fields) ? null : readEmbedder(fields);
  const page = renderPage(failure);
  if (origin === null || page.kind !== 'page') return null;
  const message = [page.message, ...(page.detail === null ? [] : [page.detail])].join('\n');
  const [to, told] = [escapeHtml(origin), escapeHtml(message)];
  const body =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${page.title}</title>` +
    `</head><body data-to="${to}" data-message="${told}"><p>${told}</p>` +
    `<script>${SCRIPT}</script></body></html>\n`;
  const headers = { [POLICY_HEADER]: writePolicy(DIRECTIVES, origin) };
  return { kind: 'text', status: page.status, type: 'text/html; charset=utf-8', body, headers };
}
