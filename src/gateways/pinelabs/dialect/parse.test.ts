// What the documented Pine Labs requests may hold: every refusal, and hostile values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../../core/failure.ts';
import { buildCall } from '../../../../test/support/call.ts';
import { parseCreate, parseFetch } from './parse.ts';

type Body = Readonly<Record<string, unknown>>;

// pinelabs.md §0, Create Order.
const CREATE = {
  merchant_txn_id: 'PINE123456',
  amount: 50000,
  currency: 'INR',
  customer_name: 'John Doe',
  customer_email: 'john@example.com',
  customer_mobile: '9876543210',
  callback_url: 'https://merchant.com/callback',
};

const create = (body: Body) => parseCreate(buildCall({ path: '/create', body }));
const fetch = (body: Body) => parseFetch(buildCall({ path: '/fetch', body }));

test('fetch takes our name of the order too, after the merchant’s own', () => {
  const name = 'order_ABC123def456GH';
  assert.deepEqual(fetch({ merchant_txn_id: name }), {
    kind: 'findOrder',
    order: [
      { by: 'reference', reference: name },
      { by: 'token', token: 'ABC123def456GH' },
    ],
  });
});

test('what may be left out, null or empty', () => {
  const { merchant_txn_id, amount, currency, callback_url } = CREATE;
  const least = { merchant_txn_id, amount, currency, callback_url };
  const nobody = { id: null, name: null, email: null, phone: null };
  for (const empty of [{}, { customer_name: null, customer_email: '', customer_mobile: null }]) {
    const command = create({ ...least, ...empty });
    assert.ok(!isFailure(command));
    assert.deepEqual(command.customer, nobody);
  }
});

test('values at the edge of what is taken', () => {
  for (const change of [
    { amount: 1 },
    { amount: Number.MAX_SAFE_INTEGER },
    { currency: 'JPY' },
    { merchant_txn_id: 'x'.repeat(100) },
    { merchant_txn_id: 'a' },
    { merchant_txn_id: '<&"\' é' },
    { customer_mobile: '+919876543210' },
    { customer_mobile: 9876543210 },
    { callback_url: `https://m.example/${'a'.repeat(2030)}` },
  ]) {
    assert.ok(!isFailure(create({ ...CREATE, ...change })), JSON.stringify(change));
  }
});

const TXN_ID_SAYS = 'Merchant txn id must be one line that neither begins nor ends in space';
const MOBILE_SAYS = 'Customer mobile must be 6 to 15 digits with an optional leading +';
const URL_SAYS = 'Callback url must be an http or https URL';
const REFUSALS: readonly (readonly [field: string, value: unknown, sentence: string])[] = [
  ['merchant_txn_id', undefined, 'Merchant txn id is required'],
  ['merchant_txn_id', '', 'Merchant txn id is required'],
  ['merchant_txn_id', null, 'Merchant txn id is required'],
  ['merchant_txn_id', 7, 'Merchant txn id must be a string'],
  ['merchant_txn_id', ['a'], 'Merchant txn id must be a string'],
  ['merchant_txn_id', 'x'.repeat(101), 'Merchant txn id must have at most 100 characters'],
  ['merchant_txn_id', ' ', TXN_ID_SAYS],
  ['merchant_txn_id', 'a\nb', TXN_ID_SAYS],
  ['merchant_txn_id', 'a ', TXN_ID_SAYS],
  ['merchant_txn_id', 'a\u0000b', 'Merchant txn id must not contain control characters'],
  ['amount', undefined, 'Amount is required'],
  ['amount', 'ten', 'Amount must be an integer'],
  ['amount', '500.00', 'Amount must be an integer'],
  ['amount', 500.5, 'Amount must be an integer'],
  ['amount', true, 'Amount must be an integer'],
  ['amount', [50000], 'Amount must be an integer'],
  ['amount', { value: 50000 }, 'Amount must be an integer'],
  ['amount', 0, 'Amount must be at least 1'],
  ['amount', -50000, 'Amount must be at least 1'],
  ['amount', 9007199254740992, 'Amount is too large'],
  ['currency', undefined, 'Currency is required'],
  ['currency', 356, 'Currency must be a string'],
  ['currency', 'INRR', 'Currency must have at most 3 characters'],
  ['currency', 'XYZ', 'Currency must be an ISO 4217 code such as INR'],
  ['customer_name', 7, 'Customer name must be a string'],
  ['customer_name', 'x'.repeat(256), 'Customer name must have at most 255 characters'],
  ['customer_email', 'john', 'Invalid email format'],
  ['customer_email', {}, 'Customer email must be a string'],
  ['customer_mobile', '98765 43210', MOBILE_SAYS],
  ['customer_mobile', '98+76543210', MOBILE_SAYS],
  ['customer_mobile', '12345', MOBILE_SAYS],
  ['customer_mobile', '1'.repeat(16), MOBILE_SAYS],
  ['customer_mobile', true, 'Customer mobile must be a string'],
  ['callback_url', undefined, 'Callback url is required'],
  ['callback_url', 'merchant.com/callback', URL_SAYS],
  ['callback_url', 'javascript:alert(1)', URL_SAYS],
  ['callback_url', `https://m.example/${'a'.repeat(2031)}`, tooLong('Callback url')],
];

function tooLong(label: string): string {
  return `${label} must have at most 2048 characters`;
}

for (const [field, value, sentence] of REFUSALS) {
  test(`create refuses ${field} ${(JSON.stringify(value) ?? 'missing').slice(0, 30)}`, () => {
    const failure = create({ ...CREATE, [field]: value });
    assert.ok(isFailure(failure));
    assert.equal(failure.failure, 'request_invalid');
    const told = failure.issues?.map((issue) => [issue.field, issue.message]);
    assert.deepEqual(told, [[field, sentence]]);
  });
}

test('fetch refuses what names no order', () => {
  for (const value of [undefined, null, '', 7, {}, [], 'x'.repeat(101), 'a\r\nb']) {
    const failure = fetch({ merchant_txn_id: value });
    assert.ok(isFailure(failure));
    assert.deepEqual(
      failure.issues?.map((issue) => issue.field),
      ['merchant_txn_id'],
    );
  }
});

test('hostile values are refused by name, all at once, and never thrown at', () => {
  for (const value of [[], {}, [[]], { toString: 1 }, true, 1e308, 'x'.repeat(1e6)]) {
    const body = Object.fromEntries(Object.keys(CREATE).map((name) => [name, value]));
    const failure = create(body);
    assert.ok(isFailure(failure));
    assert.deepEqual(
      failure.issues?.map((issue) => issue.field),
      Object.keys(CREATE),
    );
    assert.ok(isFailure(fetch(body)));
  }
});
