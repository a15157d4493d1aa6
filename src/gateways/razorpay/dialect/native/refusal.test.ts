// The shape of native refusals: three codes only, never the key that one SDK mistakes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildRequest } from '../../../../../test/support/call.ts';
import type { FailureCode } from '../../../../core/failure.ts';
import { renderRefusal, WORDS } from './refusal.ts';

const request = buildRequest({ path: '/orders' });
const CODES = ['BAD_REQUEST_ERROR', 'GATEWAY_ERROR', 'SERVER_ERROR'];

test('every failure has one of the three codes that SDKs know, and the whole envelope', () => {
  for (const failure of Object.keys(WORDS) as FailureCode[]) {
    const reply = renderRefusal({ failure }, request);
    assert.equal(reply.kind, 'json');
    if (reply.kind !== 'json') continue;
    const { error } = reply.body as { error: Record<string, unknown> };
    assert.ok(CODES.includes(String(error['code'])), failure);
    for (const key of ['description', 'source', 'step', 'reason']) {
      assert.ok(typeof error[key] === 'string' && error[key] !== '', `${failure} ${key}`);
    }
    assert.deepEqual(error['metadata'], {});
    assert.ok(!('internal_error_code' in error));
  }
});

test('statuses follow the contract', () => {
  const rows: readonly (readonly [FailureCode, number])[] = [
    ['path_unknown', 400],
    ['method_not_allowed', 400],
    ['credentials_missing', 401],
    ['credentials_wrong', 401],
    ['order_not_found', 400],
    ['idempotency_mismatch', 409],
    ['idempotency_in_flight', 409],
    ['rate_limited', 429],
    ['internal', 500],
  ];
  for (const [failure, status] of rows) assert.equal(WORDS[failure].status, status);
});

test('a repeated receipt names the order that has it', () => {
  const existing = { order: buildOrder(), payments: [], refunds: [] };
  const reply = renderRefusal({ failure: 'order_reference_taken', existing }, request);
  assert.ok(reply.kind === 'json');
  const { error } = reply.body as { error: Record<string, unknown> };
  assert.deepEqual(error['metadata'], { order_id: 'order_ABC123def456GH' });
  assert.equal(error['field'], 'receipt');
});

test('what no field is to blame for is told by its own sentence', () => {
  const detail = 'An account has at most 100 endpoints';
  const reply = renderRefusal({ failure: 'request_invalid', issues: [], detail }, request);
  assert.ok(reply.kind === 'json');
  assert.equal((reply.body as { error: Record<string, unknown> }).error['description'], detail);
  // All else is said in the gateway's own words, whatever more is known of it.
  for (const failure of ['record_not_found', 'record_taken', 'credentials_wrong'] as const) {
    const own = renderRefusal({ failure, detail }, request);
    assert.ok(own.kind === 'json');
    const { error } = own.body as { error: Record<string, unknown> };
    assert.equal(error['description'], WORDS[failure].description);
  }
});

test('a browser is told on a page', () => {
  const embedded = buildRequest({ path: '/checkout/embedded' });
  const reply = renderRefusal({ failure: 'order_paid' }, embedded);
  assert.equal(reply.kind, 'page');
});
