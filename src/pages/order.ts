/** The parts that several pages share: who is paid, how much, for what; the note on the sandbox. */

import { type Content, html, type Markup } from '../web/html.ts';
import { type IconName, renderIcon } from './icon.ts';
import { renderMoment } from './moment.ts';
import { formatMoney, isLong } from './money.ts';
import type { OrderView, Paid } from './view.ts';
import type { Words } from './words.ts';

const graphemes = new Intl.Segmenter('en-IN');

/** A name's first letter in a square, where nothing is drawn for it. */
export function renderInitial(name: string): Markup {
  const [first] = graphemes.segment(name.trim());
  const initial = first?.segment.toLocaleUpperCase('en-IN') ?? '';
  return html`<span class="initial" aria-hidden="true">${initial}</span>`;
}

export function renderMerchant({ merchant, picture }: OrderView): Markup {
  const mark = picture
    ? html`<img class="initial" src="${picture}" alt="" width="32" height="32">`
    : renderInitial(merchant);
  return html`<p class="merchant">${mark}
<bdi>${merchant}</bdi></p>`;
}

export function renderAmount(order: OrderView, words: Words): Markup {
  const money = formatMoney(order, words.lang);
  return html`<span class="amount${isLong(money) && ' long'}">${money}</span>`;
}

export function renderSandbox(says: string): Markup {
  return html`<p class="sandbox">${says}</p>`;
}

/** Above a page on which no money moves. */
export function renderMark(
  { sandbox, isTest = false }: { sandbox: boolean; isTest?: boolean },
  words: Words,
): Markup | null {
  if (sandbox) return renderSandbox(words.moves);
  return isTest ? renderSandbox(words.testMode) : null;
}

export type Fact = { term: string; value: Content };

export function renderFacts(facts: readonly Fact[]): Markup | null {
  const known = facts.filter(({ value }) => value !== null && value !== '');
  if (known.length === 0) return null;
  return html`<dl>${known.map(
    ({ term, value }) => html`<div><dt>${term}</dt><dd><bdi>${value}</bdi></dd></div>
`,
  )}</dl>`;
}

export function listFacts(
  order: OrderView,
  { paymentReference, paid = null }: { paymentReference: string | null; paid?: Paid },
  words: Words,
): readonly Fact[] {
  const { facts } = words;
  return [
    { term: facts.method, value: paid?.method ?? null },
    { term: facts.at, value: paid && renderMoment(paid.at, words) },
    { term: facts.for, value: order.description },
    { term: facts.order, value: order.reference },
    { term: facts.payment, value: paymentReference },
  ];
}

export type Tone = 'good' | 'bad' | 'wait' | 'calm';

export type Verdict = {
  tone: Tone;
  icon: IconName;
  says: string;
  order: OrderView;
  words: Words;
};

/** The mark, the state in words and the amount: what a person came to this page to learn. */
export function renderVerdict({ tone, icon, says, order, words }: Verdict): Markup {
  return html`${renderMerchant(order)}
<h1 class="verdict ${tone}"><span class="mark">${renderIcon(icon)}</span><span>${says}</span></h1>
<p>${renderAmount(order, words)}</p>`;
}
