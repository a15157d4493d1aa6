// Where nothing can be told of a payment yet: the browser comes back by itself.
import { HINT_EVERY_MS } from '../engine/processing/hint.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import { renderMessage } from '../pages/index.ts';
import type { CheckoutPage } from './checkout-page.ts';
import { htmlReply, seeOther } from './reply.ts';

/** To this `step` of its pages, when the payment may be asked about once more. */
export function comeAgain({ base, words, embedder }: CheckoutPage, step: string): WireReply {
  // A page of words alone may stand in no frame.
  if (embedder !== null) return seeOther(`${base}${step}`);
  const { title, reason } = words.states.pending;
  const shown = htmlReply(200, renderMessage({ title, message: reason, detail: null }));
  const refresh = `${HINT_EVERY_MS / 1000};url=${base}${step}`;
  return { ...shown, headers: { ...shown.headers, refresh } };
}
