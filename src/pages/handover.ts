/** Renders the page from which the customer goes on to that of a processor, and the way there. */

import { hashSource, writePolicy } from '../web/content-policy.ts';
import { html, jsonBlock, type Markup, trust } from '../web/html.ts';
import { renderIcon } from './icon.ts';
import { focusMark, layout } from './layout.ts';
import { formatMoney } from './money.ts';
import { renderAmount, renderMerchant, renderSandbox } from './order.ts';
import { STYLE } from './style.ts';
import type { BridgeView, ContactName, ElsewhereView, HandoverView, Page } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

const KINDS: Readonly<Record<ContactName, Markup>> = Object.freeze({
  name: trust('autocomplete="name" maxlength="100"'),
  email: trust('type="email" autocomplete="email" maxlength="100"'),
  phone: trust('type="tel" inputmode="tel" autocomplete="tel" maxlength="20"'),
});

function renderContact(view: HandoverView, words: Words, name: ContactName): Markup {
  const error = view.errors[name];
  return html`<div class="field"><label for="${name}">${words.contact[name]}</label>
<input id="${name}" name="${name}" value="${view.entered[name] ?? ''}" aria-required="true"${
    error !== undefined && html` aria-invalid="true" aria-describedby="${name}-error"`
  } ${KINDS[name]}>
${
  error !== undefined &&
  html`<p class="error" id="${name}-error">${renderIcon('alert')}${error}</p>`
}</div>`;
}

function renderAlert({ declined, embedder }: HandoverView): Markup | null {
  if (declined === null) return null;
  const { title, reason, isCalm = false } = declined;
  return html`<div class="alert${isCalm && ' calm'}" role="${
    isCalm ? 'status' : 'alert'
  }" tabindex="-1"${focusMark(embedder)}>${renderIcon(isCalm ? 'cancelled' : 'alert')}
<div><strong>${title}</strong>
<p>${reason}</p></div></div>`;
}

function renderLeave({ cancelAction, returns }: HandoverView, words: Words): Markup | null {
  if (cancelAction === null) return null;
  return html`<form method="post" action="${cancelAction}" class="leave">
<button class="link" data-busy="${words.cancelling}">${
    returns ? words.cancelAndReturn : words.cancel
  }</button>
</form>`;
}

/** The order, what is still to be asked, and one button: a press of it alone begins a payment. */
export function renderHandover(view: HandoverView): Page {
  const { order, words = DEFAULT_WORDS, embedder } = view;
  const money = formatMoney(order, words.lang);
  // No page of a gateway stands in a frame: the way there opens a window of its own.
  const target = embedder ? html` target="dubash_payment"` : null;
  const says = view.isBegun ? words.goOnPaying : words.pay(money);
  const body = html`<main>
${view.isTest && renderSandbox(words.testMode)}
<div class="inside">
${renderMerchant(order)}
<h1><span class="hidden">${words.payShop(order.merchant)} </span
>${renderAmount(order, words)}</h1>
${order.description && html`<p class="bought"><bdi>${order.description}</bdi></p>`}
${order.reference && html`<p class="quiet">${words.order(order.reference)}</p>`}
${renderAlert(view)}
<form method="post" action="${view.action}" class="form" novalidate${target}>
${view.asks.map((name) => renderContact(view, words, name))}
<button class="primary"${!embedder && html` data-busy="${words.goingOn}"`}>${says}</button>
<p class="quiet"${view.next !== null && html` data-next="${view.next}"`}>${
    embedder ? words.paidInWindow : words.paidAt(view.gateway)
  }</p>
</form>
${renderLeave(view, words)}
<p class="hidden" role="status" data-status></p>
</div>
</main>`;
  return layout({
    title: words.payTo(money, order.merchant),
    body,
    words,
    formAction: ["'self'", ...view.formOrigins],
    asks: view.next !== null,
    embedder,
    tell: view.tell,
  });
}

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
