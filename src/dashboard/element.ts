// What the dashboard's pages are made of: states, amounts, times, names that copy, tables.
import { isoOf } from '../api/family.ts';
import { currencyExponent } from '../core/money.ts';
import { formatMoney } from '../pages/index.ts';
import { html, type Content, type Markup } from '../web/html.ts';
import type { SignedIn } from './request.ts';

export type Tone = 'good' | 'bad' | 'wait' | 'calm';

/** Of states of orders, payments, refunds and webhooks; a word that is not here is calm. */
const TONES: Readonly<Record<string, Tone>> = Object.freeze({
  paid: 'good',
  captured: 'good',
  processed: 'good',
  delivered: 'good',
  accepted: 'good',
  failed: 'bad',
  refused: 'bad',
  attempted: 'wait',
  pending: 'wait',
  authorized: 'wait',
  waiting: 'wait',
  held: 'wait',
  open: 'wait',
});

export function toneOf(word: string): Tone {
  return TONES[word] ?? 'calm';
}

export function renderState(word: string, tone: Tone = toneOf(word)): Markup {
  return html`<span class="state ${tone}">${word}</span>`;
}

/** A processor may say what is no amount: that is shown as it came. */
export function moneyOf(amountMinor: number, currency: string): string {
  const exponent = currencyExponent(currency);
  const isAmount = Number.isSafeInteger(amountMinor) && amountMinor >= 0;
  if (exponent === undefined || !isAmount) return `${currency} ${amountMinor} (minor)`;
  return formatMoney({ amountMinor, currency, exponent });
}

const INDIA = new Intl.DateTimeFormat('sv-SE', {
  dateStyle: 'short',
  timeStyle: 'medium',
  timeZone: 'Asia/Kolkata',
});

/** In India's time, which the script turns into the viewer's. */
export function renderMoment(at: number | null): Markup | string {
  if (at === null) return '–';
  const india = INDIA.format(at);
  return html`<time datetime="${isoOf(at)}" title="${india} IST">${india}</time>`;
}

/** A name that is copied by a click. */
export function renderCopy(text: string): Markup {
  return html`<button type="button" class="copy mono" data-copy="${text}"
title="Copy">${text}</button>`;
}

export function rightOf(title: string): Column {
  return { title, set: 'right' };
}

export function longOf(title: string): Column {
  return { title, set: 'long' };
}

/** `long`: its text may take several lines. */
export type Column = { readonly title: string; readonly set: 'right' | 'long' };

export function renderTable(
  label: string,
  head: readonly (string | Column)[],
  rows: readonly (readonly Content[])[],
): Markup {
  const columns = head.map((each) => (typeof each === 'string' ? { title: each, set: '' } : each));
  const side = (set: string | undefined) =>
    set !== undefined && set !== '' && html` class="${set}"`;
  return html`<div class="wide" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr>${columns.map(({ title, set }) =>
    title === '' ? html`<td></td>` : html`<th scope="col"${side(set)}>${title}</th>`,
  )}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, at) => html`<td${side(columns[at]?.set)}>${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
}

/** The first cell of a row that leads somewhere: all of the row does. */
export function renderRowLink(href: string, text: string): Markup {
  return html`<a class="row" href="${href}"><span class="cut">${text}</span></a>`;
}

/** The same, whose rows stand as blocks on a phone: what has to be read whole, and compared. */
export function renderStacked(
  label: string,
  head: readonly string[],
  rows: readonly (readonly Content[])[],
): Markup {
  return html`<table class="stacked" aria-label="${label}">
<thead><tr>${head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => {
    const cells = row.map((cell, at) => html`<td data-label="${head[at] ?? ''}">${cell}</td>`);
    return html`<tr>${cells}</tr>
`;
  })}</tbody></table>`;
}

export type Fact = readonly [term: string, value: Content];

const NOTHING: ReadonlySet<Content> = new Set([null, undefined, '', false]);

export function renderFacts(facts: readonly Fact[]): Markup {
  const known = facts.filter(([, value]) => !NOTHING.has(value));
  return html`<dl class="facts">${known.map(
    ([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>
`,
  )}</dl>`;
}

/** What every form of a signed-in page begins with. */
export function renderForm(
  { csrf }: SignedIn,
  action: string,
  content: Markup,
  kind = 'stack',
): Markup {
  return html`<form method="post" action="${action}" class="${kind}">
<input type="hidden" name="csrf" value="${csrf}">
${content}</form>`;
}

export type Choice = readonly [value: string, text: string];

export function renderSelect(
  name: string,
  label: string,
  choices: readonly Choice[],
  chosen: string,
): Markup {
  return html`<label>${label}<select name="${name}">${choices.map(
    ([value, text]) =>
      html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`,
  )}</select></label>`;
}

export function renderInput(name: string, label: string, value: string, hint = ''): Markup {
  return html`<label>${label}<input name="${name}" value="${value}" placeholder="${hint}"
autocomplete="off" spellcheck="false"></label>`;
}

export function renderDay(name: string, label: string, value: string): Markup {
  return html`<label>${label}<input type="date" name="${name}" value="${value}"></label>`;
}

/** An address with these values in its query; what is empty is left out. */
export function addressOf(path: string, query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
