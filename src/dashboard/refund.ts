// A refund from an order's page: how much, then a look at what would be done, then done once.
import { randomBytes } from 'node:crypto';
import { readName } from '../api/locator.ts';
import { type Failure, type FailureCode, isFailure } from '../core/failure.ts';
import { formatDecimal, parseDecimal } from '../core/money.ts';
import { findNamed } from '../core/name.ts';
import { type Payment, refundableMinor } from '../core/payment.ts';
import type { Story } from '../engine/orders/story.ts';
import { html, type Markup } from '../web/html.ts';
import { loadStoryOf } from './order.ts';
import { pathOfOrder } from './order-list.ts';
import { moneyOf, renderForm, renderInput } from './element.ts';
import type { PageCall, Result, Row } from './request.ts';

const PATH = '/orders/:account/:order/refund';
/** Drawn with the form, so that however often that is sent there is one refund of this name. */
const REFERENCE = /^op-[0-9a-f]{20}$/;

export const refundRows: readonly Row[] = [
  { method: 'GET', path: PATH, role: 'operate', answer: askAmount },
  { method: 'POST', path: PATH, role: 'operate', answer: refund, audits: isConfirmed },
];

function isConfirmed({ fields }: PageCall): boolean {
  return fields['confirmed'] === 'yes';
}

type Asked = {
  readonly call: PageCall;
  readonly story: Story;
  readonly payment: Payment;
  readonly reference: string;
  readonly amount: string;
};

async function askAmount(call: PageCall): Promise<Result | null> {
  const story = await loadStoryOf(call);
  const payment = story && paymentOf(story, call.query['payment'] ?? '');
  if (story === null) return null;
  // The address of a form that was sent, loaded again: what it was about is gone.
  if (!payment) return { kind: 'moved', to: pathOfOrder(story.account, story.aggregate.order) };
  const reference = `op-${randomBytes(10).toString('hex')}`;
  const amount = formatDecimal(refundableMinor(payment), payment.currency);
  return renderAsk({ call, story, payment, reference, amount }, null);
}

function paymentOf({ aggregate }: Story, name: string): Payment | null {
  return findNamed(aggregate.payments, readName(name)) ?? null;
}

/** Without `confirmed` it is shown what would be done, and nothing is. */
async function refund(call: PageCall): Promise<Result | null> {
  const { fields } = call;
  const story = await loadStoryOf(call);
  const payment = story && paymentOf(story, fields['payment'] ?? '');
  const { reference = '', amount = '' } = fields;
  if (story === null || !payment || !REFERENCE.test(reference)) return null;
  const asked = { call, story, payment, reference, amount };
  const minor = parseDecimal(amount.replaceAll(',', '').trim(), payment.currency);
  if (minor === undefined || minor === 0) {
    return renderAsk(asked, `An amount of ${payment.currency}, such as 500.50, is needed.`);
  }
  if (!isConfirmed(call)) return renderConfirm(asked, minor);
  const { account, aggregate } = story;
  const known = aggregate.refunds.find((each) => each.reference === reference);
  const to = pathOfOrder(account, aggregate.order);
  if (known !== undefined) return { kind: 'moved', to, told: 'repeated' };
  const target = { payment: [{ by: 'token', token: payment.id.token }] } as const;
  const made = await call.sources.dispatch(
    account,
    {
      ...{ kind: 'createRefund', dialect: '', target, reference, amount: { minor } },
      ...{ currency: payment.currency, by: call.who.name, note: null, notes: {}, wire: {} },
    },
    null,
  );
  if (!isFailure(made)) return { kind: 'moved', to, told: 'refunded' };
  // Somebody pressed twice, and the other press was faster.
  if (made.failure === 'refund_reference_taken') return { kind: 'moved', to, told: 'repeated' };
  return renderAsk(asked, wordsOf(made));
}

const WORDS: Readonly<Partial<Record<FailureCode, string>>> = Object.freeze({
  payment_not_captured: 'This payment was not captured.',
  payment_fully_refunded: 'All of it was given back, or is on its way.',
  refund_too_large: 'That is more than is left of the payment.',
  refund_amount_invalid: 'That is no amount of its currency.',
});

function wordsOf({ failure, detail }: Failure): string {
  return WORDS[failure] ?? detail ?? `It was refused: ${failure.replaceAll('_', ' ')}.`;
}

function hidden({ payment, reference }: Asked): Markup {
  return html`<input type="hidden" name="payment" value="pay_${payment.id.token}">
<input type="hidden" name="reference" value="${reference}">`;
}

function pageOf({ story, call }: Asked, title: string, body: Markup, status = 200): Result {
  const { order } = story.aggregate;
  const back = pathOfOrder(story.account, order);
  const name = order.reference ?? `order_${order.id.token}`;
  const whole = html`<p class="quiet"><a href="${back}">${name}</a></p>
<h1 tabindex="-1">${title}</h1><br>${renderForm(call.who, `${back}/refund`, body)}`;
  return { kind: 'page', title, section: 'orders', body: whole, status };
}

function renderAsk(asked: Asked, wrong: string | null): Result {
  const { payment, amount } = asked;
  const left = moneyOf(refundableMinor(payment), payment.currency);
  const body = html`${hidden(asked)}
${wrong !== null && html`<p class="note bad" role="alert">${wrong}</p>`}
<p>${left} of <span class="mono">pay_${payment.id.token}</span> can be given back.</p>
${renderInput('amount', `Amount in ${payment.currency}`, amount)}
<button class="button primary">Go on</button>`;
  return pageOf(asked, 'Refund', body, wrong === null ? 200 : 422);
}

function renderConfirm(asked: Asked, minor: number): Result {
  const { payment, story } = asked;
  const isLive = story.account.mode === 'live';
  const money = moneyOf(minor, payment.currency);
  const body = html`${hidden(asked)}
<input type="hidden" name="amount" value="${formatDecimal(minor, payment.currency)}">
<input type="hidden" name="confirmed" value="yes">
<p><b>${money}</b> goes back to whoever paid <span class="mono">pay_${payment.id.token}</span>${
    isLive
      ? ` by ${payment.processor}. This cannot be taken back.`
      : '. It is a sandbox: no money moves.'
  }</p>
<button class="button primary">Give back ${money}</button>`;
  return pageOf(asked, 'Is this right?', body);
}
