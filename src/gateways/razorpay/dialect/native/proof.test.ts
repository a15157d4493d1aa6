// Who is asking: the exact spelling of Basic credentials, and the key alone where that is enough.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildRequest, CREDENTIALS } from '../../../../../test/support/call.ts';
import { isFailure } from '../../../../core/failure.ts';
import { identifyPublic, identifySecret, openPublic, openSecret } from './proof.ts';

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;
const sent = (headers: Record<string, string>, body?: Record<string, unknown>) =>
  buildRequest({ path: '/orders', headers, ...(body === undefined ? {} : { body }) });

function opensSecret(headers: Record<string, string>): boolean | string {
  const request = sent(headers);
  const identification = identifySecret(request);
  if (isFailure(identification)) return identification.failure;
  return !isFailure(openSecret(request, identification, ACCOUNT, CREDENTIALS));
}

test('Basic is spelled exactly so; blanks around key and secret do not count', () => {
  const good = basic('test_123:secret_123');
  assert.equal(opensSecret({ authorization: good }), true);
  assert.equal(opensSecret({ authorization: basic(' test_123 : secret_123\n') }), true);
  assert.equal(opensSecret({}), 'credentials_missing');
  const padded = `${good.replace(/=+$/, '')}===`;
  const lower = good.replace('Basic', 'basic');
  for (const wrong of [lower, ` ${good}`, `${good}!`, padded, 'Basic ', 'x']) {
    assert.equal(opensSecret({ authorization: wrong }), 'credentials_wrong', wrong);
  }
  for (const pair of ['test_123:', 'test_123', 'test_123:secret_124', 'test_123:secret_123:']) {
    assert.notEqual(opensSecret({ authorization: basic(pair) }), true, pair);
  }
});

test('the first colon parts key and secret; without a key nobody is named', () => {
  const named = (pair: string) => identifySecret(sent({ authorization: basic(pair) }));
  assert.deepEqual(named('key:se:cret'), { key: 'key', proof: 'se:cret' });
  assert.deepEqual(named(' key\t: secret '), { key: 'key', proof: 'secret' });
  assert.deepEqual(named('key:'), { key: 'key', proof: '' });
  for (const pair of [':secret', ' :secret', 'key', 'keys', ':', ' ']) {
    assert.deepEqual(named(pair), { failure: 'credentials_wrong' }, pair);
  }
});

test('the key alone is read from the query, else from the body, without blanks around it', () => {
  const named = (query: Record<string, string>, body: Record<string, unknown> = {}) =>
    identifyPublic(buildRequest({ path: '/preferences', query, body }));
  assert.deepEqual(named({ key_id: ' one ' }), { key: 'one', proof: null });
  assert.deepEqual(named({ key_id: 'one' }, { key_id: 'two' }), { key: 'one', proof: null });
  assert.deepEqual(named({}, { key_id: ' two' }), { key: 'two', proof: null });
  for (const key_id of ['', ' ']) {
    assert.deepEqual(named({ key_id }), { failure: 'credentials_missing' });
    assert.deepEqual(named({}, { key_id }), { failure: 'credentials_missing' });
  }
});

test('the key alone is enough for what is public, a wrong secret is not', () => {
  const opens = (headers: Record<string, string>, body?: Record<string, unknown>) => {
    const request = sent(headers, body);
    const identification = identifyPublic(request);
    if (isFailure(identification)) return identification.failure;
    return !isFailure(openPublic(request, identification, ACCOUNT, CREDENTIALS));
  };
  assert.equal(opens({ authorization: basic('test_123:') }), true);
  assert.equal(opens({ authorization: basic('test_123:secret_123') }), true);
  assert.equal(opens({}, { key_id: 'test_123' }), true);
  assert.equal(opens({ authorization: basic('test_123:wrong') }), false);
  assert.equal(opens({}, { key_id: 'test_124' }), false);
  assert.equal(opens({}, { key_id: 5 }), 'credentials_missing');
  assert.equal(opens({}), 'credentials_missing');
});

test('the key of an idempotent refund has at least ten characters of a known kind', () => {
  const refusal = (key: string, method = 'POST') => {
    const headers = { authorization: basic('test_123:secret_123'), 'x-refund-idempotency': key };
    const request = buildRequest({ path: '/refunds', headers, method });
    const identification = identifySecret(request);
    assert.ok(!isFailure(identification));
    const opened = openSecret(request, identification, ACCOUNT, CREDENTIALS);
    return isFailure(opened) ? (opened.issues?.[0]?.rule ?? opened.failure) : null;
  };
  assert.equal(refusal('aB3_-45678'), null);
  assert.equal(refusal('short'), 'length');
  assert.equal(refusal('with blanks in it'), 'format');
  assert.equal(refusal('short', 'PATCH'), null);
  assert.equal(refusal(' aB3_-45678 '), null, 'blanks around it do not count');
  for (const none of ['', '  ']) assert.equal(refusal(none), null);
  assert.equal(refusal('aB3_-4567'), 'length');
  assert.equal(refusal(' aB3_-4567 '), 'length');
  assert.equal(refusal('x'.repeat(255)), null);
  for (const wrong of ['x'.repeat(256), '!aB3_-45678', 'aB3_-45678!']) {
    assert.equal(refusal(wrong), 'format', wrong);
  }
});

/** Bodies of kits that send no fields, and bodies like them; null: no body that has fields. */
const BARE: readonly (readonly [string, object | null])[] = [
  ['null', {}],
  ['[]', {}],
  ['\n[] ', {}],
  ['  null  ', {}],
  ['   null  ', null],
  ['  []      ', null],
  ['{"a":1}', { a: 1 }],
  ['{"aa":22}', { aa: 22 }],
  ['[1]', null],
  ['1[]', null],
  ['[]1', null],
  ['nullnull', null],
];

test('nothing at all, as some kits spell it, is a body without fields', () => {
  for (const [body, values] of BARE) {
    const headers = {
      authorization: basic('test_123:secret_123'),
      'content-type': 'application/json',
    };
    const request = buildRequest({ path: '/orders', headers, body });
    const identification = identifySecret(request);
    assert.ok(!isFailure(identification));
    const opened = openSecret(request, identification, ACCOUNT, CREDENTIALS);
    assert.deepEqual(isFailure(opened) ? null : { ...opened.values }, values, body);
  }
});
