// Tokens: what they are made of, who can make them, and when they end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ACCOUNT,
  buildCall,
  buildRequest,
  CREDENTIALS,
  NOW,
} from '../../../../../../test/support/call.ts';
import { isFailure } from '../../../../../core/failure.ts';
import { bearerKey, identifyBearer, issueToken, openBearer, timely, tokenOf } from './bearer.ts';

const ENDS = NOW / 1000 + 3600;
const body = { grant_type: 'client_credentials' };
const withToken = (token: string) => ({
  method: 'GET',
  path: '/orders/x',
  headers: { authorization: `Bearer ${token}` },
});

function opened(token: string, secret = CREDENTIALS.secret): boolean {
  const request = buildRequest(withToken(token));
  const identification = identifyBearer(request);
  if (isFailure(identification)) return false;
  return !isFailure(openBearer(request, identification, ACCOUNT, { ...CREDENTIALS, secret }));
}

test('a token is the same at the same moment, and tells its end twice', () => {
  const reply = issueToken(buildCall({ path: '/token', body }));
  assert.ok(!isFailure(reply) && reply.kind === 'json');
  assert.deepEqual(reply.body, {
    access_token: tokenOf(CREDENTIALS.key, ENDS, CREDENTIALS.secret),
    token_type: 'Bearer',
    expires_at: '2024-01-15T06:00:00.000Z',
    expires_in: 3600,
  });
});

test('it opens with the secret it was made with, and with no other', () => {
  const token = tokenOf(CREDENTIALS.key, ENDS, CREDENTIALS.secret);
  assert.ok(opened(token));
  assert.ok(!opened(token, 'another'));
  assert.ok(!opened(tokenOf('test_456', ENDS, CREDENTIALS.secret)));
  assert.ok(!opened(token.replace(String(ENDS), String(ENDS + 1))));
  assert.ok(!opened(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`));
  for (const wrong of ['', 'a.b.c', `${token}.`, `${token} x`]) assert.ok(!opened(wrong), wrong);
});

test('a key may have any characters', () => {
  const key = 'ключ/with spaces.and.dots';
  const request = buildRequest(withToken(tokenOf(key, ENDS, 's')));
  assert.equal(bearerKey(request), key);
});

test('it is over in the second that it names', () => {
  const answer = timely(() => 'answered');
  const at = (seconds: number) =>
    answer({
      ...buildCall(withToken(tokenOf(CREDENTIALS.key, ENDS, CREDENTIALS.secret))),
      now: seconds * 1000,
    });
  assert.equal(at(ENDS - 1), 'answered');
  assert.deepEqual(at(ENDS), { failure: 'credentials_wrong' });
});
