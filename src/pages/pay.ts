/** Renders the pay page: the amount, the methods as rows, and one button that says the amount. */

import { html, type Markup } from '../web/html.ts';
import { focusMark, layout } from './layout.ts';
import { renderIcon } from './icon.ts';
import { renderInstruments } from './instrument.ts';
import { listUsableMethods, renderMethods } from './method.ts';
import { formatMoney } from './money.ts';
import { renderAmount, renderMerchant, renderSandbox } from './order.ts';
import { renderAppForm } from './upi.ts';
import type { Page, PayView } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

function renderTop({ order }: PayView, words: Words): Markup {
  return html`${renderMerchant(order)}
<h1><span class="hidden">${words.payShop(order.merchant)} </span
>${renderAmount(order, words)}</h1>
${order.description && html`<p class="bought"><bdi>${order.description}</bdi></p>`}
${order.reference && html`<p class="quiet">${words.order(order.reference)}</p>`}`;
}

/** A declined payment and a problem of the whole form are said first, and take the focus. */
function renderAlert({ errors, declined, embedder }: PayView, words: Words): Markup | null {
  const problem = errors['form'];
  if (!declined && problem === undefined) return null;
  const title = declined ? declined.title : words.checkFirst;
  const reason = declined ? declined.reason : problem;
  const focus = focusMark(embedder);
  const isCalm = declined?.isCalm === true;
  return html`<div class="alert${isCalm && ' calm'}" role="${
    isCalm ? 'status' : 'alert'
  }" tabindex="-1"${focus}>${renderIcon(isCalm ? 'cancelled' : 'alert')}
<div><strong>${title}</strong>
<p>${reason || words.tryAgain}</p></div></div>`;
}

function renderForm(view: PayView, words: Words, hasAlert: boolean): Markup {
  const money = formatMoney(view.order, words.lang);
  if (listUsableMethods(view).length === 0) {
    return html`<p class="none">${words.nothingOpen(view.order.merchant)}</p>`;
  }
  return html`<form method="post" action="${view.action}" class="form" novalidate
data-checked="${view.now ?? 0}">
${renderMethods(view, !hasAlert && !view.embedder)}
<button class="primary" data-busy="${words.paying(money)}">${words.pay(money)}</button>
</form>
${renderAppForm(view)}`;
}

function nameState({ declined, errors }: PayView, words: Words): string {
  if (declined) return `${declined.title}: `;
  return Object.keys(errors).length > 0 ? `${words.check}: ` : '';
}

export function renderPay(view: PayView): Page {
  const { order, words = DEFAULT_WORDS } = view;
  const money = formatMoney(order, words.lang);
  const alert = renderAlert(view, words);
  const body = html`<main>
${view.sandbox && (renderInstruments(view) ?? renderSandbox(words.moves))}
<div class="inside">
${renderTop(view, words)}
${alert}
${renderForm(view, words, alert !== null)}
<form method="post" action="${view.cancelAction}" class="leave">
<button class="link" data-busy="${words.cancelling}">${
    view.returns ? words.cancelAndReturn : words.cancel
  }</button>
</form>
<p class="hidden" role="status" data-status></p>
</div>
</main>`;
  return layout({
    title: `${nameState(view, words)}${words.payTo(money, order.merchant)}`,
    body,
    words,
    formAction: ["'self'"],
    asks: Boolean(view.upi),
    embedder: view.embedder,
    tell: view.tell,
  });
}
