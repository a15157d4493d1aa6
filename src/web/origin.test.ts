// Origins: what browsers call one is read, whatever a policy could not hold is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isLoopback, isLoopbackHost, originOf, readOrigin } from './origin.ts';

/** Texts that are close to addresses: what parsers of URLs disagree about. */
const PARTS = [
  'http',
  'https',
  'ftp',
  '://',
  'a',
  'shop.example',
  '[::1]',
  ':80',
  ':8080',
  '/',
  '?',
];
const SIGNS = [...'#@;,*~\'"<>&%_-.A \n', '%41', 'é', '0x7f.1', 'null'];
const near = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'HTTPS://', 'ftp://', ''),
    fc.array(fc.constantFrom(...PARTS, ...SIGNS), { maxLength: 6 }),
  )
  .map(([scheme, parts]) => scheme + parts.join(''));
const text = fc.oneof(near, fc.webUrl(), fc.string({ unit: 'binary' }));

test('the origin of an address is spelt as browsers spell it', () => {
  for (const [address, origin] of [
    ['https://shop.example/done?a=1#b', 'https://shop.example'],
    ['HTTPS://Shop.Example:443/', 'https://shop.example'],
    ['http://u:p@localhost:3000', 'http://localhost:3000'],
    ['http://0x7f.1/', 'http://127.0.0.1'],
    ['http://[0:0::1]:8080/x', 'http://[::1]:8080'],
    ['https://दुकान.example/', 'https://xn--11b7ah1gn.example'],
    [`https://${'a'.repeat(253)}/`, `https://${'a'.repeat(253)}`],
  ] as const) {
    assert.equal(originOf(address), origin, address);
  }
});

test('an address without a web origin, or with one that no policy can hold, has none', () => {
  for (const address of [
    ...['', '/x', '//shop.example', 'shop.example', 'null', '*', 'https://', 'https:'],
    ...['javascript:alert(1)', 'data:text/html,x', 'ftp://shop.example', 'ws://shop.example'],
    ...['blob:https://shop.example/1', 'file:///x', 'https://a;script-src *', 'https://a;b'],
    ...['https://*.example', 'https://a,b', "https://a'b", 'https://a~b', 'https://a b'],
    `https://${'a'.repeat(254)}`,
  ]) {
    assert.equal(originOf(address), null, address);
  }
});

test('only an origin itself is read as one', () => {
  for (const origin of [
    ...['https://shop.example', 'http://localhost:3000', 'http://10.0.0.1', 'http://a_b.example'],
    ...['http://[::1]', 'http://[2001:db8::1]:8080'],
  ]) {
    assert.equal(readOrigin(origin), origin);
  }
  for (const other of [
    ...['https://shop.example/', 'https://shop.example/x', 'https://shop.example:443', 'null', '*'],
    ...['HTTPS://shop.example', 'https://Shop.example', 'https://u@shop.example', 'https://a;b'],
    ...['http://[0:0::1]', 'http://127.1', ' https://shop.example', 'https://shop.example\n', ''],
    ...[null, undefined, 5, true, ['https://shop.example'], new URL('https://shop.example')],
  ]) {
    assert.equal(readOrigin(other), null, String(other));
  }
});

test('no text makes either throw, and what they give can stand in a policy', () => {
  fc.assert(
    fc.property(text, (given) => {
      const origin = originOf(given);
      const read = readOrigin(given);
      assert.ok(read === null || read === given);
      if (origin === null) return assert.equal(read, null);
      assert.match(origin, /^https?:\/\/[a-z0-9._[\]:-]+$/);
      assert.equal(origin, new URL(given).origin);
      assert.equal(originOf(origin), origin);
      assert.equal(readOrigin(origin), origin);
    }),
  );
});

test('every ordinary address has an origin', () => {
  fc.assert(
    fc.property(fc.webUrl({ validSchemes: ['http', 'https'] }), (url) => {
      assert.equal(originOf(url), new URL(url).origin);
    }),
  );
});

test('an address that only this machine reaches', () => {
  for (const own of ['127.0.0.1:8080', 'localhost', 'a.localhost:1', '127.1.2.3', '[::1]:80']) {
    assert.ok(isLoopback(`http://${own}/x`), own);
  }
  for (const other of ['192.168.1.20', 'pay.example', 'localhost.example', '[2001:db8::1]']) {
    assert.ok(!isLoopback(`http://${other}/x`), other);
  }
  assert.ok(!isLoopback('nothing'));
});

test('a host that names this machine and no other', () => {
  for (const own of [
    '127.0.0.1:8080',
    'localhost',
    'LOCALHOST:1',
    '127.1.2.3',
    '[::1]:80',
    '::1',
  ]) {
    assert.ok(isLoopbackHost(own), own);
  }
  for (const other of [
    ...['', '0.0.0.0', '::', '[::]:80', '192.168.1.20', 'pay.example:80', 'localhost.example'],
    ...['a.localhost', 'x@127.0.0.1', '127.0.0.1.example', '127.0.0.1, pay.example', '127.0.0.1/'],
    ...['127.0.0.1:80:80', 'localhost\n'],
  ]) {
    assert.ok(!isLoopbackHost(other), other);
  }
});
