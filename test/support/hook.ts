// Webhooks as each gateway would send them to our server, signed with the credentials of the chain.
import { signText } from '../../src/gateways/cashfree/signature.ts';
import { hmacSha256, sha512Hex } from '../../src/gateways/kit/proof.ts';
import { computeHash, reverseSequence } from '../../src/gateways/payu/hash.ts';
import { messageHash } from '../../src/gateways/worldline/message.ts';
import { NAME_NOTE } from '../../src/gateways/razorpay/processor/note.ts';
import type { Chain } from './chain.ts';
import { type Answered, ask, KEY, SECRET } from './server.ts';

export type Hook = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of a GET, which has no body. */
  readonly query?: string;
};

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

/** Says that something was paid under this name; `secret` is the one it is signed with. */
const WRITERS: Readonly<Record<string, (name: string, secret?: string) => Hook>> = {
  razorpay: (name, secret = 'hook_secret_1') => {
    const entity = { id: 'pay_ABCDEFGHIJKLMN', notes: { [NAME_NOTE]: name } };
    const body = JSON.stringify({ event: 'payment.captured', payload: { payment: { entity } } });
    const signature = hmacSha256(secret, body).toString('hex');
    return { headers: { ...JSON_TYPE, 'x-razorpay-signature': signature }, body };
  },
  cashfree: (name, secret = SECRET) => {
    const data = { order: { order_id: name }, payment: { cf_payment_id: 1 } };
    const body = JSON.stringify({ type: 'PAYMENT_SUCCESS_WEBHOOK', data });
    const signature = signText(`1700000000000${body}`, secret);
    const signed = { 'x-webhook-timestamp': '1700000000000', 'x-webhook-signature': signature };
    return { headers: { ...JSON_TYPE, ...signed }, body };
  },
  payu: (name, secret = SECRET) => {
    const values = { key: KEY, txnid: name, status: 'success', amount: '1.00', mihpayid: '7' };
    const hash = computeHash(reverseSequence({ slots: 'blank', also: [] }), values, secret);
    return { headers: FORM_TYPE, body: new URLSearchParams({ ...values, hash }).toString() };
  },
  pinelabs: (name, secret = SECRET) => {
    const data = { type: 'CHARGE', merchant_order_reference: name, order_id: 'v1-1-aa-x' };
    const body = JSON.stringify({ event_type: 'ORDER_PROCESSED', data });
    const time = String(Math.floor(Date.now() / 1000));
    const signature = hmacSha256(secret, `msg_1.${time}.${body}`).toString('base64');
    const signed = { 'webhook-id': 'msg_1', 'webhook-timestamp': time };
    return { headers: { ...JSON_TYPE, ...signed, 'webhook-signature': `v1,${signature}` }, body };
  },
  paytring: (name, secret = SECRET) => {
    const values = { amount: 50050, order_id: '1', receipt_id: name, status: 'success' };
    const signature = sha512Hex([...Object.values(values), secret].join('|'));
    const headers = { ...JSON_TYPE, 'x-paytring-signature': signature };
    return { headers, body: JSON.stringify(values) };
  },
  worldline: (name, secret = SECRET) => {
    const told = ['0300', 'success', 'NA', name, '470', '7', '1.00'];
    const parts = [...told, ...Array.from({ length: 15 - told.length }, () => '')];
    const msg = [...parts, messageHash(parts, secret)].join('|');
    return { headers: {}, body: '', query: new URLSearchParams({ msg }).toString() };
  },
};

export function writeHook({ processor }: Chain, name: string, secret?: string): Hook {
  const write = WRITERS[processor];
  if (write === undefined) throw new Error(`no webhook of ${processor} is known`);
  return write(name, secret);
}

/** Sends it to the address of this connection of the shop's. */
export async function sendHook(chain: Chain, connection: number, hook: Hook): Promise<Answered> {
  const { id: account } = await chain.account();
  const name = chain.near.app.parts.hooks.nameOf({ account, id: connection });
  const address = `${chain.near.url}/hooks/${name}`;
  const { query, headers, body } = hook;
  return query === undefined
    ? ask(address, { method: 'POST', headers, body })
    : ask(`${address}?${query}`, { headers });
}
