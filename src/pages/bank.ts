/** Renders the simulated bank step, where a tester decides what the bank answers. */

import { html } from '../web/html.ts';
import { layout } from './layout.ts';
import { formatMoney } from './money.ts';
import { renderAmount, renderFacts, renderSandbox } from './order.ts';
import type { BankView, Page } from './view.ts';
import { DEFAULT_WORDS } from './words.ts';

export function renderBank(view: BankView): Page {
  const { order, account = null, words = DEFAULT_WORDS } = view;
  const money = formatMoney(order, words.lang);
  const facts = [
    { term: words.facts.paying, value: order.merchant },
    { term: words.facts.with, value: view.instrument },
    { term: words.facts.from, value: account },
    { term: words.facts.for, value: order.description },
    { term: words.facts.order, value: order.reference },
  ];
  const body = html`<main>
${renderSandbox(words.bankStep)}
<div class="inside">
<h1><span class="ask">${words.approveAsk}</span>${renderAmount(order, words)}</h1>
${renderFacts(facts)}
<form method="post" action="${view.action}" class="answers">
<p class="quiet">${words.noRealBank}</p>
<button class="primary" name="outcome" value="success" data-busy="${words.approving}"
>${words.approve(money)}</button>
<button class="second" name="outcome" value="failure" data-busy="${words.declining}"
>${words.decline}</button>
${
  account !== null &&
  html`<button class="second" name="outcome" value="other_account"
data-busy="${words.declining}">${words.otherAccount}</button>
`
}<button class="second" name="outcome" value="pending" data-busy="${words.leaving}"
>${words.noAnswer}</button>
<button class="link" name="outcome" value="cancel" data-busy="${words.cancelling}"
>${words.cancelAndBack}</button>
</form>
<p class="hidden" role="status" data-status></p>
</div>
</main>`;
  return layout({
    title: words.approveTitle(money, order.merchant),
    body,
    words,
    formAction: ["'self'"],
    embedder: view.embedder,
    tell: view.tell,
  });
}
