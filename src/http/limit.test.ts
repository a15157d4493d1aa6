// The limit of one process: a minute from the first request, for each account, class and stranger.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT } from '../../test/support/call.ts';
import { createLimiter, WINDOW_SECONDS } from './limit.ts';

test('so many requests, then none until a minute after the first', () => {
  let at = 1000;
  const limit = createLimiter({ create: 2, fetch: 1, refund: 1 }, () => at);
  const account = ACCOUNT;
  const left = () => limit(account, 'create', null).headers['x-ratelimit-remaining'];
  assert.deepEqual([left(), left(), left()], ['1', '0', '0']);
  at += WINDOW_SECONDS * 1000 - 1;
  const refused = limit(account, 'create', null);
  assert.equal(refused.allowed, false);
  assert.equal(refused.retryAfterSeconds, 1);
  at += 1;
  assert.equal(limit(account, 'create', null).allowed, true);
  assert.equal(left(), '0');
});

test('classes, accounts and strangers are counted apart', () => {
  const limit = createLimiter({ create: 1, fetch: 1, refund: 1 }, () => 0);
  const account = ACCOUNT;
  const other = { ...account, id: account.id + 1 };
  const allowed = [
    limit(account, 'create', null),
    limit(account, 'fetch', null),
    limit(other, 'create', null),
    limit(account, 'create', '192.0.2.1'),
    limit(account, 'create', '192.0.2.2'),
  ].map((each) => each.allowed);
  assert.deepEqual(allowed, [true, true, true, true, true]);
  assert.equal(limit(account, 'create', null).allowed, false);
  assert.equal(limit(account, 'create', '192.0.2.1').allowed, false);
  assert.equal(limit(account, 'none', null).allowed, true);
});
