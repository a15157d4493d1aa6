/** Renders how a payment stands (paid, pending, failed, cancelled, expired) and what to do next. */

import { html, type Markup } from '../web/html.ts';
import { originOf } from '../web/origin.ts';
import { layout } from './layout.ts';
import { formatMoney } from './money.ts';
import { listFacts, renderFacts, renderSandbox, renderVerdict, type Tone } from './order.ts';
import type { OutcomeState, OutcomeView, Page } from './view.ts';

export type StateWords = { title: string; tone: Tone; reason: string };

export const STATES: Readonly<Record<OutcomeState, StateWords>> = {
  paid: { title: 'Payment received', tone: 'good', reason: '' },
  pending: {
    title: 'Payment pending',
    tone: 'wait',
    reason: 'Your bank has not confirmed this payment yet.',
  },
  failed: { title: 'Payment failed', tone: 'bad', reason: 'The payment did not go through.' },
  cancelled: {
    title: 'Payment cancelled',
    tone: 'calm',
    reason: 'You cancelled before the payment was made.',
  },
  expired: {
    title: 'Payment expired',
    tone: 'calm',
    reason: 'The time to pay this order is over.',
  },
};

/** Own paths and web addresses may be linked to; `javascript:` and its like may not. */
function allowHref(href: string | undefined | null): string | null {
  if (!href) return null;
  return /^\/(?![/\\])/.test(href) || originOf(href) !== null ? href : null;
}

function renderNext(view: OutcomeView): Markup | null {
  const merchant = html`<bdi>${view.order.merchant}</bdi>`;
  if (view.state === 'pending') {
    const every = view.refreshSeconds;
    return html`<p>Do not pay again. ${
      every === null ? 'Reload this page to check.' : `This page checks by itself every ${every} s.`
    }</p>`;
  }
  if (view.state === 'paid') return html`<p>${merchant} has your payment.</p>`;
  if (view.state === 'expired' && view.retry === null) {
    return html`<p>To pay, start again from ${merchant}.</p>`;
  }
  return view.retry === null ? null : html`<p>Try again, or use another method.</p>`;
}

function renderActions(view: OutcomeView): Markup {
  const retry = view.state === 'paid' || view.state === 'pending' ? null : allowHref(view.retry);
  const back = allowHref(view.back?.href);
  const backLook = retry === null && view.state !== 'pending' ? 'primary' : 'link';
  return html`<div class="answers">
${view.state === 'pending' && html`<a class="second" href="">Check now</a>`}
${retry !== null && html`<a class="primary" href="${retry}">Try again</a>`}
${
  back !== null &&
  html`<a class="${backLook}" href="${back}">Return to <bdi>${view.order.merchant}</bdi></a>`
}
</div>`;
}

export function renderOutcome(view: OutcomeView): Page {
  const { order, state } = view;
  const { title, tone, reason } = STATES[state];
  const seconds = state === 'pending' ? view.refreshSeconds : null;
  const why = view.reason ?? reason;
  const body = html`<main${seconds !== null && html` data-refresh="${seconds}"`}>
${view.sandbox && renderSandbox()}
<div class="inside">
${renderVerdict({ tone, icon: state, words: title, order })}
<div class="next">${why && html`<p>${why}</p>`}
${renderNext(view)}</div>
${renderFacts(listFacts(order, view.paymentReference))}
${renderActions(view)}
</div>
</main>`;
  return layout({
    title: `${title}: ${formatMoney(order)} to ${order.merchant}`,
    body,
    refresh: seconds === null ? null : { seconds },
    embedder: view.embedder,
    tell: view.tell,
  });
}
