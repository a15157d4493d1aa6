/** Renders the simulated bank step, where a tester decides what the bank answers. */

import { html } from '../web/html.ts';
import { layout } from './layout.ts';
import { formatMoney } from './money.ts';
import { renderAmount, renderFacts, renderSandbox } from './order.ts';
import type { BankView, Page } from './view.ts';

export function renderBank(view: BankView): Page {
  const { order } = view;
  const money = formatMoney(order);
  const facts = [
    { term: 'Paying', value: order.merchant },
    { term: 'With', value: view.instrument },
    { term: 'For', value: order.description },
    { term: 'Order reference', value: order.reference },
  ];
  const body = html`<main>
${renderSandbox('Simulated bank: no money moves')}
<div class="inside">
<h1><span class="ask">Approve this payment?</span>${renderAmount(order)}</h1>
${renderFacts(facts)}
<form method="post" action="${view.action}" class="answers">
<p class="quiet">No real bank is asked. You choose its answer.</p>
<button class="primary" name="outcome" value="success" data-busy="Approving…"
>Approve ${money}</button>
<button class="second" name="outcome" value="failure" data-busy="Declining…">Decline</button>
<button class="second" name="outcome" value="pending" data-busy="Leaving it open…"
>Give no answer yet</button>
<button class="link" name="outcome" value="cancel" data-busy="Cancelling…"
>Cancel and go back</button>
</form>
<p class="hidden" role="status" data-status></p>
</div>
</main>`;
  return layout({
    title: `Simulated bank: approve ${money} to ${order.merchant}`,
    body,
    formAction: ["'self'"],
    embedder: view.embedder,
    tell: view.tell,
  });
}
