// By which names an operator finds an order, and what is looked for after it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildOrder } from '../../../test/support/call.ts';
import type { Query } from '../../core/command.ts';
import type { Outcome } from '../../core/decision.ts';
import type { Failure } from '../../core/failure.ts';
import { findAnyNamed, findNamedOrder, findOrderNamed } from './named-order.ts';

const TOKEN = 'ABC123def456GH';
const NOT_FOUND: Failure = { failure: 'order_not_found' };

/** `found`: which question, counted from 1, finds something. */
function open(found: number | null) {
  const asked: Query[] = [];
  const outcome = { aggregate: { order: buildOrder(), payments: [], refunds: [] } };
  return {
    asked,
    parts: {
      engine: {
        find: async (_account: unknown, query: Query): Promise<Outcome | Failure> => {
          asked.push(query);
          const failure = asked.length === 1 ? NOT_FOUND : { failure: 'payment_not_found' };
          return (asked.length === found ? outcome : failure) as Outcome | Failure;
        },
      },
      orderOfPage: (_account: unknown, name: string) =>
        name.endsWith('PAGE') ? name.slice(0, -4) : null,
    },
    outcome,
  };
}

test('the merchant’s reference goes before every name of ours, the page’s comes last', async () => {
  const rows: readonly (readonly [string, readonly unknown[]])[] = [
    ['shop-1', []],
    [TOKEN, [{ by: 'token', token: TOKEN }]],
    [`order_${TOKEN}`, [{ by: 'token', token: TOKEN }]],
    ['4403', [{ by: 'number', number: 4403 }]],
    [`${TOKEN}PAGE`, [{ by: 'token', token: TOKEN }]],
    [`page_${TOKEN}PAGE`, [{ by: 'token', token: TOKEN }]],
    ['ABC123def4PAGE', ['ABC123def4PAGE', 'ABC123def4'].map((token) => ({ by: 'token', token }))],
    // Only the word before the name is left out of it.
    [`x page_${TOKEN}PAGE`, [{ by: 'token', token: `x page_${TOKEN}` }]],
  ];
  for (const [name, own] of rows) {
    const { parts, asked, outcome } = open(1);
    assert.equal(await findOrderNamed(parts, ACCOUNT, name), outcome);
    const order = [{ by: 'reference', reference: name }, ...own];
    assert.deepEqual(asked, [{ kind: 'findOrder', order }], name);
  }
});

test('its key alone, or why there is none', async () => {
  assert.equal(await findNamedOrder(open(1).parts, ACCOUNT, 'x'), buildOrder().id.key);
  assert.equal(await findNamedOrder(open(null).parts, ACCOUNT, 'x'), NOT_FOUND);
});

test('after the order its payment, refund and link are looked for, one by one', async () => {
  const own = [{ by: 'token', token: TOKEN }];
  const named = [{ by: 'reference', reference: `pay_${TOKEN}` }, ...own];
  const all = [
    { kind: 'findOrder', order: named },
    { kind: 'findPayment', order: null, payment: own },
    // A payment has names of ours only.
    { kind: 'findRefund', order: null, refund: named },
    { kind: 'findOrder', order: named, link: true },
  ];
  for (const found of [1, 2, 3, 4]) {
    const { parts, asked, outcome } = open(found);
    assert.equal(await findAnyNamed(parts, ACCOUNT, `pay_${TOKEN}`), outcome);
    assert.deepEqual(asked, all.slice(0, found));
  }
  const { parts, asked } = open(null);
  // What was asked for is an order.
  assert.equal(await findAnyNamed(parts, ACCOUNT, `pay_${TOKEN}`), NOT_FOUND);
  assert.deepEqual(asked, all);
});
