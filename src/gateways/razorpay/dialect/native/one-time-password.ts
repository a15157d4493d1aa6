// A card's one-time password on the merchant's own page, and what is asked before a payment: a VPA,
// the first digits of a card. In the sandbox alone; elsewhere the paths are unknown, as they are to
// an account that they were not enabled for.
// Source: razorpay.md §1.13; razorpay.md §2.5.
import type { FindPayment, SimulatePayment } from '../../../../core/command.ts';
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { isUndecided } from '../../../../core/payment.ts';
import { type Call, type Operation, operation, type Reply } from '../../../dialect.ts';
import { readId } from '../../ids.ts';
import { viewPasswordAddresses, viewPasswordSteps, viewSigned } from './custom-answer.ts';
import { has, readText } from './field.ts';
import { paymentOf } from './payment.ts';
import { refuse, renderPlain } from './refusal.ts';
import { jsonOf } from './view.ts';

const CREATE = { method: 'POST', rate: 'create' } as const;

/** Four to ten digits succeed in test mode, and fewer fail. */
const PASSWORD_MIN = 4;
const INCORRECT = 'payment processing failed because of incorrect otp';
/** The refusal of a wrong one adds what can be done about it. */
const PASSWORD_FIELD = 'otp';

function refuseLive({ account }: Call): Failure | null {
  return account.mode === 'sandbox' ? null : { failure: 'path_unknown' };
}

function parseFind(call: Call): FindPayment | Failure {
  const payment = readId(call.params['id'] ?? '', 'payment');
  if (isFailure(payment)) return payment;
  return refuseLive(call) ?? { kind: 'findPayment', order: null, payment };
}

function parseSubmit(call: Call): SimulatePayment | Failure {
  const live = refuseLive(call);
  if (live !== null) return live;
  const payment = readId(call.params['id'] ?? '', 'payment');
  if (isFailure(payment)) return payment;
  const given = call.fields.values[PASSWORD_FIELD];
  const otp = typeof given === 'number' ? String(given) : given;
  if (!has(call.fields.values, PASSWORD_FIELD) || otp === '') {
    return refuse(PASSWORD_FIELD, 'required', 'The otp field is required.');
  }
  if (typeof otp !== 'string' || otp.length < PASSWORD_MIN || !/^\d{4,10}$/.test(otp)) {
    return refuse(PASSWORD_FIELD, 'range', INCORRECT);
  }
  return { kind: 'simulatePayment', payment, choice: 'success', method: 'card' };
}

/** Only a card payment that waits at its bank has a password. */
function refuseOther(outcome: Outcome): Reply | null {
  const payment = paymentOf(outcome);
  if (payment.instrument?.method !== 'card') {
    return renderPlain('The otp authentication type is not applicable on the given card');
  }
  return isUndecided(payment) ? null : renderPlain('Payment already processed');
}

function renderSubmitted(outcome: Outcome, call: Call): Reply {
  const payment = paymentOf(outcome);
  const isGood = payment.status === 'captured' || payment.status === 'authorized';
  if (!isGood) return renderPlain('Payment already processed');
  return jsonOf(viewSigned(outcome.aggregate, payment, call.credentials.secret));
}

const VPA = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}@[A-Za-z][A-Za-z0-9.-]{1,63}$/;

/** Nobody is asked in the sandbox: whoever could have a UPI address has one. */
function answerVpa(call: Call): Reply | Failure {
  const live = refuseLive(call);
  if (live !== null) return live;
  const vpa = readText(call.fields, 'vpa', 320);
  if (isFailure(vpa)) return vpa;
  if (vpa === null) return refuse('vpa', 'required', 'The vpa field is required.');
  if (!VPA.test(vpa)) {
    const says = 'Invalid VPA. Please enter a valid Virtual Payment Address';
    return refuse('vpa', 'format', says);
  }
  return jsonOf({ vpa, success: true, customer_name: 'Test Customer' });
}

export const passwordOperations: readonly Operation[] = [
  operation(
    { ...CREATE, path: '/payments/:id/otp_generate' },
    parseFind,
    (outcome, call) =>
      refuseOther(outcome) ?? jsonOf(viewPasswordAddresses(paymentOf(outcome), call)),
  ),
  operation({ ...CREATE, path: '/payments/:id/otp/submit' }, parseSubmit, renderSubmitted),
  operation(
    { ...CREATE, path: '/payments/:id/otp/resend' },
    parseFind,
    (outcome) => refuseOther(outcome) ?? jsonOf(viewPasswordSteps(paymentOf(outcome))),
  ),
  { ...CREATE, path: '/payments/validate/vpa', answer: answerVpa },
];
