// The documented Worldline requests as commands and queries, and one refusal for every rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CreateOrder } from '../../../core/command.ts';
import { isFailure } from '../../../core/failure.ts';
import { buildCall } from '../../../../test/support/call.ts';
import { parseCreate, parseFetch } from './parse.ts';

// worldline.md §0, "Request".
const CREATE = {
  merchant_id: 'MID123',
  order_id: 'WL_ORDER_123',
  amount: '500.00',
  currency: 'INR',
  customer_name: 'John Doe',
  customer_email: 'john@example.com',
  customer_phone: '9876543210',
  return_url: 'https://merchant.com/return',
};

function create(changes: Record<string, unknown> = {}): CreateOrder {
  const command = parseCreate(buildCall({ path: '/create', body: { ...CREATE, ...changes } }));
  assert.ok(!isFailure(command), JSON.stringify(command));
  return command;
}

function issuesOf(body: Record<string, unknown>, parse = parseCreate): (string | undefined)[][] {
  const refused: unknown = parse(buildCall({ path: '/', body }));
  assert.ok(isFailure(refused));
  assert.equal(refused.failure, 'request_invalid');
  return (refused.issues ?? []).map(({ field, rule, message }) => [field, rule, message]);
}

test('the example of the specification becomes a command', () => {
  assert.deepEqual(create(), {
    kind: 'createOrder',
    dialect: 'worldline',
    reference: 'WL_ORDER_123',
    repeat: 'renew',
    amountMinor: 50000,
    currency: 'INR',
    amountText: '500.00',
    capture: 'automatic',
    description: null,
    customer: { id: null, name: 'John Doe', email: 'john@example.com', phone: '9876543210' },
    notes: {},
    returns: {
      success: 'https://merchant.com/return',
      failure: 'https://merchant.com/return',
      cancel: 'https://merchant.com/return',
      notify: null,
    },
    wire: { merchantId: 'MID123' },
    expiresAt: null,
  });
});

test('the optional fields may be absent, null or empty', () => {
  const nobody = { id: null, name: null, email: null, phone: null };
  for (const value of [undefined, null, '']) {
    const { customer } = create({
      customer_name: value,
      customer_email: value,
      customer_phone: value,
    });
    assert.deepEqual(customer, nobody);
  }
});

test('amounts are read by their digits and kept as written', () => {
  const rows: readonly (readonly [unknown, string, number, string])[] = [
    ['500', 'INR', 50000, '500'],
    ['0.01', 'INR', 1, '0.01'],
    ['1.500', 'KWD', 1500, '1.500'],
    ['500', 'JPY', 500, '500'],
    [500.5, 'INR', 50050, '500.5'],
  ];
  for (const [amount, currency, minor, text] of rows) {
    const command = create({ amount, currency });
    assert.deepEqual([command.amountMinor, command.amountText], [minor, text]);
  }
});

test('phones as the checkout of the gateway takes them', () => {
  for (const phone of ['9876543210', '+919876543210', '+91-9876543210', '+91 9876543210']) {
    assert.equal(create({ customer_phone: phone }).customer.phone, phone);
  }
  assert.equal(create({ customer_phone: 9876543210 }).customer.phone, '9876543210');
});

test('every required field is named when it is missing', () => {
  assert.deepEqual(issuesOf({}), [
    ['merchant_id', 'required', 'Merchant id is required'],
    ['order_id', 'required', 'Order id is required'],
    ['currency', 'required', 'Currency is required'],
    ['amount', 'required', 'Amount is required'],
    ['return_url', 'required', 'Return url is required'],
  ]);
});

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['merchant_id', 7, 'type'],
  ['merchant_id', 'M'.repeat(129), 'length'],
  ['merchant_id', 'MID|123', 'format'],
  ['order_id', 123, 'type'],
  ['order_id', 'O'.repeat(46), 'length'],
  ['order_id', 'WL|0300', 'format'],
  ['order_id', 'WL}{orderid:9', 'format'],
  ['order_id', 'WL\n1', 'format'],
  ['order_id', 'WL\u00001', 'format'],
  ['amount', true, 'type'],
  ['amount', ['500.00'], 'type'],
  ['amount', 'five', 'format'],
  ['amount', '500.001', 'format'],
  ['amount', '-1.00', 'format'],
  ['amount', '5,000.00', 'format'],
  ['amount', ' 500.00', 'format'],
  ['amount', '9'.repeat(39), 'format'],
  ['amount', '0.00', 'range'],
  ['currency', 356, 'type'],
  ['currency', 'RUPEES', 'length'],
  ['currency', 'inr', 'format'],
  ['currency', 'XXX', 'format'],
  ['customer_name', { first: 'John' }, 'type'],
  ['customer_name', 'N'.repeat(101), 'length'],
  ['customer_email', 7, 'type'],
  ['customer_email', 'nobody', 'format'],
  ['customer_email', `${'e'.repeat(250)}@example.com`, 'length'],
  ['customer_phone', false, 'type'],
  ['customer_phone', '12-34', 'format'],
  ['customer_phone', '9'.repeat(21), 'length'],
  ['return_url', 7, 'type'],
  ['return_url', 'javascript:alert(1)', 'format'],
  ['return_url', '/return', 'format'],
  ['return_url', `https://merchant.com/${'r'.repeat(2048)}`, 'length'],
];

for (const [field, value, rule] of REFUSED) {
  test(`refused: ${field} = ${JSON.stringify(value).slice(0, 40)} (${rule})`, () => {
    const issues = issuesOf({ ...CREATE, [field]: value });
    assert.deepEqual(
      issues.map(([name, broken]) => [name, broken]),
      [[field, rule]],
    );
    assert.match(issues[0]?.[2] ?? '', /\w+ \w+/);
  });
}

test('every field can be wrong in every way without a crash', () => {
  const hostile = [
    null,
    [],
    {},
    [[]],
    0,
    -1,
    1e300,
    true,
    'x'.repeat(100_000),
    '\u2028',
    'constructor',
  ];
  for (const field of Object.keys(CREATE)) {
    for (const value of hostile) {
      const parsed = parseCreate(buildCall({ path: '/', body: { ...CREATE, [field]: value } }));
      assert.ok(isFailure(parsed) || parsed.kind === 'createOrder');
    }
  }
});

test('fetching by the merchant’s order id', () => {
  assert.deepEqual(parseFetch(buildCall({ path: '/fetch', body: { order_id: 'WL_ORDER_123' } })), {
    kind: 'findOrder',
    order: [{ by: 'reference', reference: 'WL_ORDER_123' }],
  });
});

test('fetching by our order id, unless a reference is spelt like it', () => {
  const orderId = 'order_ABC123def456GH';
  assert.deepEqual(parseFetch(buildCall({ path: '/fetch', body: { order_id: orderId } })), {
    kind: 'findOrder',
    order: [
      { by: 'reference', reference: orderId },
      { by: 'token', token: 'ABC123def456GH' },
    ],
  });
});

test('fetching names its one field when it is missing, of another type or too long', () => {
  const rows: readonly (readonly [unknown, string])[] = [
    [undefined, 'required'],
    [null, 'required'],
    ['', 'required'],
    [7, 'type'],
    [['WL'], 'type'],
    [{ order_id: 'WL' }, 'type'],
    ['O'.repeat(65), 'length'],
  ];
  for (const [value, rule] of rows) {
    const refused = parseFetch(buildCall({ path: '/fetch', body: { order_id: value } }));
    assert.ok(isFailure(refused));
    assert.deepEqual(
      refused.issues?.map((issue) => [issue.field, issue.rule]),
      [['order_id', rule]],
    );
  }
});
