// The form that leads to PayU: its hash is a published vector's, and no field can break it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Step } from '../../processor.ts';
import { matchRequest } from '../hash.ts';
import { askStart, CREDENTIALS, side } from './fixtures/question.ts';
import { payu } from './index.ts';

type Post = Extract<Step, { kind: 'post' }>;

function start(ask = askStart(), by = side()): Post {
  const result = payu.start.request(ask, by);
  assert.ok('kind' in result && result.kind === 'started', JSON.stringify(result));
  assert.equal(result.theirOrder, null);
  assert.ok(result.step.kind === 'post');
  return result.step;
}

function refuse(ask = askStart()): string {
  const result = payu.start.request(ask, side());
  assert.ok('kind' in result && result.kind === 'refused', JSON.stringify(result));
  assert.equal(`${result.why} ${result.again}`, 'input never');
  return result.raw;
}

// payu.md §4.1, payu_req_seed.
const VECTOR =
  'ebb79688b3f8e10810fc73f4e90c312a47a3461031a07203f3367f3f3116a68ffb8e2f7506aff4a33279409d2805ebf765520c20dc38ab891c919e2cab6450b2';

test('the form is signed as the vector of PayU’s test account', () => {
  const { url, fields } = start();
  assert.equal(url, 'https://test.payu.in/_payment');
  const back = 'https://pay.example.com/pay/token/back';
  assert.deepEqual(fields, {
    key: 'QyT13U',
    txnid: 'TXN123456',
    amount: '500.00',
    productinfo: 'Product Description',
    firstname: 'John',
    email: 'john@example.com',
    phone: '+919876543210',
    surl: back,
    furl: back,
    curl: back,
    udf1: '',
    udf2: '',
    udf3: '',
    udf4: '',
    udf5: '',
    hash: VECTOR,
  });
});

test('live mode has hosts of its own, and a base address stands for both', () => {
  assert.equal(start(askStart(), side({ mode: 'live' })).url, 'https://secure.payu.in/_payment');
  const base = 'http://127.0.0.1:8080/payu/';
  assert.equal(start(askStart(), side({ baseUrl: base })).url, `${base}_payment`);
});

test('methods are named in PayU’s categories; a hold is asked for on cards alone', () => {
  const { fields } = start(askStart({ methods: ['upi', 'card', 'wallet', 'netbanking'] }));
  assert.equal(fields['enforce_paymethod'], 'upi|creditcard|debitcard|cashcard|netbanking');
  assert.equal(fields['pre_authorize'], undefined);
  const held = start(askStart({ capture: 'manual' })).fields;
  assert.deepEqual([held['pre_authorize'], held['enforce_paymethod']], ['1', 'creditcard']);
  assert.match(refuse(askStart({ capture: 'manual', methods: ['upi'] })), /cards/);
});

test('what PayU could not take is refused before a customer sees anything', () => {
  assert.match(refuse(askStart({ currency: 'USD' })), /INR/);
  assert.match(refuse(askStart({ amountMinor: 0 })), /nothing/);
  const long = `${'a'.repeat(45)}@b.in`;
  for (const email of [null, '', 'a|b@example.com', 'a b@example.com', `${long}x`]) {
    assert.match(refuse(askStart({}, { email })), /email/, String(email));
  }
  assert.match(refuse(askStart({}, { phone: null })), /phone/);
  assert.match(refuse(askStart({}, { phone: '+' })), /phone/);
  for (const name of [null, ' ', '||']) assert.match(refuse(askStart({}, { name })), /name/);
  assert.equal(start(askStart({}, { email: long })).fields['email'], long);
});

test('names and shops with bars, breaks and any length are signed as the receiver verifies', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 150 });
  fc.assert(
    fc.property(text, text, (name, merchant) => {
      const ask = askStart({}, { name: `A${name}` }, merchant);
      const { fields } = start(ask);
      const receiver = { values: fields, lexemes: new Map() };
      assert.notEqual(matchRequest(receiver, CREDENTIALS.salt), null);
      for (const field of ['firstname', 'productinfo']) {
        assert.doesNotMatch(fields[field] ?? '', /[|\r\n]|^$|^ | $/, field);
      }
      assert.ok(Array.from(fields['firstname'] ?? '').length <= 60);
      assert.ok(Array.from(fields['productinfo'] ?? '').length <= 100);
    }),
  );
});

test('credentials are looked at before PayU is asked', () => {
  const { checkCredentials } = payu;
  assert.equal(checkCredentials(CREDENTIALS, 'test'), null);
  assert.match(checkCredentials(CREDENTIALS, 'live') ?? '', /published/);
  assert.equal(checkCredentials({ key: 'AbC123', salt: CREDENTIALS.salt }, 'live'), null);
  for (const wrong of [{}, { key: 'A|C123', salt: 'x'.repeat(8) }, { key: 'AbC123', salt: '' }]) {
    assert.notEqual(checkCredentials(wrong, 'test'), null, JSON.stringify(wrong));
  }
  const pem = '-----BEGIN PRIVATE KEY-----';
  assert.match(checkCredentials({ key: 'AbC123', salt: pem }, 'test') ?? '', /version 1/);
});
