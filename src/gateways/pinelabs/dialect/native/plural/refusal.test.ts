// Refusals of the token generation have the published codes (pinelabs.md §2.9).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailureCode } from '../../../../../core/failure.ts';
import { renderError } from './refusal.ts';

const PUBLISHED: readonly (readonly [FailureCode, number, string])[] = [
  ['credentials_wrong', 401, 'UNAUTHORIZED'],
  ['rate_limited', 429, 'API_RATE_LIMIT'],
  ['request_invalid', 400, 'INVALID_REQUEST'],
  ['order_not_found', 404, 'ORDER_NOT_FOUND'],
  ['order_cancelled', 422, 'ORDER_CANCELLED'],
  ['order_expired', 422, 'PAYMENT_EXPIRED'],
  ['order_reference_taken', 422, 'DUPLICATE_REQUEST'],
  ['internal', 500, 'INTERNAL_ERROR'],
];

for (const [failure, status, code] of PUBLISHED) {
  test(`${failure} is ${status} ${code}`, () => {
    const reply = renderError({ failure });
    assert.ok(reply.kind === 'json');
    const { message, ...rest } = reply.body as Readonly<Record<string, unknown>>;
    assert.deepEqual([reply.status, rest], [status, { code }]);
    assert.equal(typeof message, 'string');
  });
}
