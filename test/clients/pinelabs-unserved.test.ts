// Paths of Pine Labs' that are not served: refused in the shape that their own clients read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, type TestServer } from '../support/server.ts';
import { BASES, startShop } from './pinelabs-client.ts';

let server: TestServer;
before(async () => {
  server = await startShop();
});
after(() => server.stop());

type Json = Readonly<Record<string, unknown>>;

// What the vendor's SDKs, agent skills and pages print, November 2026.
const TOKENS: readonly (readonly [string, string])[] = [
  ['POST', '/api/v1/customer'],
  ['PATCH', '/api/v1/customer/cust-v1-1'],
  ['POST', '/api/v1/customer/cust-v1-1/tokens/t/delete'],
  ['POST', '/api/v1/public/plans'],
  ['GET', '/api/v1/public/subscriptions'],
  ['POST', '/ps/api/v1/public/subscriptions/notify'],
  ['GET', '/ps/public/subscriptions/sbmd/s-1'],
  ['POST', '/api/v1/fees'],
  ['POST', '/api/v1/tcs/compute'],
  ['POST', '/ps/api/v1/mandate/merchant-retry'],
  ['GET', '/api/v1/tokens/t-1'],
  ['POST', '/api/affordability/v1/offer/discovery'],
  ['POST', '/api/conversion/mcc'],
  ['GET', '/payouts/v3/payments'],
  ['POST', '/payment-option/wallet/balance'],
  ['POST', '/api/pay/v1/paymentlink'],
];
const SIGNED: readonly (readonly [string, string])[] = [
  ['POST', '/api/v2/emi/calculator'],
  ['POST', '/api/v2/process/payment'],
  ['POST', '/api/v2/accept/other'],
  ['GET', '/api/pg/orders/1'],
];

async function send(method: string, path: string, headers = {}): Promise<[number, Json]> {
  const body = method === 'GET' ? {} : { body: { a: 1 } };
  const { status, json } = await ask(`${server.url}${path}`, { method, headers, ...body });
  return [status, json as Json];
}

for (const place of BASES) {
  test(`what is not served below "${place}" has its own shape`, async () => {
    for (const [method, path] of TOKENS) {
      const [status, json] = await send(method, `${place}${path}`);
      assert.equal(status, 404, path);
      assert.deepEqual([Object.keys(json), json['code']], [['code', 'message'], 'NOT_FOUND'], path);
    }
    for (const [method, path] of SIGNED) {
      const [status, json] = await send(method, `${place}${path}`);
      assert.equal(status, 404, path);
      assert.deepEqual(
        [json['respone_code'], json['respone_message']],
        [-40, 'INVALID PATH'],
        path,
      );
    }
  });
}
