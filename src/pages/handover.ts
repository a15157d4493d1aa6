/** Renders the page from which the customer goes on to that of a processor. */

import { html, type Markup, trust } from '../web/html.ts';
import { renderError } from './field.ts';
import { renderIcon } from './icon.ts';
import { focusMark, layout } from './layout.ts';
import { formatMoney } from './money.ts';
import { renderAmount, renderMerchant, renderSandbox } from './order.ts';
import type { ContactName, HandoverView, Page } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

const KINDS: Readonly<Record<ContactName, Markup>> = Object.freeze({
  name: trust('autocomplete="name" maxlength="100"'),
  email: trust('type="email" autocomplete="email" maxlength="100"'),
  phone: trust('type="tel" inputmode="tel" autocomplete="tel" maxlength="20"'),
});

function renderContact(view: HandoverView, words: Words, name: ContactName): Markup {
  const error = view.errors[name];
  const isFirst = view.asks.find((each) => view.errors[each] !== undefined) === name;
  return html`<div class="field"><label for="${name}">${words.contact[name]}</label>
<input id="${name}" name="${name}" value="${view.entered[name] ?? ''}" aria-required="true"${
    error !== undefined && html` aria-invalid="true" aria-describedby="${name}-error"`
  }${isFirst && focusMark(view.embedder)} ${KINDS[name]}>
${error !== undefined && renderError(name, error)}</div>`;
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

/** By which method, where the gateway that follows depends on it. */
function renderAsked(view: HandoverView, words: Words): Markup {
  const wrong = view.errors.method;
  const chosen = view.method ?? view.methods[0];
  const mark = wrong !== undefined && focusMark(view.embedder);
  return html`<fieldset${wrong !== undefined && html` aria-describedby="method-error"`}
><legend>${words.payWith}</legend>
${wrong !== undefined && renderError('method', wrong)}<div class="methods">
${view.methods.map((method) => {
  const { name, about } = words.methods[method];
  const isChosen = method === chosen;
  return html`<div class="method"><input type="radio" name="method" value="${method}"
id="method-${method}"${isChosen && html` checked`}${isChosen && mark}
><label for="method-${method}"><span>${name} <span class="quiet">${about}</span></span
>${renderIcon(method)}</label></div>
`;
})}</div>
</fieldset>
`;
}

function renderForm(view: HandoverView, words: Words): Markup {
  const { order, embedder, gateway, asks } = view;
  if (gateway === null && view.methods.length === 0)
    return html`<p class="none">${words.nothingOpen(order.merchant)}</p>`;
  // No page of a gateway stands in a frame: the way there opens a window of its own.
  const target = embedder ? html` target="dubash_payment"` : null;
  const says = view.isBegun ? words.goOnPaying : words.pay(formatMoney(order, words.lang));
  return html`<form method="post" action="${view.action}" class="answers" novalidate${target}>
${view.methods.length > 0 && renderAsked(view, words)}${
  asks.length > 0 &&
  html`<div class="contact">${asks.map((name) => renderContact(view, words, name))}</div>`
}
<button class="primary"${!embedder && html` data-busy="${words.goingOn}"`}>${says}</button>
<p class="quiet">${
    embedder ? words.paidInWindow : gateway === null ? words.paidNext : words.paidAt(gateway)
  }</p>
</form>`;
}

function nameState({ declined, errors }: HandoverView, words: Words): string {
  if (declined) return `${declined.title}: `;
  return Object.keys(errors).length > 0 ? `${words.check}: ` : '';
}

/** The order, what is still to be asked, and one button: a press of it alone begins a payment. */
export function renderHandover(view: HandoverView): Page {
  const { order, words = DEFAULT_WORDS, embedder, next } = view;
  const body = html`<main>
${view.isTest && renderSandbox(words.testMode)}
<div class="inside"${next !== null && html` data-next="${next}"`}>
${renderMerchant(order)}
<h1><span class="hidden">${words.payShop(order.merchant)} </span
>${renderAmount(order, words)}</h1>
${order.description && html`<p class="bought"><bdi>${order.description}</bdi></p>`}
${order.reference && html`<p class="quiet">${words.order(order.reference)}</p>`}
${(view.gateway !== null || view.methods.length > 0) && renderAlert(view)}
${renderForm(view, words)}
${renderLeave(view, words)}
<p class="hidden" role="status" data-status></p>
</div>
</main>`;
  const title = words.payTo(formatMoney(order, words.lang), order.merchant);
  return layout({
    title: `${nameState(view, words)}${title}`,
    body,
    words,
    formAction: ["'self'", ...view.formOrigins],
    asks: next !== null,
    embedder,
    tell: view.tell,
  });
}
