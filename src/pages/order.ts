/** The parts that several pages share: who is paid, how much, for what; the note on the sandbox. */

import { html, type Markup } from '../web/html.ts';
import { type IconName, renderIcon } from './icon.ts';
import { formatMoney, isLong } from './money.ts';
import type { OrderView } from './view.ts';

const graphemes = new Intl.Segmenter('en-IN');

export function renderMerchant(name: string): Markup {
  const [first] = graphemes.segment(name.trim());
  const initial = first?.segment.toLocaleUpperCase('en-IN') ?? '';
  return html`<p class="merchant"><span class="initial" aria-hidden="true">${initial}</span>
<bdi>${name}</bdi></p>`;
}

export function renderAmount(order: OrderView): Markup {
  const money = formatMoney(order);
  return html`<span class="amount${isLong(money) && ' long'}">${money}</span>`;
}

export function renderSandbox(words = 'Sandbox: no money moves'): Markup {
  return html`<p class="sandbox">${words}</p>`;
}

export type Fact = { term: string; value: string | null };

export function renderFacts(facts: readonly Fact[]): Markup | null {
  const known = facts.filter(({ value }) => value !== null && value !== '');
  if (known.length === 0) return null;
  return html`<dl>${known.map(
    ({ term, value }) => html`<div><dt>${term}</dt><dd><bdi>${value}</bdi></dd></div>
`,
  )}</dl>`;
}

export function listFacts(order: OrderView, paymentReference: string | null): readonly Fact[] {
  return [
    { term: 'For', value: order.description },
    { term: 'Order reference', value: order.reference },
    { term: 'Payment reference', value: paymentReference },
  ];
}

export type Tone = 'good' | 'bad' | 'wait' | 'calm';

export type Verdict = {
  tone: Tone;
  icon: IconName;
  words: string;
  order: OrderView;
};

/** The mark, the state in words and the amount: what a person came to this page to learn. */
export function renderVerdict({ tone, icon, words, order }: Verdict): Markup {
  return html`${renderMerchant(order.merchant)}
<h1 class="verdict ${tone}"><span class="mark">${renderIcon(icon)}</span><span>${words}</span></h1>
<p>${renderAmount(order)}</p>`;
}
