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
import {
  bearerKey,
  identifyBearer,
  identifyClient,
  issueToken,
  openBearer,
  openClient,
  timely,
  tokenOf,
} from './bearer.ts';

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
  assert.equal(reply.status, 200);
  assert.deepEqual(reply.body, {
    access_token: tokenOf(CREDENTIALS.key, ENDS, CREDENTIALS.secret),
    token_type: 'Bearer',
    expires_at: '2024-01-15T06:00:00.000Z',
    expires_in: 3600,
  });
});

test('a token is bought with the grant that the guide names, and no other', () => {
  for (const grant_type of [
    undefined,
    null,
    '',
    'password',
    'client_credentials2',
    'xclient_credentials',
    5,
  ]) {
    const reply = issueToken(buildCall({ path: '/token', body: { grant_type } }));
    assert.ok(isFailure(reply), String(grant_type));
    assert.deepEqual(
      reply.issues?.map(({ field }) => field),
      ['grant_type'],
    );
  }
});

const MISSING = { failure: 'credentials_missing' } as const;
const WRONG = { failure: 'credentials_wrong' } as const;

test('a client is named by its id and proved by its secret', () => {
  const { key: client_id, secret: client_secret } = CREDENTIALS;
  const asked = (sent: Record<string, unknown>) => {
    const request = buildRequest({ path: '/token', body: { ...body, ...sent } });
    const identification = identifyClient(request);
    if (isFailure(identification)) return identification;
    const opened = openClient(request, identification, ACCOUNT, CREDENTIALS);
    return isFailure(opened) ? opened : [identification, opened.values['grant_type']];
  };
  assert.deepEqual(asked({ client_id, client_secret }), [
    { key: client_id, proof: client_secret },
    body.grant_type,
  ]);
  for (const missing of [{}, { client_id }, { client_secret }, { client_id: '', client_secret }]) {
    assert.deepEqual(asked(missing), MISSING, JSON.stringify(missing));
  }
  for (const odd of [5, null, {}]) {
    assert.deepEqual(asked({ client_id: odd, client_secret }), MISSING);
    assert.deepEqual(asked({ client_id, client_secret: odd }), MISSING);
  }
  for (const wrong of ['', client_id, client_secret.slice(1), `${client_secret} `]) {
    assert.deepEqual(asked({ client_id, client_secret: wrong }), WRONG, wrong);
  }
});

test('a header that is no bearer’s names nobody, and says whether there was one', () => {
  const identified = (authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization };
    return identifyBearer(buildRequest({ path: '/orders/x', headers }));
  };
  for (const none of [undefined, '', '  ']) assert.deepEqual(identified(none), MISSING);
  const token = tokenOf(CREDENTIALS.key, ENDS, CREDENTIALS.secret);
  const known = { key: CREDENTIALS.key, proof: token };
  for (const good of [`Bearer ${token}`, `bEARER   ${token}`, `  Bearer ${token}\t`]) {
    assert.deepEqual(identified(good), known, good);
  }
  for (const wrong of [
    token,
    `Bearer${token}`,
    `xBearer ${token}`,
    `Bearer ${token} x`,
    'Bearer',
  ]) {
    assert.deepEqual(identified(wrong), WRONG, wrong);
  }
  assert.equal(bearerKey(buildRequest({ path: '/orders/x', headers: {} })), '');
});

// The parts of a token: the key in base64url, the second in which it ends, the seal.
const LENGTHS: readonly (readonly [number, number, number, boolean])[] = [
  [1, 1, 43, true],
  [400, 12, 43, true],
  [0, 10, 43, false],
  [401, 10, 43, false],
  [4, 0, 43, false],
  [4, 13, 43, false],
  [4, 10, 42, false],
  [4, 10, 44, false],
];

test('the parts of a token are as long as parts can be', () => {
  for (const [key, expires, seal, isToken] of LENGTHS) {
    const token = ['a'.repeat(key), '1'.repeat(expires), 's'.repeat(seal)].join('.');
    const identification = identifyBearer(buildRequest(withToken(token)));
    assert.equal(!isFailure(identification), isToken, token);
  }
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
  assert.deepEqual(at(ENDS), WRONG);
  const without = buildCall({ path: '/orders/x', headers: {} });
  assert.deepEqual(answer({ ...without, now: -1 }), WRONG);
  assert.deepEqual(
    openBearer(without.request, { key: '', proof: '' }, ACCOUNT, CREDENTIALS),
    WRONG,
  );
});
