// Requests as they are sent, right and wrong, and the commands that they become.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCall } from '../../../../test/support/call.ts';
import { isFailure } from '../../../core/failure.ts';
import { parseAttempts, parseCapture, parseCreate, parseFetch, parseRefund } from './parse.ts';

const CREATE = {
  amount: '100',
  callback_url: 'https://httpbin.org/post',
  cname: 'John Doe',
  email: 'a@mcsam.in',
  key: 'test_123',
  phone: '9234567890',
  receipt_id: '10123450',
};
type Body = Readonly<Record<string, unknown>>;
const call = (body: Body) => buildCall({ path: '/order/create', body });

function created(changes: Body) {
  const command = parseCreate(call({ ...CREATE, ...changes }));
  assert.ok(!isFailure(command), JSON.stringify(command));
  return command;
}

test('a creation becomes a command that refuses a second order of its receipt', () => {
  const url = CREATE.callback_url;
  assert.deepEqual(created({}), {
    kind: 'createOrder',
    dialect: 'paytring',
    reference: '10123450',
    repeat: 'refuse',
    amountMinor: 100,
    currency: 'INR',
    amountText: null,
    capture: 'automatic',
    description: null,
    customer: { id: null, name: 'John Doe', email: 'a@mcsam.in', phone: '9234567890' },
    notes: {},
    returns: { success: url, failure: url, cancel: url, notify: null },
    wire: { billing_address: {}, shipping_address: {} },
    expiresAt: null,
  });
});

test('what SDKs send where a text is meant: numbers, null, empty lists', () => {
  const command = created({
    amount: 100,
    phone: 9898989898,
    receipt_id: 48211,
    email: undefined,
    notes: { udf1: 'a', udf2: null, udf3: '', udf4: 7 },
    billing_address: { city: 'Pune', zipcode: 411001, line2: null, unknown: 'x' },
    shipping_address: [],
    tpv: [],
    split_settlement: null,
    pg: '',
  });
  assert.deepEqual([command.reference, command.customer.phone], ['48211', '9898989898']);
  assert.deepEqual(command.notes, { udf1: 'a', udf4: '7' });
  assert.deepEqual(command.wire['billing_address'], { city: 'Pune', zipcode: '411001' });
  assert.deepEqual(command.wire['shipping_address'], {});
});

test('rupees are paid by every method, other money by card alone', () => {
  assert.equal(created({ currency: 'INR' }).methods, undefined);
  assert.deepEqual(created({ currency: 'USD' }).methods, ['card']);
});

const CAPTURES: readonly (readonly [Body, string])[] = [
  [{ autocapture: 'false' }, 'manual'],
  [{ auto_capture: 'false' }, 'automatic'],
  [{ auto_capture: false }, 'automatic'],
  [{ autocapture: false }, 'manual'],
  [{ autocapture: 'true' }, 'automatic'],
  [{ auto_capture: 'true' }, 'automatic'],
  [{ autocapture: 'true', auto_capture: 'false' }, 'automatic'],
  [{ autocapture: 'false', auto_capture: 'true' }, 'manual'],
  [{ autocapture: '' }, 'automatic'],
];
for (const [changes, capture] of CAPTURES) {
  test(`${JSON.stringify(changes)} captures in the ${capture} way`, () => {
    assert.equal(created(changes).capture, capture);
  });
}

const REFUSED: readonly (readonly [Body, string])[] = [
  [{ amount: '0' }, 'amount'],
  [{ amount: '-1' }, 'amount'],
  [{ amount: '100.50' }, 'amount'],
  [{ amount: 1e300 }, 'amount'],
  [{ amount: undefined }, 'amount'],
  [{ currency: 'inr' }, 'currency'],
  [{ receipt_id: 'a\nb' }, 'receipt_id'],
  [{ receipt_id: ' a' }, 'receipt_id'],
  [{ receipt_id: 'a|b' }, 'receipt_id'],
  [{ receipt_id: '|' }, 'receipt_id'],
  [{ receipt_id: 'x'.repeat(256) }, 'receipt_id'],
  [{ callback_url: 'javascript:alert(1)' }, 'callback_url'],
  [{ cname: '' }, 'cname'],
  [{ phone: 'call me' }, 'phone'],
  [{ email: 'nobody' }, 'email'],
  [{ notes: 'text' }, 'notes'],
  [{ notes: { udf1: { a: 1 } } }, 'notes'],
  [{ notes: { udf1: 'x'.repeat(513) } }, 'notes'],
  [{ billing_address: ['x'] }, 'billing_address'],
  [{ tpv: 'x' }, 'tpv'],
  [{ tpv: [{ account_number: '1', name: 'A', ifsc: 'HDFC0000001' }] }, 'tpv'],
  [{ split_settlement: [{ vendor_id: 'v1', amount: '50' }] }, 'split_settlement'],
  [{ split_type: 'percent' }, 'split_type'],
  [{ pg: 'payu' }, 'pg'],
  [{ pg_pool_id: 'pool_1' }, 'pg_pool_id'],
  [{ autocapture: 'maybe' }, 'autocapture'],
  [{ auto_capture: 'maybe' }, 'auto_capture'],
];
for (const [changes, field] of REFUSED) {
  test(`a creation with ${JSON.stringify(changes).slice(0, 60)} is refused by ${field}`, () => {
    const refused = parseCreate(call({ ...CREATE, ...changes }));
    assert.ok(isFailure(refused));
    assert.deepEqual(
      refused.issues?.map((issue) => issue.field),
      [field],
    );
  });
}

test('an order is named by its number or by its token, and by nothing else', () => {
  const named = (id: unknown) => {
    const query = parseFetch(call({ id }));
    return isFailure(query) ? query.failure : query.order;
  };
  assert.deepEqual(named('4403993715527184'), [{ by: 'number', number: 4403993715527184 }]);
  assert.deepEqual(named(4403993715527184), [{ by: 'number', number: 4403993715527184 }]);
  assert.deepEqual(named('order_ABC123def456GH'), [{ by: 'token', token: 'ABC123def456GH' }]);
  assert.deepEqual(named('489651149222183338'), []);
  assert.deepEqual(named('10123450x'), []);
  assert.equal(named(''), 'request_invalid');
  assert.equal(named({ a: 1 }), 'request_invalid');
});

test('attempts are asked by order_id, or by id', () => {
  const order = [{ by: 'number', number: 7 }];
  assert.deepEqual(parseAttempts(call({ order_id: '7' })), { kind: 'findOrder', order });
  assert.deepEqual(parseAttempts(call({ id: '7' })), { kind: 'findOrder', order });
  const refused = parseAttempts(call({}));
  assert.ok(isFailure(refused) && refused.issues?.[0]?.field === 'order_id');
});

test('a refund is of everything left, a capture of everything or of the amount named', () => {
  const refund = parseRefund(call({ id: '7' }));
  assert.ok(!isFailure(refund) && refund.amount === 'everything');
  const capture = parseCapture(call({ id: '7', amount: '100' }));
  assert.ok(!isFailure(capture));
  assert.deepEqual(capture.amount, { minor: 100 });
});
