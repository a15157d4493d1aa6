// `/_payment` sent by a server: UPI collect and intent, their refusals, and the page for the rest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ACCOUNT,
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  buildRequest,
  CREDENTIALS,
  NOW,
  parseBy,
  renderBy,
} from '../../../../../test/support/call.ts';
import { type Failure, invalid, isFailure } from '../../../../core/failure.ts';
import type { Payment } from '../../../../core/payment.ts';
import type { Call, Operation } from '../../../dialect.ts';
import { sha512Hex } from '../../../kit/proof.ts';
import { EXAMPLE } from '../fixtures/example.ts';
import { payu } from '../index.ts';
import { INTENT_VPA } from '../../words.ts';

const family = payu.families.find(({ name }) => name === 'native-payment');
assert.ok(family);
const { operations, renderFailure } = family;

type Body = Readonly<Record<string, string>>;
const COLLECT = { txn_s2s_flow: '2', pg: 'UPI', bankcode: 'UPI', vpa: 'abcd@upi' };
const INTENT = { txn_s2s_flow: '2', pg: 'UPI', bankcode: 'INTENT' };

function callOf(body: Body, mode = ACCOUNT.mode): Call {
  const call = buildCall({ path: '/' });
  const fields = { values: { ...EXAMPLE, ...body }, lexemes: new Map() };
  return { ...call, fields, account: { ...ACCOUNT, mode } };
}

function rowFor(call: Call): Operation {
  const row = operations.find(({ when }) => when?.(call.request, call.fields) ?? true);
  assert.ok(row);
  return row;
}

function parse(body: Body, mode = ACCOUNT.mode): unknown {
  const call = callOf(body, mode);
  return parseBy(rowFor(call), call);
}

const ORDER = buildOrder({
  reference: 'TXN123456',
  amountMinor: 50000,
  amountText: '500.00',
  createdAt: NOW,
  dialect: 'payu',
  wire: { echo: { productinfo: 'Product Description', firstname: 'John', email: 'j@x.example' } },
});

function answer(body: Body, vpa: string, state: Partial<Payment> = { status: 'pending' }) {
  const instrument = { method: 'upi', vpa } as const;
  const payment = buildPayment({ instrument, bankReference: null, ...state });
  const outcome = buildOutcome({ order: ORDER, payments: [payment] });
  const call = callOf(body);
  return { payment, reply: renderBy(rowFor(call), { ...outcome, payment }, call) };
}

test('a server’s UPI form brings what pays for its order', () => {
  for (const [body, vpa] of [
    [COLLECT, 'abcd@upi'],
    [INTENT, INTENT_VPA],
  ] as const) {
    const command = parse(body);
    assert.ok(typeof command === 'object' && command !== null && 'pays' in command);
    assert.deepEqual(command.pays, { method: 'upi', vpa });
  }
  assert.ok(!('pays' in (parse({ ...COLLECT, txn_s2s_flow: '' }) as object)), 'a browser');
  const refused = [parse({ ...COLLECT, bankcode: 'TEZ' }), parse(INTENT, 'live')] as Failure[];
  for (const failure of refused) assert.equal(failure.issues?.[0]?.field, 'bankcode');
});

// docs.payu.in/docs/upi-collection-s2s, sample response: its names, their order and their types.
test('collect is answered with the signed result in base64', () => {
  const { payment, reply } = answer(COLLECT, 'abcd@upi');
  assert.ok(reply.kind === 'text');
  assert.equal(reply.type, 'text/html; charset=UTF-8');
  const told = JSON.parse(Buffer.from(reply.body, 'base64').toString()) as {
    readonly status: string;
    readonly result: Body;
  };
  const { result } = told;
  assert.equal(told.status, 'success');
  assert.deepEqual(Object.keys(result).slice(0, 6), [
    ...['mihpayid', 'mode', 'status', 'key', 'txnid', 'amount'],
  ]);
  const expected = {
    mihpayid: String(payment.id.number),
    mode: 'UPI',
    status: 'pending',
    key: CREDENTIALS.key,
    txnid: 'TXN123456',
    amount: '500.00',
    field1: 'abcd@upi',
    field9: 'Transaction Initiated Successfully',
    payment_source: 'payuPureS2S',
    PG_TYPE: 'UPI-PG',
    error: 'E000',
    net_amount_debit: '0',
    unmappedstatus: 'in progress',
    bankcode: 'UPI',
    bank_ref_num: '',
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(result[name], value, name);
  const tail = 'j@x.example|John|Product Description|500.00|TXN123456';
  const { key, secret } = CREDENTIALS;
  assert.equal(result['hash'], sha512Hex(`${secret}|pending|||||||||||${tail}|${key}`));
  assert.ok(Object.values(result).every((value) => typeof value === 'string'));
});

// The answer of test.payu.in in a test report of hyperswitch-prism.
test('intent is answered with what an app needs', () => {
  const { payment, reply } = answer(INTENT, INTENT_VPA);
  assert.ok(reply.kind === 'json');
  const id = String(payment.id.number);
  const body = reply.body as Readonly<Record<string, unknown>>;
  assert.deepEqual(
    [body['status'], body['referenceId'], body['txnId'], body['amount']],
    [1, id, 'TXN123456', '500.00'],
  );
  assert.match(String(body['returnUrl']), /\/pay\/[^/]+\/bank$/);
  const uri = new URLSearchParams(String(body['intentURIData']));
  assert.deepEqual(
    ['tr', 'tid', 'am', 'cu', 'tn'].map((name) => uri.get(name)),
    [id, `PPPL${id}`, '500.00', 'INR', 'UPIIntent'],
  );
  assert.match(uri.get('pa') ?? '', /\.invalid$/);
});

// docs.payu.in, "Classic S2S 3DS2 Integration" (flow 1) and "UPI Intent Integration" (flow 4).
test('flow 1 is answered with where the browser goes on', () => {
  for (const form of [COLLECT, INTENT]) {
    const { reply } = answer({ ...form, txn_s2s_flow: '1' }, 'abcd@upi');
    assert.ok(reply.kind === 'json');
    const { result, ...words } = reply.body as Readonly<Record<string, Body>>;
    assert.deepEqual(words, { status: 'success', error: null, message: null });
    const { post_uri, post_data = '' } = result ?? {};
    assert.match(post_uri ?? '', /^http:\/\/127\.0\.0\.1:8080\/pay\//);
    const page = Buffer.from(post_data, 'base64').toString();
    assert.ok(page.includes(`<form name="payment_post" action="${post_uri}"`), page);
  }
});

test('flow 4 is answered with the state and what goes on from it', () => {
  const { payment, reply } = answer({ ...INTENT, txn_s2s_flow: '4' }, INTENT_VPA);
  assert.ok(reply.kind === 'json');
  const { metaData, result } = reply.body as Readonly<Record<string, Body>>;
  const id = String(payment.id.number);
  assert.deepEqual(metaData, {
    message: null,
    referenceId: id,
    statusCode: null,
    txnId: 'TXN123456',
    txnStatus: 'pending',
    unmappedStatus: 'pending',
  });
  assert.ok(result);
  assert.deepEqual(Object.keys(result), [
    ...['paymentId', 'merchantName', 'merchantVpa', 'amount', 'intentURIData', 'acsTemplate'],
  ]);
  assert.deepEqual([result['paymentId'], result['amount']], [id, '500.00']);
  const uri = new URLSearchParams(result['intentURIData']);
  assert.deepEqual([uri.get('pa'), uri.get('tr')], [result['merchantVpa'], id]);
  const page = Buffer.from(result['acsTemplate'] ?? '', 'base64').toString();
  assert.match(page, /<form name="payment_post" action="http:\/\/127\.0\.0\.1:8080\/pay\//);

  const collect = answer({ ...COLLECT, txn_s2s_flow: '4' }, 'abcd@upi').reply;
  assert.ok(collect.kind === 'json');
  assert.ok(!JSON.stringify(collect.body).includes('intentURIData'), 'a collect has no address');
});

test('flow 4 tells a payment that failed at once', () => {
  const failed = { status: 'failed', decline: 'insufficient_funds' } as const;
  const { reply } = answer({ ...COLLECT, txn_s2s_flow: '4' }, 'failure@upi', failed);
  assert.ok(reply.kind === 'json');
  const { metaData, result } = reply.body as Readonly<Record<string, Body>>;
  assert.deepEqual(result, {});
  assert.deepEqual(
    [metaData?.['statusCode'], metaData?.['txnStatus'], metaData?.['unmappedStatus']],
    ['E706', 'failed', 'failure'],
  );
});

test('only the flows that are known make it a program’s', () => {
  for (const txn_s2s_flow of ['', '0', '3', '5', '22']) {
    assert.ok(!('pays' in (parse({ ...COLLECT, txn_s2s_flow }) as object)), txn_s2s_flow);
  }
  for (const txn_s2s_flow of ['1', '2', '4']) {
    assert.ok('pays' in (parse({ ...COLLECT, txn_s2s_flow }) as object), txn_s2s_flow);
    assert.ok(!('pays' in (parse({ ...COLLECT, txn_s2s_flow, pg: 'X' }) as object)), 'no way');
  }
});

test('refusals that a server reads: failed, with PayU’s codes', () => {
  const tell = (failure: Failure, body: Body = COLLECT): unknown => {
    const text = new URLSearchParams({ ...EXAMPLE, ...body }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const reply = renderFailure(failure, buildRequest({ path: '/', headers, body: text }));
    return reply.kind === 'json' ? [reply.status, reply.body] : reply.kind;
  };
  const vpa = invalid([{ field: 'vpa', rule: 'format', message: 'Enter a UPI ID' }]);
  const failed = { result: null, status: 'failed' };
  const words = { error: 'E1617', message: 'Invalid vpa' };
  assert.deepEqual(tell(vpa), [200, { ...failed, ...words }]);
  assert.deepEqual(tell(vpa, { ...COLLECT, txn_s2s_flow: '4' }), [200, { ...failed, ...words }]);
  const first = tell(vpa, { ...COLLECT, txn_s2s_flow: '1' });
  assert.deepEqual(first, [200, { status: 'failure', ...words }]);
  const codes: readonly (readonly [Failure['failure'], number, string])[] = [
    ['credentials_wrong', 200, 'E700'],
    ['order_reference_taken', 200, 'E1101'],
    ['payment_in_progress', 200, 'E225'],
    ['rate_limited', 429, 'E1101'],
    ['processor_unavailable', 503, 'E345'],
  ];
  for (const [failure, status, error] of codes) {
    const [told, body] = tell({ failure }) as [number, Body];
    assert.deepEqual([told, body['error'], body['status']], [status, error, 'failed'], failure);
  }
  assert.equal(tell(vpa, { pg: 'UPI', vpa: 'none' }), 'page', 'a browser sees a page');
});

test('a server that names its customer gets a page that takes the browser on', () => {
  const call = callOf({ pg: 'NB', bankcode: 'HDFB', s2s_client_ip: '127.0.0.1' });
  const reply = renderBy(rowFor(call), buildOutcome({ order: ORDER }), call);
  assert.ok(reply.kind === 'text' && reply.status === 200);
  assert.match(reply.type, /^text\/html/);
  assert.match(reply.body, /^<!doctype html>.*action="http:\/\/127\.0\.0\.1:8080\/pay\/[^"]+"/);
  assert.ok(!isFailure(parse({ pg: 'NB', s2s_client_ip: '127.0.0.1' }) as Failure | object));
});
