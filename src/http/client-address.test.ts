// The client's address: the socket's, or what a trusted proxy tells, and never what a client says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClientAddress, readTrustedProxies } from './client-address.ts';

const CLIENT = '203.0.113.7';
const nobody = createClientAddress([]);
const behind = createClientAddress(readTrustedProxies('10.0.0.0/8, 2001:db8::/32 ,192.0.2.1'));

test('without trusted proxies it is the socket’s, whatever a header says', () => {
  assert.equal(nobody(CLIENT, '198.51.100.1'), CLIENT);
  assert.equal(nobody(`::ffff:${CLIENT}`, undefined), CLIENT);
  assert.equal(nobody('fe80::1%eth0', undefined), 'fe80::1');
  assert.equal(nobody(undefined, CLIENT), '');
  assert.deepEqual(readTrustedProxies(' , '), []);
});

test('a stranger’s header is not looked at; a trusted proxy’s is, from the right', () => {
  const rows: readonly (readonly [string, string | undefined, string])[] = [
    [CLIENT, '198.51.100.1', CLIENT],
    ['10.1.1.1', undefined, '10.1.1.1'],
    ['10.1.1.1', CLIENT, CLIENT],
    ['::ffff:10.1.1.1', CLIENT, CLIENT],
    ['10.1.1.1', `198.51.100.1, ${CLIENT}`, CLIENT],
    ['10.1.1.1', `198.51.100.1, ${CLIENT}, 10.2.2.2,192.0.2.1`, CLIENT],
    ['2001:db8::1', '2001:DB9:0::7', '2001:db9::7'],
    ['10.1.1.1', `${CLIENT}:41234`, CLIENT],
    ['10.1.1.1', '[2001:db9::7]:443', '2001:db9::7'],
    ['10.1.1.1', '"[2001:db9::7]"', '2001:db9::7'],
    // All are proxies: the first of them asked by itself.
    ['10.1.1.1', '10.3.3.3, 10.2.2.2', '10.3.3.3'],
  ];
  for (const [socket, forwarded, expected] of rows) {
    assert.equal(behind(socket, forwarded), expected, `${socket} ${forwarded}`);
  }
});

test('what nobody can read is nobody’s address, and nothing to its left is believed', () => {
  for (const hop of ['', 'unknown', '_hidden', '1.2.3', '10.1.1.1/8', 'localhost']) {
    assert.equal(behind('10.1.1.1', `${CLIENT}, ${hop}`), '', hop);
  }
});

test('a list that is none is told in one sentence', () => {
  for (const text of ['10.0.0.1/8', 'private', '10.0.0.0/8;::1', '*']) {
    assert.throws(() => readTrustedProxies(text), /^Error: TRUSTED_PROXIES: ".*" is no address/);
  }
});
