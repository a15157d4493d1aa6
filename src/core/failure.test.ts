// Every reason for a refusal: whether the same request could succeed later, and what a failure is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder } from '../../test/support/call.ts';
import { type FailureCode, invalid, isFailure, transient } from './failure.ts';

// `transient` failures are no answers: an idempotency record that kept one would repeat it for a
// day after its cause has gone. A word that is no answer would let a charge be tried twice.
const BY_CODE: Readonly<Record<FailureCode, readonly [transient: boolean, why: string]>> = {
  path_unknown: [false, 'the same path leads nowhere the next time too'],
  method_not_allowed: [false, 'the same method'],
  body_too_large: [false, 'the same body'],
  media_type_unsupported: [false, 'the same type'],
  body_malformed: [false, 'the same body'],
  version_missing: [false, 'the same headers'],
  version_unknown: [false, 'the same headers'],
  request_invalid: [false, 'the same fields'],
  credentials_missing: [false, 'the same headers'],
  credentials_wrong: [false, 'the same secret'],
  account_inactive: [true, 'its operator may activate it'],
  rate_limited: [true, 'the window passes'],
  idempotency_mismatch: [false, 'the key stays with the first request'],
  idempotency_in_flight: [true, 'the first request ends'],
  order_not_found: [false, 'what was looked for was not there: that is the answer'],
  payment_not_found: [false, 'what was looked for was not there: that is the answer'],
  refund_not_found: [false, 'what was looked for was not there: that is the answer'],
  order_reference_taken: [false, 'a reference is never free again'],
  order_paid: [false, 'a paid order stays paid'],
  order_expired: [false, 'an expired order stays expired'],
  order_cancelled: [false, 'a cancelled order stays cancelled'],
  order_unpaid: [false, 'a state of the order is an answer'],
  payment_in_progress: [true, 'the payment is decided'],
  payment_not_authorized: [false, 'a state of the payment is an answer'],
  payment_captured: [false, 'a captured payment stays captured'],
  currency_mismatch: [false, 'the same currency'],
  payment_not_captured: [false, 'a state of the payment is an answer'],
  capture_amount_mismatch: [false, 'the same amount'],
  refund_reference_taken: [false, 'a reference is never free again'],
  refund_amount_invalid: [false, 'the same amount'],
  refund_too_large: [false, 'the same amount'],
  payment_fully_refunded: [false, 'a state of the payment is an answer'],
  refund_not_pending: [false, 'a refund that is decided stays so'],
  record_not_found: [false, 'what was looked for was not there: that is the answer'],
  record_taken: [false, 'a state of the record is an answer'],
  processor_unavailable: [true, 'the processor comes back'],
  internal: [false, 'nobody knows what it comes from: a 500 is remembered like any answer'],
};

for (const [failure, [expected, why]] of Object.entries(BY_CODE)) {
  test(`${failure} is ${expected ? 'transient' : 'an answer'}: ${why}`, () => {
    assert.equal(transient({ failure: failure as FailureCode }), expected);
  });
}

test('a failure is an object that names its failure, and nothing else is', () => {
  assert.equal(isFailure({ failure: 'internal' }), true);
  for (const value of [null, undefined, 'failure', 7, true, {}, [], buildOrder()]) {
    assert.equal(isFailure(value), false, JSON.stringify(value));
  }
});

test('wrong fields are told with their issues', () => {
  const issues = [{ field: 'amount', rule: 'required', message: 'Amount is required' }] as const;
  assert.deepEqual(invalid(issues), { failure: 'request_invalid', issues });
});
