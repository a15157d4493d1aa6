// Why a payment goes by a connection, in the sentence that its order keeps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chosen, Routable, RouteRule } from '../../core/route.ts';
import { describeRule, formatAmount, nameOf, reasonOf } from './route-reason.ts';

const TITLES = new Map([['north', 'North Bank']]);
const NORTH: Routable = {
  ...{ connection: 1, processor: 'north', mode: 'test', token: 'tok1', label: null },
};
const SOUTH: Routable = { ...NORTH, connection: 2, processor: 'south', token: 'tok2', label: 'B' };
const ANY: RouteRule = {
  ...{ name: null, methods: [], currency: null, minMinor: null, maxMinor: null, to: [1] },
};
const CHOSEN: Chosen = {
  ...{ connection: NORTH, rule: null, because: null, leftOut: [], inSpiteOf: null, methods: null },
};

test('a connection is named by its gateway and its label, else by its name here', () => {
  assert.equal(nameOf(NORTH, TITLES), 'North Bank (conn_tok1)');
  assert.equal(nameOf(SOUTH, TITLES), 'south (B)');
});

test('a rule says what it is for, in words', () => {
  const rows: readonly (readonly [Partial<RouteRule>, string])[] = [
    [{}, 'everything'],
    [{ name: 'The rest' }, 'The rest: everything'],
    [{ methods: ['upi'] }, 'UPI'],
    [{ methods: ['card', 'netbanking', 'wallet'] }, 'cards, netbanking, wallets'],
    [{ currency: 'INR' }, 'INR'],
    [{ methods: ['upi'], currency: 'INR', maxMinor: 200_000 }, 'UPI up to ₹2,000'],
    [{ currency: 'INR', minMinor: 200_001 }, 'from ₹2,000.01'],
    [{ name: 'Middle', currency: 'INR', minMinor: 0, maxMinor: 1 }, 'Middle: from ₹0 to ₹0.01'],
    // Amounts are of a currency: without one they say nothing.
    [{ methods: ['upi'], minMinor: 5, maxMinor: 7 }, 'UPI'],
  ];
  for (const [rule, words] of rows) assert.equal(describeRule({ ...ANY, ...rule }), words);
});

test('amounts are written as in India, to the last digit', () => {
  const rows: readonly (readonly [number, string, string])[] = [
    [10_000_050, 'INR', '₹1,00,000.50'],
    [9_007_199_254_740_991, 'INR', '₹9,00,71,99,25,47,409.91'],
    [1500, 'JPY', 'JP¥1,500'],
    [1234, 'KWD', 'KWD 1.234'],
    [1000, 'KWD', 'KWD 1'],
    [1234, 'XTS', 'XTS 12.34'],
  ];
  for (const [minor, currency, words] of rows) {
    assert.equal(formatAmount(minor, currency).replaceAll('\u00a0', ' '), words);
  }
});

test('what led there is told, who was left out before it, and what speaks against it', () => {
  const rules = [ANY, { ...ANY, methods: ['upi' as const], name: 'Small ones' }];
  const told = (changes: Partial<Chosen>) => reasonOf({ rules }, { ...CHOSEN, ...changes }, TITLES);
  assert.equal(told({}), 'default → North Bank (conn_tok1)');
  assert.equal(told({ rule: 1 }), 'rule 2: Small ones: UPI → North Bank (conn_tok1)');
  assert.equal(told({ rule: 0, connection: SOUTH }), 'rule 1: everything → south (B)');
  // A rule that the account has no more.
  assert.equal(told({ rule: 5 }), 'default → North Bank (conn_tok1)');
  for (const [because, words] of [
    ['route', 'the account’s route'],
    ['every method', 'the same for every method'],
    ['handed over', 'handed over there before, where it may still be paid'],
  ] as const) {
    assert.equal(told({ because, rule: 1 }), `${words} → North Bank (conn_tok1)`);
  }
  const leftOut = [
    { connection: SOUTH, why: 'takes no INR' },
    { connection: null, why: 'is retired' },
  ];
  const out = '; south (B) was left out: takes no INR; a connection was left out: is retired';
  assert.equal(told({ leftOut }), `default → North Bank (conn_tok1)${out}`);
  const last = '; nothing else can take it, though: circuit open';
  assert.equal(
    told({ leftOut, inSpiteOf: 'circuit open' }),
    `default → North Bank (conn_tok1)${out}${last}`,
  );
});
