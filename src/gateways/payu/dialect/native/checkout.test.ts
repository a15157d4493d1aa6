// The signed form of `/_payment`: every hash that clients send, names in any case, and the pages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ACCOUNT,
  buildCall,
  buildOrder,
  buildOutcome,
  buildRequest,
  CREDENTIALS,
  parseBy,
  renderBy,
} from '../../../../../test/support/call.ts';
import type { Account } from '../../../../core/account.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Fields, Reply } from '../../../dialect.ts';
import { sha512Hex } from '../../../kit/proof.ts';
import { EXAMPLE } from '../fixtures/example.ts';
import { payu } from '../index.ts';

const { key, secret } = CREDENTIALS;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const HEAD = `${key}|TXN123456|500.00|Product Description|John|john@example.com`;
const LIVE: Account = { ...ACCOUNT, mode: 'live' };
const UDFS = '|||||';
const SLOTS = '|||||';

const found = payu.families.find(({ name }) => name === 'native-payment');
assert.ok(found);
const family = found;

type Body = Readonly<Record<string, string>>;

function send(body: Body, account = ACCOUNT): Fields | Failure {
  const text = new URLSearchParams(body).toString();
  const request = buildRequest({ base: '/_payment', path: '/', headers: FORM, body: text });
  const identification = family.identify(request);
  return isFailure(identification)
    ? identification
    : family.open(request, identification, account, CREDENTIALS);
}

function parse(fields: Fields, account = ACCOUNT) {
  const call = { ...buildCall({ path: '/', body: {} }), fields, account };
  return parseBy(family.operations.at(-1), call);
}

function created(body: Body, account = ACCOUNT) {
  const fields = send(body, account);
  assert.ok(!isFailure(fields), JSON.stringify(fields));
  const command = parse(fields, account);
  assert.ok(!isFailure(command), JSON.stringify(command));
  assert.equal(command.kind, 'createOrder');
  return command as Extract<typeof command, { kind: 'createOrder' }>;
}

/** What a form that its hash proves is refused for. */
function refusedFields(body: Body, account = ACCOUNT): readonly string[] {
  const fields = send(body, account);
  assert.ok(!isFailure(fields), JSON.stringify(fields));
  const refused = parse(fields, account);
  assert.ok(isFailure(refused), JSON.stringify(refused));
  return (refused.issues ?? []).map(({ field }) => field);
}

function pageOf(failure: Failure): Extract<Reply, { kind: 'page' }> {
  const page = family.renderFailure(failure, buildRequest({ path: '/' }));
  assert.ok(page.kind === 'page');
  return page;
}

// payu.md §1.2 and the code of payu-websdk's hasher.
const SPLIT = '{"type":"absolute"}';
const SIGNED: readonly (readonly [string, Body, string, string])[] = [
  ['without udf', {}, `${UDFS}${SLOTS}|${secret}`, 'blank'],
  ['udf1 to udf5', { udf1: 'a', udf5: 'e' }, `|a||||e${SLOTS}|${secret}`, 'blank'],
  ['udf6 and udf10 blank', { udf6: 'f', udf10: 'j' }, `${UDFS}${SLOTS}|${secret}`, 'blank'],
  ['udf6 and udf10 filled', { udf6: 'f', udf10: 'j' }, `${UDFS}|f||||j|${secret}`, 'filled'],
  ['split', { splitRequest: SPLIT }, `${UDFS}${SLOTS}|${secret}|${SPLIT}`, 'blank'],
  [
    'split, filled',
    { splitRequest: SPLIT, udf6: 'f' },
    `${UDFS}|f|||||${secret}|${SPLIT}`,
    'filled',
  ],
  ['standing instruction', { si_details: '{"a":1}' }, `${UDFS}${SLOTS}|{"a":1}|${secret}`, 'blank'],
  ['third party', { beneficiarydetail: 'x' }, `${UDFS}${SLOTS}|x|${secret}`, 'blank'],
  ['charges', { additional_charges: 'CC:1' }, `${UDFS}${SLOTS}|${secret}|CC:1`, 'blank'],
  [
    'charges the SDK lost',
    { additional_charges: '1' },
    `${UDFS}${SLOTS}|${secret}|undefined`,
    'blank',
  ],
  [
    'split and charges',
    { splitRequest: SPLIT, additional_charges: '1' },
    `${UDFS}${SLOTS}|${secret}|${SPLIT}|undefined`,
    'blank',
  ],
];
const PRODUCTS = ['splitRequest', 'si_details', 'beneficiarydetail', 'additional_charges'];
for (const [name, more, tail, form] of SIGNED) {
  test(`a form is proved by its hash: ${name}`, () => {
    const body = { ...EXAMPLE, ...more, key, hash: sha512Hex(`${HEAD}${tail}`) };
    const product = Object.keys(more).find((each) => PRODUCTS.includes(each));
    if (product === undefined) {
      const command = created(body);
      assert.equal(command.reference, 'TXN123456');
      assert.equal(command.repeat, 'renew');
      assert.equal(command.wire['hashForm'], form);
    } else {
      assert.deepEqual(refusedFields(body), [product]);
    }
    assert.ok(!isFailure(send({ ...body, hash: body.hash.toUpperCase() })));
    for (const wrong of [{ amount: '500' }, { udf2: 'x' }, { hash: 'none' }, { key: 'other' }]) {
      assert.ok(isFailure(send({ ...body, ...wrong })), JSON.stringify(wrong));
    }
  });
}

test('what a product adds to the hash is no slot of others', () => {
  const tails = [`${UDFS}${SLOTS}||${secret}`, `${UDFS}${SLOTS}|${secret}|`];
  for (const tail of [...tails, `${UDFS}${SLOTS}|${secret}|undefined`]) {
    assert.ok(isFailure(send({ ...EXAMPLE, key, hash: sha512Hex(`${HEAD}${tail}`) })), tail);
  }
});

// payu.md §1.2: the template of PayU's OpenCart plugin.
test('names count in any case where the right one is absent', () => {
  const { furl, ...rest } = EXAMPLE;
  const hash = sha512Hex(`${HEAD}${UDFS}${SLOTS}|${secret}`);
  const body = { ...rest, Furl: furl, Lastname: 'Doe', Zipcode: '560001', Key: key, Hash: hash };
  const command = created(body);
  assert.equal(command.returns.failure, furl);
  const echo = command.wire['echo'] as Body;
  assert.deepEqual([echo['lastname'], echo['zipcode']], ['Doe', '560001']);
  assert.equal(
    created({ ...body, FURL: 'x', furl: 'https://a.example/' }).returns.failure,
    'https://a.example/',
  );
});

test('a form without key or hash, or with wrong fields, gets a page that says so', () => {
  const hash = sha512Hex(`${HEAD}${UDFS}${SLOTS}|${secret}`);
  for (const body of [{ ...EXAMPLE }, { ...EXAMPLE, key }, { ...EXAMPLE, hash }]) {
    const refused = send(body);
    assert.ok(isFailure(refused));
    assert.equal(refused.failure, 'credentials_missing');
    assert.match(pageOf(refused).message, /without its key or its hash/);
  }
  const fields = send({ ...EXAMPLE, phone: 'none', surl: 'javascript:alert(1)', key, hash });
  assert.ok(!isFailure(fields));
  const refused = parse(fields);
  assert.ok(isFailure(refused));
  const page = pageOf(refused);
  assert.equal(page.status, 400);
  assert.match(page.detail ?? '', /phone: Phone must be a telephone number/);
  assert.match(page.detail ?? '', /surl: Surl must be an http or https URL/);
});

test('a wrong hash: the sandbox shows what was hashed, the salt masked; live nothing', () => {
  const body = { ...EXAMPLE, productinfo: 'line\nbreak', udf1: `my ${secret}`, udf6: 'six', key };
  const sent = { ...body, hash: 'abc' };
  const refused = send(sent);
  assert.ok(isFailure(refused));
  const page = pageOf(refused);
  assert.equal(page.status, 401);
  assert.match(page.message, /incorrectly calculated hash parameter/);
  const head = `${key}|TXN123456|500.00|line%0Abreak|John|john@example.com|my ********||||`;
  assert.deepEqual(page.detail?.split('\n').slice(0, 3), [
    `Expected: sha512(${head}${SLOTS}|********)`,
    `      or: sha512(${head}|six|||||********)`,
    'Received: abc',
  ]);
  assert.ok(!JSON.stringify(refused).includes(secret));
  const long = send({ ...sent, productinfo: 'x'.repeat(100_000), udf2: 'y'.repeat(100_000) });
  assert.ok(isFailure(long) && (long.detail ?? '').length < 5000);
  assert.deepEqual(send(sent, LIVE), { failure: 'credentials_wrong' });
  assert.equal(pageOf({ failure: 'credentials_wrong' }).detail, null);
});

test('a repeated txnid is explained', () => {
  const rows: readonly (readonly [Parameters<typeof buildOrder>[0], RegExp])[] = [
    [{ status: 'paid' }, /"REF_1" has already been paid/],
    [{ status: 'attempted' }, /"REF_1" was used for another amount/],
    [{ status: 'expired' }, /"REF_1" can no longer be paid/],
  ];
  for (const [changes, says] of rows) {
    const existing = { order: buildOrder(changes), payments: [], refunds: [] };
    const page = pageOf({ failure: 'order_reference_taken', existing });
    assert.equal(page.status, 409);
    assert.match(page.message, says);
  }
});

test('pre_authorize, which no hash covers, counts in the sandbox and is refused in live', () => {
  const hash = sha512Hex(`${HEAD}${UDFS}${SLOTS}|${secret}`);
  const body = { ...EXAMPLE, key, hash, pre_authorize: '1' };
  assert.equal(created(body).capture, 'manual');
  for (const none of ['0', '']) {
    assert.equal(created({ ...body, pre_authorize: none }).capture, 'automatic');
    assert.equal(created({ ...body, pre_authorize: none }, LIVE).capture, 'automatic');
  }
  assert.deepEqual(refusedFields(body, LIVE), ['pre_authorize']);
  assert.deepEqual(refusedFields({ ...body, pre_authorize: 'yes' }), ['pre_authorize']);
});

test('a way to pay that nobody has here is refused, and not another one offered', () => {
  const hash = sha512Hex(`${HEAD}${UDFS}${SLOTS}|${secret}`);
  for (const pg of ['EMI', 'bnpl', 'DBQR', 'NEFTRTGS']) {
    assert.deepEqual(refusedFields({ ...EXAMPLE, key, hash, pg }), ['pg'], pg);
  }
});

test('the browser goes on to the payment page', () => {
  const call = buildCall({ path: '/' });
  const reply = renderBy(family.operations.at(-1), buildOutcome({ order: buildOrder() }), call);
  assert.deepEqual(reply, {
    kind: 'redirect',
    url: 'http://127.0.0.1:8080/pay/ABC123def456GHPAGE',
  });
});

test('values longer than PayU documents are taken, up to a limit', () => {
  const sign = (body: Body): Body => {
    const head = [key, body['txnid'], '500.00', body['productinfo'], 'John', 'john@example.com'];
    return { ...body, key, hash: sha512Hex(`${head.join('|')}${UDFS}${SLOTS}|${secret}`) };
  };
  for (const [name, max] of Object.entries({ txnid: 64, productinfo: 512, lastname: 60 })) {
    assert.equal(created(sign({ ...EXAMPLE, [name]: 'x'.repeat(max) })).kind, 'createOrder');
    const fields = send(sign({ ...EXAMPLE, [name]: 'x'.repeat(max + 1) }));
    assert.ok(!isFailure(fields));
    const refused = parse(fields);
    assert.ok(isFailure(refused) && refused.issues?.[0]?.field === name, name);
  }
});
