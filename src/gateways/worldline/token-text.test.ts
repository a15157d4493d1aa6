// What a token is over, field by field and as each value was written, and how it is explained.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fields } from '../dialect.ts';
import {
  algorithmOf,
  CURRENCY,
  explainToken,
  hashHex,
  isTokenGood,
  listPreImages,
  sumItems,
  TOKEN_FIELDS,
} from './token.ts';

// worldline.md §3.1, "The token of a request", as it is printed there but for the salt.
const PRINTED =
  'merchantId|txnId|totalamount|accountNo|consumerId|consumerMobileNo|consumerEmailId|' +
  'debitStartDate|debitEndDate|maxAmount|amountType|frequency|cardNumber|expMonth|expYear|cvvCode';

function fieldsOf(values: Readonly<Record<string, unknown>>, lexemes: [string, string][] = []) {
  return { values, lexemes: new Map(lexemes) } satisfies Fields;
}

test('the fields of a token, in their order', () => {
  assert.equal(TOKEN_FIELDS.join('|'), PRINTED);
  // Each field holds its own name; what was sent as the total is not what is hashed.
  const values = Object.fromEntries(PRINTED.split('|').map((name) => [name, name]));
  assert.deepEqual(listPreImages(fieldsOf({ ...values, totalamount: '7', extra: 'x' }), 100), [
    PRINTED.replace('totalamount', '1.00'),
    PRINTED.replace('totalamount', '1.0'),
    PRINTED.replace('totalamount', '1'),
  ]);
});

const rest = '|'.repeat(13);
const totals = (minor: number): readonly string[] =>
  listPreImages(fieldsOf({ merchantId: 'M', txnId: 'T' }), minor).map((text) => {
    assert.ok(text.startsWith('M|T|') && text.endsWith(rest));
    return text.slice(4, -rest.length);
  });

test('a total is one amount in the ways in which a server may have written it', () => {
  assert.deepEqual(totals(100), ['1.00', '1.0', '1']);
  assert.deepEqual(totals(1050), ['10.50', '10.5']);
  assert.deepEqual(totals(1055), ['10.55']);
  assert.deepEqual(totals(10_000), ['100.00', '100.0', '100']);
  assert.deepEqual(totals(10_005), ['100.05']);
});

test('numbers are signed as they were written; what is neither text nor number as nothing', () => {
  const values = { merchantId: 10.5, txnId: 7, accountNo: true, consumerId: null, maxAmount: {} };
  const [text] = listPreImages(fieldsOf(values, [['merchantId', '10.50']]), 100);
  assert.equal(text, `10.50|7|1.00${rest}`);
  // A text has no other writing, whatever came with it.
  const [plain] = listPreImages(fieldsOf({ merchantId: '10.5' }, [['merchantId', '10.50']]), 100);
  assert.equal(plain, `10.5||1.00${rest}`);
});

test('items are read at their own places, as they were written', () => {
  const items = [{ amount: 1.1, comAmt: 0.1 }, { amount: 2 }];
  assert.equal(sumItems(fieldsOf({ items })), 320);
  // The writing of the second item says more than a number of JavaScript can.
  const exact: [string, string][] = [
    ['items.0.amount', '1.10'],
    ['items.0.comAmt', '0.10'],
    ['items.1.amount', '2.001'],
  ];
  assert.equal(sumItems(fieldsOf({ items }, exact)), null);
  const commission: [string, string][] = [['items.0.comAmt', '0.20']];
  assert.equal(sumItems(fieldsOf({ items }, commission)), 330);
  const amount: [string, string][] = [['items.1.amount', '3.00']];
  assert.equal(sumItems(fieldsOf({ items }, amount)), 420);
});

test('the least that is an amount is one paisa; a commission that is none adds nothing', () => {
  assert.equal(sumItems(fieldsOf({ items: [{ amount: '0.01' }] })), 1);
  for (const comAmt of ['', 'x', null, undefined, '-1']) {
    assert.equal(sumItems(fieldsOf({ items: [{ amount: '1', comAmt }] })), 100, String(comAmt));
  }
});

test('a device is named from end to end', () => {
  for (const bad of ['WEBSH2x', 'xWEBSH2', 'WEBSH22', undefined, ['WEBSH2']]) {
    assert.equal(algorithmOf(bad), null, String(bad));
  }
});

test('zeros at the head are all that may be missing, in either length', () => {
  for (const [algorithm, digits] of [
    ['sha256', 64],
    ['sha512', 128],
  ] as const) {
    const zero = Array.from({ length: 5000 }, (_, at) => `T${at}`).find((text) =>
      hashHex(algorithm, `${text}|s`).startsWith('00'),
    );
    const digest = hashHex(algorithm, `${zero}|s`);
    assert.equal(digest.length, digits);
    const isGood = (token: string): boolean => isTokenGood(token, algorithm, [zero ?? ''], 's');
    for (const token of [digest, digest.slice(1), digest.slice(2)]) assert.ok(isGood(token), token);
    for (const token of [digest.slice(3), `0${digest}`, digest.slice(0, -1), '']) {
      assert.ok(!isGood(token), token);
    }
  }
});

test('the sandbox tells what was hashed, without the salt and what was typed of a card', () => {
  const card = { cardNumber: '4111', expMonth: '12', expYear: '30', cvvCode: '123' };
  const head = { merchantId: 'M', txnId: 'T', consumerId: 'C' };
  const masked = '********|********|********|********';
  const told = 'where ******** stands for the salt';
  assert.equal(
    explainToken(fieldsOf({ ...head, ...card }), 'sha512', 100),
    `Expected sha512 of M|T|1.00||C|||||||${`|${masked}`}|********, ${told}`,
  );
  const empty = { cardNumber: '', expMonth: null };
  assert.equal(
    explainToken(fieldsOf({ ...head, ...empty }), 'sha256', 100),
    `Expected sha256 of M|T|1.00||C${'|'.repeat(11)}|********, ${told}`,
  );
});

test('there is one currency: the token does not cover it', () => {
  assert.equal(CURRENCY, 'INR');
});
