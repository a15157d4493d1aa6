// The last pages of a payment: how it went, and the browser handed back to the merchant.
import { type Aggregate, isOpen } from '../core/order.ts';
import { decisivePayment } from '../core/payment.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import { type OutcomeView, renderHandback, renderOutcome } from '../pages/index.ts';
import { htmlReply, seeOther } from './reply.ts';
import type { IncomingRequest } from './request.ts';
import { paidOf, reasonWords, showOrder, stateOf } from './checkout-view.ts';
import { embeddingOf, handbackOf, type CheckoutPage } from './checkout-page.ts';

/** Long enough to read how it went. */
const RETURN_DELAY_SECONDS = { paid: 3, pending: 3, failed: 1, cancelled: 1, expired: 1 } as const;
const PENDING_REFRESH_SECONDS = 5;

/** Shows how it went and sends the browser back, if the order says where to. */
export function showReturn(checkout: CheckoutPage, incoming: IncomingRequest): WireReply {
  const { account, aggregate, base, sandbox, isTest, words } = checkout;
  if (isOpen(aggregate.order) && aggregate.payments.length === 0) return seeOther(base);
  const handback = handbackOf(checkout);
  const state = stateOf(aggregate);
  // Inside another page the browser stays: that page is told, and takes it from there.
  if (handback === null || checkout.embedder !== null) {
    return state === 'pending' ? seeOther(base) : showOutcome(checkout);
  }
  const posts = handback.kind === 'browserPost';
  const page = renderHandback({
    order: showOrder(checkout),
    words,
    sandbox,
    isTest,
    state,
    reason: reasonWords(account, aggregate, words),
    method: posts ? 'POST' : 'GET',
    url: handback.url,
    fields: posts ? handback.fields : [],
    delaySeconds: 'now' in incoming.query ? 0 : RETURN_DELAY_SECONDS[state],
    paymentReference: paymentName(aggregate),
    paid: paidOf(aggregate, words),
    onward: 'any',
  });
  return htmlReply(200, page);
}

export function showOutcome(checkout: CheckoutPage): WireReply {
  const { aggregate, base } = checkout;
  const isPending = stateOf(aggregate) === 'pending';
  const hasReturn = checkout.embedder === null && handbackOf(checkout) !== null;
  return renderEnd(checkout, base, {
    back: hasReturn ? { href: `${base}/return?now` } : null,
    ...embeddingOf(checkout, isPending ? 'loaded' : 'ended'),
  });
}

/** How it went, on the phone that scanned the code: the way back is not its own. */
export function showScanned(checkout: CheckoutPage): WireReply {
  return renderEnd(checkout, `${checkout.base}/upi`, {
    back: null,
    isElsewhere: true,
    // No sealed field leaves with a page that anybody may have scanned.
    embedder: checkout.embedder,
  });
}

type Place = Pick<OutcomeView, 'back' | 'isElsewhere' | 'embedder' | 'tell'>;

/** `again` is where an order that is still open is paid. */
function renderEnd(checkout: CheckoutPage, again: string, place: Place): WireReply {
  const { account, aggregate, sandbox, isTest, words } = checkout;
  const state = stateOf(aggregate);
  const isUnpaid = state !== 'pending' && state !== 'paid';
  const page = renderOutcome({
    order: showOrder(checkout),
    words,
    sandbox,
    isTest,
    state,
    paymentReference: paymentName(aggregate),
    paid: paidOf(aggregate, words),
    reason: reasonWords(account, aggregate, words),
    retry: isOpen(aggregate.order) && isUnpaid ? again : null,
    refreshSeconds: state === 'pending' ? PENDING_REFRESH_SECONDS : null,
    ...place,
  });
  return htmlReply(200, page);
}

function paymentName({ payments }: Aggregate): string | null {
  const payment = decisivePayment(payments);
  return payment === null ? null : `pay_${payment.id.token}`;
}
