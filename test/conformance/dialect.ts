// What every dialect promises: frozen tables, proofs that hold, refusals that give nothing away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Credentials } from '../../src/core/account.ts';
import type { Request } from '../../src/core/command.ts';
import { type Failure, isFailure } from '../../src/core/failure.ts';
import type { Dialect, Family, RawRequest, Reply } from '../../src/gateways/dialect.ts';
import { createMounts, select } from '../../src/http/mount.ts';
import {
  ACCOUNT,
  ADDRESSES,
  buildRefund,
  buildRequest,
  CREDENTIALS,
  NOW,
  parseBy,
} from '../support/call.ts';
import { aggregatesOf, FAILURE_CODES } from './state.ts';

export function testDialect(dialect: Dialect): void {
  const { name, families } = dialect;
  test(`${name}: is frozen to its depths`, () => {
    const soft: string[] = [];
    findSoft(dialect, name, soft, new Set());
    assert.deepEqual(soft, []);
  });

  test(`${name}: names its families once, and gives each a base`, () => {
    const names = families.map((family) => family.name);
    assert.equal(new Set(names).size, names.length);
    for (const { bases } of families) {
      assert.ok(bases.length > 0);
      for (const base of bases) assert.match(base, /^$|^\/(.*[^/])?$/, base);
      assert.equal(new Set(bases).size, bases.length);
    }
    assert.notEqual(dialect.title, '');
  });

  test(`${name}: no two operations of a family answer the same request`, () => {
    for (const family of families) {
      const rows = family.operations.map(({ method, path, when }) => {
        assert.match(path, /^\/[^\s?#]*$/);
        assert.match(method, /^[A-Z]+$/);
        return when === undefined ? `${method} ${path.replace(/:\w+/g, ':')}` : { when };
      });
      const plain = rows.filter((row) => typeof row === 'string');
      assert.equal(new Set(plain).size, plain.length, family.name);
    }
  });

  test(`${name}: publishes instruments that could exist`, () => {
    const named = dialect.instruments.map(({ method, value }) => `${method} ${value}`);
    assert.equal(new Set(named).size, named.length);
    for (const { method, value, label } of dialect.instruments) {
      assert.notEqual(label, '');
      if (method === 'card') assert.ok(passesLuhn(value), value);
      if (method === 'upi') assert.match(value, /^[\w.-]+@[A-Za-z][\w.]+$/);
      assert.notEqual(value, '');
    }
  });

  test(`${name}: its first call is proved by the secret, and makes an order of 500 rupees`, () => {
    const order = readFirstCall(dialect, CREDENTIALS);
    assert.ok('kind' in order && order.kind === 'createOrder', JSON.stringify(order));
    const { amountMinor, currency, reference } = order;
    assert.deepEqual([amountMinor, currency, reference], [50000, 'INR', 'first-1700000000']);
    const wrong = readFirstCall(dialect, { ...CREDENTIALS, secret: 'another_secret' });
    assert.ok(isFailure(wrong), 'another secret proves it too');
  });

  for (const family of families) testFamily(dialect, family);
}

/** What a dialect's first call asks for, or how it is refused, on the way that requests take. */
function readFirstCall({ families, firstCall }: Dialect, who: Credentials): Request | Failure {
  const shop = 'http://127.0.0.1:8080/';
  const call = firstCall({ ...who, reference: 'first-1700000000', shop });
  const pair = Buffer.from(`${who.key}:${who.secret}`).toString('base64');
  const headers = call.headers ?? { authorization: `Basic ${pair}` };
  const sent = buildRequest({ path: call.path, headers, body: call.fields });
  const match = createMounts(families)({ id: '', ...sent });
  assert.equal(match?.failure, null, `${call.path} is on no row`);
  const { family, request } = match;
  const identification = family.identify(request);
  if (isFailure(identification)) return identification;
  const fields = family.open(request, identification, ACCOUNT, CREDENTIALS);
  if (isFailure(fields)) return fields;
  const { operation, params } = select(match, fields) ?? assert.fail('no row takes it');
  const addresses = ADDRESSES;
  const credentials = CREDENTIALS;
  const made = { account: ACCOUNT, credentials, request, params, fields, now: NOW, addresses };
  return parseBy(operation, made);
}

function findSoft(value: unknown, path: string, soft: string[], seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (!Object.isFrozen(value)) soft.push(path);
  for (const [key, each] of Object.entries(value)) findSoft(each, `${path}.${key}`, soft, seen);
}

function passesLuhn(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const twice = Number(digit) * (1 + (index % 2));
    return total + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return sum % 10 === 0;
}

const HEADERS = `authorization x-client-id x-client-secret x-api-version content-type x-verify
x-idempotency-key user-agent`.split(/\s+/);
const hostileText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('', ' ', 'Basic', 'Basic Og==', 'Basic ====', 'Bearer x', '__proto__', '\u0000'),
  fc.string().map((text) => `Basic ${Buffer.from(text).toString('base64')}`),
);
const contentType = fc.constantFrom(
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
  '',
);
const bodyText = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .dictionary(fc.constantFrom('key', 'hash', 'merchant_id', 'msg', 'var1'), fc.jsonValue())
    .map((values) => JSON.stringify(values)),
);
export const hostileRequest: fc.Arbitrary<RawRequest> = fc
  .record({
    headers: fc.dictionary(fc.constantFrom(...HEADERS), hostileText),
    type: contentType,
    body: bodyText,
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
    path: fc.constantFrom('/', '/create', '/fetch', '/orders', '/%00', '/orders/a%2Fb/refunds'),
    query: fc.dictionary(fc.string(), hostileText),
  })
  .map(({ headers, type, ...sent }) =>
    buildRequest({ ...sent, headers: { ...headers, 'content-type': type } }),
  );

function testFamily(dialect: Dialect, family: Family): void {
  const name = `${dialect.name}, ${family.name}`;

  test(`${name}: hostile requests are told whose they are not`, () => {
    fc.assert(
      fc.property(hostileRequest, (request) => {
        family.when?.(request);
        const identification = family.identify(request);
        if (isFailure(identification))
          return checkRefusal(family.renderFailure(identification, request));
        assert.equal(typeof identification.key, 'string');
        const opened = family.open(request, identification, ACCOUNT, CREDENTIALS);
        assert.ok(isFailure(opened), 'a hostile request was opened');
      }),
      { numRuns: 200 },
    );
  });

  test(`${name}: every failure has words, a status, and gives nothing away`, () => {
    const request = buildRequest({ path: '/create', body: { key: CREDENTIALS.key } });
    const [existing] = aggregatesOf({});
    const issues = [
      { field: 'amount', rule: 'required' as const, message: 'Amount is required' },
      { field: 'a.b', rule: 'format' as const, message: 'Wrong', received: '<b>"\u2028' },
    ];
    // A field may have any name that somebody sent.
    const odd = ['constructor', 'toString', '__proto__', 'hasOwnProperty', ''].map((field) => {
      return { field, rule: 'unknown' as const, message: `${field} is unknown`, received: 'x' };
    });
    const extras: readonly Omit<Failure, 'failure'>[] = [
      {},
      { issues },
      { issues: [] },
      { issues: odd },
      ...odd.map((issue) => ({ issues: [issue, issue] })),
      { detail: 'A sentence', allowed: ['GET', 'POST'], retryAfterSeconds: 3 },
      ...(existing === undefined ? [] : [{ existing, existingRefund: buildRefund() }]),
    ];
    for (const failure of FAILURE_CODES) {
      for (const extra of extras) {
        checkRefusal(family.renderFailure({ failure, ...extra }, request), failure);
      }
    }
  });
}

/** A browser is told by a page; a program by the status, or in the body where gateways do so. */
function checkRefusal(reply: Reply, failure = 'a refusal'): void {
  assert.notEqual(reply.kind, 'redirect');
  if (reply.kind === 'redirect') return;
  const text = JSON.stringify(reply);
  const isTold = reply.status >= 400 && reply.status < 600;
  const isInBody = /"status":(false|0)\b|"error":\{|TxnStatus":"-6"/.test(text);
  assert.ok(
    isTold || (reply.status === 200 && isInBody),
    `${failure} has the status ${reply.status}`,
  );
  if (reply.kind === 'json') assert.ok(typeof reply.body === 'object' && reply.body !== null);
  assert.ok(!text.includes(CREDENTIALS.secret), 'the secret is told');
  assert.doesNotMatch(text, /\bat .+:\d+:\d+|node:internal|\.ts:\d+/);
}
