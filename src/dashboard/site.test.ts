// At which addresses the dashboard is served, what its cookie is held to, and which forms are ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Asked } from './request.ts';
import { isFromSite, readCookie, type Site, siteOf, writeCookie } from './site.ts';

const asked = (headers: Readonly<Record<string, string>>): Asked => ({
  ...{ method: 'POST', path: '/dashboard', query: {}, headers, address: '' },
  bytes: new Uint8Array(),
});

test('it is served at PUBLIC_URL and at names of this machine, and nowhere else', () => {
  const secure: Site = { home: 'https://pay.example', cookie: '__Host-dubash', isSecure: true };
  const plain = (home: string, cookie: string | null): Site => ({ home, cookie, isSecure: false });
  const rows: readonly (readonly [string, string | null, Site | null])[] = [
    ['pay.example', 'https://pay.example/x', secure],
    ['PAY.example', 'https://pay.example', secure],
    [
      'pay.example:8443',
      'https://pay.example:8443',
      { ...secure, home: 'https://pay.example:8443' },
    ],
    ['pay.example:8443', 'https://pay.example', null],
    ['evil.example', 'https://pay.example', null],
    ['pay.example.evil.example', 'https://pay.example', null],
    ['pay.example', null, null],
    ['', null, null],
    // Whoever is on the way could read along.
    ['pay.example', 'http://pay.example', plain('http://pay.example', null)],
    ['localhost:8080', 'http://localhost:8080', plain('http://localhost:8080', 'dubash-8080')],
    ['localhost:8080', 'https://pay.example', plain('http://localhost:8080', 'dubash-8080')],
    ['127.0.0.1:9', null, plain('http://127.0.0.1:9', 'dubash-9')],
    ['[::1]:8080', null, plain('http://[::1]:8080', 'dubash-8080')],
    ['[::1]', null, plain('http://[::1]', 'dubash-80')],
    ['localhost', null, plain('http://localhost', 'dubash-80')],
    ['localhost.evil.example', null, null],
  ];
  for (const [host, publicUrl, site] of rows) {
    assert.deepEqual(siteOf(host, publicUrl), site, `${host} ${publicUrl}`);
  }
});

test('a form is of a page of this very site: its origin and its fetch say so', () => {
  const site: Site = { home: 'https://pay.example', cookie: 'x', isSecure: true };
  const rows: readonly (readonly [Readonly<Record<string, string>>, boolean])[] = [
    [{ origin: 'https://pay.example', 'sec-fetch-site': 'same-origin' }, true],
    // Older browsers say the first alone.
    [{ origin: 'https://pay.example' }, true],
    [{ origin: 'https://pay.example', 'sec-fetch-site': 'same-site' }, false],
    [{ origin: 'https://pay.example', 'sec-fetch-site': 'cross-site' }, false],
    [{ origin: 'https://pay.example', 'sec-fetch-site': '' }, false],
    [{ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, false],
    [{ origin: 'http://pay.example' }, false],
    [{ origin: 'https://pay.example:8443' }, false],
    [{ origin: 'null' }, false],
    [{ 'sec-fetch-site': 'same-origin' }, false],
    [{}, false],
  ];
  for (const [headers, expected] of rows) {
    assert.equal(isFromSite(asked(headers), site), expected, JSON.stringify(headers));
  }
});

test('a cookie is read by its whole name, and none where it comes twice', () => {
  const read = (cookie?: string) =>
    readCookie(asked(cookie === undefined ? {} : { cookie }), 'dubash-80');
  assert.equal(read('dubash-80=abc'), 'abc');
  assert.equal(read('a=b;  dubash-80=a=b ; dubash-8080=x'), 'a=b');
  assert.equal(read('dubash-80='), '');
  for (const none of [
    undefined,
    ...['', 'dubash-8080=x', 'xdubash-80=x', 'Dubash-80=x', 'dubash-80', '~'],
    // Which of them another site has set nobody can tell.
    'dubash-80=a; dubash-80=b',
  ]) {
    assert.equal(read(none), null, none);
  }
});

test('no script and no other site has the cookie; over https it goes by nothing else', () => {
  const site: Site = { home: 'x', cookie: '__Host-dubash', isSecure: true };
  const held = 'Path=/; HttpOnly; SameSite=Strict';
  assert.equal(writeCookie(site, 'abc'), `__Host-dubash=abc; ${held}; Secure`);
  assert.equal(writeCookie({ ...site, isSecure: false }, 'abc'), `__Host-dubash=abc; ${held}`);
  assert.equal(writeCookie(site, ''), `__Host-dubash=; ${held}; Secure; Max-Age=0`);
});
