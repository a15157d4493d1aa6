// Hints that name a payment: what is followed, what is kept for a minute because its payment may
// be on its way into the database, and what is nobody's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildOrder, buildPayment } from '../../../test/support/call.ts';
import type { Payment } from '../../core/payment.ts';
import { createNamedHints } from './named-hint.ts';

const START = 1_700_000_000_000;

function open() {
  const payments = new Map<string, Payment | null>();
  const clock = { now: START };
  const looked: string[] = [];
  const hinted: string[] = [];
  const engine = {
    find: async (_account: unknown, query: object) => {
      const { payment, ...rest } = query as { payment: readonly { token: string }[] };
      assert.deepEqual(rest, { kind: 'findPayment', order: null });
      const [{ token } = assert.fail()] = payment;
      looked.push(token);
      const found = payments.get(token);
      if (found === undefined) return { failure: 'payment_not_found' };
      return { aggregate: { order: buildOrder(), payments: [], refunds: [] }, payment: found };
    },
  };
  const hints = createNamedHints({
    engine: engine as unknown as Parameters<typeof createNamedHints>[0]['engine'],
    hint: async (_account, { id }, kind) => void hinted.push(`${id.token} ${kind}`),
    now: () => clock.now,
  });
  const take = (token: string, kind: 'signed' | 'unsigned' = 'signed', connection = 7) =>
    hints.take(ACCOUNT, connection, token, kind);
  return { ...hints, take, payments, clock, looked, hinted };
}

const OWN = buildPayment({ connection: 7 });

test('a payment of its own connection is hinted at, as it was signed or not', async () => {
  const { take, payments, hinted, looked, lookAgain } = open();
  payments.set('A', OWN);
  assert.equal(await take('A'), OWN);
  assert.equal(await take('A', 'unsigned'), OWN);
  assert.deepEqual(hinted, ['PAY123def456GH signed', 'PAY123def456GH unsigned']);
  await lookAgain();
  assert.equal(looked.length, 2, 'nothing of it is kept');
});

test('another connection’s payment is nobody’s, and is not looked for again', async () => {
  const { take, payments, hinted, looked, lookAgain, clock } = open();
  payments.set('A', buildPayment({ connection: 8 }));
  assert.equal(await take('A'), null);
  clock.now += 5000;
  await lookAgain();
  assert.deepEqual([hinted, looked.length], [[], 1]);
});

test('one that nobody has yet is looked for each three seconds, and is followed once', async () => {
  const { take, payments, hinted, looked, lookAgain, clock } = open();
  assert.equal(await take('A'), null);
  await lookAgain();
  assert.equal(looked.length, 2);
  clock.now += 2999;
  await lookAgain();
  assert.equal(looked.length, 2, 'it is not time yet');
  payments.set('A', OWN);
  clock.now += 1;
  await lookAgain();
  assert.deepEqual([hinted, looked.length], [['PAY123def456GH signed'], 3]);
  clock.now += 3000;
  await lookAgain();
  assert.equal(looked.length, 3);
});

test('it is kept for a minute, and told once more it is kept no longer', async () => {
  const { take, looked, lookAgain, clock } = open();
  await take('A');
  clock.now += 59_999;
  await take('A');
  await lookAgain();
  assert.equal(looked.length, 3);
  clock.now += 3000;
  await lookAgain();
  assert.equal(looked.length, 4, 'a last look');
  clock.now += 3000;
  await lookAgain();
  assert.equal(looked.length, 4);
  const exact = open();
  await exact.take('A');
  exact.clock.now += 60_000;
  await exact.lookAgain();
  exact.clock.now += 3000;
  await exact.lookAgain();
  assert.equal(exact.looked.length, 2);
});

test('a payment without its place there is found later', async () => {
  const { take, payments, hinted, lookAgain } = open();
  payments.set('A', null);
  assert.equal(await take('A'), null);
  payments.set('A', OWN);
  await lookAgain();
  assert.equal(hinted.length, 1);
});

test('each kind and each connection is kept for itself, two hundred of them in all', async () => {
  const { take, looked, lookAgain } = open();
  await take('A');
  await take('A', 'unsigned');
  await take('A', 'signed', 8);
  await take('A');
  assert.equal(looked.length, 4);
  await lookAgain();
  assert.equal(looked.length, 7);
  const many = open();
  for (let at = 0; at < 205; at += 1) await many.take(`T${at}`);
  await many.lookAgain();
  assert.equal(many.looked.length, 205 + 200);
});
