// The customer's step, taken without a browser: the one-time password and the simulation.
// Source: cashfree.md §1.7; both work on sandbox accounts only.
import { offeredSecret } from '../proof.ts';
import type { Choice, FindPayment, SimulatePayment } from '../../../../core/command.ts';
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, invalid } from '../../../../core/failure.ts';
import type { Payment, PaymentStatus } from '../../../../core/payment.ts';
import type { Call, Identification, RawRequest, Reply } from '../../../dialect.ts';
import { readRequest } from '../reading.ts';
import { TEST_OTP } from '../instrument.ts';
import { locatePayment, locateSimulation, simulationName } from '../../ids.ts';
import { renderRefusal, WORDS } from './refusal.ts';
import type { Spelling, Traits } from '../../version.ts';
import { idOf } from './view.ts';
import { ERROR_DETAILS } from '../../words.ts';
import { readWord } from './change.ts';

/** The SDKs name nothing but the payment here: its number alone must find the account. */
export function identifySimulation(request: RawRequest): Identification | Failure {
  const [locator] = locatePayment(request.path.slice(request.path.lastIndexOf('/') + 1)) ?? [];
  if (locator?.by !== 'number') return { failure: 'payment_not_found' };
  return { key: String(locator.number), proof: offeredSecret(request), by: 'payment' };
}

export function renderSimulationRefusal(failure: Failure, traits: Traits): Reply {
  return renderRefusal(failure, traits, { credentials_wrong: WORDS.payment_not_found });
}

const ACTIONS = ['SUBMIT_OTP', 'RESEND_OTP'] as const;

/** A wrong password changes nothing: the customer may try again. */
export function parseAuthenticate(call: Call): SimulatePayment | FindPayment | Failure {
  const payment = locatePayment(call.params['cf_payment_id'] ?? '');
  if (payment === undefined) return { failure: 'payment_not_found' };
  const read = readRequest(call.fields);
  const action = readWord(read, 'action', ACTIONS);
  const submits = action === 'SUBMIT_OTP';
  if (submits && !read.has('otp')) {
    read.refuse({ field: 'otp', rule: 'required', message: 'is missing in the request' });
  }
  if (read.issues.length > 0) return invalid(read.issues);
  return submits && isTestOtp(call)
    ? { kind: 'simulatePayment', payment, choice: 'success' }
    : { kind: 'findPayment', order: null, payment };
}

function isTestOtp({ fields }: Call): boolean {
  const { otp } = fields.values;
  return otp === TEST_OTP || otp === Number(TEST_OTP);
}

// As the examples have it: 2022-09-01 to 2026-01-01.
const OTP_SENT = 'otp sent successfully';
const OTP_TAKEN = 'payment successful';

export function viewAuthenticate<I extends keyof Spelling>(
  { payment }: Outcome,
  traits: Traits<I>,
  call: Call,
) {
  if (payment === null) throw new Error('the step of a payment without the payment');
  const action = ACTIONS.find((each) => each === call.fields.values['action']) ?? null;
  const sends = action === 'RESEND_OTP';
  const done = sends ? payment.status === 'pending' : hasSucceeded(payment);
  const refused = sends || isTestOtp(call) ? 'OTP could not be processed' : 'otp is invalid';
  return {
    action,
    authenticate_status: done ? ('SUCCESS' as const) : ('FAILED' as const),
    cf_payment_id: idOf(payment.id, traits),
    payment_message: done ? (sends ? OTP_SENT : OTP_TAKEN) : refused,
  };
}

function hasSucceeded({ status }: Payment): boolean {
  return status === 'captured' || status === 'authorized';
}

const CHOICE: Readonly<Record<SimulationWord, Choice>> = Object.freeze({
  SUCCESS: 'success',
  FAILED: 'failure',
  PENDING: 'pending',
  USER_DROPPED: 'cancel',
});
type SimulationWord = 'SUCCESS' | 'FAILED' | 'PENDING' | 'USER_DROPPED';
const SIMULATION_WORDS: readonly SimulationWord[] = [
  'SUCCESS',
  'FAILED',
  'PENDING',
  'USER_DROPPED',
];

const SIMULATED: Readonly<Record<PaymentStatus, SimulationWord>> = Object.freeze({
  created: 'PENDING',
  pending: 'PENDING',
  authorized: 'SUCCESS',
  captured: 'SUCCESS',
  failed: 'FAILED',
  voided: 'FAILED',
});

export function parseSimulate(call: Call): SimulatePayment | Failure {
  const read = readRequest(call.fields);
  readWord(read, 'entity', ['PAYMENTS']);
  const name = read.text('entity_id', { required: true, max: 255, numbers: true });
  read.object('entity_simulation', { required: true });
  const word = readWord(read, 'entity_simulation.payment_status', SIMULATION_WORDS);
  read.text('entity_simulation.payment_error_code', { max: 100 });
  if (read.issues.length > 0 || name === null || word === null) return invalid(read.issues);
  const payment = locatePayment(name);
  if (payment === undefined) return { failure: 'payment_not_found' };
  return { kind: 'simulatePayment', payment, choice: CHOICE[word] };
}

export function parseFindSimulation(call: Call): FindPayment | Failure {
  const payment = locateSimulation(call.params['simulation_id'] ?? '');
  if (call.account.mode !== 'sandbox' || payment === undefined) {
    return { failure: 'payment_not_found' };
  }
  return { kind: 'findPayment', order: null, payment };
}

/** What became of the payment, which a decided one keeps whatever is wished for. */
export function viewSimulation({ payment }: Outcome, call: Call) {
  if (payment === null) throw new Error('a simulation without its payment');
  const { decline, status } = payment;
  const dropped = status === 'failed' && decline === 'cancelled_by_customer';
  const asked = readRequest(call.fields).text('entity_simulation.payment_error_code');
  const told = decline === null ? null : (ERROR_DETAILS[decline]?.[0] ?? null);
  return {
    simulation_id: simulationName(payment),
    entity: 'PAYMENTS',
    entity_id: String(payment.id.number),
    entity_simulation: {
      payment_status: dropped ? 'USER_DROPPED' : SIMULATED[status],
      payment_error_code: status === 'failed' ? (asked ?? told) : null,
    },
  };
}
