// Paths of Pine Labs' that are not served, and products that no account here has: refused in the
// shape that their own clients read, wherever a client has put its base URL.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, type TestServer } from '../support/server.ts';
import { BASES, digest, type Json } from './pinelabs-client.ts';
import { openTokenClient } from './pinelabs-token-client.ts';

let server: TestServer;
let authorization = '';
before(async () => {
  const client = await openTokenClient();
  server = client.server;
  authorization = `Bearer ${await client.token()}`;
});
after(() => server.stop());

// What the vendor's SDKs, agent skills and pages print, November 2026.
const UNSERVED: readonly (readonly [string, string])[] = [
  ['GET', '/api/mcp/v1/order/details'],
  ['POST', '/api/pay/v1/paymentlinks'],
  ['GET', '/api/mcp/v1/payment-link/details'],
  ['POST', '/ps/api/v1/anything'],
  ['GET', '/api/settlements/v1/other'],
  ['POST', '/api/v1/customer/cust-v1-1/other'],
];
const PRODUCTS: readonly (readonly [string, string, string])[] = [
  ['POST', '/api/v1/public/plans', 'Subscription'],
  ['POST', '/ps/api/v1/public/subscriptions', 'Subscription'],
  ['POST', '/ps/api/v1/public/subscriptions/notify', 'Subscription'],
  ['POST', '/ps/api/v1/mandate/merchant-retry', 'Subscription'],
  ['GET', '/ps/public/subscriptions/sbmd/s-1', 'Subscription'],
  ['POST', '/api/v1/tokens', 'Tokenization'],
  ['POST', '/api/v1/fees', 'Convenience fee'],
  ['POST', '/api/v1/tcs/compute', 'TCS'],
  ['POST', '/api/affordability/v1/offer/discovery', 'Affordability'],
  ['POST', '/api/conversion/mcc', 'Currency conversion'],
  ['GET', '/payouts/v3/payments', 'Payout'],
  ['POST', '/payment-option/wallet/balance', 'Prepaid wallet'],
  ['PATCH', '/api/pay/v1/orders/v1-1/settlementId/s-1/release', 'Split settlement'],
  ['GET', '/api/pay/v1/order/v1-1/challan', 'E-challan'],
  ['PUT', '/api/pay/v1/orders/v1-1/invoice/i-1/upload', 'International payment'],
  ['POST', '/api/pay/v1/otp/generate', 'Native OTP'],
  ['POST', '/api/pay/v1/orders/v1-1/payments/p-1/authorize', 'Decrypted card payment'],
];
const ABSENT: readonly (readonly [string, string, string])[] = [
  ['GET', '/ps/api/v1/public/plans/p-1', 'Plan ID is invalid'],
  ['POST', '/ps/api/v1/public/subscriptions/s-1/pause', 'Subscription ID is invalid'],
  ['GET', '/ps/api/v1/public/presentations/reference/p-1', 'Presentation ID is invalid'],
  ['GET', '/api/v1/customer/cust-v1-1', 'Customer ID is invalid'],
  ['POST', '/api/v1/customer/cust-v1-1/tokens/t-1/delete', 'Token ID is invalid'],
  ['GET', '/api/settlements/v1/detail/UTR1', 'UTR is invalid'],
];
const SIGNED: readonly (readonly [string, string])[] = [
  ['POST', '/api/v2/emi/calculator'],
  ['POST', '/api/v2/process/payment'],
  ['POST', '/api/v2/accept/other'],
  ['GET', '/api/pg/orders/1'],
  ['POST', '/api/v2/order/create'],
];

type Said = readonly [status: number, json: Json];

async function send(method: string, path: string, headers = {}): Promise<Said> {
  const body = method === 'GET' ? {} : { body: { a: 1 } };
  const { status, json } = await ask(`${server.url}${path}`, { method, headers, ...body });
  return [status, json as Json];
}

for (const place of BASES) {
  test(`what is not served below "${place}" has its own shape`, async () => {
    for (const [method, path] of UNSERVED) {
      const [status, json] = await send(method, `${place}${path}`);
      assert.equal(status, 404, path);
      assert.deepEqual([Object.keys(json), json['code']], [['code', 'message'], 'NOT_FOUND'], path);
    }
    for (const [method, path] of SIGNED) {
      const [status, json] = await send(method, `${place}${path}`, { 'x-verify': digest('x') });
      assert.equal(status, 404, path);
      const { respone_code, respone_message } = json;
      assert.deepEqual([respone_code, respone_message], [-40, 'INVALID PATH'], path);
    }
  });

  test(`products that no account has are not allowed below "${place}"`, async () => {
    for (const [method, path, product] of PRODUCTS) {
      const [status, json] = await send(method, `${place}${path}`, { authorization });
      const message = `${product} is not allowed`;
      assert.deepEqual([status, json], [422, { code: 'OPERATION_NOT_ALLOWED', message }], path);
      const [unproved, { code }] = await send(method, `${place}${path}`);
      assert.deepEqual([unproved, code], [401, 'UNAUTHORIZED'], path);
    }
    for (const [method, path, message] of ABSENT) {
      const [status, json] = await send(method, `${place}${path}`, { authorization });
      assert.deepEqual([status, json], [404, { code: 'NOT_FOUND', message }], path);
    }
  });
}

test('a way to pay that no account has is not enabled', async () => {
  for (const path of ['/api/payment-option/eligibility/bnpl', '/payment-option']) {
    const [status, json] = await send('POST', path, { authorization });
    assert.deepEqual([status, json['code']], [422, 'PAYMENT_METHOD_NOT_ENABLED'], path);
  }
});

test('an order’s path of two dialects is told by the signature in its header', async () => {
  const [, json] = await send('POST', '/api/v2/order/create');
  assert.equal('respone_code' in json, false);
});
