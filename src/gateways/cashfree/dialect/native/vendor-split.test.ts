// Vendors' shares of an order: what is taken, what is refused, what comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCall, buildOrder, buildOutcome } from '../../../../../test/support/call.ts';
import { isFailure } from '../../../../core/failure.ts';
import { TRAITS, VERSIONS } from '../../version.ts';
import { viewOrder } from './view.ts';
import { parseNativeCreate } from './order.ts';

const CREATE = {
  order_amount: 100,
  order_currency: 'INR',
  customer_details: { customer_id: 'cust_1', customer_phone: '9898989898', customer_uid: 'u-1' },
};

function create(body: string) {
  const call = buildCall({ path: '/', body });
  return parseNativeCreate(call, TRAITS['2025-01-01']);
}

const bodyOf = (order_splits: unknown): string => JSON.stringify({ ...CREATE, order_splits });

test('splits and the customer’s uid are kept and shown again, amounts with two decimals', () => {
  const splits =
    '[{"vendor_id":"V1","amount":60.10,"tags":{"a":"b"}},{"vendor_id":"V2","percentage":12.5}]';
  const command = create(JSON.stringify(CREATE).replace(/}$/, `,"order_splits":${splits}}`));
  assert.ok(!isFailure(command));
  const order = buildOrder({ dialect: 'cashfree', wire: JSON.parse(JSON.stringify(command.wire)) });
  const { aggregate } = buildOutcome({ order });
  const call = buildCall({ path: '/' });
  for (const version of VERSIONS) {
    const shown = viewOrder(aggregate, TRAITS[version], call);
    if (!TRAITS[version].splits) {
      assert.ok(!('order_splits' in shown));
      continue;
    }
    const text = JSON.stringify(shown['order_splits']);
    assert.match(text, /"amount":60\.10,/);
    assert.deepEqual(JSON.parse(text), [
      { vendor_id: 'V1', amount: 60.1, tags: { a: 'b' } },
      { vendor_id: 'V2', percentage: 12.5, tags: null },
    ]);
    if (!TRAITS[version].cart) continue;
    assert.equal((shown['customer_details'] as { customer_uid: string }).customer_uid, 'u-1');
  }
  const other = buildOutcome({ order: { ...order, dialect: 'test' } }).aggregate;
  assert.deepEqual(viewOrder(other, TRAITS['2025-01-01'], call)['order_splits'], []);
});

test('no splits are none', () => {
  for (const order_splits of [undefined, null, []]) {
    const command = create(bodyOf(order_splits));
    assert.ok(!isFailure(command));
    assert.equal(command.wire['order_splits'], undefined);
  }
});

test('splits that are none are refused', () => {
  const vendor = { vendor_id: 'V1' };
  const untold = { toString: 1, valueOf: 1 };
  const rows: readonly unknown[] = [
    [{ ...vendor, amount: untold }],
    [{ ...vendor, percentage: untold }],
    [{ ...vendor, amount: null, percentage: [50] }],
    'x',
    {},
    ['x'],
    [vendor],
    [{ amount: 1 }],
    [{ vendor_id: 'x'.repeat(101), amount: 1 }],
    [{ ...vendor, amount: 0 }],
    [{ ...vendor, amount: -1 }],
    [{ ...vendor, amount: 1.001 }],
    [{ ...vendor, amount: {} }],
    [{ ...vendor, percentage: 0 }],
    [{ ...vendor, percentage: 101 }],
    [{ ...vendor, percentage: 'x' }],
    [{ ...vendor, amount: 1, tags: { a: 1 } }],
    [
      { ...vendor, amount: 60 },
      { vendor_id: 'V2', amount: 60 },
    ],
    [
      { ...vendor, percentage: 60 },
      { vendor_id: 'V2', percentage: 60 },
    ],
    Array.from({ length: 101 }, () => ({ ...vendor, percentage: 0.1 })),
  ];
  for (const order_splits of rows) {
    const failure = create(bodyOf(order_splits));
    assert.ok(isFailure(failure), JSON.stringify(order_splits));
    assert.equal(failure.issues?.[0]?.field, 'order_splits');
  }
});
