// One order's page: what it is, its payments and refunds, and its story from top to bottom.
import type { Account } from '../core/account.ts';
import { isFailure } from '../core/failure.ts';
import { findByKey } from '../core/id.ts';
import type { Order } from '../core/order.ts';
import { type Payment, refundableMinor } from '../core/payment.ts';
import type { Refund } from '../core/refund.ts';
import type { InstructionRow } from '../store/store.ts';
import type { Story } from '../engine/orders/story.ts';
import { html, type Content, type Markup } from '../web/html.ts';
import { nameOf } from './account-choice.ts';
import { mayDo } from '../core/operator.ts';
import { pathOfOrder } from './order-list.ts';
import { addressOf, type Fact, moneyOf, renderCopy, renderFacts } from './element.ts';
import { longOf, renderMoment, renderState, renderTable, rightOf } from './element.ts';
import { renderJson } from './json.ts';
import { refundRows } from './refund.ts';
import { pathOfRequests } from './request-log.ts';
import type { PageCall, Result, Row } from './request.ts';
import { ROOT } from './request.ts';
import { renderViewsOf } from './dialect-view.ts';
import { renderStory } from './story-line.ts';

export const storyRows: readonly Row[] = [
  {
    method: 'GET',
    path: '/orders/:account/:order',
    role: 'read',
    answer: showOrder,
    merchants: true,
  },
  ...refundRows,
];

export async function loadStoryOf({ sources, params }: PageCall): Promise<Story | null> {
  const known = await sources.accounts.find(params['account'] ?? '');
  if (known === null) return null;
  const story = await sources.loadStory(known.account, params['order'] ?? '');
  return isFailure(story) ? null : story;
}

async function showOrder(call: PageCall): Promise<Result | null> {
  const story = await loadStoryOf(call);
  if (story === null) return null;
  const { account, aggregate } = story;
  const { order } = aggregate;
  const name = order.reference ?? `order_${order.id.token}`;
  const page = call.sources.addresses(account).page(aggregate);
  const body = html`<p class="quiet"><a href="${ROOT}/orders">Orders</a></p>
<div class="head"><h1 tabindex="-1">${name}</h1>${renderState(order.status)}${
    account.mode === 'sandbox' && html`<span class="tag">sandbox</span>`
  }</div>
<p class="amount">${moneyOf(order.amountMinor, order.currency)}</p><br>
${renderFacts(factsOf(call, account, order, page))}
${renderPayments(call, story)}
${renderRefunds(story)}
${renderUnderWay(story)}
<h2>Story</h2>
${renderStory(story)}
${renderViewsOf(pathOfOrder(account, order))}<h2>As it is kept</h2>
<details><summary>JSON</summary>${renderJson(kept(aggregate))}</details>`;
  return { kind: 'page', title: name, section: 'orders', body };
}

function factsOf({ who }: PageCall, account: Account, order: Order, page: string): readonly Fact[] {
  const { id, reference, dialect, createdAt, expiresAt, description, capture } = order;
  const isPlayed = account.mode === 'sandbox' && who.only === undefined;
  const named = { account: account.key, order: `order_${id.token}` };
  const linked = html`<a href="${ROOT}/accounts/${encodeURIComponent(account.key)}">${nameOf(
    account,
  )}</a>`;
  return [
    ['Order', renderCopy(`order_${id.token}`)],
    ['Number', renderCopy(String(id.number))],
    ['Reference', reference !== null && renderCopy(reference)],
    ['Account', who.only === undefined ? linked : nameOf(account)],
    ['Dialect', dialect],
    ['Paid', order.amountPaidMinor > 0 && moneyOf(order.amountPaidMinor, order.currency)],
    ['Created', renderMoment(createdAt)],
    ['Ends', expiresAt !== null && renderMoment(expiresAt)],
    ['Capture', capture === 'manual' && 'by the merchant'],
    ['Description', description],
    [
      'Requests',
      who.only === undefined && html`<a href="${pathOfRequests(account, order)}">Show</a>`,
    ],
    [
      'Sandbox',
      isPlayed &&
        html`<a href="${addressOf(`${ROOT}/sandbox`, named)}">Pay it, or play a bad day</a>`,
    ],
    ['Payment page', html`<a href="${page}" rel="noreferrer" hx-boost="false">Open</a>`],
    ...Object.entries(order.notes).map(([name, value]): Fact => [`Note: ${name}`, value]),
  ];
}

function renderPayments({ who }: PageCall, { account, aggregate }: Story): Markup {
  const { order, payments } = aggregate;
  if (payments.length === 0) return html`<h2>Payments</h2><p class="quiet">None yet.</p>`;
  const base = `${pathOfOrder(account, order)}/refund`;
  const rows = payments.map((payment): readonly Content[] => {
    const { id, status, currency, instrument, processor } = payment;
    const isLeft = refundableMinor(payment) > 0 && mayDo(who.role, 'operate');
    return [
      renderCopy(`pay_${id.token}`),
      renderState(payment.surplus === true ? `${status}, surplus` : status),
      moneyOf(payment.amountMinor, currency),
      payment.refundedMinor > 0 ? moneyOf(payment.refundedMinor, currency) : '–',
      `${instrument?.method ?? '–'} by ${processor}`,
      saidOf(payment),
      isLeft && html`<a href="${base}?payment=pay_${id.token}">Refund</a>`,
    ];
  });
  const amounts = ['Amount', 'Refunded'].map(rightOf);
  const head = ['Payment', 'Status', ...amounts];
  return html`<h2>Payments</h2>
${renderTable('Payments', [...head, 'How', longOf('The processor said'), ''], rows)}`;
}

/** What the processor said, without what it did not say. */
function saidOf(entity: Payment | Refund): string {
  const { processorStatus, processorReference, bankReference } = entity;
  const decline = 'decline' in entity ? entity.decline : null;
  const parts = [
    processorStatus === null ? null : `“${processorStatus}”`,
    decline?.replaceAll('_', ' ') ?? null,
    processorReference,
    bankReference === null ? null : `bank ${bankReference}`,
  ];
  return parts.filter((part) => part !== null).join(', ') || '–';
}

function renderRefunds({ aggregate: { refunds, payments } }: Story): Markup | null {
  if (refunds.length === 0) return null;
  const rows = refunds.map((refund) => [
    renderCopy(`rfnd_${refund.id.token}`),
    renderState(refund.status),
    moneyOf(refund.amountMinor, refund.currency),
    refund.reference ?? '–',
    renderCopy(`pay_${findByKey(payments, refund.paymentKey)?.id.token}`),
    saidOf(refund),
    renderMoment(refund.createdAt),
  ]);
  const head = ['Refund', 'Status', rightOf('Amount'), 'Reference'];
  return html`<h2>Refunds</h2>
${renderTable('Refunds', [...head, 'Of', longOf('The processor said'), 'Asked for'], rows)}`;
}

function renderUnderWay({ instructions, aggregate }: Story): Markup | null {
  if (instructions.length === 0) return null;
  const { payments, refunds } = aggregate;
  const about = ({ kind, id }: InstructionRow): string =>
    kind === 'refund'
      ? `rfnd_${findByKey(refunds, id)?.id.token}`
      : `pay_${findByKey(payments, id)?.id.token}`;
  const rows = instructions.map((each) => [
    each.kind,
    renderCopy(about(each)),
    each.sentAt === null ? 'not yet' : renderMoment(each.sentAt),
    each.tries,
    renderMoment(each.dueAt),
  ]);
  return html`<h2>Under way at the processor</h2>
${renderTable('Under way', ['What', 'About', 'Sent', 'Tries', 'Next'], rows)}`;
}

/** Without whoever pays, and without what a dialect or a processor keeps for itself. */
function kept({ order, payments, refunds }: Story['aggregate']): object {
  const { customer: _c, wire: _w, returns, payerAccount: _p, ...shown } = order;
  return {
    order: { ...shown, returns, id: `order_${order.id.token}` },
    payments: payments.map(({ id, customer: _, instrument, handover: _h, ...rest }) => {
      return { ...rest, id: `pay_${id.token}`, method: instrument?.method ?? null };
    }),
    refunds: refunds.map(({ id, wire: _, ...rest }) => ({ ...rest, id: `rfnd_${id.token}` })),
  };
}
