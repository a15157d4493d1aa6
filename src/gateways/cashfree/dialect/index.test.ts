// The families: which contract answers a request, who is asking, and the documented failures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ACCOUNT,
  buildCall,
  buildOrder,
  buildOutcome,
  buildRequest,
  CREDENTIALS,
  renderBy,
} from '../../../../test/support/call.ts';
import { isFailure } from '../../../core/failure.ts';
import type { Family } from '../../dialect.ts';
import { cashfree } from './index.ts';
import { absentProducts } from './native/absent-product.ts';
import { TRAITS, type Version, VERSIONS } from '../version.ts';

const DOCUMENTED = ['/api/v2/pg/via/cashfree', '/api/v1/pg/via/cashfree'];
const BASES = [
  ...DOCUMENTED,
  ...DOCUMENTED.map((base) => `${base}/pg`),
  '/pg',
  '/cashfree',
  '/cashfree/pg',
];
const HEADERS = { 'x-client-id': CREDENTIALS.key, 'x-client-secret': CREDENTIALS.secret };

function familyOf(base: string, headers: Record<string, string>): Family | undefined {
  const request = buildRequest({ base, path: '/orders', headers });
  return cashfree.families.find(
    (each) => each.bases.includes(base) && (each.when?.(request) ?? true),
  );
}

function documented(): Family {
  const family = cashfree.families[0];
  assert.ok(family !== undefined);
  return family;
}

const ROWS = [
  'POST /orders create',
  'GET /orders/:id fetch',
  'GET /orders/:id/payments fetch',
  'POST /orders/:id/refunds refund',
  'GET /orders/:id/refunds refund',
  'GET /orders/:id/refunds/:refund_id refund',
];

test('the documented paths are six', () => {
  const rows = documented().operations.map(({ method, path, rate }) => `${method} ${path} ${rate}`);
  assert.deepEqual(rows, ROWS);
});

const INSTRUMENT = '/customers/:customer_id/instruments/:instrument_id';

// Source: cashfree.md §1.3, the column "from"; every version has the documented rows as well.
const SINCE: readonly (readonly [string, readonly string[]])[] = [
  ['2021-05-21', ['GET /orders/:id/payments/:cf_payment_id', 'GET /orders/:id/settlements']],
  // A path that lacks the order's name, so that it is no wrong method.
  ['2021-05-21', ['GET /orders']],
  ['2022-01-01', ['POST /orders/:id/authorization']],
  ['2022-01-01', ['POST /orders/pay/authenticate/:cf_payment_id']],
  ['2022-09-01', ['POST /orders/sessions', 'POST /settlements', 'POST /settlement/recon']],
  // cashfree-pg-sdk-nodejs 2.0.2, generated from the specification of 2022-01-01.
  ['2022-01-01', ['POST /links', 'GET /links/:link_id']],
  ['2022-01-01', ['POST /links/:link_id/cancel', 'GET /links/:link_id/orders']],
  ['2022-09-01', ['POST /recon']],
  // Named, or of a time.
  ['2022-09-01', ['POST /settlements', 'POST /settlement/recon']],
  // By an order or by an amount.
  ['2022-09-01', ['POST /eligibility/:subject', 'POST /eligibility/:subject']],
  ['2022-09-01', ['GET /customers/:customer_id/instruments']],
  ['2022-09-01', ['GET ', 'DELETE '].map((method) => `${method}${INSTRUMENT}`)],
  ['2022-09-01', [`GET ${INSTRUMENT}/cryptogram`]],
  ['2023-08-01', ['PATCH /orders/:id', 'POST /simulate', 'GET /simulate/:simulation_id']],
  ['2023-08-01', ['POST /customers']],
  ['2025-01-01', ['GET /incident', 'GET /orders/:id/extended', 'PUT /orders/:id/extended']],
  ['2026-01-01', ['PUT /orders/:id/refunds/:refund_id']],
];

/** Paths of products that no account here has: the documented requests go through them. */
function absentIn(version: Version): ReadonlySet<string> {
  const rows = absentProducts(TRAITS[version]);
  return new Set(rows.map(({ method, path }) => `${method} ${path}`));
}

test('no version has a product before its documents name it', () => {
  const count = (version: Version): number => absentIn(version).size;
  assert.deepEqual([count('2021-05-21'), count('2022-01-01')], [0, 0]);
  assert.ok(!absentIn('2022-09-01').has('PATCH /terminal/:terminal'));
  assert.ok(absentIn('2023-08-01').has('POST /easy-split/vendors'));
  assert.ok(!absentIn('2025-01-01').has('POST /recon/vendor'));
  assert.ok(absentIn('2026-01-01').has('GET /incident/:incident'));
});

test('each version serves what its documents name, and nothing younger', () => {
  for (const version of VERSIONS) {
    const expected = ROWS.map((row) => row.replace(/ \w+$/, ''));
    for (const [since, rows] of SINCE) if (version >= since) expected.push(...rows);
    if (version < '2022-09-01') expected.push('POST /orders/pay');
    const served = cashfree.families
      .filter(({ name }) => name === `native-${version}` || name.startsWith(`native-${version}-`))
      .flatMap(({ operations }) => operations.map(({ method, path }) => `${method} ${path}`))
      .filter((row) => !absentIn(version).has(row));
    assert.deepEqual(served.toSorted(), expected.toSorted(), version);
    const strange = cashfree.families
      .filter(({ name }) => name === `native-${version}`)
      .flatMap(({ operations }) => operations)
      .filter((row) => 'answer' in row)
      .filter(({ method, path }) => !absentIn(version).has(`${method} ${path}`));
    assert.ok(strange.length * 4 <= served.length, `${strange.length} of ${served.length}`);
  }
});

test('the header decides which contract answers', () => {
  for (const base of BASES) {
    for (const version of VERSIONS) {
      const family = familyOf(base, { 'x-api-version': ` ${version}` });
      assert.equal(family?.name, `native-${version}`);
    }
    for (const version of ['2024-01-01', 'latest', '2023-08-01, 2023-08-01']) {
      assert.equal(familyOf(base, { 'x-api-version': version })?.name, 'native-unversioned');
    }
    const documented = DOCUMENTED.includes(base);
    const expected = documented ? 'documented' : 'native-unversioned';
    assert.equal(familyOf(base, {})?.name, expected);
    assert.equal(familyOf(base, { 'x-api-version': ' ' })?.name, expected);
  }
});

test('no version, or an unknown one, is told before the credentials are looked at', () => {
  const refuse = (headers: Record<string, string>) => {
    const request = buildRequest({ base: '/pg', path: '/orders', headers });
    const family = familyOf('/pg', headers);
    const failure = family?.identify(request);
    assert.ok(family !== undefined && isFailure(failure));
    const reply = family.renderFailure(failure, request);
    assert.ok(reply.kind === 'json');
    assert.equal(reply.status, 400);
    return reply.body as Record<string, string>;
  };
  // cashfree.md §0.6, word for word.
  assert.deepEqual(refuse({}), {
    message: 'version is missing in header',
    code: 'request_failed',
    type: 'invalid_request_error',
  });
  const unknown = refuse({ 'x-api-version': '2019-01-01' });
  assert.equal(unknown['code'], 'version_invalid');
  assert.equal(unknown['type'], 'invalid_request_error');
  assert.match(unknown['message'] ?? '', /2021-05-21, .*2026-01-01$/);
});

test('a version opens with the two headers and answers with its own', () => {
  const headers = {
    'x-api-version': '2025-01-01',
    'x-client-id': CREDENTIALS.key,
    'x-client-secret': CREDENTIALS.secret,
  };
  const request = buildRequest({ base: '/pg', path: '/orders', headers });
  const family = familyOf('/pg', headers);
  const identification = family?.identify(request);
  assert.ok(family !== undefined && identification !== undefined && !isFailure(identification));
  assert.ok(!isFailure(family.open(request, identification, ACCOUNT, CREDENTIALS)));
  const wrong = { ...CREDENTIALS, secret: 'other' };
  assert.deepEqual(family.open(request, identification, ACCOUNT, wrong), {
    failure: 'credentials_wrong',
  });
  const create = family.operations[0];
  const reply = renderBy(create, buildOutcome({ order: buildOrder() }), buildCall({ path: '/' }));
  assert.ok(reply.kind === 'json');
  assert.equal(reply.headers?.['x-api-version'], '2025-01-01');
});

test('the two headers open the documented paths, on both bases', () => {
  for (const base of DOCUMENTED) {
    const request = buildRequest({ base, path: '/orders', headers: HEADERS, body: { a: 1 } });
    const identification = familyOf(base, HEADERS)?.identify(request);
    assert.ok(identification !== undefined && !isFailure(identification));
    assert.deepEqual(identification, { key: CREDENTIALS.key, proof: CREDENTIALS.secret });
    const fields = documented().open(request, identification, ACCOUNT, CREDENTIALS);
    assert.ok(!isFailure(fields));
    assert.deepEqual(fields.values, { a: 1 });
  }
});

test('the proof: missing and wrong headers', () => {
  const family = documented();
  const partner = { 'x-client-id': 'a', 'x-partner-apikey': 'b' };
  const bare = [{}, { 'x-client-id': 'a' }, { ...HEADERS, 'x-client-secret': ' ' }, partner];
  for (const headers of bare) {
    const refused = family.identify(buildRequest({ path: '/orders', headers }));
    assert.deepEqual(refused, { failure: 'credentials_missing' });
  }
  const secret = `${CREDENTIALS.secret}x`;
  const request = buildRequest({
    path: '/orders',
    headers: { ...HEADERS, 'x-client-secret': secret },
  });
  const identification = family.identify(request);
  assert.ok(!isFailure(identification));
  const opened = family.open(request, identification, ACCOUNT, CREDENTIALS);
  assert.deepEqual(opened, { failure: 'credentials_wrong' });
});

test('repeated names are 409 and unknown ones 404', () => {
  const rows = [
    ['order_reference_taken', 409, { order_id: ['Order id has already been used'] }],
    ['refund_reference_taken', 409, { refund_id: ['Refund id has already been used'] }],
    ['refund_too_large', 400, { refund_amount: ['Refund amount is more than what is left'] }],
    ['order_not_found', 404, undefined],
    ['refund_not_found', 404, undefined],
    ['credentials_wrong', 401, undefined],
  ] as const;
  for (const [failure, status, errors] of rows) {
    const reply = documented().renderFailure({ failure }, buildRequest({ path: '/orders' }));
    assert.ok(reply.kind === 'json');
    assert.equal(reply.status, status);
    assert.deepEqual((reply.body as { errors?: unknown }).errors, errors);
  }
});
