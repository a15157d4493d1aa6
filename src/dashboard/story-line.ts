// The lines of an order's story: what happened, what was said, what was sent, in one order of time.
import type { OrderEvent } from '../core/result.ts';
import type { EventKind } from '../core/decision.ts';
import type { ShownReview, ShownTranscript } from '../core/review-request.ts';
import type { TracedWebhook } from '../core/webhook.ts';
import type { Story } from '../engine/orders/story.ts';
import { html, type Content, type Markup } from '../web/html.ts';
import { moneyOf, renderCopy, renderMoment, renderState, type Tone, toneOf } from './element.ts';
import { ROOT } from './request.ts';

type Line = {
  readonly at: number;
  readonly tone: Tone | 'talk';
  readonly title: Content;
  readonly also: Content;
  /** Where the exact bytes are. */
  readonly href: string | null;
};

const EVENTS: Readonly<Record<EventKind, readonly [Tone, string]>> = Object.freeze({
  'order.created': ['calm', 'Order created'],
  'order.paid': ['good', 'Order paid'],
  'order.expired': ['calm', 'Order expired'],
  'order.cancelled': ['calm', 'Order cancelled'],
  'payment.pending': ['wait', 'Payment pending'],
  'payment.authorized': ['wait', 'Payment authorized'],
  'payment.captured': ['good', 'Payment captured'],
  'payment.failed': ['bad', 'Payment failed'],
  'payment.voided': ['calm', 'Payment voided'],
  'payment.mismatched': ['bad', 'Payment of another amount'],
  'payment.surplus': ['bad', 'Money too much: it goes back'],
  'payment.routed': ['calm', 'Payment routed'],
  'refund.created': ['wait', 'Refund asked for'],
  'refund.processed': ['good', 'Refund processed'],
  'refund.failed': ['bad', 'Refund failed'],
  'refund.cancelled': ['calm', 'Refund cancelled'],
  'evidence.contradicted': ['bad', 'The processor contradicts what is settled'],
  'review.decided': ['calm', 'Review decided'],
});

export function renderStory(story: Story): Markup {
  const { account } = story;
  const lines = [
    ...story.events.map(lineOfEvent),
    ...story.exchanges.map(lineOfExchange),
    ...story.reviews.map(lineOfReview),
    ...story.webhooks.map((each) => lineOfWebhook(account.key, each)),
  ];
  const sorted = lines.sort((one, other) => one.at - other.at);
  return html`<ol class="story">${sorted.map(renderLine)}</ol>
${story.cut.map((each) => html`<p class="quiet">Of its ${each} only the newest are shown.</p>`)}`;
}

function renderLine({ at, tone, title, also, href }: Line): Markup {
  return html`<li class="${tone}"><div class="line"><span class="strong">${title}</span>
${renderMoment(at)}</div>
${also !== '' && html`<div class="also">${also}</div>`}${href !== null && renderBytesOf(href)}</li>
`;
}

/** Loaded when it is opened; without script the address is there to be followed. */
export function renderBytesOf(href: string): Markup {
  return html`<details hx-get="${href}" hx-trigger="toggle once" hx-target="find .bytes"
hx-select="#bytes" hx-select-oob="unset" hx-swap="innerHTML"><summary>Exact bytes</summary>
<div class="bytes"><a href="${href}">Show them</a></div></details>`;
}

function lineOfEvent(event: OrderEvent): Line {
  const [tone, title] = EVENTS[event.kind];
  return { at: event.at, tone, title, also: becauseOf(event), href: null };
}

/** The evidence or the reason that came with it. */
function becauseOf({ evidence, routing, by }: OrderEvent): Content {
  if (by !== null) return `asked for by ${by}`;
  if (routing !== null) return html`${renderCopy(`pay_${routing.payment}`)}: ${routing.reason}`;
  if (evidence === null) return '';
  const { payment, refund, state, raw, reference, bankReference } = evidence;
  const about = refund === null ? `pay_${payment}` : `rfnd_${refund}`;
  const amount = moneyOf(evidence.amountMinor, evidence.currency);
  return html`the processor said <b>${state}</b> of ${amount} (“${raw}”) for
${renderCopy(about)}${reference !== null && html`, its name ${reference}`}${
  bankReference !== null && html`, bank ${bankReference}`
}`;
}

function lineOfExchange(exchange: ShownTranscript): Line {
  const { id, at, direction, operation, status, durationMs, error } = exchange;
  const title =
    direction === 'out' ? `Asked the processor: ${operation}` : `Was told: ${operation}`;
  const answer = status === null ? 'no answer' : `answered ${status}`;
  return {
    ...{ at, title, tone: error === null ? 'talk' : 'bad' },
    also: html`${answer} after ${durationMs} ms${error !== null && html`: ${error}`}`,
    href: `${ROOT}/exchanges/exch_${id.token}`,
  };
}

function lineOfReview({ id, reason, openedAt, decided }: ShownReview): Line {
  const name = html`<a href="${ROOT}/reviews/rev_${id.token}">${reason.replaceAll('_', ' ')}</a>`;
  const also =
    decided === null
      ? 'waits for somebody to decide'
      : `${decided.decision} by ${decided.by}${decided.note === null ? '' : `: ${decided.note}`}`;
  return {
    at: openedAt,
    tone: decided === null ? 'wait' : 'calm',
    title: html`Review: ${name}`,
    also,
    href: null,
  };
}

function lineOfWebhook(account: string, webhook: TracedWebhook): Line {
  const { token, event, url, state, deliveries, createdAt } = webhook;
  const href = `${ROOT}/webhooks/${encodeURIComponent(account)}/msg_${token}`;
  const last = deliveries.at(-1);
  const tries = deliveries.length === 1 ? '1 attempt' : `${deliveries.length} attempts`;
  const ended = last === undefined ? '' : `, the last ${last.error ?? `answered ${last.status}`}`;
  return {
    ...{ at: createdAt, tone: toneOf(state), href },
    title: html`Webhook <a href="${href}">${event}</a>`,
    also: html`${renderState(state)} to ${url}: ${tries}${ended}`,
  };
}
