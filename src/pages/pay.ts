/** Renders the pay page: the amount, the methods as rows, and one button that says the amount. */

import { html, type Markup } from '../web/html.ts';
import { focusMark, layout } from './layout.ts';
import { renderIcon } from './icon.ts';
import { renderInstruments } from './instrument.ts';
import { listUsableMethods, renderMethods } from './method.ts';
import { formatMoney } from './money.ts';
import { renderAmount, renderMerchant, renderSandbox } from './order.ts';
import type { Page, PayView } from './view.ts';

function renderTop(view: PayView): Markup {
  const { order } = view;
  return html`${renderMerchant(order.merchant)}
<h1><span class="hidden">Pay <bdi>${order.merchant}</bdi> </span
>${renderAmount(order)}</h1>
${order.description && html`<p class="bought"><bdi>${order.description}</bdi></p>`}
${order.reference && html`<p class="quiet">Order <bdi>${order.reference}</bdi></p>`}`;
}

/** A declined payment and a problem of the whole form are said first, and take the focus. */
function renderAlert(view: PayView): Markup | null {
  const problem = view.errors['form'];
  if (!view.declined && problem === undefined) return null;
  const title = view.declined ? view.declined.title : 'Check this first';
  const reason = view.declined ? view.declined.reason : problem;
  const focus = focusMark(view.embedder);
  return html`<div class="alert" role="alert" tabindex="-1"${focus}>${renderIcon('alert')}
<div><strong>${title}</strong>
<p>${reason || 'Try again, or use another method.'}</p></div></div>`;
}

function renderForm(view: PayView, money: string, alert: Markup | null): Markup {
  if (listUsableMethods(view).length === 0) {
    return html`<p class="none">No payment method is open for this order.
Ask <bdi>${view.order.merchant}</bdi> for another way to pay.</p>`;
  }
  return html`<form method="post" action="${view.action}" novalidate>
${renderMethods(view, alert === null && !view.embedder)}
<button class="primary" data-busy="Paying ${money}…">Pay ${money}</button>
</form>`;
}

function nameState(view: PayView): string {
  if (view.declined) return `${view.declined.title}: `;
  return Object.keys(view.errors).length > 0 ? 'Check your details: ' : '';
}

export function renderPay(view: PayView): Page {
  const money = formatMoney(view.order);
  const alert = renderAlert(view);
  const body = html`<main>
${view.sandbox && (renderInstruments(view) ?? renderSandbox())}
<div class="inside">
${renderTop(view)}
${alert}
${renderForm(view, money, alert)}
<form method="post" action="${view.cancelAction}" class="leave">
<button class="link" data-busy="Cancelling…">${
    view.returns ? 'Cancel and return' : 'Cancel'
  }</button>
</form>
<p class="hidden" role="status" data-status></p>
</div>
</main>`;
  return layout({
    title: `${nameState(view)}Pay ${money} to ${view.order.merchant}`,
    body,
    formAction: ["'self'"],
    embedder: view.embedder,
    tell: view.tell,
  });
}
