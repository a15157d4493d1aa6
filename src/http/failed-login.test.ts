// Failed proofs: counted by key and by address, forgotten after a minute, in bounded memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFailedLogins } from './failed-login.ts';

const WRONG = { failure: 'credentials_wrong' } as const;

function open() {
  const clock = { now: 1_000_000 };
  const { refuse } = createFailedLogins(() => clock.now);
  return { clock, refuse };
}

test('the twenty-first of a key in a minute is told to wait, whoever sends it', () => {
  const { clock, refuse } = open();
  for (let sent = 0; sent < 20; sent += 1) {
    assert.deepEqual(refuse('k', `10.0.0.${sent}`, WRONG), WRONG);
  }
  clock.now += 15_500;
  const told = { failure: 'rate_limited', retryAfterSeconds: 45 };
  assert.deepEqual(refuse('k', '10.0.1.1', WRONG), told);
  assert.deepEqual(refuse('other', '10.0.1.1', WRONG), WRONG);
  clock.now += 44_500;
  assert.deepEqual(refuse('k', '10.0.1.1', WRONG), WRONG);
});

test('the sixty-first of an address is told to wait, whatever key it tries', () => {
  const { refuse } = open();
  for (let sent = 0; sent < 60; sent += 1) {
    assert.deepEqual(refuse(`k${sent}`, '10.0.0.1', WRONG), WRONG);
  }
  const { failure, retryAfterSeconds } = refuse('another', '10.0.0.1', WRONG);
  assert.deepEqual([failure, retryAfterSeconds], ['rate_limited', 60]);
  assert.deepEqual(refuse('another', '10.0.0.2', WRONG), WRONG);
});

test('an address that nobody knows is not counted; other failures are not either', () => {
  const { refuse } = open();
  for (let sent = 0; sent < 100; sent += 1) assert.deepEqual(refuse(`k${sent}`, '', WRONG), WRONG);
  const malformed = { failure: 'body_malformed' } as const;
  for (let sent = 0; sent < 30; sent += 1) assert.deepEqual(refuse('k', '', malformed), malformed);
  assert.deepEqual(refuse('k', '', WRONG), WRONG);
});

test('of more names than are remembered the oldest is forgotten', () => {
  const { refuse } = open();
  for (let sent = 0; sent < 21; sent += 1) refuse('first', '', WRONG);
  assert.equal(refuse('first', '', WRONG).failure, 'rate_limited');
  for (let sent = 0; sent < 10_000; sent += 1) refuse(`k${sent}`, '', WRONG);
  assert.deepEqual(refuse('first', '', WRONG), WRONG);
});
