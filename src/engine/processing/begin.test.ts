// How many connections are asked for one press of a button, how long each may take, and with what
// the payment goes on from one that never took it to the next.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildOrder, buildPayment } from '../../../test/support/call.ts';
import type { Command } from '../../core/command.ts';
import type { Outcome } from '../../core/decision.ts';
import type { Failure } from '../../core/failure.ts';
import { NOBODY } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import { beginPayment } from './begin.ts';
import type { Choice, Pressed } from './router.ts';

const ORDER = buildOrder({ customer: { ...NOBODY, name: 'Asha', phone: '1' } });
const PAYER = { customer: { ...NOBODY, phone: '2' } };
const FAILURE: Failure = { failure: 'order_not_found' };

/** What a connection says of the payment: it never took it, it did, or the telling failed. */
type Word = 'untaken' | 'taken' | 'failure' | 'nothing';
type Row = readonly [choice: Choice | null, word?: Word, tookMs?: number];

function choiceOf(connection: number | null, more: Partial<Choice> = {}): Choice {
  const carrier = { connection, processor: 'bank' } as Choice['carrier'];
  return { carrier, methods: null, reason: `to ${connection}`, goesOn: true, ...more };
}

function paymentOf(at: number, isTaken: boolean): Payment {
  const id = { key: at, number: at, token: `PAY${at}` };
  const untaken = { id, status: 'failed', decline: 'processor_error' } as const;
  return isTaken ? buildPayment({ id }) : buildPayment(untaken);
}

const outcomeOf = (payment: Payment | null, more: readonly Payment[] = []): Outcome =>
  ({
    aggregate: { order: ORDER, payments: [...more, ...(payment ? [payment] : [])], refunds: [] },
    payment,
  }) as unknown as Outcome;

/** Each row is what the router chooses next, and what comes of it there. */
async function begin(rows: readonly Row[], start: (nth: number) => Outcome | Failure | null) {
  const clock = { now: 0 };
  const pressed: Pressed[] = [];
  const commands: Command[] = [];
  const within: (number | undefined)[] = [];
  const begun = await beginPayment(
    {
      router: {
        choose: async (_account, asked) => {
          pressed.push({ ...asked, tried: new Set(asked.tried) });
          return rows[pressed.length - 1]?.[0] ?? null;
        },
      },
      engine: {
        execute: async (_account: unknown, command: Command) => {
          commands.push(command);
          return start(commands.length) ?? outcomeOf(paymentOf(commands.length, false));
        },
      } as unknown as Parameters<typeof beginPayment>[0]['engine'],
      instructions: {
        charge: async (_account, payment, more) => {
          within.push(more?.withinMs);
          const [, word = 'untaken', tookMs = 0] = rows[within.length - 1] ?? [];
          clock.now += tookMs;
          if (word === 'failure') return FAILURE;
          if (word === 'nothing') return outcomeOf(null);
          return outcomeOf(word === 'taken' ? paymentOf(payment.id.key, true) : payment, [payment]);
        },
      },
      now: () => clock.now,
    },
    ACCOUNT,
    {
      aggregate: { order: ORDER, payments: [], refunds: [] },
      ...{ order: ORDER, method: 'upi', payer: PAYER },
    },
  );
  return { begun, pressed, commands, within };
}

const usual = () => null;

test('a payment is begun at the first connection, with what the customer typed', async () => {
  const rows: readonly Row[] = [[choiceOf(7, { methods: ['upi'] }), 'taken']];
  const { begun, pressed, commands } = await begin(rows, usual);
  assert.deepEqual([begun?.status, begun?.id.key], ['captured', 1]);
  const [asked] = pressed;
  assert.deepEqual(
    [asked?.order, asked?.method, asked?.customer, asked?.tried],
    [ORDER, 'upi', { ...NOBODY, phone: '2' }, new Set()],
  );
  const order = [{ by: 'token', token: ORDER.id.token }];
  const carrier = { connection: 7, processor: 'bank' };
  assert.deepEqual(commands, [
    {
      ...{ kind: 'startPayment', order, instrument: null, payer: { ...PAYER, methods: ['upi'] } },
      routed: { carrier, reason: 'to 7', goesOn: true },
    },
  ]);
});

test('where a page asks for no methods, and there are no routes, none are named', async () => {
  const { commands } = await begin([[choiceOf(7, { reason: null }), 'taken']], usual);
  const order = [{ by: 'token', token: ORDER.id.token }];
  assert.deepEqual(commands, [{ kind: 'startPayment', order, instrument: null, payer: PAYER }]);
});

test('what a connection never took goes on to the next, which sees what became of it', async () => {
  const rows: readonly Row[] = [[choiceOf(7)], [choiceOf(8)], [choiceOf(9), 'taken']];
  const { begun, pressed } = await begin(rows, usual);
  assert.equal(begun?.id.key, 3);
  assert.deepEqual(
    pressed.map(({ tried, aggregate }) => [[...tried], aggregate.payments.at(-1)?.id.key]),
    [
      [[], undefined],
      [[7], 1],
      [[7, 8], 2],
    ],
  );
});

test('four connections are asked for one press, and the last one knows that it is', async () => {
  const rows = [7, 8, 9, 10, 11].map((each): Row => [choiceOf(each)]);
  const { begun, commands } = await begin(rows, usual);
  assert.equal(begun?.id.key, 4);
  const goesOn = commands.map((each) => (each as { routed?: { goesOn: boolean } }).routed?.goesOn);
  assert.deepEqual(goesOn, [true, true, true, false]);
});

test('nobody is asked after one that took it, the last of the routes, or the sandbox', async () => {
  for (const [row, expected] of [
    [[choiceOf(7), 'taken'], 'captured'],
    [[choiceOf(7, { goesOn: false })], 'failed'],
    [[choiceOf(null)], 'failed'],
  ] as const satisfies readonly (readonly [Row, string])[]) {
    const { begun, pressed } = await begin([row, [choiceOf(8), 'taken']], usual);
    assert.deepEqual([begun?.status, pressed.length], [expected, 1]);
  }
});

test('nowhere to go, or an order that takes no payment: the last one that was begun', async () => {
  const none = await begin([[null]], usual);
  assert.deepEqual([none.begun, none.commands.length], [null, 0]);
  assert.equal((await begin([[choiceOf(7)]], usual)).begun?.id.key, 1);
  for (const refused of [FAILURE, outcomeOf(null)]) {
    const rows: readonly Row[] = [[choiceOf(7)], [choiceOf(8)]];
    const first = await begin(rows, () => refused);
    assert.deepEqual([first.begun, first.within.length], [null, 0]);
    const later = await begin(rows, (nth) => (nth === 2 ? refused : null));
    assert.deepEqual([later.begun?.id.key, later.within.length], [1, 1]);
  }
});

test('of what cannot be told the payment stands as it was begun', async () => {
  for (const word of ['failure', 'nothing'] as const) {
    const rows: readonly Row[] = [
      [choiceOf(7), word],
      [choiceOf(8), 'taken'],
    ];
    const { begun, pressed } = await begin(rows, usual);
    assert.deepEqual([begun?.id.key, begun?.status], [2, 'captured']);
    const known = pressed[1]?.aggregate.payments.map(({ id }) => id.key);
    assert.deepEqual(known, word === 'failure' ? [1] : []);
  }
});

test('each is given half of what is left of twenty seconds, the last one all of it', async () => {
  const rows: readonly Row[] = [
    [choiceOf(7), 'untaken', 9_999],
    [choiceOf(8), 'untaken', 2_500],
    [choiceOf(9, { goesOn: false })],
  ];
  assert.deepEqual((await begin(rows, usual)).within, [10_000, 5_001, 7_501]);
  // Whoever comes too late has a moment all the same.
  const late: readonly Row[] = [
    [choiceOf(7), 'untaken', 20_000],
    [choiceOf(8), 'untaken', 5],
    [choiceOf(9, { goesOn: false })],
  ];
  assert.deepEqual((await begin(late, usual)).within, [10_000, 1, 1]);
});
