// Ranges of addresses: what they hold, what is none, and that a library agrees.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { isWithin, plainAddress, readRange } from './address-range.ts';

const within = (address: string, ...ranges: readonly string[]): boolean =>
  isWithin(
    address,
    ranges.map((text) => readRange(text) ?? assert.fail(`${text} is no range`)),
  );

test('an address, a network, everything of one kind', () => {
  assert.ok(within('203.0.113.7', '203.0.113.7'));
  assert.ok(!within('203.0.113.8', '203.0.113.7', '2001:db8::1'));
  assert.ok(within('10.255.0.1', '192.0.2.0/24', '10.0.0.0/8'));
  assert.ok(!within('11.0.0.1', '10.0.0.0/8'));
  assert.ok(within('2001:db8:0:1::ffff', '2001:db8::/32'));
  assert.ok(!within('2001:db9::', '2001:db8::/32'));
  assert.ok(within('203.0.113.7', '0.0.0.0/0'));
  assert.ok(!within('203.0.113.7', '::/0'));
  assert.ok(within('::1', '::/0'));
  assert.ok(!within('::1', '0.0.0.0/0'));
});

test('an IPv4 address inside an IPv6 one is that IPv4 address', () => {
  assert.ok(within('::ffff:10.1.2.3', '10.0.0.0/8'));
  assert.ok(within('10.1.2.3', '::ffff:10.0.0.0/104'));
  assert.ok(within('10.1.2.3', '::ffff:a01:203'));
  assert.equal(plainAddress('::FFFF:10.1.2.3'), '10.1.2.3');
  assert.equal(plainAddress('2001:DB8:0:0::1'), '2001:db8::1');
});

test('what is no address and no range', () => {
  const wrong = ['', 'x', '1.2.3', '1.2.3.4.5', '256.0.0.1', '01.2.3.4', '0x7f.1', '127.1', '1'];
  const six = [
    ':::',
    '1::2::3',
    '[::1]',
    '::1%eth0',
    'fe80::g',
    '::1 ',
    '1:2:3:4:5:6:7',
    '::1]:80',
    // Whatever a URL would take for something else than a host.
    'x]@[::1',
    '::1]/#[',
    '::1]?[',
  ];
  for (const text of [...wrong, ...six]) {
    assert.equal(plainAddress(text), null, text);
    assert.equal(
      isWithin(
        text,
        [readRange('::/0'), readRange('0.0.0.0/0')].flatMap((r) => r ?? []),
      ),
      false,
    );
  }
  const ranges = [
    '10.0.0.1/8',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '::/129',
    '::/-1',
    '/8',
    '10.0.0.0/+8',
    '10.0.0.0/x8',
    '10.0.0.0/8.',
    '10.0.0.0/8x',
    '10.0.0.0/0008',
    '0.0.0.0/',
    '::/',
  ];
  for (const text of [
    ...ranges,
    '::ffff:10.0.0.0/95',
    '::ffff:0.0.0.0/95',
    '2001:db8::1/32',
    'loopback',
    '*',
  ]) {
    assert.equal(readRange(text), null, text);
  }
  assert.deepEqual(readRange(' 10.0.0.0/8 '), { width: 32, first: 167772160n, bits: 8 });
});

test('the library agrees about every address and network', () => {
  const octet = fc.nat(255);
  const four = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
  const group = fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 0, 1)).map((part) => part.toString(16));
  const six = fc.array(group, { minLength: 8, maxLength: 8 }).map((parts) => parts.join(':'));
  const address = fc.oneof(four, six);
  fc.assert(
    fc.property(address, address, fc.nat(128), (one, other, size) => {
      const kind = one.includes(':') ? ipaddr.IPv6 : ipaddr.IPv4;
      const bits = kind === ipaddr.IPv6 ? size : size % 33;
      // An IPv4 address inside an IPv6 one is IPv4 here, and to the library only where it is asked.
      fc.pre(ipaddr.process(one).kind() === kind.parse(one).kind());
      const first = kind.networkAddressFromCIDR(`${one}/${bits}`);
      const range = readRange(`${first}/${bits}`);
      if (range === null) return assert.fail(`${first}/${bits} is no range`);
      const read = ipaddr.process(other);
      const expected = read.kind() === first.kind() && read.match(first, bits);
      assert.equal(isWithin(other, [range]), expected);
      assert.ok(isWithin(one, [range]));
    }),
    { numRuns: 2000 },
  );
});
