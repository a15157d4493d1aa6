// The official Node SDK in two versions, pointed at our server: 2.9.8 sends JSON, 2.8.6 forms.
import assert from 'node:assert/strict';
import Razorpay from 'razorpay';
import Razorpay28 from 'razorpay-2-8';
import { ask, BASIC, KEY, SECRET, type TestServer } from '../support/server.ts';

/** What the SDK rejects with. */
export type Refusal = {
  readonly statusCode: number;
  readonly error: {
    readonly code: string;
    readonly description: string;
    readonly source: string;
    readonly step: string;
    readonly reason: string;
    readonly metadata: Readonly<Record<string, string>>;
    readonly field?: string;
  };
};

type Axios = { defaults: { baseURL: string } };
type Defaults = { defaults: (settings: { baseUrl: string }) => Defaults };

/** Version 2.9.8 adds `/v1` itself. */
export function open29(url: string, secret = SECRET, key = KEY): Razorpay {
  const instance = new Razorpay({ key_id: key, key_secret: secret });
  const { api } = instance as unknown as { api: { rq: Axios } };
  api.rq.defaults.baseURL = url;
  return instance;
}

/** Version 2.8.6 has `/v1/` in its base. */
export function open28(url: string, secret = SECRET, key = KEY): Razorpay {
  const instance: unknown = new Razorpay28({ key_id: key, key_secret: secret });
  const { api } = instance as { api: { rq: Defaults } };
  api.rq = api.rq.defaults({ baseUrl: url });
  return instance as Razorpay;
}

/** Every way in which a merchant may have replaced the address. */
export const BASES: readonly {
  readonly name: string;
  readonly open: (url: string) => Razorpay;
}[] = [
  { name: '2.9.8 at the root', open: (url) => open29(url) },
  { name: '2.9.8 at /razorpay', open: (url) => open29(`${url}/razorpay`) },
  { name: '2.9.8, documented base', open: (url) => open29(`${url}/api/v2/order/via/rzp`) },
  { name: '2.8.6 at the root', open: (url) => open28(`${url}/v1/`) },
  { name: '2.8.6 at /razorpay', open: (url) => open28(`${url}/razorpay/v1/`) },
  {
    name: '2.8.6, documented base, no v1',
    open: (url) => open28(`${url}/api/v2/order/via/rzp`),
  },
];

/** What a call is refused with; fails when it is not. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  return call.then(
    () => assert.fail('it was not refused'),
    (refusal: Refusal) => refusal,
  );
}

/** The description and, if there is one, the field of a refusal with status 400. */
export async function saysOf(call: Promise<unknown>): Promise<string> {
  const { statusCode, error } = await refusalOf(call);
  assert.equal(statusCode, 400);
  assert.equal(error.code, 'BAD_REQUEST_ERROR');
  return error.description;
}

type Payment = { readonly id: string; readonly status: string };

/** Pays an order as its customer would, without a browser. */
export async function pay(
  { url }: TestServer,
  order: string,
  more: Readonly<Record<string, string>> = { method: 'upi' },
): Promise<Payment> {
  const headers = { authorization: BASIC };
  const { json } = await ask(`${url}/sandbox/pay`, { headers, body: { order, ...more } });
  const payment = json as Payment;
  assert.match(payment.id, /^pay_/);
  return payment;
}

export async function settle({ url }: TestServer): Promise<void> {
  await ask(`${url}/sandbox/settle`, { headers: { authorization: BASIC }, body: {} });
}
