// The form that a customer pays with, as it is shown at first and after something went wrong.
import { carrierOf } from '../core/account.ts';
import { takesInstrument, takesMethod } from '../core/order.ts';
import type { Payment } from '../core/payment.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import { type Method, renderPay, type Words } from '../pages/index.ts';
import type { CheckoutPage } from './checkout-page.ts';
import { embeddingOf, hasReturn } from './checkout-page.ts';
import { showUpi } from './checkout-upi.ts';
import { declineTitle, declineWords, showOffers, showOrder } from './checkout-view.ts';
import { htmlReply } from './reply.ts';

export type PayForm = {
  readonly wanted: string | undefined;
  /** The one method that is offered; all are where the processor does not have it. */
  readonly only?: string | undefined;
  readonly entered: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly declined: {
    readonly title: string;
    readonly reason: string;
    readonly isCalm: boolean;
  } | null;
  /** Whether it was declined just now. */
  readonly isNews: boolean;
};

export function showForm(checkout: CheckoutPage, status: number, form: PayForm): WireReply {
  const { processor, base, sandbox, context, words } = checkout;
  const { offers } = processor.menu;
  const { order } = context.aggregate;
  const banks = processor.menu.banks.filter(({ code, name }) =>
    takesInstrument(order, { method: 'netbanking', bank: code, bankName: name }),
  );
  const wallets = processor.menu.wallets.filter(({ code }) =>
    takesInstrument(order, { method: 'wallet', wallet: code }),
  );
  const isCarried = carrierOf(checkout.account) !== null;
  const takes = (method: Method): boolean => isCarried && takesMethod(order, method);
  const open = processor.menu.methods.filter(takes);
  const named = open.filter((method) => method === form.only);
  const methods = named.length > 0 ? named : open;
  const chosen = methods.find((method) => method === form.wanted) ?? methods[0] ?? 'upi';
  const page = renderPay({
    order: showOrder(checkout),
    words,
    sandbox,
    action: base,
    cancelAction: `${base}/cancel`,
    returns: hasReturn(checkout),
    methods,
    banks,
    wallets,
    upi: open.includes('upi') ? showUpi(checkout) : null,
    instruments: sandbox ? showOffers(offers, context.now) : [],
    chosen: chosen satisfies Method,
    now: context.now,
    entered: form.entered,
    errors: form.errors,
    declined: form.declined,
    ...embeddingOf(checkout, form.declined !== null && form.isNews ? 'failed' : 'loaded'),
  });
  return htmlReply(status, page);
}

export function declinedOf(last: Payment | undefined, words: Words): PayForm['declined'] {
  if (last?.status !== 'failed') return null;
  const { decline } = last;
  return {
    title: declineTitle(decline, words),
    reason: `${declineWords(decline, words)} ${words.tryAgain}`,
    isCalm: decline === 'cancelled_by_customer',
  };
}

/** What was chosen before the page was opened, by whoever sent the customer here. Never a card. */
const CHOSEN_BEFORE = ['vpa', 'bank', 'wallet'] as const;

export function readChosen(query: Readonly<Record<string, string>>): PayForm['entered'] {
  return Object.fromEntries(
    CHOSEN_BEFORE.flatMap((name) => {
      const value = query[name];
      return value === undefined ? [] : [[name, value.slice(0, 254)]];
    }),
  );
}
