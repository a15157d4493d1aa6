// Every refusal of the signed generations, in its three shapes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildRequest } from '../../../../../../test/support/call.ts';
import type { FailureCode } from '../../../../../core/failure.ts';
import { renderInquiryFailure, renderJson, renderPage } from './refusal.ts';

// pinelabs.md §2.3 and §2.5: the published codes and texts.
const PUBLISHED: readonly (readonly [FailureCode, number, string])[] = [
  ['credentials_missing', -34, 'SECURE HASH RETURNED FROM MERCHANT NOT MATCH'],
  ['credentials_wrong', -34, 'SECURE HASH RETURNED FROM MERCHANT NOT MATCH'],
  ['request_invalid', -40, 'INVALID DATA'],
  ['order_not_found', -40, 'TRANSACTION NOT AVAILABLE'],
  ['order_unpaid', -40, 'TRANSACTION NOT AVAILABLE'],
  ['payment_fully_refunded', -40, 'ALREADY REFUNDED'],
];

for (const [failure, code, message] of PUBLISHED) {
  test(`${failure} is ${code} ${message}`, () => {
    const reply = renderJson({ failure });
    assert.ok(reply.kind === 'json' && reply.status >= 400);
    assert.deepEqual(reply.body, {
      respone_message: message,
      respone_code: code,
      response_message: message,
      response_code: code,
    });
    const page = renderPage({ failure });
    assert.ok(page.kind === 'page' && page.message === message && page.status === reply.status);
  });
}

test('where there is a text to sign, every shape has it', () => {
  const failure = { failure: 'credentials_wrong', detail: 'ppc_Amount=1' } as const;
  const detail = "The text that must be signed with this account's secret:\nppc_Amount=1";
  const replies = [
    renderJson(failure),
    renderInquiryFailure(failure, buildRequest({ path: '/V2', body: {} })),
  ];
  for (const reply of replies) {
    assert.ok(reply.kind === 'json');
    assert.equal((reply.body as Readonly<Record<string, unknown>>)['detail'], detail);
  }
  const page = renderPage(failure);
  assert.ok(page.kind === 'page' && page.detail === detail);
  // What else is wrong has no such text.
  const reply = renderJson({ failure: 'body_malformed', detail: 'x' });
  assert.ok(reply.kind === 'json' && !('detail' in (reply.body as object)));
});

test('an inquiry’s refusal echoes the names it was sent, as texts, and is not sealed', () => {
  const body = { ppc_MerchantID: '1', ppc_MerchantAccessCode: 'c', ppc_UniqueMerchantTxnID: {} };
  const request = buildRequest({ path: '/V2', body });
  const reply = renderInquiryFailure({ failure: 'order_not_found' }, request);
  assert.ok(reply.kind === 'json' && reply.status === 200);
  assert.deepEqual(reply.body, {
    ppc_MerchantID: '1',
    ppc_MerchantAccessCode: 'c',
    ppc_PinePGTxnStatus: '-6',
    ppc_UniqueMerchantTxnID: '',
    ppc_TxnResponseCode: '-40',
    ppc_TxnResponseMessage: 'TRANSACTION NOT AVAILABLE',
  });
});

test('what is missing is DATA MISSING, also where the body cannot be read', () => {
  const request = buildRequest({ path: '/V2', body: '{' });
  const issues = [{ field: 'ppc_Amount', rule: 'required', message: 'x' }] as const;
  const reply = renderInquiryFailure({ failure: 'request_invalid', issues }, request);
  assert.ok(reply.kind === 'json');
  const told = reply.body as Readonly<Record<string, unknown>>;
  assert.equal(told['ppc_TxnResponseMessage'], 'DATA MISSING');
});

test('limits and methods are told in headers too', () => {
  const reply = renderJson({ failure: 'rate_limited', retryAfterSeconds: 7 });
  assert.ok(reply.kind === 'json' && reply.status === 429);
  assert.deepEqual(reply.headers, { 'retry-after': '7' });
  const method = renderJson({ failure: 'method_not_allowed', allowed: ['POST'] });
  assert.ok(method.kind === 'json' && method.status === 405);
  assert.deepEqual(method.headers, { allow: 'POST' });
});
