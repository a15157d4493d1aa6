// Every form in which a client signs a PayU request, field by field, and how its reply is hashed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fields } from '../dialect.ts';
import { sha512Hex } from '../kit/proof.ts';
import {
  COMMAND,
  listRequestForms,
  listSignedNames,
  matchRequest,
  PLAIN_REPLY,
  type ReplyAddition,
  type ReplyForm,
  REQUEST,
  reverseSequence,
  spellValues,
  writePreImage,
} from './hash.ts';

type Values = Readonly<Record<string, string>>;

const VALUES: Values = {
  key: 'K',
  txnid: 'T',
  amount: 'A',
  productinfo: 'P',
  firstname: 'F',
  email: 'E',
  udf1: 'u1',
  udf2: 'u2',
  udf3: 'u3',
  udf4: 'u4',
  udf5: 'u5',
};
const SLOTS: Values = { udf6: 'u6', udf7: 'u7', udf8: 'u8', udf9: 'u9', udf10: 'u10' };
const HEAD = 'K|T|A|P|F|E|u1|u2|u3|u4|u5';
const BLANK = `${HEAD}|||||`;
const FILLED = `${HEAD}|u6|u7|u8|u9|u10`;
const SPLIT: Values = { splitRequest: 'SPL' };
const CHARGED: Values = { additional_charges: 'ADD' };

type Row = readonly [text: string, also: readonly ReplyAddition[]];
const PLAIN: Row = [`${BLANK}|s`, []];

// payu.md §1.2: where each product stands; "undefined" is what payu-websdk hashes for charges that
// it looks up by another name. §1.3: what the reply posts and hashes besides.
const PRODUCTS: readonly (readonly [name: string, brought: Values, forms: readonly Row[]])[] = [
  ['none', {}, [PLAIN]],
  ['standing instruction', { si_details: 'SI' }, [PLAIN, [`${BLANK}|SI|s`, []]]],
  ['third-party validation', { beneficiarydetail: 'BEN' }, [PLAIN, [`${BLANK}|BEN|s`, []]]],
  ['split', SPLIT, [PLAIN, [`${BLANK}|s|SPL`, ['splitInfo']]]],
  [
    'charges',
    CHARGED,
    [
      PLAIN,
      [`${BLANK}|s|ADD`, ['additionalCharges']],
      [`${BLANK}|s|undefined`, ['additionalCharges']],
    ],
  ],
  [
    'charges by the name of the reply',
    { additionalCharges: 'CHG' },
    [PLAIN, [`${BLANK}|s|CHG`, ['additionalCharges']]],
  ],
  [
    'split and charges',
    { ...SPLIT, ...CHARGED },
    [
      PLAIN,
      [`${BLANK}|s|SPL`, ['splitInfo']],
      [`${BLANK}|s|ADD`, ['additionalCharges']],
      [`${BLANK}|s|undefined`, ['additionalCharges']],
      [`${BLANK}|s|SPL|ADD`, ['additionalCharges', 'splitInfo']],
      [`${BLANK}|s|SPL|undefined`, ['additionalCharges', 'splitInfo']],
    ],
  ],
];

function formsOf(values: Values, salt = 's'): readonly (readonly [string, ReplyForm])[] {
  const spelled = { undefined: 'undefined', ...values };
  return listRequestForms(values).map(({ reply, sequence }) => [
    writePreImage(sequence, spelled, salt),
    reply,
  ]);
}

function fieldsOf(values: Readonly<Record<string, unknown>>, lexemes: [string, string][] = []) {
  return { values, lexemes: new Map(lexemes) } satisfies Fields;
}

for (const [name, brought, forms] of PRODUCTS) {
  test(`what is signed, product: ${name}`, () => {
    const expected = forms.map(([text, also]) => [text, { slots: 'blank', also }]);
    assert.deepEqual(formsOf({ ...VALUES, ...brought }), expected);
    for (const [text, also] of forms) {
      const signed = fieldsOf({ ...VALUES, ...brought, hash: sha512Hex(text) });
      assert.deepEqual(matchRequest(signed, 's'), { slots: 'blank', also });
    }
  });
}

test('a product’s own texts sign no request that does not bring it', () => {
  for (const [text] of PRODUCTS.flatMap(([, , forms]) => forms)) {
    if (text === PLAIN[0]) continue;
    assert.equal(matchRequest(fieldsOf({ ...VALUES, hash: sha512Hex(text) }), 's'), null, text);
  }
});

// payu.md §1.2: "the five blank slots filled with udf6 … udf10, between udf5 and SALT".
test('any one of udf6 to udf10 makes a filled form, each in its own slot', () => {
  assert.deepEqual(formsOf({ ...VALUES, ...SLOTS }), [
    [`${BLANK}|s`, { slots: 'blank', also: [] }],
    [`${FILLED}|s`, { slots: 'filled', also: [] }],
  ]);
  for (const [at, [name, value]] of Object.entries(SLOTS).entries()) {
    const slots = ['', '', '', '', ''].with(at, value).join('|');
    const texts = formsOf({ ...VALUES, [name]: value }).map(([text]) => text);
    assert.deepEqual(texts, [`${BLANK}|s`, `${HEAD}|${slots}|s`]);
    assert.equal(formsOf({ ...VALUES, [name]: '' }).length, 1);
    const signed = fieldsOf({ ...VALUES, ...SLOTS, hash: sha512Hex(`${FILLED}|s`) });
    assert.deepEqual(matchRequest(signed, 's'), { slots: 'filled', also: [] });
  }
});

test('the hash is the salt’s, in hex of either case, and nothing else is', () => {
  const digest = sha512Hex(`${BLANK}|s`);
  const match = (hash: unknown, salt = 's') => matchRequest(fieldsOf({ ...VALUES, hash }), salt);
  assert.deepEqual(match(digest), PLAIN_REPLY);
  assert.deepEqual(match(digest.toUpperCase()), PLAIN_REPLY);
  for (const wrong of ['', 'none', undefined, null, 7, [digest], digest.slice(1), `${digest} `]) {
    assert.equal(match(wrong), null, JSON.stringify(wrong));
  }
  assert.equal(match(digest, 'x'), null);
  assert.equal(matchRequest(fieldsOf(VALUES), 's'), null);
  assert.deepEqual(PLAIN_REPLY, { slots: 'blank', also: [] });
});

// The formulas of payu.md §1.2, §1.3 and §1.5 as they are printed.
const UDFS = ['udf1', 'udf2', 'udf3', 'udf4', 'udf5'];
const LEADING = ['key', 'txnid', 'amount', 'productinfo', 'firstname', 'email'];
const FIVE = ['', '', '', '', ''];

test('the formulas of the request and of a command', () => {
  const request = [...LEADING, ...UDFS];
  assert.deepEqual(REQUEST.blank, { fields: [...request, ...FIVE, 'SALT'], separator: '|' });
  const filled = [...request, ...Object.keys(SLOTS), 'SALT'];
  assert.deepEqual(REQUEST.filled, { fields: filled, separator: '|' });
  assert.deepEqual(COMMAND, { fields: ['key', 'command', 'var1', 'SALT'], separator: '|' });
});

test('the four formulas of a reply, and their filled form', () => {
  const backwards = [...FIVE, ...UDFS.toReversed(), ...LEADING.toReversed()];
  const fields = (...also: readonly ReplyAddition[]) =>
    reverseSequence({ slots: 'blank', also }).fields;
  assert.deepEqual(fields(), ['SALT', 'status', ...backwards]);
  assert.deepEqual(fields('splitInfo'), ['SALT', 'status', 'splitInfo', ...backwards]);
  const charged = ['additionalCharges', 'SALT', 'status'];
  assert.deepEqual(fields('additionalCharges'), [...charged, ...backwards]);
  for (const both of [
    ['additionalCharges', 'splitInfo'],
    ['splitInfo', 'additionalCharges'],
  ] as const) {
    assert.deepEqual(fields(...both), [...charged, 'splitInfo', ...backwards]);
  }
  const { fields: filled, separator } = reverseSequence({ slots: 'filled', also: [] });
  const slots = ['udf10', 'udf9', 'udf8', 'udf7', 'udf6'];
  assert.deepEqual(filled, ['SALT', 'status', ...slots, ...backwards.slice(5)]);
  assert.equal(separator, '|');
});

test('what hashes are over: texts as they are, numbers as they were written, else nothing', () => {
  const odd = { amount: 10, udf1: 7, udf2: true, udf3: null, udf4: ['x'], udf5: { a: 1 } };
  const spelled = spellValues(fieldsOf({ ...VALUES, ...odd }, [['amount', '10.00']]));
  const { amount, udf1, udf2, udf3, udf4, udf5, udf6, undefined: lost } = spelled;
  assert.deepEqual([amount, udf1], ['10.00', '7']);
  assert.deepEqual([udf2, udf3, udf4, udf5, udf6], ['', '', '', '', '']);
  assert.equal(lost, 'undefined');
  assert.deepEqual(spellValues(fieldsOf({ ...VALUES, extra: 'x' }))['extra'], undefined);
  // A text has no other writing, whatever came with it.
  const text = spellValues(fieldsOf({ ...VALUES, amount: '10' }, [['amount', '10.00']]));
  assert.equal(text['amount'], '10');
});

test('every field that a hash covers is read under PayU’s own name', () => {
  assert.deepEqual(listSignedNames(), [
    ...['hash', 'command', 'var1', ...LEADING, ...UDFS, ...Object.keys(SLOTS)],
    ...['si_details', 'beneficiarydetail', 'splitRequest', 'additional_charges'],
    ...['additionalCharges', 'additional_charges', 'splitRequest', 'additional_charges'],
    ...['splitRequest', 'additional_charges'],
    ...['user_token', 'offer_key', 'offer_auto_apply', 'cart_details', 'extra_charges'],
    ...['phone', 'api_version'],
  ]);
});
