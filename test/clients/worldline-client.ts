// An independent client of the gateway's own protocol, written from its contract: what the kits do.
import { createHash } from 'node:crypto';
import { type Answered, ask, KEY, SECRET } from '../support/server.ts';

export type Body = Readonly<Record<string, unknown>>;

export function sha(algorithm: 'sha256' | 'sha512', text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}

/** As a kit's server makes it: seventeen fields, most of them empty, and the salt. */
export function consumerData(changes: Body = {}): Body {
  const data: Body = {
    deviceId: 'WEBSH2',
    returnUrl: 'https://shop.example/return',
    paymentMode: 'all',
    merchantId: KEY,
    currency: 'INR',
    consumerId: 'cons1',
    consumerMobileNo: '9999999999',
    consumerEmailId: 'buyer@example.com',
    txnId: '730451',
    txnType: 'SALE',
    txnSubType: 'DEBIT',
    items: [{ itemId: 'first', amount: '500.50', comAmt: '0' }],
    cartDescription: '}{custname:Test Buyer}{orderid:77',
    merRefDetails: [{ name: 'Txn. Ref. ID', value: '730451' }],
    customStyle: { PRIMARY_COLOR_CODE: '#3977b7' },
    ...changes,
  };
  const [item] = data['items'] as readonly { amount: string }[];
  const leading = [data['merchantId'], data['txnId'], item?.amount, ''];
  const buyer = [data['consumerId'], data['consumerMobileNo'], data['consumerEmailId']];
  const message = [...leading, ...buyer, '', '', '', '', '', '', '', '', '', SECRET].join('|');
  const algorithm = /1$/.test(String(data['deviceId'])) ? 'sha256' : 'sha512';
  return { token: sha(algorithm, message), ...data };
}

/** As checkout.js does: a browser's form. */
export async function postForm(url: string, data: Body): Promise<Answered> {
  const form = new URLSearchParams({ consumerData: JSON.stringify(data) });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return ask(url, { method: 'POST', headers, body: form.toString() });
}

/** As the Python kit does: JSON without a content type. */
export async function request(url: string, body: Body): Promise<Answered> {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const response = await fetch(url, { method: 'POST', body: bytes });
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, json: JSON.parse(text) as unknown };
}

type Asked = { readonly merchant?: unknown; readonly transaction: Body } & Body;

/** The body of an O, S or R, as the kits write it. */
export function transaction(requestType: string, facts: Body, more: Body = {}): Asked {
  return {
    merchant: { identifier: KEY },
    transaction: { deviceIdentifier: 'S', currency: 'INR', ...facts, requestType },
    ...more,
  };
}

/** The sixteen parts of what the browser carried back, by name; the hash must be good. */
export function readMessage(
  msg: string,
  algorithm: 'sha256' | 'sha512' = 'sha512',
): Readonly<Record<string, string>> {
  const parts = msg.split('|');
  const hash = parts.pop();
  if (hash !== sha(algorithm, [...parts, SECRET].join('|')))
    throw new Error('Hash Validation Failed');
  if (parts.length !== 15) throw new Error(`${parts.length} parts`);
  const [status = '', , , reference = '', , identifier = '', amount = '', meta = ''] = parts;
  const orderId = meta.split('orderid:')[1]?.split('}')[0] ?? '';
  return { status, reference, identifier, amount, meta, orderId };
}
