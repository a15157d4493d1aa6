// The handback: where the browser goes, what it carries, and that PayU's clients can verify it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildCall,
  buildOrder,
  buildPayment,
  CREDENTIALS,
  NOW,
  ADDRESSES,
} from '../../../../test/support/call.ts';
import { isFailure } from '../../../core/failure.ts';
import type { Order, OrderStatus } from '../../../core/order.ts';
import type { DeclineReason, Payment } from '../../../core/payment.ts';
import { sha512Hex } from '../../kit/proof.ts';
import { EXAMPLE } from './fixtures/example.ts';
import { payu } from './index.ts';
import { parseCreate } from './parse.ts';

const { key, secret } = CREDENTIALS;
const SIGNED = `${key}|TXN123456|500.00|Product Description|John|john@example.com`;

/** The order that a create makes, as the rules build it. */
function orderOf(body: Readonly<Record<string, unknown>>, status: OrderStatus = 'attempted') {
  const command = parseCreate(buildCall({ path: '/create', body }));
  assert.ok(!isFailure(command), JSON.stringify(command));
  const { dialect, reference, amountMinor, amountText, returns, wire, customer } = command;
  return buildOrder({
    dialect,
    reference,
    amountMinor,
    amountText,
    returns,
    wire,
    customer,
    status,
  });
}

function handBackOf(order: Order, payment: Payment | null) {
  const aggregate = { order, payments: payment === null ? [] : [payment], refunds: [] };
  const reply = payu.handback({
    aggregate,
    payment,
    credentials: CREDENTIALS,
    now: NOW,
    addresses: ADDRESSES,
  });
  assert.ok(reply !== null && reply.kind === 'browserPost');
  return { url: reply.url, names: reply.fields.map(([name]) => name), fields: reply.fields };
}

function valuesOf(order: Order, payment: Payment | null): Readonly<Record<string, string>> {
  return Object.fromEntries(handBackOf(order, payment).fields);
}

const paid = (changes: Partial<Payment> = {}): Payment =>
  buildPayment({ amountMinor: 50000, capturedMinor: 50000, ...changes });
const failed = (decline: DeclineReason): Payment =>
  paid({ status: 'failed', decline, capturedMinor: 0, bankReference: null });
const abandoned = (): Payment => ({ ...failed('cancelled_by_customer'), instrument: null });

/** As PayU's documentation and its Node SDK verify a reply. */
function reverseHash(given: Readonly<Record<string, string>>): string {
  const udfs = [5, 4, 3, 2, 1].map((at) => given[`udf${at}`]);
  const rest = 'email firstname productinfo amount txnid'.split(' ').map((name) => given[name]);
  return sha512Hex([secret, given['status'], '', '', '', '', '', ...udfs, ...rest, key].join('|'));
}

/** As PayU's Magento plugin verifies it: udf6 to udf10 among the fields. */
function pluginHash(given: Readonly<Record<string, string>>): string {
  const udfs = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((at) => given[`udf${at}`]);
  const rest = 'email firstname productinfo amount txnid'.split(' ').map((name) => given[name]);
  return sha512Hex([secret, given['status'], ...udfs, ...rest, key].join('|'));
}

test('a captured payment goes to surl with every field', () => {
  const payment = paid();
  const { url, fields } = handBackOf(orderOf(EXAMPLE, 'paid'), payment);
  assert.equal(url, 'https://merchant.com/success');
  const given = Object.fromEntries(fields);
  assert.deepEqual(fields, [
    ['mihpayid', '5403993715527185'],
    ['mode', 'CC'],
    ['status', 'success'],
    ['unmappedstatus', 'captured'],
    ['key', 'test_123'],
    ['txnid', 'TXN123456'],
    ['amount', '500.00'],
    ['cardCategory', 'domestic'],
    ['discount', '0.00'],
    ['net_amount_debit', '500'],
    ['addedon', '2024-01-15 10:34:00'],
    ['productinfo', 'Product Description'],
    ['firstname', 'John'],
    ...['lastname', 'address1', 'address2', 'city', 'state', 'country', 'zipcode'].map((name) => [
      name,
      '',
    ]),
    ['email', 'john@example.com'],
    ['phone', '9876543210'],
    ...Array.from({ length: 10 }, (_, at) => [`udf${at + 1}`, '']),
    ['hash', reverseHash(given)],
    ...Array.from({ length: 8 }, (_, at) => [`field${at + 1}`, '']),
    ['field9', 'Transaction is Successful'],
    ['payment_source', 'payu'],
    ['PG_TYPE', 'CC-PG'],
    ['bank_ref_num', '123456789'],
    ['bankcode', 'CC'],
    ['error', 'E000'],
    ['error_Message', 'No Error'],
    ['name_on_card', ''],
    ['cardnum', 'XXXXXXXXXXXX1234'],
    ['cardhash', 'This field is no longer supported in postback params.'],
    ['issuing_bank', ''],
    ['card_type', 'VISA'],
    ['amount_split', '{"PAYU":"500.00"}'],
    ['payuMoneyId', ''],
    ['giftCardIssued', ''],
    ['isConsentPayment', '0'],
    ['encryptedPaymentId', ''],
    ['device_type', ''],
  ]);
});

// payu.md §4.1 payu_rev_success_seed, _failure_seed, _pending_seed: QyT13U and its public salt.
const KNOWN: readonly (readonly [string, Payment, string])[] = [
  [
    'success',
    paid(),
    '8d8d36d67ac3aa8c95c59b76bc1683794fc8974f483fca03b26e21344ee4d4e87928357c4a1984303d1ae1dbea3019c703c9e028cd9a7abe598e56026bec2479',
  ],
  [
    'failure',
    failed('declined'),
    '5f7cba7dcfb9f8cc92afa0f99933e08d14b100bd2bfb3c9a04ef3c9a665e591b51f8e088020cd021b066061fde583e33bdc5b2d3dc3eb4177bd4c796775bf7a4',
  ],
  [
    'pending',
    paid({ status: 'pending' }),
    '182a543720f5db2a1d8c02fb51d9e9560daac0455123a05527e2b90c66268b581e0d998e5af4ee036912cf6d767d904f6be8d1cce63e90ad8f8971389ff5cba9',
  ],
];
for (const [status, payment, digest] of KNOWN) {
  test(`known answer: the seal of ${status}`, () => {
    const reply = payu.handback({
      aggregate: { order: orderOf(EXAMPLE), payments: [payment], refunds: [] },
      payment,
      credentials: { key: 'QyT13U', secret: 'UnJ0FGO0kt3dUgnHo9Xgwi0lpipBV0hB' },
      now: NOW,
      addresses: ADDRESSES,
    });
    assert.ok(reply?.kind === 'browserPost');
    assert.equal(Object.fromEntries(reply.fields)['hash'], digest);
    assert.ok(!JSON.stringify(reply).includes('UnJ0FGO0kt3dUgnHo9Xgwi0lpipBV0hB'));
  });
}

test('success goes to surl, failure and pending to furl, a cancellation to curl if given', () => {
  const curl = 'https://merchant.com/cancel';
  const orders = [orderOf(EXAMPLE), orderOf({ ...EXAMPLE, curl })] as const;
  const rows: readonly (readonly [Payment | null, string, string])[] = [
    [paid(), EXAMPLE.surl, EXAMPLE.surl],
    [paid({ status: 'authorized' }), EXAMPLE.surl, EXAMPLE.surl],
    [paid({ status: 'pending' }), EXAMPLE.furl, EXAMPLE.furl],
    [failed('declined'), EXAMPLE.furl, EXAMPLE.furl],
    [failed('timed_out'), EXAMPLE.furl, EXAMPLE.furl],
    [abandoned(), EXAMPLE.furl, curl],
    [failed('cancelled_by_customer'), EXAMPLE.furl, curl],
    [null, EXAMPLE.furl, EXAMPLE.furl],
  ];
  for (const [payment, plain, withCurl] of rows) {
    assert.equal(handBackOf(orders[0], payment).url, plain);
    assert.equal(handBackOf(orders[1], payment).url, withCurl);
  }
});

// PayU's failure sample, page "Model 2 - Zero Code Change Integration".
test('a cancellation leaves the fields of the instrument empty', () => {
  const given = valuesOf(orderOf(EXAMPLE), abandoned());
  for (const name of 'mode PG_TYPE bankcode bank_ref_num cardnum card_type'.split(' ')) {
    assert.equal(given[name], '', name);
  }
  assert.equal(given['field9'], 'Cancelled by user');
  assert.equal(given['mihpayid'], '5403993715527185');
});

test('the same fields come in every outcome, and not the two that change the hash', () => {
  const expected = handBackOf(orderOf(EXAMPLE), paid()).names;
  assert.equal(new Set(expected).size, expected.length);
  const others = [paid({ status: 'pending' }), failed('timed_out'), abandoned(), null];
  for (const payment of others) {
    const { names, fields } = handBackOf(orderOf(EXAMPLE), payment);
    assert.deepEqual(names, expected);
    const given = Object.fromEntries(fields);
    assert.equal(given['hash'], reverseHash(given));
    assert.equal(given['net_amount_debit'], '0.00');
  }
  assert.ok(!expected.includes('additionalCharges') && !expected.includes('splitInfo'));
});

test('values come back byte for byte, HTML included', () => {
  const body = {
    ...EXAMPLE,
    amount: '500',
    productinfo: '<script>alert("1")</script> & \'two\' 日本 💳 %26 + |',
    firstname: '"><img src=x>',
    lastname: 'O’Brien',
    email: "o'brien+test@example.com",
    udf1: '{"a":[1,2]}',
    udf10: ' spaces kept ',
  };
  const given = valuesOf(orderOf(body), paid());
  for (const name of 'amount productinfo firstname lastname email udf1 udf10'.split(' ')) {
    assert.equal(given[name], body[name as keyof typeof body], name);
  }
  assert.equal(given['amount_split'], '{"PAYU":"500"}');
  assert.equal(given['hash'], reverseHash(given));
});

test('line breaks are sealed as browsers will send them', () => {
  const given = valuesOf(
    orderOf({ ...EXAMPLE, productinfo: 'a\nb\r\nc', address1: 'x\ry' }),
    paid(),
  );
  assert.equal(given['productinfo'], 'a\r\nb\r\nc');
  assert.equal(given['address1'], 'x\r\ny');
  assert.equal(given['hash'], reverseHash(given));
});

test('the seal has the form of the request: blank unless it was signed filled', () => {
  const udfs = { udf5: 'five', udf6: 'six', udf10: 'ten' };
  const filled = sha512Hex(`${SIGNED}|||||five|six||||ten|${secret}`);
  const asBlank = valuesOf(orderOf({ ...EXAMPLE, ...udfs }), paid());
  assert.equal(asBlank['udf10'], 'ten');
  assert.equal(asBlank['hash'], reverseHash(asBlank));
  const asFilled = valuesOf(orderOf({ ...EXAMPLE, ...udfs, key, hash: filled }), paid());
  assert.equal(asFilled['hash'], pluginHash(asFilled));
  assert.notEqual(asFilled['hash'], reverseHash(asFilled));
});

test('a page that embeds ours gets the fields, and needs no address', () => {
  const order = buildOrder({ dialect: 'payu', wire: orderOf(EXAMPLE).wire });
  const aggregate = { order, payments: [paid()], refunds: [] };
  const context = {
    aggregate,
    payment: paid(),
    credentials: CREDENTIALS,
    now: NOW,
    addresses: ADDRESSES,
  };
  const inside = payu.handback({ ...context, embedded: true });
  assert.ok(inside?.kind === 'browserPost');
  const given = Object.fromEntries(inside.fields);
  assert.deepEqual([inside.url, given['status']], ['', 'success']);
  assert.equal(given['hash'], reverseHash(given));
  const named = { ...context, aggregate: { ...aggregate, order: orderOf(EXAMPLE) } };
  const outside = payu.handback({ ...named, embedded: true });
  assert.equal(outside?.url, EXAMPLE.surl);
  assert.deepEqual(outside, payu.handback(named));
});

test('a flipped byte in any sealed field breaks the seal', () => {
  const given = valuesOf(orderOf({ ...EXAMPLE, udf1: 'u' }), paid());
  for (const name of 'status amount txnid productinfo firstname email udf1 udf5'.split(' ')) {
    const hash = reverseHash({ ...given, [name]: `${given[name]}x` });
    assert.notEqual(hash, given['hash'], name);
  }
});

test('the debit is printed as PHP prints a float, the time as Indian time', () => {
  const rows: readonly (readonly [string, number, string])[] = [
    ['10.00', 1000, '10'],
    ['5.06', 506, '5.06'],
    ['500.50', 50050, '500.5'],
    ['1000', 100000, '1000'],
  ];
  for (const [amount, amountMinor, debit] of rows) {
    const given = valuesOf(orderOf({ ...EXAMPLE, amount }), paid({ amountMinor }));
    assert.deepEqual([given['amount'], given['net_amount_debit']], [amount, debit]);
  }
  const createdAt = Date.parse('2024-12-31T20:00:05Z');
  assert.equal(valuesOf(orderOf(EXAMPLE), paid({ createdAt }))['addedon'], '2025-01-01 01:30:05');
});

test('an order that names no address stays here; one without our wire does not crash', () => {
  const context = { payment: paid(), credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  const bare = { order: buildOrder(), payments: [], refunds: [] };
  assert.equal(payu.handback({ ...context, aggregate: bare }), null);
  const returns = { success: EXAMPLE.surl, failure: EXAMPLE.furl, cancel: null, notify: null };
  for (const wire of [{}, { echo: null }, { echo: [1] }, { echo: { firstname: 5, udf1: {} } }]) {
    const given = valuesOf(buildOrder({ reference: null, returns, wire }), paid());
    assert.equal(given['firstname'], '');
    assert.equal(given['amount'], '500.50');
    assert.equal(given['hash'], reverseHash(given));
  }
});
