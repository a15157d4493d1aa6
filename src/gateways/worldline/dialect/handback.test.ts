// What the browser carries back: the hash, the fields, and values that try to shift them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import {
  buildOrder,
  buildPayment,
  CREDENTIALS,
  NOW,
  ADDRESSES,
} from '../../../../test/support/call.ts';
import { handback } from './handback.ts';
import { messageHash } from '../message.ts';
import { MESSAGE_FIELDS } from '../message.ts';

// worldline.md §4.3; the salt is the vendor's published test salt.
const SALT = '3976262521OAOQBJ';
const VECTORS: readonly (readonly [string, string, string])[] = [
  [
    'W-1, official log: the empty response',
    '||||||||||||||',
    '2cb6ba247acc86672d24c15ad8f2b958da00e76080787346ec2c9095645fe99b978c7cb62b47faa540a2c4881d62fcde97cf5b9d882b0f6934bb7b433eacdea3',
  ],
  [
    'W-2: success on the test bank',
    '0300|success|NA|730451|470|1566704688|1.00|{itc:}{custname:Test Buyer}{orderid:77}' +
      '{email:buyer@example.com}{mob:9999999999}|22-09-2021 10:18:39|NA||TEST BANK|1111566704688||' +
      'd6ff1294-6e5d-4e17-8bca-94ac58ba89ed',
    'b626f039c63f879ae82f97c08993a6e076e63189b00333505e64fa17a8add04a6938cc3b61d3abb5dfbd9f2318d97abdf7816c6b2af4efaafe552617b71639d1',
  ],
  [
    'wl_resp_0392: left by the customer',
    '0392|User Aborted|Transaction aborted by user|922931|NA|E18339327|1.00|{itc:}' +
      '{custname:Test Buyer}{orderid:93}{email:buyer@example.com}{mob:9999999999}|' +
      '04-10-2021 16:10:37|NA|||||',
    '9c14b944271f7bb61b7f99019e05def8d7b17297e3f2422bbd6cf8e0c13fe855f6fd1f868a1e1e79bff438e8975d9bf4897fc93a9a68983c1d9f9e973285fa2d',
  ],
  [
    'W-3: request token',
    'T206030|730451|1.00||cons1|9999999999|buyer@example.com|||||||||',
    'f4fc374ecc261421042c8b79dce6259da8cb9eb848a21bc00c7d79b62bc29da025d09a0e88fa078c641cdbdf5ea0c100b3a6480887c2540135296707a35156da',
  ],
  [
    'W-4: server callback v2',
    'T206030|TXN123456|1.00|1566704688|22-09-2021 10:18:39|SALE',
    'f10cd6ced1dc4c96d79ec0e0bcdba44b3567f48447b69570d54a66ff5f8a2e394474bdcbf65e949b060b9691abad912a941769d7575b49961bffb2db6def61c7',
  ],
];

for (const [name, text, digest] of VECTORS) {
  test(`the hash: ${name}`, () => {
    const fields = text.split('|');
    assert.equal(messageHash(fields, SALT), digest);
    const flipped = fields.with(0, `${fields[0]}!`);
    assert.notEqual(messageHash(flipped, SALT), digest);
    assert.notEqual(messageHash(fields, `${SALT.slice(0, -1)}K`), digest);
    assert.notEqual(messageHash([...fields, ''], SALT), digest);
  });
}

const ADDRESS = 'https://merchant.com/return';
const TEST_BANK: Partial<Payment> = {
  instrument: { method: 'netbanking', bank: '470', bankName: 'Worldline test bank' },
};

function order(changes: Partial<Order> = {}): Order {
  return buildOrder({
    dialect: 'worldline',
    reference: 'WL_ORDER_123',
    amountMinor: 50000,
    amountText: '500.00',
    status: 'attempted',
    customer: { id: null, name: 'John Doe', email: 'john@example.com', phone: '9876543210' },
    returns: { success: ADDRESS, failure: ADDRESS, cancel: ADDRESS, notify: null },
    wire: { merchantId: 'MID123' },
    ...changes,
  });
}

function post(of: Order, payment: Payment | null): { url: string; msg: string } {
  const aggregate = { order: of, payments: payment === null ? [] : [payment], refunds: [] };
  const reply = handback({
    aggregate,
    payment,
    credentials: CREDENTIALS,
    now: NOW,
    addresses: ADDRESSES,
  });
  assert.ok(reply?.kind === 'browserPost');
  assert.equal(reply.fields.length, 1);
  const [name, msg] = reply.fields[0] ?? ['', ''];
  assert.equal(name, 'msg');
  assert.ok(!msg.includes(CREDENTIALS.secret));
  return { url: reply.url, msg };
}

/** As the vendor's plugins read it: the hash is what stands last, and is checked over the rest. */
function readMessage(msg: string): Record<string, string> {
  const values = msg.split('|');
  assert.equal(values.length, 16);
  const hash = values.pop();
  assert.equal(hash, messageHash(values, CREDENTIALS.secret));
  assert.match(hash ?? '', /^[0-9a-f]{128}$/);
  return Object.fromEntries(MESSAGE_FIELDS.map((name, at) => [name, values[at] ?? '']));
}

/** As the vendor's plugins find their order: after the first `orderid:`, up to the next brace. */
function orderIdOf(meta: string | undefined): string | undefined {
  return meta?.split('orderid:')[1]?.split('}')[0];
}

test('a paid order goes back with the documented sixteen fields', () => {
  const { url, msg } = post(order({ status: 'paid' }), buildPayment(TEST_BANK));
  assert.equal(url, ADDRESS);
  const fields = [
    '0300|success|NA|WL_ORDER_123|470|5403993715527185|500.00',
    '{itc:}{custname:John Doe}{orderid:WL_ORDER_123}{email:john@example.com}{mob:9876543210}',
    '15-01-2024 10:35:00|NA||TEST BANK|123456789||PAY123def456GH',
  ].join('|');
  assert.equal(msg, `${fields}|${messageHash(fields.split('|'), CREDENTIALS.secret)}`);
});

type Outcome = readonly [string, Partial<Payment>, Record<string, string>];
// Codes: worldline.md §5.4. Words and the NA, "0" and "" of each: the vendor's logs (§3.2).
const OUTCOMES: readonly Outcome[] = [
  [
    'declined',
    { ...TEST_BANK, status: 'failed', decline: 'declined', bankReference: null },
    {
      txn_status: '0399',
      txn_msg: 'failure',
      txn_err_msg: 'Decline - Declined by the bank',
      BankTransactionID: '0',
      tpsl_bank_cd: '470',
    },
  ],
  [
    'failed without a reason',
    { status: 'failed', decline: null },
    { txn_status: '0399', txn_msg: 'failure', txn_err_msg: '' },
  ],
  [
    'left by the customer',
    {
      status: 'failed',
      decline: 'cancelled_by_customer',
      instrument: null,
      bankReference: null,
    },
    {
      txn_status: '0392',
      txn_msg: 'User Aborted',
      txn_err_msg: 'Transaction aborted by user',
      tpsl_bank_cd: 'NA',
      alias_name: '',
      BankTransactionID: '',
      token: '',
    },
  ],
  [
    'pending',
    { status: 'pending', bankReference: null, completedAt: null },
    {
      txn_status: '0396',
      txn_msg: 'awaited',
      txn_err_msg: 'NA',
      BankTransactionID: '',
      tpsl_txn_time: '15-01-2024 10:34:00',
    },
  ],
  ['authorized', { status: 'authorized' }, { txn_status: '0396', txn_err_msg: 'NA' }],
  [
    'paid by card',
    { status: 'captured' },
    {
      txn_status: '0300',
      tpsl_bank_cd: '14250',
      // As the logs' RUPAY_RUPAY_CRT_NA_NA_607384****0009; six digits of the card are not kept.
      alias_name: 'VISA_VISA_CRT_NA_NA_**********1234',
      BankTransactionID: '123456789',
    },
  ],
];

for (const [name, changes, expected] of OUTCOMES) {
  test(`handed back: ${name}`, () => {
    const message = readMessage(post(order(), buildPayment(changes)).msg);
    for (const [field, value] of Object.entries(expected))
      assert.equal(message[field], value, field);
    assert.equal(message['clnt_txn_ref'], 'WL_ORDER_123');
    assert.equal(message['tpsl_txn_id'], '5403993715527185');
  });
}

test('handed back without any attempt: not attempted, or out of time', () => {
  const fresh = readMessage(post(order({ status: 'created' }), null).msg);
  assert.equal(fresh['txn_status'], '0398');
  assert.equal(fresh['tpsl_txn_id'], 'NA');
  assert.equal(fresh['tpsl_txn_time'], '15-01-2024 10:30:00');
  assert.equal(readMessage(post(order({ status: 'expired' }), null).msg)['txn_status'], '0399');
});

test('a refund that began meanwhile does not turn the way back into anything but success', () => {
  const paid = order({ status: 'paid', refunds: 1 });
  assert.equal(readMessage(post(paid, buildPayment()).msg)['txn_status'], '0300');
});

test('times are Indian, across midnight and the year', () => {
  const at = Date.parse('2023-12-31T18:45:09Z');
  const message = readMessage(post(order(), buildPayment({ completedAt: at })).msg);
  assert.equal(message['tpsl_txn_time'], '01-01-2024 00:15:09');
});

const SHIFTY = [
  'a|b|0300|success',
  'x}{orderid:99',
  'orderid:99',
  '{orderid:99}',
  'a\r\nb\tc',
  '|||||||||||||||',
];

for (const text of SHIFTY) {
  test(`a customer named ${JSON.stringify(text)} shifts nothing`, () => {
    const customer = { id: null, name: text, email: text, phone: text };
    const message = readMessage(post(order({ customer }), buildPayment()).msg);
    assert.equal(orderIdOf(message['clnt_rqst_meta']), 'WL_ORDER_123');
    assert.match(
      message['clnt_rqst_meta'] ?? '',
      /^\{itc:\}\{custname:[^{}:]*\}\{orderid:WL_ORDER_123\}\{email:[^{}:]*\}\{mob:[^{}:]*\}$/,
    );
    assert.equal(message['tpsl_txn_time'], '15-01-2024 10:35:00');
  });
}

test('no other text can shift a field either', () => {
  const instrument = { method: 'netbanking', bank: '1|2', bankName: 'A|B\nC' } as const;
  const payment = buildPayment({ instrument, bankReference: '7|8' });
  const message = readMessage(post(order({ reference: 'R|1}{orderid:2' }), payment).msg);
  assert.equal(message['tpsl_bank_cd'], '1 2');
  assert.equal(message['alias_name'], 'A B C');
  assert.equal(message['BankTransactionID'], '7 8');
  assert.equal(message['clnt_txn_ref'], 'R 1}{orderid:2');
});

test('text that means something in HTML passes unescaped, as data, and is part of the hash', () => {
  const name = `<b>"O'Neil" & Söhne</b> दुभाषी`;
  const customer = { id: null, name, email: null, phone: null };
  const message = readMessage(post(order({ customer }), buildPayment()).msg);
  assert.ok(message['clnt_rqst_meta']?.includes(`{custname:${name}}`));
});

test('a flipped byte anywhere fails the hash', () => {
  const { msg } = post(order(), buildPayment());
  const values = msg.split('|');
  const hash = values.pop();
  for (const at of values.keys()) {
    assert.notEqual(messageHash(values.with(at, `${values[at]}x`), CREDENTIALS.secret), hash);
  }
});

test('{order_id} in the address becomes the order id, encoded', () => {
  const success = 'https://merchant.com/return?id={order_id}';
  const returns = { success, failure: success, cancel: success, notify: null };
  const { url } = post(order({ reference: 'WL/1 &$&', returns }), buildPayment());
  assert.equal(url, 'https://merchant.com/return?id=WL%2F1%20%26%24%26');
});

test('an order that names no address or little else', () => {
  const bare = buildOrder({ reference: null });
  const aggregate = { order: bare, payments: [], refunds: [] };
  const rest = { credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  const context = { aggregate, payment: null, ...rest };
  assert.equal(handback(context), null);
  const embedded = handback({ ...context, embedded: true });
  assert.ok(embedded?.kind === 'browserPost' && embedded.url === '');
  assert.equal(embedded.fields[0]?.[1].split('|').length, 16);
  const returns = { success: ADDRESS, failure: null, cancel: null, notify: null };
  const message = readMessage(post(buildOrder({ reference: null, returns }), null).msg);
  assert.equal(message['clnt_rqst_meta'], '{itc:}{custname:}{orderid:}{email:}{mob:}');
  assert.equal(message['clnt_txn_ref'], '');
});

test('an order without a name of the merchant’s leaves its place in the address empty', () => {
  const success = 'https://shop.example/back?o={order_id}&x={order_id}';
  const order = buildOrder({
    reference: null,
    returns: { success, failure: null, cancel: null, notify: null },
  });
  const aggregate = { order, payments: [], refunds: [] };
  const rest = { credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  const reply = handback({ aggregate, payment: null, ...rest });
  assert.ok(reply?.kind === 'browserPost');
  assert.equal(reply.url, 'https://shop.example/back?o=&x=');
});
