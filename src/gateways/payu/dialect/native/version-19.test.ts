// `/_payment` with `api_version=19`: its own hash over more fields, no older form cut anew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ACCOUNT,
  buildCall,
  buildRequest,
  CREDENTIALS,
  parseBy,
} from '../../../../../test/support/call.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Fields } from '../../../dialect.ts';
import { sha512Hex } from '../../../kit/proof.ts';
import { EXAMPLE } from '../fixtures/example.ts';
import { payu } from '../index.ts';

const { key, secret } = CREDENTIALS;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const family = payu.families.find(({ name }) => name === 'native-payment');
assert.ok(family);
const { identify, open, operations } = family;

type Body = Readonly<Record<string, string>>;

// docs.payu.in, "Generate Hash": the order of the names, here as they stand in the text.
const NAMES = `key txnid amount productinfo firstname email udf1 udf2 udf3 udf4 udf5 udf6 udf7 udf8
udf9 udf10 user_token offer_key offer_auto_apply cart_details extra_charges phone`.split(/\s+/);

const PAYMENT: Body = { ...EXAMPLE, key, api_version: '19' };
const FULL: Body = {
  ...{ ...PAYMENT, udf1: 'a', udf5: 'e', udf6: 'f', udf10: 'j', user_token: 'u-1' },
  ...{ offer_key: '0', offer_auto_apply: 'false', cart_details: '{"sku_details":[]}' },
};

function textOf(body: Body): string {
  return [...NAMES.map((name) => body[name] ?? ''), secret].join('|');
}

function sign(body: Body): Body {
  return { ...body, hash: sha512Hex(textOf(body)) };
}

function send(body: Body): Fields | Failure {
  assert.ok(family);
  const text = new URLSearchParams(body).toString();
  const request = buildRequest({ base: '/_payment', path: '/', headers: FORM, body: text });
  const identification = identify(request);
  return isFailure(identification)
    ? identification
    : open(request, identification, ACCOUNT, CREDENTIALS);
}

function order(body: Body) {
  const fields = send(body);
  if (isFailure(fields)) return fields;
  return parseBy(operations.at(-1), { ...buildCall({ path: '/', body: {} }), fields });
}

function issuesOf(body: Body): readonly string[] {
  const refused = order(body);
  assert.ok(isFailure(refused), JSON.stringify(body));
  return (refused.issues ?? []).map(({ field }) => field);
}

// No digest of this version is published.
test('the documented text proves the form, with every field and with the fewest', () => {
  for (const body of [PAYMENT, FULL]) {
    const made = order(sign(body));
    assert.ok(!isFailure(made), JSON.stringify(made));
    assert.ok(made.kind === 'createOrder');
    assert.deepEqual([made.reference, made.amountMinor], ['TXN123456', 50000]);
    // Its reply is signed as every other: no other reply is published.
    assert.equal(made.wire['hashForm'], 'blank');
  }
});

test('every field of the text is covered', () => {
  for (const name of NAMES.filter((each) => each !== 'key')) {
    const changed = { ...sign(FULL), [name]: `${FULL[name] ?? ''}1` };
    assert.ok(isFailure(send(changed)), name);
  }
});

test('the version says which text is meant: neither hash serves for the other', () => {
  const { api_version, ...older } = PAYMENT;
  assert.ok(isFailure(send({ ...sign(PAYMENT), api_version: '1' })));
  const { hash = '', ...unversioned } = sign(PAYMENT);
  assert.ok(isFailure(send({ ...older, hash })), unversioned['txnid']);
  const head = `${key}|TXN123456|500.00|Product Description|John|john@example.com`;
  const old = sha512Hex(`${head}|||||||||||${secret}`);
  assert.ok(!isFailure(send({ ...older, hash: old })));
  assert.ok(!isFailure(send({ ...older, api_version: '1', hash: old })));
  assert.ok(isFailure(send({ ...older, api_version, hash: old } as Body)));
});

test('bars are refused in every field, and so are offers and charges beyond the amount', () => {
  for (const name of ['productinfo', 'firstname', 'udf3', 'user_token', 'cart_details']) {
    assert.deepEqual(issuesOf(sign({ ...FULL, [name]: 'a|b' })), [name]);
  }
  const products = { extra_charges: '{"CC":"9"}', offer_key: 'TEN', offer_auto_apply: '1' };
  for (const [name, value] of Object.entries(products)) {
    assert.deepEqual(issuesOf(sign({ ...FULL, [name]: value })), [name]);
  }
});

test('a text of this version is no older form, however it is cut', () => {
  const pieces = textOf({ ...FULL, udf4: 'Jo', udf5: 'jo@shop.example' }).split('|');
  const tails = [[], ['si_details'], ['beneficiarydetail']];
  for (const tail of tails) {
    const after = NAMES.slice(4, 16).concat(tail);
    const taken = pieces.length - 1 - after.length;
    const cut = [
      ...pieces.slice(0, 3),
      pieces.slice(3, taken).join('|'),
      ...pieces.slice(taken, -1),
    ];
    const names = [...NAMES.slice(0, 4), ...after];
    const form = Object.fromEntries(names.map((name, index) => [name, cut[index] ?? '']));
    const { surl = '', furl = '', phone = '' } = EXAMPLE;
    const sent = { surl, furl, phone, ...form, hash: sha512Hex(pieces.join('|')) };
    assert.ok(!isFailure(send(sent)), 'the text does prove it');
    assert.deepEqual(issuesOf(sent), ['productinfo'], tail.join());
  }
});

test('an older text is no form of this version, however many bars its goods have', () => {
  const goods = 'p|Jo|jo@x.example|1|2|3|4';
  const text = `${key}|TXN123456|500.00|${goods}|John|john@example.com|||||||||||${secret}`;
  const form = Object.fromEntries(NAMES.map((name, index) => [name, text.split('|')[index] ?? '']));
  const { surl = '', furl = '' } = EXAMPLE;
  const sent = { ...form, surl, furl, api_version: '19', hash: sha512Hex(text) };
  assert.ok(!isFailure(send(sent)), 'the text does prove it');
  assert.deepEqual(issuesOf(sent), ['phone']);
});
