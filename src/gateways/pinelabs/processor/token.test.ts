// The token's replies in both spellings and all three shapes of refusals, and which 401 is one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireReply } from '../../processor.ts';
import { AT, sideOf } from './fixtures/asked.ts';
import { ERRORS, FIREWALL, replyOf, TOKEN_ERRORS, TOKENS } from './fixtures/replies.ts';
import { token } from './token.ts';

function read(reply: WireReply) {
  const told = token.read(reply, null, sideOf(), 0, []);
  assert.ok(told.kind !== 'then');
  return told;
}

test('either spelling of its end', () => {
  const reference = read(replyOf(TOKENS['reference']));
  const until = Date.parse('2026-09-11T09:07:55.022Z');
  assert.deepEqual(reference, { kind: 'granted', token: 'eyJhbGci.made.up', until });
  const guide = read(replyOf(TOKENS['guide'], 201));
  assert.equal(guide.kind === 'granted' && guide.until, AT + 3_600_000);
});

test('without an end, or with one that is none, it serves at once and is not kept', () => {
  const { access_token } = TOKENS['guide'] ?? {};
  for (const more of [{}, { expires_in: '3600' }, { expires_at: 'soon' }, { expires_in: -1 }]) {
    const told = read(replyOf({ access_token, ...more }));
    assert.equal(told.kind === 'granted' && told.until, AT, JSON.stringify(more));
  }
  const long = read(replyOf({ access_token, expires_in: 1e9 }));
  assert.equal(long.kind === 'granted' && long.until, AT + 86_400_000);
});

test('what is no token is none, and is repeated nowhere', () => {
  const secret = 'canary-token';
  const bodies: readonly unknown[] = [
    ...[{}, { access_token: '' }, { access_token: 7 }, { access_token: `${secret}\n` }],
    ...[{ access_token: secret, token_type: 'mac' }, { token: secret }, [secret], secret],
  ];
  for (const body of bodies) {
    const told = read(replyOf(body));
    assert.equal(told.kind, 'unknown', JSON.stringify(body));
    assert.doesNotMatch(JSON.stringify(told), /canary/);
  }
  for (const reply of FIREWALL) assert.equal(read(reply).kind, 'unknown', reply.body);
});

test('refusals in three shapes are of the credentials', () => {
  for (const reply of TOKEN_ERRORS) {
    const told = read(reply);
    assert.equal(told.kind === 'refused' && `${told.why} ${told.again}`, 'credentials later');
  }
  assert.equal(read(ERRORS.broken).kind, 'unknown');
  const many = read(ERRORS.tooMany);
  assert.equal(many.kind === 'refused' && many.why, 'limit');
});

test('a 401 in the gateway’s own words is of the token, and no other is', () => {
  assert.equal(token.isRefused(ERRORS.wrongToken), true);
  assert.equal(token.isRefused(ERRORS.wrongTokenCoded), true);
  const others = [
    ...[...FIREWALL, ERRORS.noOrder, ERRORS.broken, ERRORS.invalid],
    { ...ERRORS.wrongToken, status: 403 },
    replyOf({}, 401),
    replyOf({ code: 'INVALID_REQUEST', message: 'no' }, 401),
  ];
  for (const reply of others) assert.equal(token.isRefused(reply), false, reply.body);
});
