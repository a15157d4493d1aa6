// What a buyer's browser holds, sent to a running server as a merchant's request: nothing comes of
// it. And where hashes of V1 count at all.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import {
  CASHFREE_CREATE,
  hashOf,
  PAYU_CREATE,
  PINE_CREATE,
  RZP_CREATE,
  WORLDLINE_CREATE,
} from '../support/documented-example.ts';
import {
  type Answered,
  ask,
  BASIC,
  KEY,
  SECRET,
  startServer,
  type TestServer,
} from '../support/server.ts';

type Body = Readonly<Record<string, unknown>>;
let server: TestServer;
let count = 0;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const sha512 = (text: string): string => createHash('sha512').update(text).digest('hex');
const send = (path: string, body: Body, headers = {}): Promise<Answered> =>
  ask(`${server.url}${path}`, { headers, body });
const sendV2 = (path: string, body: Body): Promise<Answered> =>
  send(`/api/v2${path}`, body, { authorization: BASIC });

/** A paid order of ₹500; its number and its receipt. */
async function paidOrder(): Promise<{ readonly id: string; readonly receipt: string }> {
  count += 1;
  const receipt = `victim_${count}`;
  const created = await sendV2('/order/create', {
    amount: '50000',
    receipt_id: receipt,
    cname: 'Victim',
    phone: '9234567890',
    email: 'victim@shop.example',
    callback_url: 'https://shop.example/back',
  });
  const id = String((created.json as Body)['order_id']);
  const body = { order: id, method: 'upi' };
  const paid = await send('/sandbox/pay', body, { authorization: BASIC });
  assert.equal(paid.status, 200, paid.text);
  return { id, receipt };
}

async function assertUntouched(id: string, ...told: readonly Answered[]): Promise<void> {
  for (const { text } of told) assert.doesNotMatch(text, /"status":true|victim@|Victim/, text);
  const attempts = await sendV2('/order/refund/attempts', { order_id: id });
  assert.deepEqual((attempts.json as Body)['data'], [], 'money went back');
}

test('numbers that no spelling signs are not read beside a signed text', async () => {
  const base = '/api/v1/order/via';
  const examples = { rzp: RZP_CREATE, pinelabs: PINE_CREATE };
  for (const [gateway, example] of Object.entries(examples)) {
    const signed = { ...example, amount: '50000', key: KEY };
    const hash = hashOf(signed);
    const { amount, ...rest } = signed;
    const told = await send(`${base}/${gateway}/create`, { a: amount, ...rest, amount: 100, hash });
    assert.ok(told.status === 400 || told.status === 401, told.text);
  }
  const create = {
    ...{ amount: '50000', receipt_id: 'n-1', cname: 'Jo', phone: '9234567890' },
    ...{ callback_url: 'https://shop.example/back', key: KEY },
  };
  const { amount: signed, ...others } = create;
  const numbers = { a: signed, ...others, amount: 100, hash: hashOf(create) };
  const made = await send('/api/v1/order/create', numbers);
  assert.equal((made.json as Body)['status'], false, made.text);

  const { id } = await paidOrder();
  const part = { amount: '100', id, key: KEY };
  const more = { a: '100', amount: 50000, id, key: KEY, hash: hashOf(part) };
  await assertUntouched(id, await send('/api/v1/order/refund/partial', more));
});

test('what Paytring’s handback posts through a browser refunds and shows no order', async () => {
  const own = await paidOrder();
  const victim = await paidOrder();
  const posted = { key: KEY, receipt_id: own.receipt, order_id: own.id };
  const hash = sha512([KEY, own.id, own.receipt, SECRET].join('|'));
  const number = Number(victim.id);
  const told = await Promise.all(
    ['refund', 'refund/partial', 'fetch', 'cancel', 'capture', 'refund/attempts'].map((path) =>
      send(`/api/v1/order/${path}`, { ...posted, hash, id: number, amount: 100 }),
    ),
  );
  await assertUntouched(victim.id, ...told);
  const payu = { key: KEY, order_id: own.id, txnid: own.receipt, hash };
  const found = await send('/api/v1/order/via/payu/fetch', payu);
  assert.equal(found.status, 400, found.text);
});

/** What a shop prints beside the hash, each value under a name that sorts where it stands. */
function underNames(values: readonly string[]): Body {
  const names = values.map((value, at) => [`l${String(at).padStart(2, '0')}`, value] as const);
  return { key: KEY, ...Object.fromEntries(names) };
}

test('the hash of a PayU form and a Worldline token refund nothing', async () => {
  const { id } = await paidOrder();
  const printed = [
    ['T-1', '500.00', 'Shoes', 'Jo', 'jo@shop.example', ...Array.from({ length: 10 }, () => '')],
    ['T-1', '500.00', '', 'c', '9876543210', 'jo@x.co', ...Array.from({ length: 9 }, () => '')],
  ];
  for (const values of printed) {
    const hash = sha512([KEY, ...values, SECRET].join('|'));
    const body = { ...underNames(values), hash, id: Number(id), amount: 100 };
    const told = await Promise.all(
      ['refund', 'refund/partial', 'fetch'].map((path) => send(`/api/v1/order/${path}`, body)),
    );
    await assertUntouched(id, ...told);
  }
});

test('a buyer’s name that reads like a request is a name', async () => {
  const { id } = await paidOrder();
  for (const name of [`Jo|${id}|${KEY}|z`, `Jo|100|${id}|${KEY}|z`]) {
    const values = ['T-1', '500.00', 'Shoes', name, 'jo@shop.example', ...Array(10).fill('')];
    const hash = sha512([KEY, ...values, SECRET].join('|'));
    const parts = [KEY, ...values].join('|').split('|');
    const at = parts.lastIndexOf(KEY);
    const start = name.includes('|100|') ? at - 2 : at - 1;
    const named = parts.map((text, index): readonly [string, string] => {
      if (index === at) return ['key', text];
      if (index === at - 1) return ['id', text];
      if (index === start) return ['amount', text];
      const number = String(index).padStart(2, '0');
      return [`${index < at ? 'a' : 'z'}${number}`, text];
    });
    const body = { ...Object.fromEntries(named), hash };
    const told = await Promise.all(
      ['refund', 'refund/partial'].map((path) => send(`/api/v1/order/${path}`, body)),
    );
    await assertUntouched(id, ...told);
  }
});

const LIVE = { key: 'live_key', secret: 'live_secret_1' };
const live = `Basic ${Buffer.from(`${LIVE.key}:${LIVE.secret}`).toString('base64')}`;

/** Every family that takes a hash, asked for an order with a good one. */
async function askV1(who: { readonly key: string; readonly secret: string }, reference: string) {
  const paytring = { amount: '100', cname: 'Jo', phone: '9234567890', receipt_id: reference };
  const bodies: Readonly<Record<string, Body>> = {
    '/api/v1/order/via/rzp/create': { ...RZP_CREATE, receipt: `r${reference}` },
    '/api/v1/order/via/payu/create': { ...PAYU_CREATE, txnid: `p${reference}` },
    '/api/v1/order/via/pinelabs/create': { ...PINE_CREATE, merchant_txn_id: `l${reference}` },
    '/api/v1/order/via/worldline/create': { ...WORLDLINE_CREATE, order_id: `w${reference}` },
    '/api/v1/order/create': { ...paytring, callback_url: 'https://shop.example/back' },
  };
  const answers = Object.entries(bodies).map(async ([path, body]) => {
    const keyed = { ...body, key: who.key };
    const told = await send(path, { ...keyed, hash: hashOf(keyed, who.secret) });
    const isRefused = (told.json as Body)['status'] === false || told.status >= 400;
    if (isRefused) assert.match(told.text, /Hashes of V1 are switched off for this account/);
    return isRefused;
  });
  return (await Promise.all(answers)).filter((isRefused) => isRefused).length;
}

test('hashes of V1 are off for a live account until it switches them on', async () => {
  const { accounts } = server.app.parts;
  await accounts.add({ ...LIVE, name: 'Live', mode: 'live', processor: 'sandbox' });
  const settings = async (method: string, body?: Body): Promise<Body> => {
    const url = `${server.url}/account/settings`;
    return (await ask(url, { method, headers: { authorization: live }, body })).json as Body;
  };
  assert.equal((await settings('GET'))['v1_hashes'], false);
  assert.equal(await askV1(LIVE, 'one'), 5);
  // What is proved otherwise, and PayU's own form below the same base, is not V1's hash.
  const headers = { 'x-client-id': LIVE.key, 'x-client-secret': LIVE.secret };
  const cashfree = await send('/api/v1/pg/via/cashfree/orders', CASHFREE_CREATE, headers);
  assert.equal(cashfree.status, 200, cashfree.text);
  const { txnid, amount, productinfo, firstname, email } = PAYU_CREATE;
  const text = [LIVE.key, txnid, amount, productinfo, firstname, email, ...Array(10).fill('')];
  const hash = sha512([...text, LIVE.secret].join('|'));
  const form = { ...PAYU_CREATE, key: LIVE.key, hash };
  for (const place of ['', '/payu', '/api/v1/order/via/payu']) {
    const begun = await send(`${place}/_payment`, form);
    assert.ok(begun.status === 302 || begun.status === 303, `${place} ${begun.status}`);
  }

  assert.equal((await settings('PATCH', { v1_hashes: true }))['v1_hashes'], true);
  assert.equal(await askV1(LIVE, 'two'), 0);
  assert.equal((await settings('PATCH', { v1_hashes: false }))['v1_hashes'], false);
  assert.equal(await askV1(LIVE, 'three'), 5);
});

test('a wrong hash is not told whether hashes count', async () => {
  const keyed = { ...RZP_CREATE, receipt: 'quiet', key: LIVE.key };
  const told = await send('/api/v1/order/via/rzp/create', { ...keyed, hash: hashOf(keyed, 'x') });
  assert.deepEqual([told.status, (told.json as Body)['message']], [401, 'Invalid API credentials']);
});
