// The payment page as this gateway's clients build its address: `/pay/token/{order_id}`.
// Source: paytring.md §6. They frame it, show it in web views and open it in a tab of its own.
import type { FindOrder } from '../../../core/command.ts';
import type { Outcome } from '../../../core/decision.ts';
import { type Failure, isFailure } from '../../../core/failure.ts';
import { numberLocator } from '../../../core/id.ts';
import { hashSource, POLICY_HEADER, writePolicy } from '../../../web/content-policy.ts';
import { escapeHtml } from '../../../web/html.ts';
import {
  type Call,
  type Identification,
  type Family,
  type RawRequest,
  type Reply,
  operation,
} from '../../dialect.ts';
import { openUnproved } from '../../kit/proof.ts';

/**
 * The order's number alone finds it: nobody can guess one, and its page moves no money. Other
 * dialects tell the number of an order to more people than its page.
 */
export function pageFamily(bases: readonly string[]): Family {
  return {
    name: 'page',
    bases,
    proof: 'none',
    identify,
    open: (request, _identification, _account, credentials) => {
      const opened = openUnproved(request, credentials);
      return isFailure(opened) ? opened : { values: {}, lexemes: new Map() };
    },
    operations: [
      operation({ method: 'GET', path: '/:order', rate: 'fetch' }, parsePage, renderPage),
    ],
    renderFailure,
  };
}

function identify({ path }: RawRequest): Identification | Failure {
  const key = path.slice(1);
  if (numberLocator(key) === undefined) return { failure: 'order_not_found' };
  return { key, proof: null, by: 'order' };
}

function parsePage({ params }: Call): FindOrder {
  const locator = numberLocator(params['order'] ?? '');
  return { kind: 'findOrder', order: locator === undefined ? [] : [locator] };
}

const DIALECT = 'paytring';
const FRAMES: ReadonlySet<string> = new Set(['iframe', 'frame', 'embed', 'object', 'fencedframe']);

/** Inside another page ours tells that page how it went; in a tab it returns to the merchant. */
function renderPage({ aggregate }: Outcome, { request, addresses }: Call): Reply {
  if (aggregate.order.dialect !== DIALECT) return renderFailure({ failure: 'order_not_found' });
  const whole = addresses.page(aggregate);
  const framed = addresses.frame(aggregate, '*');
  const destination = request.headers['sec-fetch-dest'] ?? '';
  if (FRAMES.has(destination)) return { kind: 'redirect', url: framed };
  if (destination === 'document') return { kind: 'redirect', url: whole };
  return chooser(whole, framed);
}

const CHOOSE = `var at = document.body.dataset;
location.replace(parent === window ? at.whole : at.framed);`;
const POLICY = writePolicy(
  { 'script-src': [hashSource(CHOOSE)], 'base-uri': [], 'img-src': ['data:'] },
  '*',
);

/** Over plain http, and in old web views, only the page itself can tell where it stands. */
function chooser(wholeUrl: string, framedUrl: string): Reply {
  const [whole, framed] = [escapeHtml(wholeUrl), escapeHtml(framedUrl)];
  const body = `<!doctype html>
<html lang="en-IN"><head><meta charset="utf-8"><title>Payment</title><link rel="icon" href="data:,">
<noscript><meta http-equiv="refresh" content="0;url=${whole}"></noscript></head>
<body data-whole="${whole}" data-framed="${framed}"><script>${CHOOSE}</script></body>
</html>
`;
  const headers = { [POLICY_HEADER]: POLICY };
  return { kind: 'text', status: 200, type: 'text/html; charset=utf-8', body, headers };
}

function renderFailure(failure: Failure): Reply {
  const busy = failure.failure === 'rate_limited';
  const broken = failure.failure === 'internal';
  const status = busy ? 429 : broken ? 500 : 404;
  const message = busy || broken ? 'Try again in a moment.' : 'Ask the shop for a new link.';
  const title = busy || broken ? 'This page is not ready' : 'There is no such payment';
  return { kind: 'page', status, title, message, detail: null };
}
