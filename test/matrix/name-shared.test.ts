// Over the wire: two things of one name, a name that two fields disagree about, and a name that is
// changed on its way: each means one thing, and nobody moves it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import {
  ACCESS,
  formOf,
  inquire,
  type Json,
  postForm,
  refund,
  SECRET,
  signatureOf,
} from '../clients/pinelabs-client.ts';
import { openTokenClient, orderOf, type TokenClient } from '../clients/pinelabs-token-client.ts';
import { CASHFREE_CREATE } from '../support/documented-example.ts';
import { type Answered, ask } from '../support/server.ts';

let client: TokenClient;
before(async () => {
  client = await openTokenClient();
});
after(() => client.server.stop());

const BASIC = { authorization: `Basic ${Buffer.from(`${ACCESS}:${SECRET}`).toString('base64')}` };
const CASHFREE = {
  'x-client-id': ACCESS,
  'x-client-secret': SECRET,
  'x-api-version': '2023-08-01',
};

const send = (path: string, body: unknown, headers: Readonly<Record<string, string>> = BASIC) =>
  ask(`${client.server.url}${path}`, { headers, body });

async function read(path: string, headers: Readonly<Record<string, string>>): Promise<Json> {
  return (await ask(`${client.server.url}${path}`, { headers })).json as Json;
}

async function pay(order: string): Promise<void> {
  const { status, text } = await send('/sandbox/pay', { order, method: 'card' });
  assert.equal(status, 200, text);
}

const cashfree = (order_id: string, order_amount = 500): Promise<Answered> =>
  send('/pg/orders', { ...CASHFREE_CREATE, order_id, order_amount }, CASHFREE);

async function paidOrder(reference: string): Promise<string> {
  const { order_id } = await client.done('POST', '/pay/v1/orders', orderOf(reference));
  await pay(reference);
  return String(order_id);
}

test('an order and a refund that are created at once never get one reference', async () => {
  const order = await paidOrder('race');
  const rounds = Array.from({ length: 24 }, async (_, at) => {
    const reference = `race-${at}`;
    const makes = [
      () => client.call('POST', '/pay/v1/orders', orderOf(reference)),
      () =>
        client.call('POST', `/pay/v1/refunds/${order}`, {
          merchant_order_reference: reference,
          order_amount: { value: 100, currency: 'INR' },
        }),
    ];
    const made = await Promise.all((at % 2 === 0 ? makes : makes.reverse()).map((make) => make()));
    return made.filter(({ status }) => status === 200).length;
  });
  assert.deepEqual([...new Set(await Promise.all(rounds))], [1]);
});

test('of a refund and a later order of one name, the older keeps the name', async () => {
  assert.equal((await cashfree('older')).status, 200);
  await pay('older');
  const asked = { refund_id: 'older_R', refund_amount: 5 };
  assert.equal((await send('/pg/orders/older/refunds', asked, CASHFREE)).status, 200);
  const seen = () => client.done('GET', '/pay/v1/orders/reference/older_R');
  const before = await seen();
  assert.equal(before['type'], 'REFUND');
  assert.equal((await cashfree('older_R', 777)).status, 200);
  assert.equal((await seen())['order_id'], before['order_id']);
});

test('a signed refund does not take the name of an order', async () => {
  const { order_id } = await client.done('POST', '/pay/v1/orders', orderOf('signed'));
  await client.done('POST', '/pay/v1/orders', orderOf('signed_2'));
  await pay('signed');
  const number = (await inquire(client.server, { ppc_UniqueMerchantTxnID: 'signed' })).json as Json;
  const refused = await refund(client.server, {
    ppc_UniqueMerchantTxnID: 'signed_2',
    ppc_PinePGTransactionID: String(number['ppc_PinePGTransactionID']),
    ppc_Amount: '100',
  });
  assert.doesNotMatch(refused.text, /REFUND PROCESS INITIATED/);
  assert.equal((await client.done('GET', `/pay/v1/orders/${order_id}`))['status'], 'PROCESSED');
});

test('an order is shown under its own name only, which finds it again', async () => {
  const first = (await cashfree('shown')).json as Json;
  for (const receipt of ['shown', String(first['cf_order_id'])]) {
    const made = await send('/v1/orders', { amount: 90000, currency: 'INR', receipt });
    const { id, receipt: kept } = made.json as Json;
    assert.equal(kept, receipt);
    const shown = await read(`/pg/orders/${id}`, CASHFREE);
    assert.equal(shown['order_amount'], 900);
    const again = await read(`/pg/orders/${shown['order_id']}`, CASHFREE);
    assert.equal(again['cf_order_id'], shown['cf_order_id']);

    const told = (await inquire(client.server, { ppc_PinePGTransactionID: String(id) })).json;
    const name = String((told as Json)['ppc_UniqueMerchantTxnID']);
    const found = (await inquire(client.server, { ppc_UniqueMerchantTxnID: name })).json as Json;
    assert.equal(found['ppc_Amount'], '90000');
    const referenced = await client.done('GET', `/pay/v1/orders/reference/${name}`);
    assert.deepEqual(referenced['order_amount'], { value: 90000, currency: 'INR' });
  }
  assert.equal((await read('/pg/orders/shown', CASHFREE))['order_amount'], 500);
});

test('a reference that names nothing is not made up for by a number of ours', async () => {
  const asked = { amount: 100, currency: 'INR', receipt: 'agreed' };
  const { id } = (await send('/v1/orders', asked)).json as Json;
  const named = { ppc_PinePGTransactionID: String(id) };
  const says = async (fields: Readonly<Record<string, string>>) =>
    ((await inquire(client.server, fields)).json as Json)['ppc_TxnResponseMessage'];
  assert.equal(await says(named), 'SUCCESS');
  assert.equal(await says({ ...named, ppc_UniqueMerchantTxnID: 'agreed' }), 'SUCCESS');
  assert.equal(await says({ ...named, ppc_UniqueMerchantTxnID: 'never' }), 'INVALID DATA');
});

const sha512 = (...parts: readonly string[]): string =>
  createHash('sha512').update(parts.join('|')).digest('hex');

test('a name with a blank or the separator is looked up as it is', async () => {
  await cashfree('exact', 1);
  for (const receipt of ['exact ', 'exact|2']) {
    await send('/api/v2/order/via/rzp/create', { amount: 700, currency: 'INR', receipt });
    const fetched = await send('/api/v2/order/via/payu/fetch', { var1: receipt });
    assert.equal((fetched.json as { result: Json }).result['amount'], '7.00');
  }
  const verify = async (var1: string): Promise<Json> => {
    const command = 'verify_payment';
    const hash = sha512(ACCESS, command, var1, SECRET);
    const fields = { key: ACCESS, command, var1, hash };
    const { json } = await postForm(`${client.server.url}/merchant/postservice?form=2`, fields);
    return (json as { transaction_details: Json }).transaction_details;
  };
  const amountOf = (told: Json, name: string) => (told[name] as Json)['amt'];
  assert.equal(amountOf(await verify('exact '), 'exact '), '7.00');
  assert.equal(amountOf(await verify('exact'), 'exact'), '1.00');
  assert.equal(amountOf(await verify('exact|none'), 'exact'), '1.00');
});

test('a number that is written with a fraction names nothing', async () => {
  const { cf_order_id } = (await cashfree('digits')).json as Json;
  const fetch = (id: string) => send('/api/v2/order/fetch', `{"id":${id}}`);
  assert.equal((await fetch(String(cf_order_id))).status, 200);
  for (const id of [`${cf_order_id}.3`, `${cf_order_id}.0`, `${cf_order_id}e0`]) {
    assert.ok((await fetch(id)).status >= 400, id);
    const paid = await send('/sandbox/pay', `{"order":${id},"method":"upi"}`);
    assert.ok(paid.status >= 400, id);
    const told = await ask(`${client.server.url}/account/webhooks?order=${id}`, { headers: BASIC });
    assert.ok(!told.text.includes('digits'), id);
  }
});

test('a buyer’s name that holds the separator of the hash is refused', async () => {
  const form = (txnid: string, changes: Readonly<Record<string, string>>) => {
    const fields: Record<string, string> = {
      ...{ key: ACCESS, txnid, amount: '100.00', productinfo: 'Plan|Gold', firstname: 'Asha' },
      ...{ email: 'asha@example.com', phone: '9876543210', udf1: 'basic', udf5: '' },
      ...{ surl: 'https://shop.example/s', furl: 'https://shop.example/f', ...changes },
    };
    const names = ['key', 'txnid', 'amount', 'productinfo', 'firstname', 'email'];
    const udfs = Array.from({ length: 10 }, (_, at) => `udf${at + 1}`);
    const hash = sha512(...[...names, ...udfs].map((name) => fields[name] ?? ''), SECRET);
    return postForm(`${client.server.url}/_payment`, { ...fields, hash });
  };
  assert.equal((await form('piped', {})).status, 303);
  const hostile = { firstname: 'X|x@y.zz|gold', email: 'a|b@example.com', udf1: 'a|', udf5: '|' };
  for (const [name, value] of Object.entries({ ...hostile, udf7: 'a|b' })) {
    const refused = await form(`piped_${name}`, { [name]: value });
    assert.equal(refused.status, 400, name);
    assert.ok(refused.text.includes(name), refused.text);
  }
});

test('a form cut anew moves a free field of the buyer’s at most, never what is paid', async () => {
  const place = `${client.server.url}/PinePGRedirect/`;
  const cut = async (field: string, name: string, value: string) => {
    const { ppc_UdfField2: _absent, ...form } = formOf(`cut_${name}`);
    const printed: Record<string, string> = { ...form, [field]: `note&${name}=${value}` };
    const proof = { ppc_DIA_SECRET: signatureOf(printed), ppc_DIA_SECRET_TYPE: 'sha256' };
    assert.equal((await postForm(place, { ...printed, ...proof })).status, 400);
    // The same text with the field begun where the buyer wrote its name: it swallows what follows.
    const anew: Record<string, string> = { ...printed, [field]: 'note', [name]: value };
    for (const each of Object.keys(form).sort()) {
      if (each <= field || each > name) continue;
      anew[name] += `&${each}=${printed[each]}`;
      if (each !== name) delete anew[each];
    }
    assert.equal(signatureOf(anew), proof.ppc_DIA_SECRET, name);
    return (await postForm(place, { ...anew, ...proof })).status;
  };
  // The signed text has no escapes: this one is what a shop with such a field would have printed.
  assert.equal(await cut('ppc_UdfField1', 'ppc_UdfField2', 'gold'), 303);
  assert.equal(await cut('ppc_UdfField1', 'ppc_UniqueMerchantTxnID', 'other'), 400);
  for (const name of ['ppc_MerchantID', 'ppc_MerchantReturnURL', 'ppc_UniqueMerchantTxnID']) {
    assert.ok((await cut('ppc_CustomerMobile', name, 'https://other.example')) >= 400, name);
  }
  // Nothing that a buyer types is signed before the amount.
  assert.equal(Object.keys(formOf('cut')).sort()[0], 'ppc_Amount');
});
