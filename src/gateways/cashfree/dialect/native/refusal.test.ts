// The native versions' failures, with the rows of the contract that they come from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../../../../core/failure.ts';
import { renderRefusal, WORDS } from './refusal.ts';
import { TRAITS, type Version } from '../../version.ts';

function tell(failure: Failure, version: Version = '2025-01-01') {
  const reply = renderRefusal(failure, TRAITS[version]);
  assert.ok(reply.kind === 'json');
  const body = reply.body as Record<string, string>;
  return { status: reply.status, body };
}

// Source of each row: cashfree.md §1.11 and, for refunds, §1.8.
const TOLD: readonly (readonly [Failure['failure'], number, string, string, string])[] = [
  [
    'path_unknown',
    400,
    'bad URL, please check API documentation',
    'request_failed',
    'invalid_request_error',
  ],
  ['credentials_missing', 401, 'authentication Failed', 'request_failed', 'authentication_error'],
  ['credentials_wrong', 401, 'authentication Failed', 'request_failed', 'authentication_error'],
  [
    'order_not_found',
    404,
    'Order Reference Id does not exist',
    'order_not_found',
    'invalid_request_error',
  ],
  ['payment_not_found', 404, 'transaction not found', 'payment_not_found', 'invalid_request_error'],
  [
    'order_reference_taken',
    409,
    'order with same id is already present',
    'order_already_exists',
    'invalid_request_error',
  ],
  ['order_unpaid', 400, 'transaction not found', 'order_id_not_paid', 'invalid_request_error'],
  [
    'refund_reference_taken',
    400,
    'Duplicate Merchant Refund Id',
    'refund_id_invalid',
    'invalid_request_error',
  ],
  [
    'refund_too_large',
    400,
    'Total amount of Refunds cannot be greater than the transaction amount.',
    'refund_post_failed',
    'invalid_request_error',
  ],
  [
    'rate_limited',
    429,
    'Too many requests from IP. Check headers',
    'request_failed',
    'rate_limit_error',
  ],
  ['internal', 500, 'internal Server Error', 'internal_error', 'api_error'],
];

test('refusals: words, and help since 2025-01-01 but never on 401 and 429', () => {
  for (const [failure, status, message, code, type] of TOLD) {
    const old = tell({ failure, detail: 'not told' }, '2023-08-01');
    assert.deepEqual(old, { status, body: { message, code, type } });
    const { help, ...rest } = tell({ failure }, '2026-01-01').body;
    assert.deepEqual(rest, { message, code, type });
    assert.equal(help !== undefined, status !== 401 && status !== 429, failure);
  }
  assert.equal(WORDS.idempotency_mismatch.status, 422);
  assert.equal(WORDS.idempotency_mismatch.code, 'request_invalid');
  assert.equal(WORDS.idempotency_mismatch.type, 'idempotency_error');
  assert.equal(WORDS.processor_unavailable.code, 'bank_processing_failure');
  assert.equal(WORDS.refund_not_found.code, 'refund_not_found');
});

test('refusals: a malformed body is told why, and allowed methods are named', () => {
  const { body } = tell({ failure: 'body_malformed', detail: 'The body must be a JSON object' });
  assert.equal(body['message'], 'The body must be a JSON object');
  const reply = renderRefusal({ failure: 'method_not_allowed', allowed: ['GET', 'POST'] }, null);
  assert.ok(reply.kind === 'json');
  assert.deepEqual(reply.headers, { allow: 'GET, POST' });
});
