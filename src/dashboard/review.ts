// What waits for a person, and deciding it.
import { readName } from '../api/locator.ts';
import { isFailure } from '../core/failure.ts';
import { REVIEW_DECISIONS, type ReviewDecision, type ReviewReason } from '../core/review.ts';
import type { ShownReview } from '../core/review-request.ts';
import { OPERATOR } from '../engine/identity/operator.ts';
import { readFields } from '../gateways/kit/read.ts';
import { html, type Markup } from '../web/html.ts';
import { mayDo } from '../core/operator.ts';
import { pathOfOrder } from './order-list.ts';
import { addressOf, longOf, moneyOf, renderCopy, renderFacts, renderForm } from './element.ts';
import { renderInput, renderMoment, renderRowLink, renderSelect } from './element.ts';
import { renderState, renderTable, rightOf } from './element.ts';
import type { PageCall, Result, Row } from './request.ts';
import { ROOT } from './request.ts';

const PATH = `${ROOT}/reviews`;
const PAGE = 50;
const NOTE_MAX = 500;
const REFERENCE_MAX = 100;

export const reviewRows: readonly Row[] = [
  { method: 'GET', path: '/reviews', role: 'read', answer: showReviews },
  { method: 'GET', path: '/reviews/:review', role: 'read', answer: showReview },
  {
    ...{ method: 'POST', path: '/reviews/:review', role: 'operate' },
    ...{ answer: decide, audits: isConfirmed },
  },
  { method: 'POST', path: '/reviews/:review/ask', role: 'operate', answer: askAgain },
];

/** What a person who sees it for the first time has to know. */
const REASONS: Readonly<Record<ReviewReason, string>> = Object.freeze({
  amount_mismatch: 'Another amount or currency was taken, or given back, than was asked for.',
  surplus_kept: 'Money that was taken too much is still here: its refund failed.',
  refund_unclear: 'What became of this refund cannot be told: look at the processor’s own page.',
  refund_exceeds: 'A refund was made at the processor of more than is left of the payment.',
  contradicted: 'The processor says what cannot be true beside what is settled here.',
  settled_differently: 'A settlement has it with another amount.',
  not_settled: 'It was captured or given back here, and no settlement has it.',
  settled_unknown: 'A settlement has money of this order that the processor does not tell of.',
  restored: 'It was due when a backup was restored, and whether it was sent cannot be asked.',
});

const DECISIONS: Readonly<Record<ReviewDecision, string>> = Object.freeze({
  dismiss: 'Nothing is to be done here',
  refund: 'Give the money back, or send what waits',
  processed: 'The refund was made, as the processor’s own page shows',
  failed: 'The refund was not made, as the processor’s own page shows',
});

async function showReviews({ sources, query }: PageCall): Promise<Result | null> {
  const state = query['state'] === 'decided' || query['state'] === 'all' ? query['state'] : 'open';
  const before = query['before'] ? readName(query['before']) : null;
  const asked = { account: null, orderName: null, before, count: PAGE + 1 };
  const isOpen = state === 'all' ? null : state === 'open';
  const request = { kind: 'listReviews', ...asked, isOpen } as const;
  const found = await sources.dispatch(OPERATOR, request, null);
  if (isFailure(found)) return null;
  const shown = found.slice(0, PAGE);
  const last = shown.at(-1);
  const next =
    found.length > PAGE && last !== undefined
      ? addressOf(PATH, { state, before: `rev_${last.id.token}` })
      : null;
  const states = [
    ['open', 'Open'],
    ['decided', 'Decided'],
    ['all', 'All'],
  ] as const;
  const body = html`<h1 tabindex="-1">Reviews</h1><br>
<form method="get" action="${PATH}" class="filters">${renderSelect('state', 'Which', states, state)}
<button class="button">Filter</button></form>
${
  shown.length === 0
    ? html`<p class="empty">${state === 'open' ? 'Nothing waits for you.' : 'There is none.'}
A review is opened when no answer of a processor can decide what became of money.</p>`
    : renderRows(shown)
}
<div class="pager">${next !== null && html`<a href="${next}" rel="next">Older</a>`}</div>`;
  return { kind: 'page', title: 'Reviews', section: 'reviews', body };
}

function renderRows(reviews: readonly ShownReview[]): Markup {
  const rows = reviews.map((review) => {
    const { id, reason, order, payment, refund, decided, openedAt } = review;
    const { amountMinor, currency } = refund ?? payment;
    return [
      renderRowLink(`${PATH}/rev_${id.token}`, reason.replaceAll('_', ' ')),
      renderState(decided?.decision ?? 'open'),
      html`<span class="cut">${order.reference ?? `order_${order.id.token}`}</span>`,
      moneyOf(amountMinor, currency),
      payment.processor,
      review.account,
      renderMoment(openedAt),
    ];
  });
  const head = ['Why', 'State', 'Order', rightOf('Amount'), 'Processor', longOf('Account')];
  return renderTable('Reviews', [...head, 'Opened'], rows);
}

function titleOf(reason: ReviewReason): string {
  const words = reason.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

async function find({ sources, params }: PageCall): Promise<ShownReview | null> {
  const review = readName(params['review'] ?? '');
  const found = await sources.dispatch(OPERATOR, { kind: 'findReview', review }, null);
  return isFailure(found) ? null : found;
}

async function showReview(call: PageCall): Promise<Result | null> {
  const review = await find(call);
  return review === null ? null : renderReview(call, review, null);
}

function renderReview(call: PageCall, review: ShownReview, wrong: string | null): Result {
  const { id, reason, order, payment, refund, said, decided, openedAt, account } = review;
  const href = pathOfOrder({ key: account }, order);
  const title = titleOf(reason);
  const body = html`<p class="quiet"><a href="${PATH}">Reviews</a></p>
<div class="head"><h1 tabindex="-1">${title}</h1>${renderState(decided?.decision ?? 'open')}</div>
<p>${REASONS[reason]}</p><br>
${wrong !== null && html`<p class="note bad" role="alert">${wrong}</p><br>`}
${renderFacts([
  ['Review', renderCopy(`rev_${id.token}`)],
  ['Order', html`<a href="${href}">${order.reference ?? `order_${order.id.token}`}</a>`],
  ['Account', html`<a href="${ROOT}/accounts/${encodeURIComponent(account)}">${account}</a>`],
  ['Payment', renderCopy(`pay_${payment.id.token}`)],
  ['Payment is', renderState(payment.status)],
  ['Payment’s amount', moneyOf(payment.amountMinor, payment.currency)],
  ['Refund', refund !== null && renderCopy(`rfnd_${refund.id.token}`)],
  ['Refund is', refund !== null && renderState(refund.status)],
  ['Processor', payment.processor],
  ['Its name', payment.processorReference !== null && renderCopy(payment.processorReference)],
  ['It said', `${said.state} (“${said.raw}”)`],
  ['Amount it said', moneyOf(said.amountMinor, said.currency)],
  ['Opened', renderMoment(openedAt)],
  ['Decided by', decided?.by],
  ['Decided', decided !== null && renderMoment(decided.at)],
  ['Note', decided?.note],
])}
${decided === null && mayDo(call.who.role, 'operate') && renderDecide(call, review)}`;
  const status = wrong === null ? 200 : 422;
  return { kind: 'page', title: `Review: ${title}`, section: 'reviews', body, status };
}

function renderDecide({ who, fields }: PageCall, { id }: ShownReview): Markup {
  const path = `${PATH}/rev_${id.token}`;
  const choices = REVIEW_DECISIONS.map((each) => [each, DECISIONS[each]] as const);
  const chosen = fields['decision'] ?? 'dismiss';
  const form = html`${renderSelect('decision', 'Decision', choices, chosen)}
<label>Why, for whoever reads it later<textarea name="note" rows="3" maxlength="${NOTE_MAX}"
>${fields['note'] ?? ''}</textarea></label>
${renderInput('reference', 'The bank’s reference, if there is one', fields['reference'] ?? '')}
<button class="button primary">Go on</button>`;
  const again = html`<button class="button">Ask the processor again</button>`;
  return html`<h2>Decide it</h2>${renderForm(who, path, form)}
<h2>Or ask once more</h2>${renderForm(who, `${path}/ask`, again, 'row-of')}`;
}

function isConfirmed({ fields }: PageCall): boolean {
  return fields['confirmed'] === 'yes';
}

/** Without `confirmed` it is shown what would be decided, and nothing is. */
function renderConfirm(
  { who }: PageCall,
  { id, order, payment, refund, reason }: ShownReview,
  decided: Readonly<Record<'decision' | 'note' | 'reference', string>>,
): Result {
  const { amountMinor, currency } = refund ?? payment;
  const path = `${PATH}/rev_${id.token}`;
  const fields = Object.entries({ ...decided, confirmed: 'yes' }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
  );
  const words = DECISIONS[decided.decision as ReviewDecision];
  const form = html`${fields}<button class="button primary">${words}</button>`;
  const title = 'Is this right?';
  const body = html`<p class="quiet"><a href="${path}">${titleOf(reason)}</a></p>
<h1 tabindex="-1">${title}</h1><br>
<p>Of the order <b>${order.reference ?? `order_${order.id.token}`}</b>,
<b>${moneyOf(amountMinor, currency)}</b> by ${payment.processor}. It is decided once.</p><br>
${renderFacts([
  ['Why', decided.note],
  ['The bank’s reference', decided.reference],
])}<br>
${renderForm(who, path, form)}`;
  return { kind: 'page', title, section: 'reviews', body };
}

async function decide(call: PageCall): Promise<Result | null> {
  const { sources, fields, who } = call;
  const review = await find(call);
  const decision = REVIEW_DECISIONS.find((each) => each === fields['decision']);
  if (review === null || decision === undefined) return null;
  // A form ends its lines by two characters, which its field counts as one.
  const given = (name: string) => (fields[name] ?? '').replaceAll('\r\n', '\n').trim();
  const values = { note: given('note'), reference: given('reference') };
  const read = readFields({ values, lexemes: new Map() });
  const note = read.text('note', { max: NOTE_MAX });
  const reference = read.text('reference', { max: REFERENCE_MAX });
  const [issue] = read.issues;
  if (issue !== undefined) {
    return renderReview(call, review, `It was not decided: ${issue.message}.`);
  }
  if (decision === 'dismiss' && note === null) {
    return renderReview(call, review, 'Say why: whoever finds it dismissed has nothing else.');
  }
  if (!isConfirmed(call) && review.decided === null) {
    const texts = { decision, note: note ?? '', reference: reference ?? '' };
    return renderConfirm(call, review, texts);
  }
  const locators = [{ by: 'token', token: review.id.token }] as const;
  const asked = { kind: 'decideReview', review: locators, decision, by: who.name } as const;
  const decided = await sources.dispatch(OPERATOR, { ...asked, note, reference }, null);
  const to = `${PATH}/rev_${review.id.token}`;
  if (!isFailure(decided)) return { kind: 'moved', to, told: 'decided' };
  const why = decided.detail ?? decided.failure.replaceAll('_', ' ');
  return renderReview(call, review, `It was not decided: ${why}.`);
}

async function askAgain(call: PageCall): Promise<Result | null> {
  const review = await find(call);
  if (review === null) return null;
  const locators = [{ by: 'token', token: review.id.token }] as const;
  const asked = { kind: 'askReview', review: locators } as const;
  const result = await call.sources.dispatch(OPERATOR, asked, null);
  const to = `${PATH}/rev_${review.id.token}`;
  if (!isFailure(result)) return { kind: 'moved', to, told: 'asked' };
  return renderReview(call, review, result.detail ?? 'The processor could not be asked.');
}
