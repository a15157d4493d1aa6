// Who is asking on the documented paths: Basic credentials, or the V1 hash and not PayU's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildCall, buildRequest, CREDENTIALS } from '../../../../test/support/call.ts';
import { isFailure } from '../../../core/failure.ts';
import type { Family, Fields, RawRequest } from '../../dialect.ts';
import { sha512Hex } from '../../kit/proof.ts';
import { EXAMPLE } from './fixtures/example.ts';
import { COMMAND, computeHash } from '../hash.ts';
import { payu } from './index.ts';
import { parseCreate } from './parse.ts';

const { key, secret } = CREDENTIALS;
const SIGNED = `${key}|TXN123456|500.00|Product Description|John|john@example.com`;
const BASIC = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
const FORM = 'application/x-www-form-urlencoded';

type Body = Readonly<Record<string, unknown>>;

function familyOf(base: string): Family {
  const family = payu.families.find(({ bases }) => bases.includes(base));
  assert.ok(family);
  return family;
}
const V1 = familyOf('/api/v1/order/via/payu');
const V2 = familyOf('/api/v2/order/via/payu');

/** identify → open, as the road does; the name of the failure if it fails. */
function prove(family: Family, request: RawRequest) {
  const identification = family.identify(request);
  if (isFailure(identification)) return identification.failure;
  assert.equal(identification.key, key);
  const fields = family.open(request, identification, ACCOUNT, CREDENTIALS);
  return isFailure(fields) ? fields.failure : fields;
}

function create(body: Body) {
  const command = parseCreate(buildCall({ path: '/create', body }));
  assert.ok(!isFailure(command), JSON.stringify(command));
  return command;
}

/** The proven fields still make the order of the example. */
function assertParses(fields: Fields | string): void {
  assert.ok(typeof fields !== 'string', `not proven: ${fields}`);
  const command = parseCreate({ ...buildCall({ path: '/create', body: {} }), fields });
  assert.ok(!isFailure(command));
  assert.equal(command.reference, 'TXN123456');
}

test('V2 takes JSON and forms with Basic credentials', () => {
  const form = new URLSearchParams({ ...EXAMPLE, productinfo: 'a b&c+d' }).toString();
  const requests = [
    buildRequest({ path: '/create', headers: { authorization: BASIC }, body: EXAMPLE }),
    buildRequest({
      path: '/create',
      headers: { authorization: BASIC, 'content-type': FORM },
      body: form,
    }),
  ];
  for (const request of requests) {
    assertParses(prove(V2, request));
  }
  const wrong = `Basic ${Buffer.from(`${key}:other`).toString('base64')}`;
  const refusals: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{}, 'credentials_missing'],
    [{ authorization: 'Bearer x' }, 'credentials_wrong'],
    [{ authorization: wrong }, 'credentials_wrong'],
  ];
  for (const [headers, failure] of refusals) {
    assert.equal(prove(V2, buildRequest({ path: '/create', headers, body: EXAMPLE })), failure);
  }
});

// Vector V6 of paytring.md §1.4: the specification example, sorted values.
const SORTED =
  '837a4ab1095436709b825ffa60e8933fc1371544e4f07d86672c3e0724e7a2ba2aca7f1851fcceaf71a9d6af2fb0589a72ccb124c26145db0889499a0e10eaf3';
// The same with PayU's own formula.
const NATIVE =
  '279491b7710a3cfb0cc725f1c3ea0f159f87ce775fa4ef3c575640832bab9b0d9ffdadb5026cc97ee50125f284b637d3fca5a8fb2a0e1a5d769d8e48712ad2e7';

test('V1 takes the documented hash, as JSON and as a form', () => {
  for (const hash of [SORTED, SORTED.toUpperCase()]) {
    const body = { ...EXAMPLE, key, hash };
    const json = buildRequest({ path: '/create', body });
    assertParses(prove(V1, json));
    const text = new URLSearchParams(body).toString();
    const form = buildRequest({ path: '/create', headers: { 'content-type': FORM }, body: text });
    assertParses(prove(V1, form));
  }
});

test('V1 takes udfs and a surname, and refuses an address and what nobody sends', () => {
  const told = (more: Body) => {
    const body = { ...EXAMPLE, ...more, key };
    const names = Object.keys(body).sort();
    const values = Object.fromEntries(Object.entries(body));
    const hash = sha512Hex([...names.map((name) => values[name]), secret].join('|'));
    return prove(V1, buildRequest({ path: '/create', body: { ...body, hash } }));
  };
  assertParses(told({ udf1: 'one', udf10: 'ten', lastname: 'Doe' }));
  for (const name of ['address1', 'address2', 'city', 'state', 'curl', 'zipcode', 'extra']) {
    assert.equal(told({ [name]: 'x' }), 'request_invalid', name);
  }
  // As PayU hashes its own form: it begins with the key.
  assert.equal(told({ address1: key }), 'request_invalid');
});

test('V1 refuses PayU’s own hashes, which leave out where the browser goes', () => {
  const own = { ...EXAMPLE, key, hash: NATIVE };
  assert.equal(prove(V1, buildRequest({ path: '/create', body: own })), 'credentials_wrong');
  const named = { key, command: 'verify_payment', var1: 'TXN123456' };
  const asked = { ...named, hash: computeHash(COMMAND, named, secret) };
  assert.equal(prove(V1, buildRequest({ path: '/fetch', body: asked })), 'credentials_wrong');
});

test('V1 refuses a wrong, a missing and a tampered hash', () => {
  const flip = (hash: string): string => `${hash.slice(0, -1)}${hash.endsWith('0') ? '1' : '0'}`;
  const refusals: readonly (readonly [Body, string])[] = [
    [{ ...EXAMPLE, key, hash: flip(SORTED) }, 'credentials_wrong'],
    [{ ...EXAMPLE, key, hash: SORTED, amount: '500.0' }, 'credentials_wrong'],
    [{ ...EXAMPLE, key, hash: SORTED, udf1: 'x' }, 'credentials_wrong'],
    [{ ...EXAMPLE, key, hash: 'none' }, 'credentials_wrong'],
    [{ ...EXAMPLE, key, hash: SORTED.slice(1) }, 'credentials_wrong'],
    [{ ...EXAMPLE, key }, 'credentials_missing'],
    [{ ...EXAMPLE, key, hash: null }, 'credentials_missing'],
    [{ ...EXAMPLE, key, hash: [SORTED] }, 'credentials_missing'],
    [{ ...EXAMPLE, hash: SORTED }, 'credentials_missing'],
  ];
  for (const [body, failure] of refusals) {
    assert.equal(prove(V1, buildRequest({ path: '/create', body })), failure);
  }
});

test('V2 remembers in which form PayU’s own hash came', () => {
  const values = { ...EXAMPLE, key, udf5: 'five', udf6: 'six', udf10: 'ten' };
  const blank = sha512Hex(`${SIGNED}|||||five||||||${secret}`);
  const filled = sha512Hex(`${SIGNED}|||||five|six||||ten|${secret}`);
  const forms: readonly (readonly [string, string])[] = [
    [blank, 'blank'],
    [filled, 'filled'],
    [filled.toUpperCase(), 'filled'],
    ['none', 'blank'],
  ];
  for (const [hash, form] of forms) {
    assert.equal(create({ ...values, hash }).wire['hashForm'], form);
  }
});

test('V1 fetch takes the documented hash over one name of the order', () => {
  const told = (body: Body) => prove(V1, buildRequest({ path: '/fetch', body }));
  const named = { key, txnid: 'TXN123456', hash: sha512Hex(`${key}|TXN123456|${secret}`) };
  assert.ok(typeof told(named) !== 'string');
  // What Paytring's own handback is hashed over: key, order_id and receipt_id.
  const two = { key, order_id: '4403993715527184', txnid: 'R_1' };
  const hash = sha512Hex(`${key}|4403993715527184|R_1|${secret}`);
  assert.equal(told({ ...two, hash }), 'request_invalid');
});
