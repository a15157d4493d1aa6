// Whichever name a command uses, its order's turn is one; what is remembered is bounded and right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildOrder, buildPayment } from '../../../test/support/call.ts';
import type { Command } from '../../core/command.ts';
import type { Locator } from '../../core/id.ts';
import { createIds } from '../identity/ids.ts';
import { createOrderKeys, orderKeyOf } from './order-key.ts';

const NOW = 1_760_000_000_000;
const ids = createIds(new Uint8Array(16).fill(3), 1);
const order = buildOrder({ id: ids.next(NOW), reference: 'r-1' });
const payment = buildPayment({ id: ids.next(NOW) });
const key = order.id.key;

/** How often the store was asked. */
let asked = 0;
function open() {
  asked = 0;
  const findPaymentOrder = async (account: number, found: number): Promise<number | null> => {
    asked += 1;
    return account === ACCOUNT.id && found === payment.id.key ? key : null;
  };
  return { ids, orderKeys: createOrderKeys({ findPaymentOrder }) };
}

const tokenOf = ({ token }: { readonly token: string }): Locator => ({ by: 'token', token });
const BY_REFERENCE: Locator = { by: 'reference', reference: 'r-1' };
const refundOf = (target: object): Command =>
  ({ kind: 'createRefund', target }) as unknown as Command;

function keyFor(parts: ReturnType<typeof open>, command: Command) {
  if (command.kind === 'createOrder') assert.fail();
  return orderKeyOf(parts, ACCOUNT, command);
}

test('an order’s own name, a payment’s, a reference and a report are one turn', async () => {
  const parts = open();
  parts.orderKeys.remember(ACCOUNT.id, { order, payments: [payment], refunds: [] });
  const commands: readonly Command[] = [
    refundOf({ order: [tokenOf(order.id)] }),
    refundOf({ order: [{ by: 'number', number: order.id.number }] }),
    refundOf({ order: [tokenOf(ids.next(NOW)), BY_REFERENCE] }),
    refundOf({ payment: [tokenOf(payment.id)] }),
    { kind: 'cancelOrder', order: [BY_REFERENCE] },
    { kind: 'simulatePayment', payment: [tokenOf(payment.id)], choice: 'success' },
    { kind: 'editNotes', subject: 'payment', locators: [tokenOf(payment.id)], notes: {} },
    { kind: 'editNotes', subject: 'order', locators: [tokenOf(order.id)], notes: {} },
    { kind: 'expireOrder', orderKey: key },
  ];
  for (const command of commands) assert.equal(keyFor(parts, command), key, command.kind);
  assert.equal(asked, 0);
});

test('a payment that is not remembered is looked for once', async () => {
  const parts = open();
  const command = refundOf({ payment: [tokenOf(payment.id)] });
  assert.equal(await keyFor(parts, command), key);
  assert.equal(await keyFor(parts, command), key);
  assert.equal(asked, 1);
  const other = refundOf({ payment: [tokenOf(ids.next(NOW))] });
  assert.equal(await keyFor(parts, other), null);
  assert.equal(await keyFor(parts, other), null);
  assert.equal(asked, 3, 'what is not there is looked for again');
});

test('what cannot be told without loading is no key', async () => {
  const parts = open();
  const refund = [tokenOf(ids.next(NOW))];
  const commands: readonly Command[] = [
    refundOf({ order: [BY_REFERENCE] }),
    refundOf({ order: [] }),
    refundOf({ payment: [BY_REFERENCE] }),
    { kind: 'editNotes', subject: 'refund', locators: refund, notes: {} },
  ];
  for (const command of commands) assert.equal(keyFor(parts, command), null);
});

test('the same names of another account are others', async () => {
  const parts = open();
  parts.orderKeys.remember(ACCOUNT.id, { order, payments: [payment], refunds: [] });
  assert.equal(parts.orderKeys.ofReference(ACCOUNT.id + 1, 'r-1'), null);
  assert.equal(await parts.orderKeys.ofPayment(ACCOUNT.id + 1, payment.id.key), null);
});

test('the oldest are forgotten', () => {
  const parts = open();
  for (let count = 0; count <= 20_000; count += 1) {
    const reference = `many-${count}`;
    parts.orderKeys.remember(1, { order: { ...order, reference }, payments: [], refunds: [] });
  }
  assert.equal(parts.orderKeys.ofReference(1, 'many-0'), null);
  assert.equal(parts.orderKeys.ofReference(1, 'many-20000'), key);
});
