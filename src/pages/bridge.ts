/** Renders what stands between our page and a gateway's: the way there, and the window's end. */

import { hashSource, writePolicy } from '../web/content-policy.ts';
import { html, jsonBlock, type Markup, trust } from '../web/html.ts';
import { renderIcon } from './icon.ts';
import { layout } from './layout.ts';
import { STYLE } from './style.ts';
import type { BridgeView, ElsewhereView, Page } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

/** Loads the gateway's script, or goes to its page; says so where neither can be done. */
export function renderBridge(view: BridgeView): Page {
  return view.kind === 'script' ? renderScript(view) : renderOnward(view);
}

/**
 * By a page of ours also where only a redirect is needed: browsers hold the redirects after a form
 * to the policy of its page, which would have to name every gateway.
 */
function renderOnward(view: Exclude<BridgeView, { kind: 'script' }>): Page {
  const { words = DEFAULT_WORDS, gateway } = view;
  const title = words.goingTo(gateway);
  const body = html`<main><div class="inside">
<h1 class="verdict">${title}</h1>
<div class="next"><p data-count hidden>${words.goingOn}</p>
<p data-still>${words.pressToGoOn}</p></div>
<div class="answers">${renderGo(view, words)}
<a class="link" href="${view.back}">${words.backToOrder}</a></div>
</div></main>`;
  // After the form a gateway leads on to any bank.
  const formAction = view.kind === 'post' ? ['https:', ...view.formOrigins] : [];
  return layout({ title, body, words, formAction });
}

function renderGo(view: Exclude<BridgeView, { kind: 'script' }>, words: Words): Markup {
  const { url } = view;
  if (view.kind === 'redirect') {
    return html`<a class="primary" href="${url}" data-go="0">${words.goOnPaying}</a>`;
  }
  return html`<form method="post" action="${url}">
${view.fields.map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<button class="primary" data-go="0">${words.goOnPaying}</button>
</form>`;
}

/**
 * What of it is the same for every order: the options stand beside it, as data. It listens before
 * the gateway's script is asked for. Who comes back here by the Back button has left that page, and
 * decides on ours how to go on.
 */
function scriptOf(run: string): string {
  return `(() => {
  'use strict';
  const failed = () => {
    document.getElementById('failed').hidden = false;
    document.getElementById('going').hidden = true;
  };
  const go = () => {
    try {
      const options = JSON.parse(document.getElementById('options').textContent);
      const begun = ((options) => { ${run} })(options);
      if (!begun || typeof begun.then !== 'function') return;
      begun.then((result) => { if (result && result.error) failed(); }, failed);
    } catch { failed(); }
  };
  document.getElementById('going').hidden = false;
  const leave = () => location.replace(document.getElementById('back').href);
  addEventListener('pageshow', (event) => { if (event.persisted) leave(); });
  const [visit] = performance.getEntriesByType('navigation');
  if (visit && visit.type === 'back_forward') return leave();
  const hear = (name, act) => document.addEventListener(name, (event) => {
    if (event.target.id === 'source') act();
  }, true);
  hear('load', go);
  hear('error', failed);
})();`;
}

/** Our own block among a gateway's sources: next to a hash browsers do not hear 'unsafe-inline'. */
function besides(own: string, sources: readonly string[]): readonly string[] {
  return sources.includes("'unsafe-inline'") ? sources : [hashSource(own), ...sources];
}

function renderScript(view: Extract<BridgeView, { kind: 'script' }>): Page {
  const { words = DEFAULT_WORDS, gateway, origins } = view;
  const script = scriptOf(view.run);
  const page = html`<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${words.goingTo(gateway)}</title>
<style>${trust(STYLE)}</style>
</head>
<body>
<main><div class="inside">
<h1 class="verdict">${words.goingTo(gateway)}</h1>
<div class="next"><p id="going" hidden>${words.goingOn}</p>
<noscript><p>${words.needsScript(gateway)}</p></noscript></div>
<div class="alert" id="failed" hidden role="alert">${renderIcon('alert')}
<div>${words.notReached(gateway)}</div></div>
<div class="answers"><a class="link" id="back" href="${view.back}">${words.backToOrder}</a></div>
</div></main>
<script type="application/json" id="options">${jsonBlock(view.options)}</script>
<script>${trust(script)}</script>
<script id="source" src="${view.source}" defer></script>
</body>
</html>
`;
  const csp = writePolicy(
    {
      'style-src': besides(STYLE, origins.style),
      'script-src': besides(script, origins.script),
      'img-src': ['data:', ...origins.image],
      'connect-src': origins.connect,
      'font-src': origins.font,
      'frame-src': origins.frame,
      'base-uri': [],
      'form-action': origins.form,
    },
    null,
  );
  return { html: page.text, csp };
}

const ENDS = Object.freeze({
  open: { icon: 'cancelled', tone: 'calm' },
  pending: { icon: 'pending', tone: 'wait' },
  paid: { icon: 'paid', tone: 'good' },
  failed: { icon: 'failed', tone: 'bad' },
} as const);

/** In the window that a page of a shop has opened, which goes on by itself. */
export function renderElsewhere({ words = DEFAULT_WORDS, state }: ElsewhereView): Page {
  const { icon, tone } = ENDS[state];
  const title = state === 'open' ? words.notPaid : words.states[state].title;
  const body = html`<main data-close><div class="inside">
<h1 class="verdict ${tone}"><span class="mark">${renderIcon(icon)}</span><span>${title}</span></h1>
<div class="next"><p>${words.inOtherWindow}</p></div>
</div></main>`;
  return layout({ title, body, words });
}
