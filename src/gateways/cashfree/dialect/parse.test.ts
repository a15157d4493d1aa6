// Documented requests: the specification's examples read, and every wrong field named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCall } from '../../../../test/support/call.ts';
import { isFailure } from '../../../core/failure.ts';
import { renderDocumentedFailure } from '../../kit/documented.ts';
import { parseCreate, parseFindRefund, parseRefund } from './parse.ts';

const CREATE = {
  order_id: 'CF_ORDER_123',
  order_amount: 500.5,
  order_currency: 'INR',
  customer_details: {
    customer_id: 'cust_123',
    customer_name: 'John Doe',
    customer_email: 'john@example.com',
    customer_phone: '9876543210',
  },
  order_meta: {
    return_url: 'https://merchant.com/return?order_id={order_id}',
    notify_url: 'https://merchant.com/webhook',
  },
  order_note: 'Test order',
};
const REFUND = {
  refund_id: 'refund_123',
  refund_amount: 100.0,
  refund_note: 'Customer requested refund',
};

test('create: the specification example is read', () => {
  assert.deepEqual(parseCreate(buildCall({ path: '/orders', body: CREATE })), {
    kind: 'createOrder',
    dialect: 'cashfree',
    reference: 'CF_ORDER_123',
    repeat: 'refuse',
    amountMinor: 50050,
    currency: 'INR',
    amountText: '500.5',
    capture: 'automatic',
    description: 'Test order',
    customer: {
      id: 'cust_123',
      name: 'John Doe',
      email: 'john@example.com',
      phone: '9876543210',
    },
    notes: {},
    returns: {
      success: 'https://merchant.com/return?order_id={order_id}',
      failure: null,
      cancel: null,
      notify: 'https://merchant.com/webhook',
    },
    wire: {},
    expiresAt: null,
  });
});

test('create: the text of the amount is kept, as number or as text', () => {
  const text = JSON.stringify(CREATE);
  for (const amount of ['500.50', '"500.50"']) {
    const body = text.replace('500.5', amount);
    const command = parseCreate(buildCall({ path: '/orders', body }));
    assert.ok('amountText' in command);
    assert.equal(command.amountText, '500.50');
    assert.equal(command.amountMinor, 50050);
  }
});

test('refund: the specification example is read', () => {
  const call = buildCall({ path: '/', body: REFUND }, { id: 'CF_ORDER_123' });
  assert.deepEqual(parseRefund(call), {
    kind: 'createRefund',
    dialect: 'cashfree',
    target: { order: [{ by: 'reference', reference: 'CF_ORDER_123' }] },
    reference: 'refund_123',
    amount: { text: '100' },
    note: 'Customer requested refund',
    notes: {},
    wire: {},
  });
});

test('orders and refunds are found by our token, our number or the merchant’s name', () => {
  const find = (id: string, refund_id: string) =>
    parseFindRefund(buildCall({ path: '/', method: 'GET' }, { id, refund_id }));
  assert.deepEqual(find('order_ABC123def456GH', 'rf_RFN123def456GH'), {
    kind: 'findRefund',
    order: [
      { by: 'reference', reference: 'order_ABC123def456GH' },
      { by: 'token', token: 'ABC123def456GH' },
    ],
    refund: [
      { by: 'reference', reference: 'rf_RFN123def456GH' },
      { by: 'token', token: 'RFN123def456GH' },
    ],
  });
  assert.deepEqual(find('4403993715527184', 'refund_6403993715527186'), {
    kind: 'findRefund',
    order: [
      { by: 'reference', reference: '4403993715527184' },
      { by: 'number', number: 4403993715527184 },
    ],
    refund: [
      { by: 'reference', reference: 'refund_6403993715527186' },
      { by: 'number', number: 6403993715527186 },
    ],
  });
  assert.deepEqual(find('x'.repeat(256), 'r'), { failure: 'order_not_found' });
  assert.deepEqual(find('x', 'r'.repeat(256)), { failure: 'refund_not_found' });
});

// One fault each: a change to the specification request, the field that is named, the sentence.
const WRONG_ORDERS: readonly (readonly [Record<string, unknown>, string, string])[] = [
  [{ order_id: undefined }, 'order_id', 'Order id is required'],
  [{ order_id: '' }, 'order_id', 'Order id is required'],
  [{ order_id: 7.5 }, 'order_id', 'Order id must be a string'],
  [{ order_id: {} }, 'order_id', 'Order id must be a string'],
  [{ order_id: 'x'.repeat(46) }, 'order_id', 'Order id must have at most 45 characters'],
  [
    { order_id: 'a b' },
    'order_id',
    'Order id may contain letters, digits, underscores and hyphens only',
  ],
  [{ order_amount: undefined }, 'order_amount', 'Order amount is required'],
  [{ order_amount: '1e3' }, 'order_amount', 'Order amount must be an amount such as 500.00'],
  [{ order_amount: '1E2' }, 'order_amount', 'Order amount must be an amount such as 500.00'],
  [{ order_amount: 'ten' }, 'order_amount', 'Order amount must be an amount such as 500.00'],
  [{ order_amount: [] }, 'order_amount', 'Order amount must be a decimal amount'],
  [{ order_amount: true }, 'order_amount', 'Order amount must be a decimal amount'],
  [{ order_amount: -5 }, 'order_amount', 'Order amount must be an amount such as 500.00'],
  [{ order_amount: 1.234 }, 'order_amount', 'Order amount must be an amount such as 500.00'],
  [{ order_amount: 1e300 }, 'order_amount', 'Order amount must be an amount such as 500.00'],
  [{ order_amount: 0 }, 'order_amount', 'Order amount is below the minimum'],
  [{ order_currency: undefined }, 'order_currency', 'Order currency is required'],
  [{ order_currency: 'RUPEES' }, 'order_currency', 'Order currency must have at most 3 characters'],
  [
    { order_currency: 'XXX' },
    'order_currency',
    'Order currency must be an ISO 4217 code such as INR',
  ],
  [{ order_currency: 'JPY' }, 'order_amount', 'Order amount must be an amount such as 500.00'],
  [{ order_meta: 'x' }, 'order_meta', 'Order meta must be an object'],
  [{ order_meta: { return_url: 'nowhere' } }, 'order_meta.return_url', ''],
  [{ order_meta: { return_url: 'javascript:alert(1)' } }, 'order_meta.return_url', ''],
  [{ order_meta: { return_url: 5 } }, 'order_meta.return_url', 'Return url must be a string'],
  [
    { order_meta: { return_url: `https://m.in/${'x'.repeat(2048)}` } },
    'order_meta.return_url',
    'Return url must have at most 2048 characters',
  ],
  [{ order_meta: { notify_url: 'ftp://m.in' } }, 'order_meta.notify_url', ''],
  [{ order_note: {} }, 'order_note', 'Order note must be a string'],
  [{ order_note: 'x'.repeat(256) }, 'order_note', 'Order note must have at most 255 characters'],
  [{ order_tags: 'x' }, 'order_tags', 'Order tags must be an object'],
];

const WRONG_CUSTOMERS: readonly (readonly [Record<string, unknown>, string, string])[] = [
  [{ customer_id: undefined }, 'customer_id', 'Customer id is required'],
  [{ customer_id: true }, 'customer_id', 'Customer id must be a string'],
  [{ customer_id: 'x'.repeat(101) }, 'customer_id', 'Customer id must have at most 100 characters'],
  [{ customer_name: [] }, 'customer_name', 'Customer name must be a string'],
  [{ customer_name: 'x'.repeat(101) }, 'customer_name', ''],
  [{ customer_email: undefined }, 'customer_email', 'Customer email is required'],
  [{ customer_email: null }, 'customer_email', 'Customer email is required'],
  [{ customer_email: 'nobody' }, 'customer_email', 'Invalid email format'],
  [{ customer_phone: undefined }, 'customer_phone', 'Customer phone is required'],
  [
    { customer_phone: '12345' },
    'customer_phone',
    'Customer phone must be 10 digits, or + and the country code',
  ],
  [{ customer_phone: '98765432101' }, 'customer_phone', ''],
  [{ customer_phone: 'abcdefghij' }, 'customer_phone', ''],
  [{ customer_phone: {} }, 'customer_phone', 'Customer phone must be a string'],
];

function refuseCreate(body: Record<string, unknown>) {
  const failure = parseCreate(buildCall({ path: '/orders', body }));
  assert.ok(isFailure(failure));
  const reply = renderDocumentedFailure(failure, { reference: 'order_id' });
  assert.ok(reply.kind === 'json');
  assert.equal(reply.status, 400);
  return reply.body as { errors: Record<string, string[]> };
}

test('create: each wrong field is named, alone', () => {
  const rows = [
    ...WRONG_ORDERS.map(
      ([change, field, says]) => [{ ...CREATE, ...change }, field, says] as const,
    ),
    ...WRONG_CUSTOMERS.map(([change, field, says]) => {
      const customer_details = { ...CREATE.customer_details, ...change };
      return [{ ...CREATE, customer_details }, `customer_details.${field}`, says] as const;
    }),
  ];
  for (const [body, field, says] of rows) {
    const { errors } = refuseCreate(body);
    assert.deepEqual(Object.keys(errors), [field], JSON.stringify(body).slice(0, 300));
    if (says !== '') assert.deepEqual(errors[field], [says]);
  }
});

test('create: an empty body names every required field, in the documented shape', () => {
  assert.deepEqual(refuseCreate({}), {
    status: 'ERROR',
    code: 'VALIDATION_ERROR',
    message: 'Invalid request parameters',
    errors: {
      order_id: ['Order id is required'],
      order_currency: ['Order currency is required'],
      order_amount: ['Order amount is required'],
      customer_details: ['Customer details is required'],
      'customer_details.customer_id': ['Customer id is required'],
      'customer_details.customer_email': ['Customer email is required'],
      'customer_details.customer_phone': ['Customer phone is required'],
    },
  });
});

test('create: what is no field here is ignored, and phones may be international or digits', () => {
  const customer_phone = '+919876543210';
  const body = {
    ...CREATE,
    unknown: [1],
    cart_details: { cart_name: 'tea' },
    order_tags: { a: 'b' },
    customer_details: { ...CREATE.customer_details, customer_phone },
  };
  const command = parseCreate(buildCall({ path: '/orders', body }));
  assert.ok('customer' in command);
  assert.equal(command.customer.phone, customer_phone);
  assert.equal(command.expiresAt, null);
  assert.deepEqual(command.notes, { a: 'b' });
  assert.deepEqual(command.wire, {});
});

const WRONG_REFUNDS: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ refund_id: undefined }, 'refund_id'],
  [{ refund_id: 1.5 }, 'refund_id'],
  [{ refund_id: 'x'.repeat(41) }, 'refund_id'],
  [{ refund_id: 'bad id#123!' }, 'refund_id'],
  [{ refund_amount: undefined }, 'refund_amount'],
  [{ refund_amount: 0 }, 'refund_amount'],
  [{ refund_amount: -1 }, 'refund_amount'],
  [{ refund_amount: 1.0001 }, 'refund_amount'],
  [{ refund_amount: 'all' }, 'refund_amount'],
  [{ refund_amount: '1e1' }, 'refund_amount'],
  [{ refund_amount: null }, 'refund_amount'],
  [{ refund_note: 1 }, 'refund_note'],
  [{ refund_note: 'x'.repeat(256) }, 'refund_note'],
];

test('ids may be short, or numbers; PHP’s empty lists are objects without fields', () => {
  const customer_details = { ...CREATE.customer_details, customer_id: 7 };
  for (const [order_id, reference] of [
    [7, '7'],
    ['7', '7'],
    ['ab', 'ab'],
    [4403993715527184, '4403993715527184'],
  ] as const) {
    const body = { ...CREATE, order_id, customer_details, order_meta: [], order_tags: [] };
    const command = parseCreate(buildCall({ path: '/orders', body }));
    assert.ok('customer' in command, String(order_id));
    assert.deepEqual([command.reference, command.customer.id], [reference, '7']);
    assert.equal(command.returns.success, null);
  }
  for (const refund_id of [1, 'a']) {
    const call = buildCall({ path: '/', body: { ...REFUND, refund_id } }, { id: 'CF_ORDER_123' });
    const command = parseRefund(call);
    assert.ok(!isFailure(command));
    assert.equal(command.reference, String(refund_id));
  }
  const { errors } = refuseCreate({ ...CREATE, customer_details: [] });
  assert.deepEqual(Object.keys(errors), [
    'customer_details.customer_id',
    'customer_details.customer_email',
    'customer_details.customer_phone',
  ]);
});

test('refund: each wrong field is named', () => {
  for (const [change, field] of WRONG_REFUNDS) {
    const call = buildCall({ path: '/', body: { ...REFUND, ...change } }, { id: 'CF_ORDER_123' });
    const failure = parseRefund(call);
    assert.ok(isFailure(failure), JSON.stringify(change));
    assert.deepEqual(
      failure.issues?.map((issue) => issue.field),
      [field],
    );
  }
});
