// Documented PayU requests: fields, refusals and hostile values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCall, buildRequest } from '../../../../test/support/call.ts';
import { isFailure } from '../../../core/failure.ts';
import type { Call } from '../../dialect.ts';
import { EXAMPLE } from './fixtures/example.ts';
import { parseCreate, parseFetch } from './parse.ts';

type Body = Readonly<Record<string, unknown>>;

function callOf(body: Body, path = '/create'): Call {
  return buildCall({ path, body });
}

function create(body: Body) {
  const command = parseCreate(callOf(body));
  assert.ok(!isFailure(command), JSON.stringify(command));
  return command;
}

function issuesOf(result: unknown): readonly (readonly [string, string, string])[] {
  assert.ok(isFailure(result));
  assert.equal(result.failure, 'request_invalid');
  return (result.issues ?? []).map(({ field, rule, message }) => [field, rule, message] as const);
}

const without = (name: string): Body =>
  Object.fromEntries(Object.entries(EXAMPLE).filter(([each]) => each !== name));

test('the specification example becomes a command', () => {
  assert.deepEqual(create(EXAMPLE), {
    kind: 'createOrder',
    dialect: 'payu',
    reference: 'TXN123456',
    repeat: 'renew',
    amountMinor: 50000,
    currency: 'INR',
    amountText: '500.00',
    capture: 'automatic',
    description: 'Product Description',
    customer: { id: null, name: 'John', email: 'john@example.com', phone: '9876543210' },
    notes: {},
    returns: {
      success: 'https://merchant.com/success',
      failure: 'https://merchant.com/failure',
      cancel: null,
      notify: null,
    },
    wire: {
      echo: {
        productinfo: 'Product Description',
        firstname: 'John',
        email: 'john@example.com',
        phone: '9876543210',
      },
      hashForm: 'blank',
    },
    expiresAt: null,
  });
});

test('optional fields are kept for the handback', () => {
  const optional = {
    lastname: 'Doe',
    address1: 'Line 1',
    address2: 'Line 2',
    city: 'Pune',
    state: 'MH',
    country: 'IN',
    zipcode: 411001,
    ...Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`udf${at + 1}`, `u${at + 1}`])),
  };
  const command = create({ ...EXAMPLE, ...optional, curl: 'https://merchant.com/cancel' });
  const { echo } = command.wire;
  assert.deepEqual(echo, {
    productinfo: 'Product Description',
    firstname: 'John',
    email: 'john@example.com',
    phone: '9876543210',
    ...optional,
    zipcode: '411001',
  });
  assert.equal(command.returns.cancel, 'https://merchant.com/cancel');
  assert.equal(command.customer.name, 'John Doe');
});

test('empty optional fields count as absent', () => {
  const command = create({ ...EXAMPLE, curl: '', udf1: '', lastname: null });
  assert.deepEqual(command.wire, create(EXAMPLE).wire);
  assert.equal(command.returns.cancel, null);
});

// payu.md §1.2: ^\d+(\.\d{1,2})?$, zeros may follow, and the exact text is kept.
const AMOUNTS: readonly (readonly [unknown, number, string])[] = [
  ['10', 1000, '10'],
  ['10.0', 1000, '10.0'],
  ['10.00', 1000, '10.00'],
  ['0.01', 1, '0.01'],
  ['00500.5', 50050, '00500.5'],
  ['500.000', 50000, '500.000'],
  ['1250.5000', 125050, '1250.5000'],
  [500, 50000, '500'],
];
for (const [amount, minor, text] of AMOUNTS) {
  test(`amount ${JSON.stringify(amount)} keeps its text`, () => {
    const command = create({ ...EXAMPLE, amount });
    assert.deepEqual([command.amountMinor, command.amountText], [minor, text]);
  });
}

test('a JSON number keeps the digits that were sent', () => {
  const body = JSON.stringify(EXAMPLE).replace('"500.00"', '500.00');
  const command = parseCreate(buildCall({ path: '/create', body }));
  assert.ok(!isFailure(command));
  assert.equal(command.amountText, '500.00');
});

const REQUIRED = 'txnid amount productinfo firstname email phone surl furl'.split(' ');
for (const field of REQUIRED) {
  const label = field.charAt(0).toUpperCase() + field.slice(1);
  test(`create without ${field} is refused`, () => {
    const expected = [[field, 'required', `${label} is required`]];
    assert.deepEqual(issuesOf(parseCreate(callOf(without(field)))), expected);
    for (const nothing of [null, '']) {
      assert.deepEqual(issuesOf(parseCreate(callOf({ ...EXAMPLE, [field]: nothing }))), expected);
    }
  });
}

test('every wrong field is named', () => {
  assert.deepEqual(
    issuesOf(parseCreate(callOf({}))).map(([field]) => field),
    ['txnid', 'amount', 'productinfo', 'firstname', 'email', 'phone', 'surl', 'furl'],
  );
});

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['txnid', 12345, 'type'],
  ['txnid', 'A|B', 'format'],
  ['txnid', ' A', 'format'],
  ['txnid', 'A\nB', 'format'],
  ['txnid', 'A\u0000B', 'format'],
  ['txnid', 'x'.repeat(65), 'length'],
  ['amount', 'abc', 'format'],
  ['amount', '-5.00', 'format'],
  ['amount', '500.001', 'format'],
  ['amount', '500.0010', 'format'],
  ['amount', '5e2', 'format'],
  ['amount', '1,000.00', 'format'],
  ['amount', ' 500', 'format'],
  ['amount', '.50', 'format'],
  ['amount', '0.00', 'range'],
  ['amount', '9'.repeat(30), 'format'],
  ['amount', true, 'type'],
  ['productinfo', {}, 'type'],
  ['productinfo', 'x'.repeat(513), 'length'],
  ['firstname', 7, 'type'],
  ['firstname', 'x'.repeat(61), 'length'],
  ['email', 'not-an-email', 'format'],
  ['email', `${'x'.repeat(250)}@example.com`, 'length'],
  ['phone', 'call me', 'format'],
  ['phone', 98.5, 'type'],
  ['phone', '9'.repeat(51), 'length'],
  ['surl', 'javascript:alert(1)', 'format'],
  ['surl', '/relative', 'format'],
  ['furl', 'merchant.com/failure', 'format'],
  ['furl', `https://merchant.com/${'x'.repeat(2048)}`, 'length'],
  ['curl', 'ftp://merchant.com', 'format'],
  ['curl', 5, 'type'],
  ['lastname', 'x'.repeat(61), 'length'],
  ['address1', 'x'.repeat(256), 'length'],
  ['address2', false, 'type'],
  ['city', 'x'.repeat(51), 'length'],
  ['state', ['MH'], 'type'],
  ['country', 'x'.repeat(51), 'length'],
  ['zipcode', '4'.repeat(21), 'length'],
  ['udf1', 'x'.repeat(256), 'length'],
  ['udf10', { a: 1 }, 'type'],
];
for (const [field, value, rule] of REFUSED) {
  test(`create refuses ${field} ${JSON.stringify(value)?.slice(0, 30)}`, () => {
    const issues = issuesOf(parseCreate(callOf({ ...EXAMPLE, [field]: value })));
    assert.deepEqual(
      issues.map(([name, broken]) => [name, broken]),
      [[field, rule]],
    );
  });
}

test('hostile values in every field are refused, never thrown', () => {
  const hostile: readonly unknown[] = [
    [],
    {},
    [EXAMPLE],
    { toString: 1 },
    true,
    1e308,
    'x'.repeat(100_000),
    '\u0001',
  ];
  const fields = [...REQUIRED, 'curl', 'lastname', 'zipcode', 'udf1', 'udf6'];
  for (const field of fields) {
    for (const value of hostile) {
      const failure = parseCreate(callOf({ ...EXAMPLE, [field]: value }));
      assert.ok(isFailure(failure), `${field} ${typeof value}`);
    }
  }
  assert.ok(isFailure(buildRequest({ path: '/create', body: '{"__proto__":{}}' }).fields()));
});

test('what is kept of an order is bounded', () => {
  const most = Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [`udf${at + 1}`, 'x'.repeat(255)]),
  );
  const command = create({ ...EXAMPLE, ...most, productinfo: 'x'.repeat(512) });
  assert.ok(JSON.stringify(command.wire).length < 5000);
});

const reference = (text: string) => ({ by: 'reference', reference: text }) as const;
const token = { by: 'token', token: 'ABC123def456GH' } as const;
const FETCHES: readonly (readonly [Body, readonly unknown[]])[] = [
  [{ txnid: 'TXN123456' }, [reference('TXN123456')]],
  [{ var1: 'TXN123456' }, [reference('TXN123456')]],
  [{ var1: 'TXN1|TXN2', command: 'verify_payment' }, [reference('TXN1|TXN2'), reference('TXN1')]],
  [{ order_id: 'order_ABC123def456GH' }, [reference('order_ABC123def456GH'), token]],
  [{ order_id: 'TXN123456' }, [reference('TXN123456')]],
  [{ txnid: 'TXN1', var1: 'TXN2', order_id: 'order_ABC123def456GH' }, [reference('TXN1')]],
  [{ var1: 'TXN2', order_id: 'order_ABC123def456GH' }, [reference('TXN2')]],
];
for (const [body, order] of FETCHES) {
  test(`fetch ${JSON.stringify(body)}`, () => {
    assert.deepEqual(parseFetch(callOf(body, '/fetch')), { kind: 'findOrder', order });
  });
}

const REFUSED_FETCHES: readonly (readonly [Body, readonly string[]])[] = [
  [{}, ['txnid', 'required', 'Txnid is required']],
  [{ txnid: '' }, ['txnid', 'required', 'Txnid is required']],
  [{ txnid: null, order_id: '' }, ['txnid', 'required', 'Txnid is required']],
  [{ var1: '|TXN2' }, ['txnid', 'required', 'Txnid is required']],
  [{ txnid: 5 }, ['txnid', 'type', 'Txnid must be a string']],
  [{ txnid: 'x'.repeat(65) }, ['txnid', 'length', 'Txnid must have at most 64 characters']],
  [{ txnid: 'T', order_id: [] }, ['order_id', 'type', 'Order id must be a string']],
  [{ var1: {} }, ['var1', 'type', 'Var1 must be a string']],
];
for (const [body, issue] of REFUSED_FETCHES) {
  test(`fetch refuses ${JSON.stringify(body).slice(0, 40)}`, () => {
    assert.deepEqual(issuesOf(parseFetch(callOf(body, '/fetch'))), [issue]);
  });
}
