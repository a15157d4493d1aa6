/** Renders how a payment stands (paid, pending, failed, cancelled, expired) and what to do next. */

import { html, type Markup } from '../web/html.ts';
import { originOf } from '../web/origin.ts';
import { layout } from './layout.ts';
import { formatMoney } from './money.ts';
import { listFacts, renderFacts, renderMark, renderVerdict, type Tone } from './order.ts';
import type { OutcomeState, OutcomeView, Page } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

export const TONES: Readonly<Record<OutcomeState, Tone>> = {
  paid: 'good',
  pending: 'wait',
  failed: 'bad',
  cancelled: 'calm',
  expired: 'calm',
};

/** Own paths and web addresses may be linked to; `javascript:` and its like may not. */
function allowHref(href: string | undefined | null): string | null {
  if (!href) return null;
  return /^\/(?![/\\])/.test(href) || originOf(href) !== null ? href : null;
}

function renderNext(view: OutcomeView, words: Words): Markup | null {
  const { merchant } = view.order;
  const isOver = view.state !== 'pending' && view.retry === null;
  if (view.isElsewhere && isOver) return html`<p>${words.onOtherDevice}</p>`;
  if (view.state === 'pending') {
    const every = view.refreshSeconds;
    return html`<p>${words.doNotPayAgain} ${
      every === null ? words.reloadToCheck : words.checksItself(every)
    }</p>`;
  }
  if (view.state === 'paid') return html`<p>${words.hasPayment(merchant)}</p>`;
  if (view.state === 'expired' && view.retry === null) {
    return html`<p>${words.startAgain(merchant)}</p>`;
  }
  return view.retry === null ? null : html`<p>${words.tryAgain}</p>`;
}

function renderActions(view: OutcomeView, words: Words): Markup {
  const retry = view.state === 'paid' || view.state === 'pending' ? null : allowHref(view.retry);
  const back = allowHref(view.back?.href);
  const backLook = retry === null && view.state !== 'pending' ? 'primary' : 'link';
  return html`<div class="answers">
${view.state === 'pending' && html`<a class="second" href="">${words.checkNow}</a>`}
${retry !== null && html`<a class="primary" href="${retry}">${words.again}</a>`}
${
  back !== null &&
  html`<a class="${backLook}" href="${back}">${words.returnTo(view.order.merchant)}</a>`
}
</div>`;
}

export function renderOutcome(view: OutcomeView): Page {
  const { order, state, words = DEFAULT_WORDS } = view;
  const { title, reason } = words.states[state];
  const seconds = state === 'pending' ? view.refreshSeconds : null;
  const why = view.reason ?? reason;
  const body = html`<main${seconds !== null && html` data-refresh="${seconds}"`}>
${renderMark(view, words)}
<div class="inside">
${renderVerdict({ tone: TONES[state], icon: state, says: title, order, words })}
<div class="next">${why && html`<p>${why}</p>`}
${renderNext(view, words)}</div>
${renderFacts(listFacts(order, view, words))}
${renderActions(view, words)}
</div>
</main>`;
  return layout({
    title: words.stateTitle(title, formatMoney(order, words.lang), order.merchant),
    body,
    words,
    refresh: seconds === null ? null : { seconds },
    embedder: view.embedder,
    tell: view.tell,
  });
}
