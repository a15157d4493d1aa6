// Without its database the dashboard says so on a page of its own, and nobody is signed out by it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CommitUnknown, type Store, Unreachable } from '../../src/store/store.ts';
import { type Session, send, signIn } from '../support/dashboard.ts';
import { KEY, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let session: Session;
before(async () => {
  server = await startServer();
  session = await signIn(server.url);
});
after(() => server.stop());

/** The store's own functions fail in the way that both engines have, until they are put back. */
async function withFailing(
  names: readonly (keyof Store)[],
  error: Error,
  work: () => Promise<void>,
): Promise<void> {
  const store: Record<string, unknown> = server.app.parts.store;
  const kept = names.map((name) => [name, store[name]] as const);
  for (const name of names) store[name] = () => Promise.reject(error);
  try {
    await work();
  } finally {
    for (const [name, own] of kept) store[name] = own;
  }
}

const AWAY = new Unreachable('the database file cannot be used: database or disk is full');

test('a page of a database that is away is a page, and tells when to come again', async () => {
  await withFailing(['findDashboardSession'], AWAY, async () => {
    const { status, headers, text } = await session.get('/dashboard/orders?status=paid');
    assert.equal(status, 503);
    assert.equal(headers['retry-after'], '5');
    assert.match(String(headers['content-type']), /^text\/html/);
    assert.match(String(headers['content-security-policy']), /^default-src 'none'; /);
    assert.equal(headers['set-cookie'], undefined);
    assert.match(text, /The database does not answer/);
    assert.match(text, /you stay signed\s+in/);
    assert.match(text, /href="\/dashboard\/orders\?status=paid" hx-boost="false">Try again/);
    assert.doesNotMatch(text, /disk is full/, 'the reason is for the log');
  });
  assert.ok(server.logged.some((line) => line.includes('the database cannot be reached')));
  assert.equal((await session.get('/dashboard/orders')).status, 200, 'still signed in');
});

test('who is known keeps the frame, and a list that follows keeps what it has', async () => {
  await withFailing(['listNewest'], AWAY, async () => {
    const { status, text } = await session.get('/dashboard/orders');
    assert.equal(status, 503);
    assert.match(text, /<nav id="nav"/);
  });
  for (const [error, expected] of [
    [AWAY, 503],
    [new TypeError('a bug of ours'), 500],
  ] as const) {
    await withFailing(['findDashboardSession'], error, async () => {
      const part = { 'hx-request': 'true', 'hx-target': 'tail' };
      const { status, headers } = await session.get('/dashboard/requests?follow=on', part);
      assert.deepEqual([status, headers['hx-reswap']], [expected, 'none']);
    });
  }
});

test('a page that fails by a bug of ours is a page too, with a name for the log', async () => {
  const bug = new TypeError('a bug of ours');
  await withFailing(['listNewest'], bug, async () => {
    const { status, headers, text } = await session.get('/dashboard/orders?status=paid');
    assert.equal(status, 500);
    assert.match(String(headers['content-type']), /^text\/html/);
    assert.match(text, /<nav id="nav"/);
    assert.match(text, /This page failed/);
    assert.doesNotMatch(text, /a bug of ours|TypeError/);
    const id = String(headers['x-request-id']);
    assert.ok(text.includes(id), 'whoever reports it can name it');
    const line = server.logged.find((each) => each.includes(id) && each.includes('TypeError'));
    assert.match(line ?? '', /a request failed by a bug/);
  });
  await withFailing(['advanceClock'], bug, async () => {
    const { status, text } = await session.post('/dashboard/sandbox/clock', {
      ...{ account: KEY, hours: '1' },
    });
    assert.equal(status, 500);
    assert.match(text, /It may not have been done/);
  });
  await withFailing(['findDashboardSession'], bug, async () => {
    const { status, text } = await session.get('/dashboard/orders');
    assert.deepEqual([status, /<nav/.test(text)], [500, false]);
  });
});

test('signing in without a database says so too', async () => {
  await withFailing(['findSetting', 'addDashboardSession'], AWAY, async () => {
    await assert.rejects(signIn(server.url), /It may not have been done/);
    const form = await send(`${server.url}/dashboard/sign-in`, 'GET', {});
    assert.equal(form.status, 200, 'the form asks nothing of it');
  });
});

test('what was sent while the commit was lost is called neither done nor undone', async () => {
  for (const error of [AWAY, new CommitUnknown('the connection was lost')]) {
    await withFailing(['save', 'advanceClock'], error, async () => {
      const fields = { account: KEY, hours: '1' };
      const { status, headers, text } = await session.post('/dashboard/sandbox/clock', fields);
      assert.equal(status, 503);
      assert.equal(headers['retry-after'], '5');
      assert.match(text, /It may not have been done/);
      assert.match(text, /Look for\s+it before you send it again/);
    });
  }
  assert.equal((await session.get('/dashboard/sandbox')).status, 200);
});

test('that a session is used need not be written for its pages to be read', async () => {
  const { now } = Date;
  const store: { useDashboardSession: unknown } = server.app.parts.store;
  const own = store.useDashboardSession;
  let asked = 0;
  const says = [() => new Promise(() => undefined), () => Promise.reject(AWAY)];
  try {
    for (const [at, say] of says.entries()) {
      store.useDashboardSession = () => {
        asked += 1;
        return say();
      };
      // It is noted once a minute; and so is that it could not be.
      Date.now = () => now() + (at + 1) * 61_000;
      for (let time = 0; time < 2; time += 1) {
        assert.equal((await session.get('/dashboard/orders')).status, 200);
      }
      assert.equal(asked, at + 1, 'asked once, and not waited for again');
    }
  } finally {
    Date.now = now;
    store.useDashboardSession = own;
  }
});
