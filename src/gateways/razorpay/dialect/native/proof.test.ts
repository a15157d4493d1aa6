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
  for (const wrong of [good.replace('Basic', 'basic'), ` ${good}`, `${good}!`, 'Basic ', 'x']) {
    assert.equal(opensSecret({ authorization: wrong }), 'credentials_wrong', wrong);
  }
  for (const pair of ['test_123:', 'test_123', 'test_123:secret_124', 'test_123:secret_123:']) {
    assert.notEqual(opensSecret({ authorization: basic(pair) }), true, pair);
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
});
