// The token generation's client: it buys a token, and sends everything else with it.
import assert from 'node:assert/strict';
import { type Answered, ask, type TestServer } from '../support/server.ts';
import { ACCESS, type Json, SECRET, SHOP, startShop } from './pinelabs-client.ts';

export const CLIENT = {
  client_id: ACCESS,
  client_secret: SECRET,
  grant_type: 'client_credentials',
} as const;

export type TokenClient = {
  readonly server: TestServer;
  readonly token: () => Promise<string>;
  readonly call: (
    method: string,
    path: string,
    body?: Json,
    authorization?: string,
  ) => Promise<Answered>;
  /** The data of an answer that must be a success. */
  readonly done: (method: string, path: string, body?: Json) => Promise<Json>;
  /** Status and code of an answer that must be a refusal. */
  readonly refused: (method: string, path: string, body?: Json) => Promise<readonly unknown[]>;
};

export async function openTokenClient(): Promise<TokenClient> {
  const server = await startShop();
  const token = async (): Promise<string> => {
    const { status, json, text } = await ask(`${server.url}/api/auth/v1/token`, { body: CLIENT });
    assert.equal(status, 200, text);
    return String((json as Json)['access_token']);
  };
  const bearer = `Bearer ${await token()}`;
  const call: TokenClient['call'] = (method, path, body, authorization = bearer) =>
    ask(`${server.url}/api${path}`, {
      method,
      headers: { authorization },
      ...(body === undefined ? {} : { body }),
    });
  return {
    server,
    token,
    call,
    done: async (...sent) => {
      const { status, json, text } = await call(...sent);
      assert.equal(status, 200, text);
      return (json as { data: Json }).data;
    },
    refused: async (...sent) => {
      const { status, json } = await call(...sent);
      const { code, message } = json as Json;
      assert.equal(typeof message, 'string');
      return [status, code];
    },
  };
}

export const MONEY = { value: 50000, currency: 'INR' } as const;
export const DETAILS = {
  customer: { email_id: 'asha@example.com', first_name: 'Asha', mobile_number: '9876543210' },
  merchant_metadata: { key1: 'DD' },
} as const;

export function orderOf(merchant_order_reference: unknown, changes: Json = {}): Json {
  return {
    merchant_order_reference,
    order_amount: MONEY,
    callback_url: SHOP,
    purchase_details: DETAILS,
    ...changes,
  };
}

type Amount = { readonly value: number; readonly currency: string };

export function paymentOf(
  payment_method: string,
  payment_option: Json,
  payment_amount: Amount = MONEY,
): Json {
  const merchant_payment_reference = 'p-1';
  const payment = { merchant_payment_reference, payment_method, payment_amount, payment_option };
  return { payments: [payment] };
}

/** A UPI payment that is collected from an address. */
export function collectFrom(vpa: string, amount: Amount = MONEY): Json {
  return paymentOf('UPI', { upi_details: { txn_mode: 'COLLECT', payer: { vpa } } }, amount);
}

/** The card that the vendor publishes for tests. */
export const CARD = {
  name: 'Asha',
  card_number: '4012001037141112',
  expiry_month: '12',
  expiry_year: '2099',
  cvv: '123',
} as const;
