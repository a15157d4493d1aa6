// Which order a request was about: what it came to, else what was asked, else what it named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder } from '../../../test/support/call.ts';
import type { Request } from '../../core/command.ts';
import type { Fields } from '../../gateways/dialect.ts';
import { marksOfOrder, readLocators } from './request-subject.ts';

const TOKEN = 'ABC123def456GH';
/** Keys of ours are those of numbers below 1000; of a token it is its length. */
const IDS = {
  keyOf: (locator: { readonly by: string; readonly number?: number }) =>
    locator.by === 'token' ? 14 : (locator.number ?? 1000) < 1000 ? (locator.number ?? 0) : null,
};
const MARKS = {
  ofKey: (account: number, key: number) => `${account} key ${key}`,
  ofReference: (account: number, reference: string) => `${account} name ${reference}`,
  ofPerson: () => '',
};
type About = Parameters<typeof marksOfOrder>[3];

function marks(about: Partial<About>): readonly string[] {
  return marksOfOrder(IDS, MARKS, 7, {
    order: null,
    asked: null,
    path: '/',
    fields: null,
    ...about,
  });
}

const asked = (parts: object): Pick<About, 'asked'> => ({ asked: parts as Request });
const fields = (values: Readonly<Record<string, unknown>>): Pick<About, 'fields'> => ({
  fields: () => ({ values, lexemes: new Map() }) as unknown as Fields,
});

test('what it came to goes before all that was said', () => {
  const order = buildOrder();
  const said = { ...asked({ reference: 'x' }), ...fields({ order_id: 'y' }), path: '/5' };
  assert.deepEqual(marks({ order, ...said }), [`7 key ${order.id.key}`]);
});

test('of what was asked each part that names something counts, and nothing else', () => {
  const reference = { by: 'reference', reference: 'INV-1' };
  const number = { by: 'number', number: 5 };
  for (const part of ['order', 'payment', 'refund']) {
    assert.deepEqual(marks(asked({ [part]: [reference, number] })), ['7 name INV-1', '7 key 5']);
  }
  assert.deepEqual(marks(asked({ target: { order: [number], payment: [reference] } })), [
    '7 key 5',
    '7 name INV-1',
  ]);
  assert.deepEqual(marks(asked({ target: { order: null, kind: 'x' } })), []);
  assert.deepEqual(marks(asked({ reference: 'INV-2' })), ['7 name INV-2']);
  // A number that is none of ours is nothing's.
  assert.deepEqual(marks(asked({ order: [{ by: 'number', number: 1000 }] })), []);
  assert.deepEqual(marks(asked({ order: null, payment: 5, notes: ['INV-1'], refund: ['x'] })), []);
  assert.deepEqual(marks(asked({ refund: [null, number, {}] })), ['7 key 5']);
  assert.deepEqual(marks({ ...asked({ kind: 'x' }), ...fields({ order_id: 'y' }) }), []);
});

test('the order goes first, and what it was called last, as only so many marks are kept', () => {
  const of = (number: number) => [{ by: 'number', number }];
  const target = { payment: of(4) };
  const all = { reference: 'INV-5', target, refund: of(3), payment: of(2), order: of(1) };
  const keys = ['7 key 1', '7 key 2', '7 key 3', '7 key 4'];
  assert.deepEqual(marks(asked(all)), [...keys, '7 name INV-5']);
});

test('what could not be read is found by names of ours in its path, and by its fields', () => {
  const own = (name: string, key: number) => [`7 name ${name}`, `7 key ${key}`];
  assert.deepEqual(marks({ path: `/v1/orders/${TOKEN}/pay/5` }), [
    ...own(TOKEN, 14),
    ...own('5', 5),
  ]);
  assert.deepEqual(marks({ path: '/v1/orders' }), []);
  for (const name of [
    ...['order_id', 'orderId', 'txnid', 'merchantTxnNo', 'receipt', 'reference', 'payment_id'],
    ...['paymentId', 'refund_id', 'refundid', 'var1', 'link_id', 'orderIdentifier', 'ORDER'],
  ]) {
    assert.deepEqual(marks(fields({ [name]: 'INV-1' })), ['7 name INV-1'], name);
    assert.deepEqual(marks(fields({ [name]: 12 })), own('12', 12), name);
  }
  for (const name of ['amount', 'payment', 'refund', 'var2', 'link', 'id', 'name']) {
    assert.deepEqual(marks(fields({ [name]: 'INV-1' })), [], name);
  }
  for (const value of ['', null, true, {}, ['x'], 'x'.repeat(201)]) {
    assert.deepEqual(marks(fields({ order_id: value })), []);
  }
  assert.deepEqual(marks(fields({ order_id: 'x'.repeat(200) })), [`7 name ${'x'.repeat(200)}`]);
  // A body that could not be decoded names nothing.
  assert.deepEqual(
    marks({ path: '/5', fields: () => ({ failure: 'body_malformed' }) }),
    own('5', 5),
  );
});

test('eight names are looked at, those of the path first', () => {
  const values = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`order${at}`, `n${at}`]));
  const found = marks({ path: '/5', ...fields(values) });
  const names = Array.from({ length: 7 }, (_, at) => `7 name n${at}`);
  assert.deepEqual(found, ['7 name 5', '7 key 5', ...names]);
});

test('what a person typed may be a reference, or any name of ours', () => {
  assert.deepEqual(readLocators('x'), [{ by: 'reference', reference: 'x' }]);
  assert.deepEqual(readLocators('5'), [
    { by: 'reference', reference: '5' },
    { by: 'number', number: 5 },
  ]);
});
