// The kit's promises: hashes as the SDKs make them, strict JSON, forms, and readings that name
// every fault.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../core/failure.ts';
import { decodeBody } from './body.ts';
import { matchHash } from './hash.ts';
import { parseJson, rawNumber } from './json.ts';
import { sha512Hex } from './proof.ts';
import { readFields } from './read.ts';

const decode = (text: string, type = 'application/json') => decodeBody(type, Buffer.from(text));

function fieldsOf(values: Record<string, unknown>) {
  const fields = decode(JSON.stringify(values));
  assert.ok(!isFailure(fields));
  return fields;
}

// Vectors from paytring.md §1.2 and §1.4, computed with the official SDKs.
const HASHES: readonly (readonly [string, Record<string, unknown>, string, string])[] = [
  [
    'golden (go-sdk TestMakeHash)',
    {
      amount: '100',
      callback_url: 'https://example.com/callback',
      cname: 'JohnDoe',
      email: 'john.doe@example.com',
      key: 'test_key',
      phone: '1234567890',
      receipt_id: 'TEST123',
    },
    'test_secret',
    'b7c0e8c6896f7a07200eed32578f15b42751aac6da9fa66c7d784fbbcc0f943d811c6eaecf1ee2aa6aa57e868803c3051cf611375890e3d57eeafc6d48e7c150',
  ],
  [
    'V3 canonical: objects are skipped',
    v3(),
    'secret_123',
    'c80d9cff405982b4ebd3b1216539f1203bf8d19a0bf431de4beaea21f2dfbb07a6f67c0354a811178b3291cfc2fdfb3dff06a5fabfd82e9e555e3a2a43008ac0',
  ],
  [
    'V3 node: objects print as [object Object]',
    v3(),
    'secret_123',
    '76309590d144300ef50042c354be7fcc6628efa9670d0c3f8b00d2af5e0526af2aff83cf461af79b03cc3d6d1db4176836f920594f9a6035006bea3fada94b1c',
  ],
  [
    'V4 numbers as text',
    v4(),
    'secret_123',
    '89925ddcd912689043e77264d7c404e8cf9ffc59f06912b92a00aeaa36d6339e3f27e67f52da36f27b98ea16470f0fb28ca8684bbebe8290774e62c525fb0fe4',
  ],
  [
    'V5 Razorpay, the documented rule',
    v5(),
    'secret_123',
    'ccc0be1e7ad23ceb199705ef7b46c52245654809f5319619ebb85d8696eba799508c5908a72a70bebb9307d685aa9f38d31061aa09fa44f1b2cd3488299a7d23',
  ],
  [
    'V5 Razorpay, Node',
    v5(),
    'secret_123',
    '59513c94b66db5cf3f098bc0bacd3853f93fa55b290c08d961c39972e9cd48f5904864207b9194bfa66ed42ccb54447546be22daadb5171bbe9a4afc78495a29',
  ],
];

function v3() {
  return {
    amount: '100',
    callback_url: 'https://httpbin.org/post',
    cname: 'John Doe',
    email: 'a@mcsam.in',
    key: 'test_123',
    phone: '9234567890',
    receipt_id: '10123450',
    currency: 'INR',
    notes: { udf1: 'a', udf2: 'b' },
  };
}

function v4() {
  return {
    key: 'test_123',
    amount: 100,
    callback_url: 'http://localhost:3000/v1/order-create',
    receipt_id: 48211,
    cname: 'client name',
    phone: 9898989898,
    email: 'a@mcsam.in',
  };
}

function v5() {
  const notes = { key1: 'value1' };
  return { key: 'test_123', amount: 50000, currency: 'INR', receipt: 'receipt_123', notes };
}

for (const [name, values, secret, digest] of HASHES) {
  test(`the V1 hash: ${name}`, () => {
    const texts = matchHash(fieldsOf(values), digest, secret);
    assert.equal(texts?.get('key'), values['key']);
    assert.equal(texts?.get('amount'), String(values['amount']));
    assert.equal(matchHash(fieldsOf({ ...values, key: 'other' }), digest, secret), null);
    assert.equal(matchHash(fieldsOf(values), digest, `${secret}x`), null);
  });
}

// Vectors V4 and V5: Go's helper leaves numbers out, and its clients send none. Taken for a proof,
// whatever comes as a number would be unsigned.
test('the V1 hash: a text without the numbers proves nothing', () => {
  const four =
    '2b0747a64c8279da549c16bea6bbcbfe103a9216771b5e3d99e7d1ba3bbf46974abd3a13dc4a1b195661c80f0146d640c271db46251044ff101f5ae02f12de4f';
  const five =
    '4e271bc042a16689326b50f944160ffcc2111e6706aa62344740dc0f169673b38812e9b8a148d458a76d553eb978bdf98c221df3efd729ba9ece4d06ca2b1502';
  assert.equal(matchHash(fieldsOf(v4()), four, 'secret_123'), null);
  assert.equal(matchHash(fieldsOf(v5()), five, 'secret_123'), null);
});

// V8: odd scalars, as two SDKs print them.
test('the V1 hash: what stands for a flag, null and a list', () => {
  const odd = { key: 'k', id: '1', a: true, b: false, c: null, d: 100.5, e: [1, 2] };
  const told = (text: string) => matchHash(fieldsOf(odd), sha512Hex(text), 's');
  const php = told('1|||100.5|1|k|s');
  assert.deepEqual([php?.get('a'), php?.get('b'), php?.has('e')], ['1', '', false]);
  const node = told('true|false||100.5|1,2|1|k|s');
  assert.deepEqual([node?.get('a'), node?.get('b'), node?.get('e')], ['true', 'false', '1,2']);
  assert.equal(told('True|False|None|100.5|[1, 2]|1|k|s'), null);
});

test('the V1 hash: a number counts as it was written, too, and is that text', () => {
  const fields = decode('{"key":"k","amount":500.50,"a.b":"x","a":{"b":1.0}}');
  assert.ok(!isFailure(fields));
  const amountOf = (text: string) => matchHash(fields, sha512Hex(text), 's')?.get('amount');
  assert.equal(amountOf('x|500.5|k|s'), '500.5');
  assert.equal(amountOf('x|500.50|k|s'), '500.50');
  assert.equal(amountOf('1.0|500.50|k|s'), undefined);
});

test('the V1 hash: an object with a toString of its own is an object like any other', () => {
  const odd = fieldsOf({ key: 'k', a: { toString: 1 }, b: [{ valueOf: 2, toString: null }] });
  assert.ok(matchHash(odd, sha512Hex('[object Object]|[object Object]|k|s'), 's'));
  assert.ok(matchHash(odd, sha512Hex('k|s'), 's'));
});

test('JSON keeps the text of numbers and prints raw ones', () => {
  const document = parseJson('{"a":500.50,"b":{"c":[1e2,7]}}');
  assert.ok('value' in document);
  assert.deepEqual(document.value, { a: 500.5, b: { c: [100, 7] } });
  assert.deepEqual(
    [...document.lexemes],
    [
      ['a', '500.50'],
      ['b.c.0', '1e2'],
    ],
  );
  assert.equal(JSON.stringify({ a: rawNumber('500.50') }), '{"a":500.50}');
});

test('the text of a number is found under its own path alone', () => {
  const document = parseJson('{"a.b":1.0,"c":{"d.0":2.0},"a":{"b":3}}');
  assert.ok('value' in document);
  const { lexemes } = document;
  assert.deepEqual([lexemes.get('a.b'), lexemes.get('c.d.0')], [undefined, undefined]);
});

// 60 GB of paths in one body kept the process busy for minutes, and nobody had to be known for it.
test('numbers below a long name cost no more than others', () => {
  const [name, count] = ['k'.repeat(10_000), 1_000];
  const document = parseJson(`{"${name}":[${'1.0,'.repeat(count)}1],"a":1.0}`);
  assert.ok('value' in document);
  assert.deepEqual([...document.lexemes], [['a', '1.0']]);
});

const REFUSED_JSON: readonly (readonly [string, RegExp])[] = [
  ['{"a":1,"a":2}', /duplicate key/],
  ['{"a":{"b":1,"b":1}}', /duplicate key/],
  ['{"__proto__":{"x":1}}', /__proto__/],
  ['{"\\u005f_proto__":1}', /__proto__/],
  [`${'['.repeat(40)}${']'.repeat(40)}`, /nested deeper/],
  ['{"a":1}x', /unexpected character/],
  ['{"a":1', /unexpected end/],
  ['{"a":"x', /unexpected end/],
  ['{"a":"x\\', /unexpected end/],
  ['{"a":"\\x"}', /malformed escape/],
  ['{"a":"\\ud800"}', /lone surrogate/],
  ['{"a":01}', /unexpected character/],
  ['{"a":1e999}', /out of range/],
  ['{"a":NaN}', /unexpected character/],
  ["{'a':1}", /unexpected character/],
  ['{"a":"\n"}', /unexpected character/],
  ['', /unexpected end/],
];

for (const [text, reason] of REFUSED_JSON) {
  test(`JSON refused: ${text.slice(0, 24)}`, () => {
    const document = parseJson(text);
    assert.ok('refusal' in document);
    assert.match(document.refusal, reason);
  });
}

test('JSON agrees with JSON.parse on what both take', () => {
  const texts = [
    '{"a":"\\"\\\\\\u00e9\\n","b":[],"c":{},"d":[null,true,false]}',
    ' [ 1 , -2.5e-3 ] ',
    '"é"',
  ];
  for (const text of texts) {
    const document = parseJson(text);
    assert.ok('value' in document);
    assert.deepEqual(document.value, JSON.parse(text));
  }
});

test('bodies: forms, types and encodings', () => {
  const form = decode('a=1&b=x+y%26&c', 'application/x-www-form-urlencoded');
  assert.ok(!isFailure(form));
  assert.deepEqual(form.values, { a: '1', b: 'x y&', c: '' });
  assert.deepEqual(decode('a%5Bb%5D=1&c=x=y'), {
    values: { 'a[b]': '1', c: 'x=y' },
    lexemes: new Map(),
  });
  const refusals: readonly (readonly [string | Buffer, string, string])[] = [
    ['a=1&a=2', 'application/x-www-form-urlencoded', 'body_malformed'],
    ['a=%zz', 'application/x-www-form-urlencoded', 'body_malformed'],
    ['__proto__=1', 'application/x-www-form-urlencoded', 'body_malformed'],
    ['[1]', 'application/json', 'body_malformed'],
    ['amount', 'application/json', 'body_malformed'],
    ['=1&amount=2', 'application/json', 'body_malformed'],
    ['a[b]=1&a[b]=2', 'application/json', 'body_malformed'],
    ['null', 'application/json', 'body_malformed'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'application/json', 'body_malformed'],
    ['<a/>', 'application/xml', 'media_type_unsupported'],
    ['{}', 'application/json; charset=utf-16', 'media_type_unsupported'],
  ];
  for (const [body, type, failure] of refusals) {
    const decoded = decodeBody(type, Buffer.from(body));
    assert.ok(isFailure(decoded), String(body));
    assert.equal(decoded.failure, failure);
  }
});

test('a reading names every wrong field once', () => {
  const read = readFields(
    fieldsOf({
      amount: 'x',
      email: 'nobody',
      url: 'javascript:alert(1)',
      name: 7,
      notes: 'n',
      price: 1.234,
    }),
  );
  read.integer('amount', { required: true });
  read.email('email');
  read.url('url');
  read.text('name');
  read.text('missing', { required: true });
  read.notes('notes', { pairs: 1, keyMax: 1, valueMax: 1 });
  read.decimal('price', 'INR');
  assert.deepEqual(
    read.issues.map(({ field, rule, message }) => [field, rule, message]),
    [
      ['amount', 'type', 'Amount must be an integer'],
      ['email', 'format', 'Invalid email format'],
      ['url', 'format', 'Url must be an http or https URL'],
      ['name', 'type', 'Name must be a string'],
      ['missing', 'required', 'Missing is required'],
      ['notes', 'type', 'Notes must be an object'],
      ['price', 'format', 'Price must be an amount such as 500.00'],
    ],
  );
});

test('a field named like a property of every object is still absent', () => {
  const read = readFields(fieldsOf({}));
  assert.equal(read.text('constructor'), null);
  assert.equal(read.text('a.toString'), null);
  assert.deepEqual(read.issues, []);
});
