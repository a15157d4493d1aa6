// What a form leaves open is what pays: on the page, from a server, and by no other way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask } from '../support/server.ts';
import { BASIC, detailsOf, type Json, KEY, openStage, orderOf, type Stage } from './payu-stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

type Texts = Readonly<Record<string, string>>;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CREDIT = '5123456789012346';
const DEBIT = '5118700000000003';

async function post(txnid: string, more: Texts) {
  const order = { ...orderOf(txnid), key: KEY };
  const hash = stage.payu().hasher.generatePaymentHash(order);
  const body = new URLSearchParams({ ...order, hash, ...more } as Texts).toString();
  return ask(`${stage.server.url}/_payment`, { headers: FORM, body });
}

async function open(txnid: string, more: Texts): Promise<string> {
  const sent = await post(txnid, more);
  assert.equal(sent.status, 303, sent.text);
  return sent.headers.get('location') ?? '';
}

async function show(url: string) {
  const { text } = await ask(url);
  const listed = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, value]) => value);
  return {
    methods: listed(/type="radio" name="method" value="(\w+)"/g),
    banks: listed(/name="bank" value="(\w+)"/g),
  };
}

function press(url: string, fields: Texts) {
  return ask(url, { headers: FORM, body: new URLSearchParams(fields).toString() });
}

function card(number: string): Texts {
  return {
    ...{ method: 'card', card_number: number, card_expiry: '05 / 45' },
    ...{ card_cvv: '123', card_name: 'Asha' },
  };
}

const stateOf = async (txnid: string): Promise<unknown> =>
  detailsOf(await stage.payu().verifyPayment(txnid), txnid)['unmappedstatus'];

test('the page offers what is enforced, and takes nothing else', async () => {
  const url = await open('only-1', { enforce_paymethod: 'creditcard|HDFB|AXIB' });
  assert.deepEqual(await show(url), {
    methods: ['card', 'netbanking'],
    banks: ['HDFC', 'UTIB'],
  });
  const debit = await press(url, card(DEBIT));
  assert.equal(debit.status, 422);
  assert.match(debit.text, /The shop takes no such card for this order/);
  assert.doesNotMatch(debit.text, new RegExp(`name="card_number"[^>]*${DEBIT}`));
  for (const fields of [
    { method: 'upi', vpa: 'asha@upi' },
    { method: 'netbanking', bank: 'ICIC' },
    { method: 'wallet', wallet: 'phonepe' },
  ]) {
    await press(url, fields);
    assert.equal(await stateOf('only-1'), 'initiated', JSON.stringify(fields));
  }
  assert.equal((await press(url, card(CREDIT))).status, 303);
  assert.equal(await stateOf('only-1'), 'pending');
});

test('what is dropped is gone, and the rest is there', async () => {
  const url = await open('drop-1', { drop_category: 'CC,DC,NB|AXIB|SBIB,CASH' });
  const { methods, banks } = await show(url);
  assert.deepEqual(methods, ['upi', 'netbanking']);
  assert.ok(banks.includes('HDFC') && !banks.includes('UTIB') && !banks.includes('SBIN'));
});

test('the latest form says what is left open', async () => {
  const narrow = await open('again-1', { enforce_paymethod: 'upi' });
  assert.deepEqual((await show(narrow)).methods, ['upi']);
  const other = await open('again-1', { enforce_paymethod: 'debitcard' });
  assert.deepEqual((await show(other)).methods, ['card']);
  const free = await open('again-1', {});
  assert.equal((await show(free)).methods.length, 4);
});

const SERVER = { s2s_client_ip: '127.0.0.1', s2s_device_info: 'web', txn_s2s_flow: '4' };
const PAN = { ccvv: '123', ccexpmon: '05', ccexpyr: '2045', pg: 'CC', bankcode: 'CC' };

test('a server is refused as well, and no transaction is left', async () => {
  const rows: readonly Texts[] = [
    { pg: 'UPI', bankcode: 'UPI', vpa: 'asha@upi', enforce_paymethod: 'netbanking' },
    { ...PAN, ccnum: DEBIT, enforce_paymethod: 'creditcard' },
    { ...PAN, ccnum: CREDIT, drop_category: 'CC|CC' },
    { pg: 'NB', bankcode: 'AXIB', drop_category: 'NB|AXIB' },
  ];
  for (const [index, row] of rows.entries()) {
    const sent = await post(`server-${index}`, { ...SERVER, ...row });
    const told = sent.json as Json;
    assert.deepEqual([sent.status, told['status'], told['error']], [200, 'failed', 'E1101']);
    assert.equal(await stateOf(`server-${index}`), undefined);
  }
});

test('flow 4 of a card, a bank and a wallet: one payment each, for the bank’s page', async () => {
  const rows: readonly Texts[] = [
    { ...PAN, ccnum: CREDIT, enforce_paymethod: 'creditcard' },
    { pg: 'NB', bankcode: 'HDFB' },
    { pg: 'CASH', bankcode: 'PHONEPE' },
  ];
  for (const [index, row] of rows.entries()) {
    const txnid = `flow-${index}`;
    const { json } = await post(txnid, { ...SERVER, ...row });
    const { metaData, result } = json as Readonly<Record<string, Texts>>;
    const page = Buffer.from(result?.['acsTemplate'] ?? '', 'base64').toString();
    const url = /action="([^"]+)"/.exec(page)?.[1] ?? '';
    assert.match((await ask(url)).headers.get('location') ?? '', /\/bank$/);
    const details = detailsOf(await stage.payu().verifyPayment(txnid), txnid);
    assert.deepEqual(
      [details['mihpayid'], details['unmappedstatus']],
      [metaData?.['referenceId'], 'pending'],
    );
  }
});

test('a refused product leaves no order behind, natively and on the documented path', async () => {
  const { surl, furl, ...rest } = orderOf('gone-1') as Texts;
  const body = { ...rest, surl, furl, splitRequest: '{"a":1}' };
  const made = await ask(`${stage.server.url}/api/v2/order/via/payu/create`, {
    headers: { authorization: BASIC },
    body,
  });
  assert.equal(made.status, 400);
  const { errors } = made.json as { readonly errors: Json };
  assert.deepEqual(errors['splitRequest'], ['SplitRequest is not enabled for this account']);
  assert.equal((await post('gone-1', { pg: 'EMI' })).status, 400);
  assert.equal(await stateOf('gone-1'), undefined);
  const upi = { ...rest, surl, furl, enforce_paymethod: 'upi' };
  const limited = await ask(`${stage.server.url}/api/v2/order/via/payu/create`, {
    headers: { authorization: BASIC },
    body: upi,
  });
  const { result } = limited.json as { readonly result: Json };
  assert.deepEqual((await show(String(result['payment_url']))).methods, ['upi']);
});
