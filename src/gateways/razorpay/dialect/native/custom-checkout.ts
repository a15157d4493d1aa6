// Custom checkout: the shop's own page collects the instrument, our razorpay.js sends it with the
// public key. Test instruments, in the sandbox alone.
// Source: razorpay.md §2.8 (documents; the path observed, the form of the answer inferred).
import type { PayByApi } from '../../../../core/command.ts';
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { isUndecided } from '../../../../core/payment.ts';
import type { Call, RawRequest, Reply } from '../../../dialect.ts';
import { nameOf } from '../../ids.ts';
import { refusalOf } from './custom-answer.ts';
import { isWithoutOrder, parseCustom } from './custom-payment.ts';
import { has } from './field.ts';
import { paymentOf } from './payment.ts';
import { EMBEDDER_FIELD, embedderOf, refuse, renderRefusal } from './refusal.ts';
import { jsonOf } from './view.ts';

/** The page that asks is the shop's; nothing here is read by a cookie or a secret. */
const ANY_ORIGIN = Object.freeze({ 'access-control-allow-origin': '*' });

function open(reply: Reply): Reply {
  return reply.kind === 'json' ? { ...reply, headers: { ...reply.headers, ...ANY_ORIGIN } } : reply;
}

export const AJAX_PATH = '/payments/create/ajax';

export function renderAjaxRefusal(failure: Failure, request: RawRequest): Reply {
  return open(renderRefusal(failure, request));
}

/** Each is a session of its own: only the page that began it is told the signed result. */
export function parseAjax(call: Call): PayByApi | Failure {
  if (call.account.mode !== 'sandbox') return { failure: 'path_unknown' };
  if (isWithoutOrder(call.fields)) {
    return refuse('order_id', 'required', 'The order id field is required.');
  }
  const isNamed = has(call.fields.values, EMBEDDER_FIELD);
  const embedder = embedderOf(call.request);
  if (embedder === null && isNamed) {
    return refuse(EMBEDDER_FIELD, 'format', 'The page of the shop has no web address of its own.');
  }
  const asked = parseCustom(call);
  if (isFailure(asked)) return asked;
  const { order, opens } = asked;
  const returns = opens?.returns ?? {};
  const session = { dialect: 'razorpay', order, returns, customer: {}, notes: null } as const;
  return { ...asked, opens: { kind: 'openCheckout', ...session, embedder } };
}

/** Where its window goes: the bank's page, or how it went. */
export function renderAjax(outcome: Outcome, call: Call): Reply {
  const payment = paymentOf(outcome);
  const { aggregate } = outcome;
  if (payment.status === 'failed') return open(refusalOf(payment, aggregate));
  const { addresses, request } = call;
  const session = payment.opening?.session ?? undefined;
  const embedder = embedderOf(request);
  const page =
    embedder === null
      ? addresses.page(aggregate, session)
      : addresses.frame(aggregate, embedder, session);
  const url = `${page}/${isUndecided(payment) ? 'bank' : 'return'}`;
  const payment_id = nameOf('payment', payment);
  return open(jsonOf({ type: 'first', request: { url, method: 'get' }, payment_id, version: 1 }));
}
